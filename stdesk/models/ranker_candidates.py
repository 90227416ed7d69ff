"""Which items are worth a closer look at a moment: the user's own, and likely new ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from stdesk.features import Contexts
from stdesk.models.counts import history_pairs, last_items
from stdesk.models.ranker_background import Background, slot_of, strongest
from stdesk.models.rhythm import local_moment

ROWS = 150_000  # candidates, and events of histories, held at a time
HISTORY = 1500  # newest events of a user that are looked at one by one
# What an item that the user never had may come from, and how much each source is trusted.
FOLLOWS, FOLLOWS_SECOND, NEAR, TOGETHER, FAME = 1.0, 0.5, 0.5, 1.0, 0.5


@dataclass(frozen=True)
class Candidates:
    """Items to be compared, context by context.

    row, item: (candidates,) sorted by both. together: (batch, items) sparse, how well items go with
    the user's newest ones. pair_row, pair_position, pair_candidate: (pairs,) each event of each
    history, and which candidate it is of.
    """

    contexts: Contexts
    background: Background
    row: np.ndarray
    item: np.ndarray
    together: sparse.csr_array
    pair_row: np.ndarray
    pair_position: np.ndarray
    pair_candidate: np.ndarray

    def __len__(self) -> int:
        return len(self.row)

    @property
    def key(self) -> np.ndarray:
        """(candidates,) ascending: row and item in one number."""
        return keys(self.row, self.item, self.background.items)

    def of_targets(self, item: np.ndarray) -> np.ndarray:
        """(batch,) which candidate is each context's true item, -1 where none is."""
        wanted = keys(np.arange(len(item)), item, self.background.items)
        key = self.key
        at = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
        found: np.ndarray = (
            np.where(key[at] == wanted, at, -1) if len(key) else np.full(len(item), -1)
        )
        return found


def row_blocks(contexts: Contexts, new_items: int) -> Iterator[slice]:
    """Slices of contexts whose candidates and histories fit into memory together."""
    length = np.minimum(contexts.history_end - contexts.history_begin, HISTORY) + new_items
    done = np.cumsum(length)
    begin = 0
    while begin < len(length):
        limit = (done[begin - 1] if begin else 0) + ROWS
        end = max(int(np.searchsorted(done, limit, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end


def candidates(contexts: Contexts, background: Background, new_items: int) -> Candidates:
    """All items of each history, and the `new_items` likeliest others."""
    row, position = history_pairs(contexts, HISTORY)
    item = contexts.log.item[position]
    known = item < background.items
    row, position, item = row[known], position[known], item[known]
    together = _together(contexts, background, row, position)
    own = keys(row, item, background.items)
    likely = _likely(contexts, background, together)
    likely_row = np.repeat(np.arange(len(contexts)), np.diff(likely.indptr))
    likely.data[np.isin(keys(likely_row, likely.indices, background.items), own)] = 0.0
    likely.eliminate_zeros()
    likely = strongest(likely, new_items)
    likely_row = np.repeat(np.arange(len(contexts)), np.diff(likely.indptr))
    every = np.unique(np.concatenate((own, keys(likely_row, likely.indices, background.items))))
    return Candidates(
        contexts=contexts,
        background=background,
        row=every // background.items,
        item=every % background.items,
        together=together,
        pair_row=row,
        pair_position=position,
        pair_candidate=np.searchsorted(every, own),
    )


def keys(row: np.ndarray, item: np.ndarray, items: int) -> np.ndarray:
    key: np.ndarray = row.astype(np.int64) * items + item
    return key


def known_last(contexts: Contexts, back: int, items: int) -> np.ndarray:
    """(batch,) the item `back` events ago, -1 where there is none that training knew."""
    last = last_items(contexts, back)
    return np.where(last < items, last, -1)


def rows_of(matrix: sparse.csr_array, index: np.ndarray) -> sparse.csr_array:
    """The rows of `matrix` at `index`, empty where it is -1."""
    picked = matrix[np.maximum(index, 0)]
    if (index < 0).any():
        picked = sparse.diags_array((index >= 0).astype(np.float64)) @ picked
        picked = picked.tocsr()
    return picked


def _together(
    contexts: Contexts, background: Background, row: np.ndarray, position: np.ndarray
) -> sparse.csr_array:
    """(batch, items) similarity to the newest 20 events of each user, the last counting most."""
    back = contexts.history_end[row] - position
    new = back <= 20
    shape = (len(contexts), background.items)
    weight = 1.0 / (2.0 + back[new])
    had = sparse.coo_array((weight, (row[new], contexts.log.item[position[new]])), shape=shape)
    return (had.tocsr() @ background.together).tocsr()


def _likely(
    contexts: Contexts, background: Background, together: sparse.csr_array
) -> sparse.csr_array:
    """(batch, items) sparse: a rough chance of each item that has any."""
    last = known_last(contexts, 1, background.items)
    second = known_last(contexts, 2, background.items)
    total: sparse.csr_array = (
        FOLLOWS * rows_of(background.follows_share, last)
        + FOLLOWS_SECOND * rows_of(background.follows_second_share, second)
        + NEAR * rows_of(background.near_share, last)
        + TOGETHER * together
        + _popular(contexts, background)
    )
    return total.tocsr()


def _popular(contexts: Contexts, background: Background) -> sparse.csr_array:
    """(batch, items) the most frequent items, at the moment's hour where it is known."""
    most = background.most_popular
    fame = (background.count + 2 * background.recent)[most]
    share = FAME * fame / max(float((background.count + 2 * background.recent).sum()), 1.0)
    batch = len(contexts)
    row = np.repeat(np.arange(batch), len(most))
    shape = (batch, background.items)
    always = sparse.coo_array((np.tile(share, batch), (row, np.tile(most, batch))), shape=shape)
    if contexts.instant_ms is None:
        return always.tocsr()
    hour = slot_of(local_moment(contexts.instant_ms, contexts.offset_min))
    return (always.tocsr() + FAME * background.popular_by_slot[hour]).tocsr()
