"""Counts and times of what a user did, as of each moment: never of anything after it.

Every count is taken over positions of the log before `history_end` of a context, or over events of
everyone that came no later than the last event that the user's own history holds.
"""

import numpy as np

from stdesk.features import HOUR_MS, Contexts, EventLog
from stdesk.models.intent.horizon import positions_at


class Group:
    """Events that share a key, in order; what was counted in each group up to each event.

    key: (events,) of each event, order: (events,) by which events of a group follow each other.
    """

    def __init__(self, key: np.ndarray, order: np.ndarray | None = None) -> None:
        self._index = np.argsort(key, kind="stable") if order is None else np.lexsort((order, key))
        ordered = key[self._index]
        new = np.ones(len(ordered), bool)
        new[1:] = ordered[1:] != ordered[:-1]
        self._begin = np.maximum.accumulate(np.where(new, np.arange(len(ordered)), 0))

    def running(self, value: np.ndarray) -> np.ndarray:
        """(events,) the sum of `value` in the group up to the event, itself included."""
        total = np.cumsum(value[self._index].astype(np.float64))
        before = np.concatenate(([0.0], total))[self._begin]
        return self._in_log_order(total - before)

    def latest(self, mask: np.ndarray, instant: np.ndarray, back: int = 0) -> np.ndarray:
        """(events,) the instant of the newest masked event up to the event, NaN without one.

        back: 1 leaves the event itself out.
        """
        place = np.arange(len(self._index))
        found = np.maximum.accumulate(np.where(mask[self._index], place, -1))
        if back:
            found = np.concatenate(([-1], found[:-1]))
        inside = found >= self._begin
        ordered = instant[self._index].astype(np.float64)
        return self._in_log_order(np.where(inside, ordered[np.maximum(found, 0)], np.nan))

    def previous(self, value: np.ndarray) -> np.ndarray:
        """(events,) the value at the event before in the group, 0 at its first."""
        ordered = value[self._index].astype(np.float64)
        first = self._begin == np.arange(len(ordered))
        return self._in_log_order(np.where(first, 0.0, np.concatenate(([0.0], ordered[:-1]))))

    def _in_log_order(self, ordered: np.ndarray) -> np.ndarray:
        result = np.empty(len(ordered))
        result[self._index] = ordered
        return result


class History:
    """What each context's own history holds. `last`: the position of its newest event.

    now_ms: the moment, or the instant of the newest event where the time is unknown.
    """

    def __init__(self, contexts: Contexts) -> None:
        self.contexts, self.log = contexts, contexts.log
        self.begin, self.end = contexts.history_begin, contexts.history_end
        self.last = np.maximum(self.end - 1, 0)
        self.empty = self.end <= self.begin
        newest = self.log.instant_ms[self.last] if len(self.log) else np.zeros(len(contexts))
        given = contexts.instant_ms
        self.now_ms = newest if given is None else given
        self.newest_ms = newest

    def of_last(self, per_event: np.ndarray) -> np.ndarray:
        """(batch,) what a column says of the newest event, NaN without one."""
        if not len(self.log):
            return np.full(len(self.contexts), np.nan)
        return np.where(self.empty, np.nan, per_event[self.last])

    def total(self, mask: np.ndarray) -> np.ndarray:
        """(batch,) how many events of the history are masked."""
        return self._between(mask, self.begin)

    def newest(self, mask: np.ndarray, count: int) -> np.ndarray:
        """(batch,) how many of the newest `count` events are masked."""
        return self._between(mask, np.maximum(self.end - count, self.begin))

    def within(self, mask: np.ndarray, hours: float) -> np.ndarray:
        """(batch,) how many masked events lie in the hours before the moment."""
        first = positions_at(self.log, self.contexts.user, self.now_ms - round(hours * HOUR_MS))
        return self._between(mask, np.clip(first, self.begin, self.end))

    def hours_since(self, instant: np.ndarray) -> np.ndarray:
        """(batch,) from instants (batch,) to the moment; NaN stays NaN."""
        hours: np.ndarray = (self.now_ms - instant) / HOUR_MS
        return hours

    def with_key(self, mask: np.ndarray, key: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """(batch,) how many masked events of the history have the key that is wanted.

        key: (events,) from 0 on; wanted: (batch,).
        """
        size = len(self.log) + 1
        position = np.flatnonzero(mask)
        marks = np.sort(key[position].astype(np.int64) * size + position)
        at = np.asarray(wanted, np.int64) * size
        count: np.ndarray = np.searchsorted(marks, at + self.end) - np.searchsorted(
            marks, at + self.begin
        )
        return count.astype(np.float64)

    def _between(self, mask: np.ndarray, first: np.ndarray) -> np.ndarray:
        counted = np.concatenate(([0], np.cumsum(mask)))
        found: np.ndarray = (counted[self.end] - counted[first]).astype(np.float64)
        return found


def of_everyone(key: np.ndarray, value: np.ndarray, log: EventLog) -> np.ndarray:
    """(events,) the sum of `value` over all users' events of the key up to each event in time."""
    order = np.empty(len(log), np.int64)
    order[log.time_order] = np.arange(len(log))
    return Group(key, order).running(value)


def followed(log: EventLog, is_act: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of events whose user's next event is there, and whether that next one is the act.

    What followed is known at the next event only, see `follow_share`.
    """
    position = np.flatnonzero(log.user[1:] == log.user[:-1]) if len(log) else np.zeros(0, int)
    return position, is_act[position + 1]


def follow_share(
    log: EventLog, is_act: np.ndarray, key: np.ndarray, prior: float = 10.0
) -> np.ndarray:
    """(events,) how often the act followed next on earlier events of the same key, by anyone.

    Only what was known by then; drawn to the share of all keys by `prior` events.
    """
    place = np.empty(len(log), np.int64)
    place[log.time_order] = np.arange(len(log))
    position, came = followed(log, is_act)
    told = place[position + 1]  # when it is known
    shares = []
    for groups in (np.zeros(len(log), np.int64), key):
        marks = groups[position].astype(np.int64) * (len(log) + 1) + told
        order = np.argsort(marks)
        ask = groups.astype(np.int64) * (len(log) + 1)
        begin, end = (np.searchsorted(marks[order], ask + at) for at in (0, place + 1))
        yes = np.concatenate(([0], np.cumsum(came[order])))
        shares.append((yes[end] - yes[begin], end - begin))
    (all_yes, all_count), (yes_here, count_here) = shares
    base = (all_yes + 0.5) / (all_count + 10.0)
    share: np.ndarray = (yes_here + prior * base) / (count_here + prior)
    return share
