"""What colours tell apart: the most frequent categories or kinds of events, and all others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.features.log import EventLog

MOST_GROUPS = 7


@dataclass(frozen=True)
class Groups:
    """What colours tell apart: (events,) code of the event's group and the groups' names.

    The most frequent ones have codes from 0; the code `len(names)` is all others together.
    """

    by: str
    code: np.ndarray
    names: tuple[str, ...]
    others: bool


def group_events(log: EventLog, by: str, user: int | None = None) -> Groups:
    """Groups by "category" or "kind"; anything else, or nothing known of it, is one group.

    The groups told apart are the most frequent of this user, or of all.
    """
    kinds, categories = log.catalogue.kind_names, log.catalogue.category_names
    part = slice(0, len(log)) if user is None else log.of_user(user)
    if by == "category" and categories:
        code = log.catalogue.item_category[log.item]
        return _most_frequent(by, code, code[part], categories)
    if by == "kind" and kinds:
        return _most_frequent(by, log.kind, log.kind[part], kinds)
    return Groups("none", np.zeros(len(log), dtype=np.int8), ("",), others=False)


def _most_frequent(by: str, code: np.ndarray, part: np.ndarray, names: Sequence[str]) -> Groups:
    counts = np.bincount(part[part >= 0], minlength=len(names))
    ranked = np.argsort(-counts, kind="stable")[:MOST_GROUPS]
    top = ranked[counts[ranked] > 0]
    new_code = np.full(len(names) + 1, len(top), dtype=np.int8)  # the last one serves code -1
    new_code[top] = np.arange(len(top))
    others = bool((new_code[part] == len(top)).any())
    return Groups(by, new_code[code], tuple(names[i] for i in top), others)
