"""How behaviour moves through time: the measures of a user, or of a group, period by period."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.insight.distance import centre, great_circle_km, radius_of_gyration
from stdesk.insight.evolution_log import Log
from stdesk.insight.places import first_visits
from stdesk.insight.predictability import entropy
from stdesk.insight.rhythm import DAY_MS, MONDAY_MS, mean_hour

MEASURES = (
    "events",
    "mean_hour",
    "radius_km",
    "centre_km",
    "new_share",
    "entropy_bits",
    "predictability",
)
SPATIAL = frozenset({"radius_km", "centre_km"})
LEAST_EVENTS = 3  # in a period, for a mean; LEAST_SEQUENCE for an entropy
LEAST_SEQUENCE = 8
MOST_SEQUENCE = 2000  # the estimate's work grows with the square
MOST_USERS = 300  # of a group, whose measures are computed
LEAST_USERS = 5  # of a group, in a period, for a median
PERIODS = (1, 7, 28)  # days
LEAST_WEEKS, MOST_WEEKS = 6, 104


@dataclass(frozen=True)
class Line:
    """A measure in each period, NaN where unknown; for a group the median over users, and the
    quartiles low and high (None for one user)."""

    value: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass(frozen=True)
class Course:
    """start_ms: (periods,) local begins of periods of `days` days, the quiet ones included.

    lines: by name, those of MEASURES that the log allows. mix: (periods, categories) shares of
    events with a known category, NaN where there is none. users: how many the lines come from.
    end_ms: the last event; the last period is incomplete where it ends later.
    """

    days: int
    start_ms: np.ndarray
    lines: dict[str, Line]
    mix: np.ndarray
    users: int
    all_users: int
    end_ms: int

    @property
    def ends_early(self) -> bool:
        """Whether the last period is incomplete by a day or more."""
        if not len(self.start_ms):
            return False
        return self.end_ms < int(self.start_ms[-1]) + (self.days - 1) * DAY_MS


def course_of(log: Log, users: Sequence[int] | None, days: int | None = None) -> Course:
    """The course of one user ([user]), of some, or of everyone (None); days: a period's length.

    Of more than 300 users, 300 evenly spread by number are measured; the mix counts all.
    """
    everyone = range(len(log.user_start) - 1) if users is None else users
    parts = [slice(int(log.user_start[u]), int(log.user_start[u + 1])) for u in everyone]
    parts = [part for part in parts if part.stop > part.start]
    rows = _rows(log, parts, users is None)
    local = log.local_ms[rows]
    days = fitting_days(local) if days is None else days
    first, periods = _span(local, days)
    mix = _mix(log, rows, (local - first) // (days * DAY_MS), periods)
    measured = parts if len(parts) <= MOST_USERS else _spread(parts)
    by_user = [_measures(log, part, first, days, periods) for part in measured]
    located = bool(np.isfinite(log.latitude[rows]).any())
    lines = {
        name: _line([one[name] for one in by_user], periods)
        for name in MEASURES
        if located or name not in SPATIAL
    }
    start = first + np.arange(periods, dtype=np.int64) * days * DAY_MS
    end = int(local.max()) if len(local) else 0
    return Course(days, start, lines, mix, len(measured), len(parts), end)


def fitting_days(local_ms: np.ndarray) -> int:
    """Weeks from six weeks to two years, days below that, four weeks above."""
    if not len(local_ms):
        return PERIODS[0]
    span = (int(local_ms.max()) - int(local_ms.min())) / DAY_MS
    if span > MOST_WEEKS * PERIODS[1]:
        return PERIODS[2]
    return PERIODS[1] if span >= LEAST_WEEKS * PERIODS[1] else PERIODS[0]


def _rows(log: Log, parts: list[slice], everyone: bool) -> np.ndarray:
    if everyone:
        return np.arange(len(log.user))
    pieces = [np.arange(part.start, part.stop) for part in parts]
    return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)


def _span(local_ms: np.ndarray, days: int) -> tuple[int, int]:
    """Begin of the first period (a Monday's where they are weeks), and how many there are."""
    if not len(local_ms):
        return 0, 0
    length = days * DAY_MS
    week = 7 * DAY_MS if days >= 7 else DAY_MS
    first = (int(local_ms.min()) - MONDAY_MS) // week * week + MONDAY_MS
    return first, (int(local_ms.max()) - first) // length + 1


def _spread(parts: list[slice]) -> list[slice]:
    chosen = np.unique(np.linspace(0, len(parts) - 1, MOST_USERS).astype(int))
    return [parts[place] for place in chosen.tolist()]


def _measures(log: Log, part: slice, first: int, days: int, periods: int) -> dict[str, np.ndarray]:
    """(periods,) of each measure of one user; outside her time in the log, NaN."""
    local, item = log.local_ms[part], log.item[part]
    latitude, longitude = log.latitude[part], log.longitude[part]
    period = (local - first) // (days * DAY_MS)
    begin, end = int(period[0]), int(period[-1]) + 1
    edges = np.searchsorted(period, np.arange(periods + 1))
    found = {name: np.full(periods, np.nan) for name in MEASURES}
    found["events"][begin:end] = np.diff(edges)[begin:end]
    new = first_visits(np.zeros(len(item), dtype=np.int64), item)
    known = np.isfinite(latitude) & np.isfinite(longitude)
    for number in range(begin, end):
        rows = slice(int(edges[number]), int(edges[number + 1]))
        count = rows.stop - rows.start
        if count < LEAST_EVENTS:
            continue
        found["mean_hour"][number] = mean_hour(local[rows])
        found["new_share"][number] = new[rows].mean()
        if known[rows].sum() >= LEAST_EVENTS:
            found["radius_km"][number] = radius_of_gyration(latitude[rows], longitude[rows])
            found["centre_km"][number] = _moved(latitude, longitude, known, rows)
        if count >= LEAST_SEQUENCE:
            bits = entropy(item[rows][-MOST_SEQUENCE:])
            found["entropy_bits"][number] = bits.real
            found["predictability"][number] = bits.predictability
    return found


def _moved(latitude: np.ndarray, longitude: np.ndarray, known: np.ndarray, rows: slice) -> float:
    """Km from the centre of all before; NaN at the beginning."""
    if known[: rows.start].sum() < LEAST_EVENTS:
        return float("nan")
    before = centre(latitude[: rows.start], longitude[: rows.start])
    now = centre(latitude[rows], longitude[rows])
    return float(great_circle_km(*map(np.array, (*before, *now))))


def _line(values: list[np.ndarray], periods: int) -> Line:
    """One user's values, or the median and quartiles of several."""
    if len(values) == 1:
        return Line(values[0])
    if not values:
        return Line(np.full(periods, np.nan))
    table = np.stack(values)
    known = np.isfinite(table).sum(axis=0) >= min(LEAST_USERS, len(values))
    quartiles = np.full((3, periods), np.nan)
    quartiles[:, known] = np.nanpercentile(table[:, known], (25, 50, 75), axis=0)
    return Line(quartiles[1], quartiles[0], quartiles[2])


def _mix(log: Log, rows: np.ndarray, period: np.ndarray, periods: int) -> np.ndarray:
    categories = len(log.catalogue.category_names)
    category = np.asarray(log.catalogue.item_category)[log.item[rows]]
    known = category >= 0
    cell = period[known] * max(categories, 1) + category[known]
    counts = np.bincount(cell, minlength=periods * max(categories, 1))
    counts = counts.reshape(periods, max(categories, 1))[:, :categories].astype(float)
    total = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, total, out=np.full_like(counts, np.nan), where=total > 0)
