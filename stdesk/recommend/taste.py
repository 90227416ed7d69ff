"""What a person said of earlier entries, as a weight on the next list: honest, small, optional.

Each accepted entry counts for itself with 1 and for everything else of its category with a half,
each rejected one likewise against it; with a(i) and r(i) the sums of both,

    score'(i) = score(i) + ln((1 + a(i)) / (1 + r(i)))

so that one acceptance doubles the odds of the entry itself and multiplies its category's by 1.5,
and a rejection takes as much away. Nothing is trained anew, nobody else's lists change, and the
model's probability of an entry stays what it was.
"""

from collections.abc import Iterable

import numpy as np

from stdesk.features import Catalogue
from stdesk.language import mark
from stdesk.models import Reason

OF_CATEGORY = 0.5


def leaning(
    catalogue: Catalogue, accepted: Iterable[int], rejected: Iterable[int]
) -> np.ndarray | None:
    """(items,) what is added to one user's log-odds, None where nothing was said.

    accepted, rejected: indices of items.
    """
    yes, no = list(accepted), list(rejected)
    if not yes and not no:
        return None
    added: np.ndarray = np.log((1 + _support(catalogue, yes)) / (1 + _support(catalogue, no)))
    return added


def note_on_taste(accepted: int, rejected: int) -> Reason:
    """Said below every list that heeds feedback; counts of the entries that weighed in."""
    text = mark(
        "What was said of earlier lists weighs in: {accepted} accepted, {rejected} rejected."
    )
    return Reason(text, {"accepted": accepted, "rejected": rejected})


def _support(catalogue: Catalogue, items: list[int]) -> np.ndarray:
    support = np.zeros(catalogue.items)
    for item in items:
        category = catalogue.item_category[item]
        if category >= 0:
            support[catalogue.item_category == category] += OF_CATEGORY
            support[item] += 1 - OF_CATEGORY
        else:
            support[item] += 1
    return support
