"""Cuts a user's events where they pause."""

import numpy as np

HOUR_MS = 3_600_000


def session_numbers(
    user: np.ndarray, instant_ms: np.ndarray, gap_hours: float = 24.0
) -> np.ndarray:
    """Number each event's session, from 0: a new one begins with a user or after a longer gap.

    user, instant_ms: (events,) sorted by user, then instant. The trajectories of next-place
    papers are sessions with a gap of 24 h.
    """
    if not len(user):
        return np.empty(0, dtype=np.int64)
    pause = np.diff(np.asarray(instant_ms, dtype=np.int64)) > int(gap_hours * HOUR_MS)
    return np.concatenate([[0], ((np.diff(user) != 0) | pause).cumsum()])


def session_bounds(numbers: np.ndarray) -> np.ndarray:
    """(sessions + 1,) where each session begins in the events, and where the last one ends."""
    if not len(numbers):
        return np.zeros(1, dtype=np.int64)
    return np.concatenate([[0], np.flatnonzero(np.diff(numbers)) + 1, [len(numbers)]])
