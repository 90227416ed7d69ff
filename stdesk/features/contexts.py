"""Moments for which a prediction is asked, each with the history that is known then."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from stdesk.features.log import MINUTE_MS, EventLog, hour_of_week


@dataclass(frozen=True)
class Contexts:
    """Moments for which a prediction is asked, each with the history that is known then.

    The history of context i is `log` at positions history_begin[i] to history_end[i] (exclusive),
    the user's own events in time order: histories grow with the log (streaming), so replaying a
    later log needs no state, only positions. instant_ms: (batch,) UTC, or None when the time is
    unknown; then no feature may depend on it. offset_min: (batch,) of the local clock then.
    latitude, longitude: where the user says she is, or None.
    """

    log: EventLog
    user: np.ndarray
    history_end: np.ndarray
    instant_ms: np.ndarray | None
    offset_min: np.ndarray
    latitude: np.ndarray | None = None
    longitude: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.user)

    @property
    def history_begin(self) -> np.ndarray:
        begin: np.ndarray = self.log.user_start[self.user]
        return begin

    @cached_property
    def hour_of_week(self) -> np.ndarray | None:
        """(batch,) int 0..167, local; None when the time is unknown."""
        if self.instant_ms is None:
            return None
        return hour_of_week(self.instant_ms + self.offset_min.astype(np.int64) * MINUTE_MS)

    def take(self, rows: np.ndarray | slice) -> "Contexts":
        """Some of the contexts."""
        picked: dict[str, Any] = {
            name: None if getattr(self, name) is None else getattr(self, name)[rows]
            for name in ("user", "history_end", "instant_ms", "offset_min", "latitude", "longitude")
        }
        return replace(self, **picked)

    def without_time(self) -> "Contexts":
        """The same with the instant unknown."""
        return replace(self, instant_ms=None)


def contexts_of_events(log: EventLog, positions: np.ndarray, time_given: bool = True) -> Contexts:
    """One context just before each of these events; what is known then is all before it."""
    return Contexts(
        log=log,
        user=log.user[positions],
        history_end=np.asarray(positions, np.int64),
        instant_ms=log.instant_ms[positions] if time_given else None,
        offset_min=log.offset_min[positions],
    )


def contexts_now(
    log: EventLog, users: np.ndarray, instant_ms: int, offset_min: np.ndarray | None = None
) -> Contexts:
    """One context a user at one instant, knowing what happened before it.

    offset_min: (users,), by default that of the user's last event.
    """
    users = np.asarray(users, np.int32)
    begin, end = log.user_start[users], log.user_start[users + 1]
    known = np.array(
        [
            b + np.searchsorted(log.instant_ms[b:e], instant_ms)
            for b, e in zip(begin, end, strict=True)
        ],
        np.int64,
    )
    if offset_min is None:
        last = np.clip(known - 1, 0, max(len(log) - 1, 0))
        offset_min = np.where(known > begin, log.offset_min[last], 0) if len(log) else known * 0
    return Contexts(log, users, known, np.full(len(users), instant_ms, np.int64), offset_min)
