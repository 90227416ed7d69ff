"""Sessions and the pauses between them: one user's as spans, many users' by day and length."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.insight.counting import WORTH_KEEPING, Whose, rows_of, tally_of
from stdesk.insight.rhythm import DAY_MS, HOUR_MS
from stdesk.insight.sessions import session_bounds, session_numbers
from stdesk.insight.tallies import Tally
from stdesk.language import tr
from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project

MINUTE_MS = 60_000
# A length belongs to the first bound that it does not exceed; the last bin has no bound.
LENGTHS_MS = (
    0,
    *(minutes * MINUTE_MS for minutes in (5, 15, 30, 60)),
    *(hours * HOUR_MS for hours in (2, 4, 8, 16, 24)),
)
PAUSES_MS = (
    *(hours * HOUR_MS for hours in (1, 2, 4, 8, 16)),
    *(days * DAY_MS for days in (1, 2, 4, 7, 14, 28, 56)),
)


@dataclass(frozen=True)
class Sessions:
    """One user's sessions in order: local begin and end in ms, events, and each event's time."""

    begin_ms: np.ndarray
    end_ms: np.ndarray
    events: np.ndarray
    event_ms: np.ndarray

    def __len__(self) -> int:
        return len(self.begin_ms)


@dataclass(frozen=True)
class SessionTallies:
    """Sessions by the day of their begin and by length, pauses by the day on which they begin.

    Parts are bins of LENGTHS_MS and PAUSES_MS.
    """

    lengths: Tally
    pauses: Tally


def sessions_of(instant_ms: np.ndarray, local_ms: np.ndarray, gap_hours: float) -> Sessions:
    """Cut one user's sorted events where they pause longer than the gap."""
    bounds = session_bounds(
        session_numbers(np.zeros(len(instant_ms), dtype=np.int64), instant_ms, gap_hours)
    )
    first, last = bounds[:-1], bounds[1:] - 1
    return Sessions(local_ms[first], local_ms[last], np.diff(bounds), local_ms)


def user_sessions(project: "Project", user: int, gap_hours: float) -> Sessions:
    """The sessions of a user (the project's id); none for a user without events."""
    found = list(project.tallies.user_slices([user]))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Sessions(nothing, nothing, nothing, nothing)
    return sessions_of(found[0]["instant"].to_numpy(), found[0]["local"].to_numpy(), gap_hours)


def tally_sessions(
    project: "Project", whose: Whose, gap_hours: float, progress: Progress
) -> SessionTallies:
    """Sessions and pauses of many users; the area of `whose` does not count here.

    Users are read in groups, sorted by time.
    """
    lengths, pauses = _Bins(LENGTHS_MS), _Bins(PAUSES_MS)
    total = max(project.log.last_event(), 1)
    done = 0
    for rows in project.tallies.user_slices(whose.users, progress.check):
        progress.step(min(done, total), total, tr("Cutting into sessions"))
        done += len(rows)
        user, instant, local = (rows[name].to_numpy() for name in ("user", "instant", "local"))
        bounds = session_bounds(session_numbers(user, instant, gap_hours))
        first, last = bounds[:-1], bounds[1:] - 1
        lengths.add(local[first], instant[last] - instant[first])
        same = user[last[:-1]] == user[first[1:]]
        pauses.add(local[last[:-1]][same], (instant[first[1:]] - instant[last[:-1]])[same])
    return SessionTallies(lengths.tally(), pauses.tally())


def session_tallies(
    project: "Project", whose: Whose, gap_hours: float, progress: Progress
) -> SessionTallies:
    """What `tally_sessions` says, kept in the project where that pays, while the log is as it was.

    Sessions are cut of all that users did, wherever that was.
    """
    store, splits = project.tallies, session_splits(gap_hours)
    found = [store.find(whose.name, split) for split in splits]
    if found[0] is not None and found[1] is not None:
        tallies = (tally_of(rows) for rows in found if rows is not None)
        bounds = LENGTHS_MS, PAUSES_MS
        lengths, pauses = (_whole(t, b) for t, b in zip(tallies, bounds, strict=True))
        return SessionTallies(lengths, pauses)
    made = tally_sessions(project, whose, gap_hours, progress)
    if not project.read_only and made.lengths.events >= WORTH_KEEPING // 4:
        for split, tally in zip(splits, (made.lengths, made.pauses), strict=True):
            store.keep(whose.name, split, rows_of(tally))
    return made


def session_splits(gap_hours: float) -> tuple[str, str]:
    """What the two tallies are kept under."""
    return f"session lengths, gap {gap_hours:g} h", f"pauses, gap {gap_hours:g} h"


def _whole(tally: Tally, bounds_ms: tuple[int, ...]) -> Tally:
    """All bins again, also those in which nothing lies."""
    bins = len(bounds_ms) + 1
    counts = np.zeros((bins, len(tally.hour)), dtype=np.int64)
    if len(tally.hour):
        counts[tally.parts] = tally.counts
    return Tally(tally.hour, np.arange(bins), counts)


class _Bins:
    """Adds up how many spans of which length begin on which day."""

    def __init__(self, bounds_ms: tuple[int, ...]) -> None:
        self._bounds = np.array(bounds_ms)
        self._days: list[np.ndarray] = []
        self._bins: list[np.ndarray] = []

    def add(self, begin_local_ms: np.ndarray, length_ms: np.ndarray) -> None:
        self._days.append((begin_local_ms // DAY_MS).astype(np.int32))
        self._bins.append(np.searchsorted(self._bounds, length_ms, side="left").astype(np.int8))

    def tally(self) -> Tally:
        bins = len(self._bounds) + 1
        if not sum(map(len, self._days)):
            nothing = np.zeros(0, dtype=np.int64)
            return Tally(nothing, np.arange(bins), np.zeros((bins, 0), dtype=np.int64))
        day, length = np.concatenate(self._days), np.concatenate(self._bins)
        first, last = int(day.min()), int(day.max())
        code = (day.astype(np.int64) - first) * bins + length
        counts = np.bincount(code, minlength=(last - first + 1) * bins).reshape(-1, bins)
        return Tally(np.arange(first, last + 1, dtype=np.int64) * 24, np.arange(bins), counts.T)
