"""Events by hour in a few parts, and how they are drawn at any zoom without losing a peak.

A `Tally` is as long as there are hours with events. A `Series` counts it by a unit, empty periods
included. `drawn` cuts a series to what a screen can show: while a period is wider than a pixel it
is drawn as it is, else each column has the least and the most of all periods that begin in it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stdesk.insight.periods import CalendarUnit, period_edges
from stdesk.insight.rhythm import HOUR_MS


@dataclass(frozen=True)
class Tally:
    """hour: (hours,) ascending local hours since 1970. counts: (parts, hours) events.

    parts: (parts,) ids of what is counted apart; 0 for what has none, -1 for all others together.
    """

    hour: np.ndarray
    parts: np.ndarray
    counts: np.ndarray

    @cached_property
    def total(self) -> "Tally":
        """All parts as one."""
        return Tally(self.hour, np.zeros(1, dtype=np.int64), self.counts.sum(0, keepdims=True))

    @property
    def events(self) -> int:
        return int(self.counts.sum())

    @property
    def span(self) -> tuple[int, int] | None:
        """From the first hour with events to the end of the last, in local ms."""
        if not len(self.hour):
            return None
        return int(self.hour[0]) * HOUR_MS, (int(self.hour[-1]) + 1) * HOUR_MS


@dataclass(frozen=True)
class Series:
    """edges_ms: (periods + 1,) local begins, and the end of the last. counts: (rows, periods)."""

    unit: CalendarUnit
    edges_ms: np.ndarray
    counts: np.ndarray

    def __len__(self) -> int:
        return self.counts.shape[1]

    def row_at(self, local_ms: float) -> int:
        """Which period holds a time, -1 for none."""
        if not len(self) or not self.edges_ms[0] <= local_ms < self.edges_ms[-1]:
            return -1
        return int(np.searchsorted(self.edges_ms, local_ms, side="right")) - 1


@dataclass(frozen=True)
class Drawn:
    """What a screen shows: (columns + 1,) edges, and (rows, columns) least and most of each.

    Where every column is one period, both are its count, and `exact` holds.
    """

    edges_ms: np.ndarray
    least: np.ndarray
    most: np.ndarray
    exact: bool


def series(tally: Tally, unit: CalendarUnit, span: tuple[int, int] | None = None) -> Series:
    """The tally's parts by unit, over its own span or a wider one."""
    begin, end = span or tally.span or (0, 0)
    edges = period_edges(begin, end, unit)
    place = np.searchsorted(tally.hour * HOUR_MS, edges)
    sums = np.zeros((len(tally.parts), len(tally.hour) + 1), dtype=np.int64)
    np.cumsum(tally.counts, axis=1, out=sums[:, 1:])
    return Series(unit, edges, np.diff(sums[:, place], axis=1))


def hours_of_days(tally: Tally) -> Series:
    """The tally's events as (24, days): a row for each hour of the day."""
    whole = series(tally.total, "day")
    if not len(whole):
        return Series("day", whole.edges_ms, np.zeros((24, 0), dtype=np.int64))
    counts = np.zeros((len(whole), 24), dtype=np.int64)
    cell = tally.hour - whole.edges_ms[0] // HOUR_MS
    counts.reshape(-1)[cell] = tally.total.counts[0]
    return Series("day", whole.edges_ms, counts.T)


def busiest_hour(tally: Tally, begin_ms: int, end_ms: int) -> tuple[int, int] | None:
    """The begin of the hour with most events in [begin, end), and their count; None for none."""
    low, high = np.searchsorted(tally.hour * HOUR_MS, [begin_ms, end_ms])
    if low >= high:
        return None
    counts = tally.total.counts[0, low:high]
    best = int(counts.argmax())
    return int(tally.hour[low + best]) * HOUR_MS, int(counts[best])


def drawn(whole: Series, begin_ms: float, end_ms: float, columns: int) -> Drawn:
    """What is seen of a series between two times on a screen so many columns wide.

    Periods that reach into the range are drawn whole. No count is lost: the most of all columns is
    the most of all periods in sight, and so is the least.
    """
    edges, counts = whole.edges_ms, whole.counts
    first = max(int(np.searchsorted(edges, begin_ms, side="right")) - 1, 0)
    last = min(int(np.searchsorted(edges, end_ms, side="left")), len(whole))
    if first >= last:
        nothing = np.zeros((len(counts), 0), dtype=counts.dtype)
        return Drawn(edges[:1], nothing, nothing, True)
    seen = edges[first : last + 1]
    inside = counts[:, first:last]
    if last - first <= columns:
        return Drawn(seen, inside, inside, True)
    wide = (seen[-1] - seen[0]) / columns
    column = ((seen[:-1] - seen[0]) / wide).astype(np.int64)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    return Drawn(
        np.append(seen[starts], seen[-1]),
        np.minimum.reduceat(inside, starts, axis=1),
        np.maximum.reduceat(inside, starts, axis=1),
        False,
    )


def merged(tally: Tally, most: int) -> Tally:
    """The `most` parts with most events, in that order, and all others as part -1 at the end."""
    ranked = np.argsort(-tally.counts.sum(1), kind="stable")
    ranked = np.concatenate([ranked[tally.parts[ranked] != -1], ranked[tally.parts[ranked] == -1]])
    kept, rest = ranked[:most], ranked[most:]
    if not len(rest):
        return Tally(tally.hour, tally.parts[ranked], tally.counts[ranked])
    others = tally.counts[rest].sum(0, keepdims=True)
    return Tally(
        tally.hour,
        np.append(tally.parts[kept], -1),
        np.concatenate([tally.counts[kept], others]),
    )


def on_pixels(seen: Drawn, begin_ms: float, end_ms: float, width: int) -> np.ndarray:
    """(width,) which column lies at the middle of each pixel of a screen, -1 for none."""
    middle = begin_ms + (np.arange(width) + 0.5) * (end_ms - begin_ms) / width
    column = np.searchsorted(seen.edges_ms, middle, side="right") - 1
    outside = (column < 0) | (column >= seen.most.shape[1])
    return np.where(outside, -1, column)


class Levels:
    """A tally by every unit, each counted when it is first looked at."""

    def __init__(self, tally: Tally, span: tuple[int, int] | None = None) -> None:
        self.tally, self.span = tally, span or tally.span
        self._made: dict[CalendarUnit, Series] = {}
        self._seen: tuple[object, Drawn] | None = None

    def by(self, unit: CalendarUnit) -> Series:
        if unit not in self._made:
            self._made[unit] = series(self.tally, unit, self.span)
        return self._made[unit]

    def drawn(self, unit: CalendarUnit, begin_ms: float, end_ms: float, columns: int) -> Drawn:
        """See `drawn`; the last answer is kept, since several rows are drawn one after another."""
        asked = (unit, begin_ms, end_ms, columns)
        if self._seen is None or self._seen[0] != asked:
            self._seen = (asked, drawn(self.by(unit), begin_ms, end_ms, columns))
        return self._seen[1]
