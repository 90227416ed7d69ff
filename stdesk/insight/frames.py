"""Counts of spots while a window moves through time: what enters and leaves at each step, sorted.

The page that plays them adds what enters and takes away what leaves; `window` says the same from
the start, for still pictures and for tests.
"""

from dataclasses import dataclass

import numpy as np

MOST_STEPS = 200_000
MINUTE_MS = 60_000
_ROUND_MS = tuple(MINUTE_MS * part for part in (1, 2, 3, 6, 10, 15, 30, 60, 180, 360, 720, 1440))


@dataclass(frozen=True)
class Frames:
    """Events of spots by step of time, sorted by step.

    Step s begins at start_ms + s * step_ms of the local clock and has the entries from
    offset[s] to offset[s + 1]; offset: (steps + 1,). An entry stands for `count` events of one
    thing at a spot: key: (entries,). spot: (keys,) where each thing is. A key is a spot itself, or
    a user at a spot where different users are counted.
    """

    start_ms: int
    step_ms: int
    offset: np.ndarray
    key: np.ndarray
    count: np.ndarray
    spot: np.ndarray
    spots: int
    distinct: bool

    @property
    def steps(self) -> int:
        return len(self.offset) - 1

    def window(self, begin: int, end: int) -> np.ndarray:
        """(spots,) counts of the steps from begin to before end: events, or different users."""
        begin, end = (min(max(step, 0), self.steps) for step in (begin, end))
        part = slice(self.offset[begin], self.offset[max(end, begin)])
        each = np.bincount(self.key[part], self.count[part], len(self.spot)).astype(np.int64)
        if self.distinct:
            each = np.minimum(each, 1)
        return np.bincount(self.spot, each, self.spots).astype(np.int64)


def frames(
    of_event: np.ndarray,
    spots: int,
    local_ms: np.ndarray,
    step_ms: int,
    within: tuple[int, int],
    user: np.ndarray | None = None,
) -> Frames:
    """Frames of the events whose spot (events,) is not negative, within local milliseconds.

    Steps begin at whole multiples of `step_ms` of the local clock. user: (events,) counts
    different users instead of events.
    """
    start = within[0] // step_ms * step_ms
    steps = max(-(-(within[1] - start) // step_ms), 1)
    rows = np.flatnonzero((of_event >= 0) & (local_ms >= within[0]) & (local_ms < within[1]))
    step = (local_ms[rows] - start) // step_ms
    key, spot = of_event[rows].astype(np.int64), np.arange(spots)
    if user is not None:
        width = int(user.max(initial=0)) + 1
        pair, key = np.unique(key * width + user[rows], return_inverse=True)
        spot = pair // width
    entry, count = np.unique(step * max(len(spot), 1) + key, return_counts=True)
    step, key = entry // max(len(spot), 1), entry % max(len(spot), 1)
    offset = np.searchsorted(step, np.arange(steps + 1))
    return Frames(start, step_ms, offset, key, count, spot, spots, user is not None)


def step_for(window_ms: int, span_ms: int) -> int:
    """How far a window of this length moves at a time: a round part of it, at most a fortieth where
    that leaves `MOST_STEPS` for the whole span."""
    small = [step for step in _ROUND_MS if step * 40 <= window_ms]
    step = max(small, default=MINUTE_MS)
    while span_ms // step > MOST_STEPS:
        step *= 2
    return step
