"""What others did just before a moment: where they are now, someone may be next."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from stdesk.features import DAY_MS, HOUR_MS, Contexts, EventLog
from stdesk.insight import great_circle_km
from stdesk.models.ranker.sparse import ranges

WINDOWS_H = (0.5, 2, 8, 24, 72, 240, 720)
FIRSTS_WINDOWS_H = (24, 240, 720)
KIN_DAYS = 14
KIN_FADE_DAYS = 4.0
LATEST = 400  # events of others that are looked at one by one
LATEST_MS = DAY_MS
FADE_H = 6.0
NEAR_KM = 2.5


def known_until(contexts: Contexts) -> np.ndarray:
    """(batch,) what happened before this instant is known; the user's last event if unknown."""
    if contexts.instant_ms is not None:
        return contexts.instant_ms
    log = contexts.log
    if not len(log):
        return np.zeros(len(contexts), np.int64)
    newest = log.instant_ms[np.maximum(contexts.history_end - 1, 0)]
    return np.where(contexts.history_end > contexts.history_begin, newest, 0)


def others_latest(contexts: Contexts) -> sparse.csr_array:
    """(batch, items) events of others in the last day, fading with time and with distance."""
    log = contexts.log
    now = known_until(contexts)
    end = np.searchsorted(log.instants, now)
    begin = np.maximum(np.searchsorted(log.instants, now - LATEST_MS), end - LATEST)
    row, place = ranges(begin, end)
    position = log.time_order[place]
    other = log.user[position] != contexts.user[row]
    row, position = row[other], position[other]
    weight = np.exp((log.instant_ms[position] - now[row]) / (FADE_H * HOUR_MS))
    if log.catalogue.has_coordinates:
        weight = weight * _nearness(contexts, row, position)
    shape = (len(contexts), log.catalogue.items)
    return sparse.coo_array((weight, (row, log.item[position])), shape=shape).tocsr()


def _nearness(contexts: Contexts, row: np.ndarray, position: np.ndarray) -> np.ndarray:
    log = contexts.log
    last = np.maximum(contexts.history_end - 1, 0)
    km = great_circle_km(
        log.latitude[last][row], log.longitude[last][row],
        log.latitude[position], log.longitude[position],
    )  # fmt: skip
    return np.nan_to_num(np.exp(-km / NEAR_KM), nan=0.1) + 0.01


def friends_latest(contexts: Contexts, friends: sparse.csr_array) -> sparse.csr_array:
    """(batch, items) what a user's friends had in the last days, by friendship and freshness."""
    log = contexts.log
    shape = (len(contexts), log.catalogue.items)
    inside = contexts.user < friends.shape[0]
    user = np.where(inside, contexts.user, 0)
    begin, end = friends.indptr[user], np.where(inside, friends.indptr[user + 1], 0)
    row, place = ranges(begin, end)
    if not len(row) or not len(log):
        return sparse.csr_array(shape)
    friend, weight = friends.indices[place], friends.data[place]
    now = known_until(contexts)[row]
    first = log.place_of(friend, now - KIN_DAYS * DAY_MS)
    last = log.place_of(friend, now)
    which, position = ranges(first, last)
    age = (now[which] - log.instant_ms[position]) / DAY_MS
    strength = weight[which] * np.exp2(-age / KIN_FADE_DAYS)
    return sparse.coo_array((strength, (row[which], log.item[position])), shape=shape).tocsr()


def window_counts(
    contexts: Contexts, row: np.ndarray, item: np.ndarray, firsts: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    """(name, (candidates,)) events of each candidate in windows before the moment.

    Then those among them that were a user's first of the item; firsts: from `first_visits`.
    """
    log = contexts.log
    now = known_until(contexts)[row]
    end = log.place_of_item(item, now)
    begin = {hours: log.place_of_item(item, now - int(hours * HOUR_MS)) for hours in WINDOWS_H}
    for hours in WINDOWS_H:
        yield f"others_{hours:g}h", (end - begin[hours]).astype(np.float32)
    for hours in FIRSTS_WINDOWS_H:
        yield f"firsts_{hours:g}h", (firsts[end] - firsts[begin[hours]]).astype(np.float32)


def first_visits(log: EventLog) -> np.ndarray:
    """(events + 1,) how many users' first visits come before each place in `item_order`."""
    _, first = np.unique(log.user.astype(np.int64) * log.catalogue.items + log.item, True)
    is_first = np.zeros(len(log), np.int64)
    is_first[first] = 1
    return np.concatenate(([0], np.cumsum(is_first[log.item_order])))
