"""Keeps the last part of a log apart, to see when learning should stop."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from stdesk.features import DAY_MS, EventLog, contexts_of_events
from stdesk.models import Horizon, Task

VALIDATION_SHARE = 0.1
MOST_RANKED = 1_000  # instances: enough to tell epochs apart
MOST_JUDGED = 20_000  # of intent, where the kind that matters may be rare
FEW = 200
STRAGGLERS = 0.01  # of the events may lie long before the others


def ranking_task(log: EventLog, seed: int) -> Task:
    """Learn from the first nine tenths by time; validate on events after, drawn from all of them.

    Instances are events whose user and item were seen before. Where these are few, because users
    come and go (MovieLens), each user's last event validates instead; without any there is no
    validation, and models fall back on their settings.
    """
    earlier = _first_part(log)
    later = np.flatnonzero(~earlier & _seen(log, earlier))
    if len(later) < FEW:
        last = _last_events(log)
        if len(last) > len(later):
            earlier = np.ones(len(log), bool)
            earlier[last] = False
            later = last[_seen(log, earlier)[last]]
    return _task(log, earlier, later, MOST_RANKED, seed)


def intent_task(log: EventLog, seed: int, settings: Mapping[str, Any] | None = None) -> Task:
    """The same parting by time; every later moment whose outcome the log tells is an instance.

    settings: of the model; its horizon decides what a moment is. With a horizon of days, learning
    ends so early that its last outcomes are known before the first moment of validation.
    """
    if not len(log):
        return Task(log, None, None, seed)
    horizon = Horizon.of(settings or {})
    begin = _validation_begins(log, horizon)
    earlier = log.instant_ms < begin
    if not earlier.any():
        return Task(log, None, None, seed)
    moments = horizon.moments(log, begin, int(log.instant_ms.max()) + 1)
    if not len(moments):
        return Task(log, None, None, seed)
    if len(moments) > MOST_JUDGED:
        draw = np.random.default_rng(seed).permutation(len(moments))[:MOST_JUDGED]
        moments = moments.take(np.sort(draw))
    item = log.item[np.minimum(moments.history_end, len(log) - 1)]
    return Task(log.select(earlier), moments, item, seed)


def _validation_begins(log: EventLog, horizon: Horizon) -> int:
    """The instant of the last tenth of the events; of the moments, where outcomes take days."""
    first = log.instant_ms[log.time_order[int(len(log) * STRAGGLERS)]]
    begin = int(log.instant_ms[log.time_order[int(len(log) * (1 - VALIDATION_SHARE))]])
    if not horizon.length_ms:
        return begin
    last = int(log.instant_ms.max()) - horizon.length_ms
    begin = min(begin, last - max(DAY_MS, int((last - first) * VALIDATION_SHARE)))
    return begin if begin - horizon.length_ms > first else int(log.instant_ms.min())


def _task(log: EventLog, earlier: np.ndarray, later: np.ndarray, most: int, seed: int) -> Task:
    if not len(later) or not earlier.any():
        return Task(log, None, None, seed)
    if len(later) > most:
        draw = np.random.default_rng(seed).permutation(len(later))[:most]
        later = later[np.sort(draw)]
    return Task(log.select(earlier), contexts_of_events(log, later), log.item[later], seed)


def _first_part(log: EventLog) -> np.ndarray:
    """(events,) where an event is before the instant at which the last tenth begins."""
    begin = log.instant_ms[log.time_order[int(len(log) * (1 - VALIDATION_SHARE))]]
    first: np.ndarray = log.instant_ms < begin
    return first


def _last_events(log: EventLog) -> np.ndarray:
    """Positions of the last event of each user who has three or more."""
    last: np.ndarray = log.user_start[1:][np.diff(log.user_start) >= 3] - 1
    return last


def _seen(log: EventLog, earlier: np.ndarray) -> np.ndarray:
    """(events,) whether the event's user and its item occur in the part `earlier`."""
    users = np.bincount(log.user[earlier], minlength=log.catalogue.users) > 0
    items = np.bincount(log.item[earlier], minlength=log.catalogue.items) > 0
    seen: np.ndarray = users[log.user] & items[log.item]
    return seen
