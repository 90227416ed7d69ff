"""How much of what came shortly before a past event has come shortly before the moment, too."""

import numpy as np

from stdesk.features import HOUR_MS, Contexts

EVENTS = 3  # before either that are compared
WITHIN_MS = 16 * HOUR_MS


def overlaps(
    contexts: Contexts, row: np.ndarray, position: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(n,) float32, 0 to 3: how many events before each past event have a match before the moment.

    By their items, and by their categories. row, position: (n,) past events, and of which context.
    """
    log, begin, end = contexts.log, contexts.history_begin, contexts.history_end
    items, kinds = np.zeros(len(row), np.float32), np.zeros(len(row), np.float32)
    if not len(log):
        return items, kinds
    category = log.catalogue.item_category
    newest = np.maximum(end - 1, 0)
    for back in range(1, EVENTS + 1):
        before, near = _before(contexts, position, position, begin[row], back)
        item_found, kind_found = np.zeros(len(row), bool), np.zeros(len(row), bool)
        for ago in range(1, EVENTS + 1):
            lately, is_near = _before(contexts, end, newest, begin, ago)
            both = near & is_near[row]
            item, kind = log.item[lately][row], category[log.item[lately]][row]
            item_found |= both & (log.item[before] == item)
            kind_found |= both & (category[log.item[before]] == kind) & (kind >= 0)
        items += item_found
        kinds += kind_found
    return items, kinds


def _before(
    contexts: Contexts, at: np.ndarray, since: np.ndarray, begin: np.ndarray, back: int
) -> tuple[np.ndarray, np.ndarray]:
    """Positions `back` events before `at`; whether they are of that history and near `since`."""
    instant_ms = contexts.log.instant_ms
    before = np.maximum(at - back, 0)
    near: np.ndarray = (at - back >= begin) & (instant_ms[since] - instant_ms[before] <= WITHIN_MS)
    return before, near
