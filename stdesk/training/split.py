"""Keeps the last part of a log apart, to see when learning should stop."""

import numpy as np

from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Task

VALIDATION_SHARE = 0.1
MOST_RANKED = 1_000  # instances: enough to tell epochs apart
MOST_JUDGED = 20_000  # of intent, where the kind that matters may be rare
FEW = 200


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


def intent_task(log: EventLog, seed: int) -> Task:
    """The same parting by time; every event after is an instance, whatever its item."""
    earlier = _first_part(log)
    return _task(log, earlier, np.flatnonzero(~earlier), MOST_JUDGED, seed)


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
