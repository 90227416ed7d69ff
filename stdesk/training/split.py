"""Keeps the last part of a log apart, to see when learning should stop."""

import numpy as np

from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Task

VALIDATION_SHARE = 0.1
MOST_INSTANCES = 2000


def task_of(log: EventLog, seed: int) -> Task:
    """Learn from the first nine tenths by time; validate on events after, drawn from all of them.

    Instances are events whose user and item were seen before; without any (a log of a single
    instant, a single event) there is no validation, and models fall back on their settings.
    """
    known = _first_part(log)
    earlier = log.select(known)
    later = np.flatnonzero(~known & _seen(log.user, earlier.user) & _seen(log.item, earlier.item))
    if not len(later):
        return Task(log, None, None, seed)
    if len(later) > MOST_INSTANCES:
        draw = np.random.default_rng(seed).permutation(len(later))[:MOST_INSTANCES]
        later = later[np.sort(draw)]
    return Task(earlier, contexts_of_events(log, later), log.item[later], seed)


def _first_part(log: EventLog) -> np.ndarray:
    """(events,) where an event is before the instant at which the last tenth begins."""
    order = log.time_order
    begin = log.instant_ms[order[int(len(log) * (1 - VALIDATION_SHARE))]]
    first: np.ndarray = log.instant_ms < begin
    return first


def _seen(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    there: np.ndarray = np.isin(values, known)
    return there
