"""For which moments intent is asked, until when the act counts, and where that is not yet known.

`event`: just before each event; the act is that event. `session`: just before each session begins;
the act falls into that session. `days`: once for each user and day, from the user's first event on;
the act falls into the days that follow. So a person who asks "who will buy within a week?" of all
users is answered as the model was trained: for active and for silent users alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import DAY_MS, HOUR_MS, Contexts, EventLog
from stdesk.insight import session_numbers

HORIZONS = ("event", "session", "days")
MOST_MOMENTS = 5_000_000


@dataclass(frozen=True)
class Horizon:
    """days: how long, for `days`. gap_hours: the pause that ends a session, for `session`."""

    until: str = "event"
    days: float = 7.0
    gap_hours: float = 24.0

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Horizon":
        """The horizon of a model's settings; what is left out has its default."""
        return cls(
            str(settings.get("horizon", cls.until)),
            float(settings.get("days", cls.days)),
            float(settings.get("gap_hours", cls.gap_hours)),
        )

    @property
    def length_ms(self) -> int:
        """How long after a moment its outcome may still be open, for `days`; else 0."""
        return round(self.days * DAY_MS) if self.until == "days" else 0

    @property
    def asks_at_events(self) -> bool:
        """Whether a moment is that of an event to come, so that its time can be unknown."""
        return self.until != "days"

    def moments(self, log: EventLog, begin_ms: int, end_ms: int) -> Contexts:
        """All moments in [begin, end) whose outcome `log` tells; others are left out (censored)."""
        if self.until == "days":
            asked = _once_a_day(log, begin_ms, min(end_ms, _last(log) - self.length_ms + 1))
        else:
            first = np.arange(len(log)) if self.until == "event" else self._begins(log)
            inside = (log.instant_ms[first] >= begin_ms) & (log.instant_ms[first] < end_ms)
            asked = _at_events(log, first[inside])
        return asked.take(np.flatnonzero(self.is_over(asked)))

    def outcome(self, contexts: Contexts, is_act: np.ndarray) -> np.ndarray:
        """(batch,) whether the act came within the horizon; is_act: (events,) of the log.

        Only for moments whose horizon is over, see `is_over`.
        """
        acts = np.concatenate(([0], np.cumsum(is_act)))
        came: np.ndarray = acts[self._end(contexts)] > acts[contexts.history_end]
        return came

    def known_ms(self, contexts: Contexts) -> np.ndarray:
        """(batch,) the instant from which on the outcome is known."""
        if self.until == "days":
            return _instants(contexts) + self.length_ms
        last = np.clip(self._end(contexts) - 1, 0, max(len(contexts.log) - 1, 0))
        pause = round(self.gap_hours * HOUR_MS) if self.until == "session" else 0
        known: np.ndarray = contexts.log.instant_ms[last] + pause
        return known

    def is_over(self, contexts: Contexts) -> np.ndarray:
        """(batch,) whether the log goes on until the outcome is known, event or session begun."""
        if not len(contexts):
            return np.zeros(0, bool)
        over: np.ndarray = self.known_ms(contexts) <= _last(contexts.log)
        if self.until != "days":
            over &= contexts.history_end < contexts.log.user_start[contexts.user + 1]
        return over

    def _end(self, contexts: Contexts) -> np.ndarray:
        """(batch,) the position behind the last event of the horizon."""
        log, first = contexts.log, contexts.history_end
        if self.until == "event":
            return np.minimum(first + 1, log.user_start[contexts.user + 1])
        if self.until == "session":
            ends = np.append(self._begins(log), len(log))
            end: np.ndarray = ends[np.searchsorted(ends, first, "right").clip(max=len(ends) - 1)]
            return np.minimum(end, log.user_start[contexts.user + 1])
        return positions_at(log, contexts.user, _instants(contexts) + self.length_ms)

    def _begins(self, log: EventLog) -> np.ndarray:
        """Positions at which sessions begin."""
        number = session_numbers(log.user, log.instant_ms, self.gap_hours)
        begins: np.ndarray = np.flatnonzero(np.diff(number, prepend=-1))
        return begins


def positions_at(log: EventLog, user: np.ndarray, instant_ms: np.ndarray) -> np.ndarray:
    """(batch,) where in the log each user's first event at or after an instant lies, or would."""
    if not len(log):
        return np.zeros(len(user), np.int64)
    begin = int(log.instant_ms.min())
    span = _last(log) - begin + 2
    key = log.user.astype(np.int64) * span + (log.instant_ms - begin)
    wanted = np.asarray(user, np.int64) * span + np.clip(instant_ms - begin, 0, span - 1)
    found: np.ndarray = np.searchsorted(key, wanted)
    return found


def _once_a_day(log: EventLog, begin_ms: int, end_ms: int) -> Contexts:
    """Every user at instants a day apart, counted back from the end, with a history each.

    Further apart where that would be more moments than memory holds.
    """
    user = np.flatnonzero(np.diff(log.user_start))
    begin_ms = max(begin_ms, int(log.instant_ms.min()) if len(log) else 0)
    days = max(-(-(end_ms - begin_ms) // DAY_MS), 0) if len(log) else 0
    apart = max(1, -(-days * len(user) // MOST_MOMENTS))
    instant = end_ms - 1 - np.arange(0, days, apart, dtype=np.int64)[::-1] * DAY_MS
    asked_user = np.repeat(user, len(instant)).astype(np.int32)
    asked_at = np.tile(instant, len(user))
    end = positions_at(log, asked_user, asked_at)
    known = end > log.user_start[asked_user]
    return _contexts(log, asked_user[known], end[known], asked_at[known])


def _at_events(log: EventLog, position: np.ndarray) -> Contexts:
    """Just before each of these events."""
    return Contexts(
        log, log.user[position], position, log.instant_ms[position], log.offset_min[position]
    )


def _contexts(log: EventLog, user: np.ndarray, end: np.ndarray, instant: np.ndarray) -> Contexts:
    """Moments whose local clock is that of the user's last event."""
    return Contexts(log, user, end, instant, log.offset_min[np.maximum(end - 1, 0)])


def _instants(contexts: Contexts) -> np.ndarray:
    if contexts.instant_ms is None:
        raise ModelProblem("within a number of days from when? This question needs a moment.")
    return contexts.instant_ms


def _last(log: EventLog) -> int:
    return int(log.instant_ms.max()) if len(log) else 0
