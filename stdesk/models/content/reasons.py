"""What in a user's past an item resembles: checked against the texts and pictures themselves."""

from collections.abc import Iterator

import numpy as np
from torch import Tensor

from stdesk.features import Catalogue, Contexts, item_texts, words_of
from stdesk.language import mark
from stdesk.models.base import Reason
from stdesk.models.content.network import Items

ALIKE_TEXT = 0.5  # cosines from which a reader would agree
ALIKE_PICTURE = 0.9
NEAREST_PICTURES = 0.02  # of all pictures: of what the network learnt, only the closest look alike
MOST_WORDS = 3
SHORTEST_WORD = 2
# Each pair: for logs of things, for logs of places (chosen by "has coordinates").
_TEXT = (
    mark("its text resembles that of {alike}, which you had ({shared})"),
    mark("its text resembles that of {alike}, where you were ({shared})"),
)
_TEXT_ONLY = (
    mark("its text resembles that of {alike}, which you had"),
    mark("its text resembles that of {alike}, where you were"),
)
_PICTURE = (
    mark("its picture resembles that of {alike_to}, which you had"),
    mark("its picture resembles that of {alike_to}, where you were"),
)


def resemblances(
    contexts: Contexts, row: int, item: int, items: Items, longest: int
) -> list[Reason]:
    """Which item of the newest `longest` events is most like `item` in words, which in picture."""
    end = int(contexts.history_end[row])
    begin = max(int(contexts.history_begin[row]), end - longest)
    others = np.unique(contexts.log.item[begin:end])
    others = others[(others != item) & (others < len(items.own))]
    catalogue = contexts.log.catalogue
    return [
        *_by_text(catalogue, item, *_most_alike(items.text, item, others)),
        *_by_picture(catalogue, item, *_most_alike(items.picture, item, others), items.picture),
    ]


def _most_alike(vectors: Tensor, item: int, others: np.ndarray) -> tuple[int, float]:
    """The item among `others` whose vector is nearest, and the cosine; -1 where there is none."""
    if not len(others):
        return -1, 0.0
    likeness = (vectors[others.tolist()] @ vectors[item]).cpu().numpy()
    best = int(likeness.argmax())
    return int(others[best]), float(likeness[best])


def _by_text(catalogue: Catalogue, item: int, other: int, likeness: float) -> Iterator[Reason]:
    if likeness < ALIKE_TEXT:
        return
    shared = shared_words(catalogue, item, other)
    values = {"alike": catalogue.item_name(other), "shared": ", ".join(shared)}
    text = (_TEXT if shared else _TEXT_ONLY)[catalogue.has_coordinates]
    yield Reason(text, values, 0.3 + 0.6 * likeness)


def _by_picture(
    catalogue: Catalogue, item: int, other: int, likeness: float, pictures: Tensor
) -> Iterator[Reason]:
    if likeness < ALIKE_PICTURE:
        return
    nearer = int((pictures @ pictures[item] > likeness).sum()) - 1  # the item itself is no other
    if nearer <= max(1, NEAREST_PICTURES * int((pictures.abs().amax(dim=1) > 0).sum())):
        values = {"alike_to": catalogue.item_name(other)}
        yield Reason(_PICTURE[catalogue.has_coordinates], values, 0.2 + 0.5 * likeness)


def shared_words(catalogue: Catalogue, item: int, other: int) -> list[str]:
    """The longest words that both texts have, as they stand in the first, at most three."""
    first, second = (
        [*words_of("\n".join(item_texts(catalogue, slice(at, at + 1))))] for at in (item, other)
    )
    both = [word for word in dict.fromkeys(first) if word in set(second)]
    long = [word for word in both if len(word) >= SHORTEST_WORD and not word.isdigit()]
    chosen = sorted(long, key=lambda word: (-len(word), first.index(word)))[:MOST_WORDS]
    return sorted(chosen, key=first.index)
