"""When things happen: volume over time, the rhythm of the week, bursts.

Times are local milliseconds: the clock on the wall, counted as if it were UTC.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
DAWN_HOUR = 4
MONDAY_MS = 4 * DAY_MS  # 1970 began on a Thursday

Unit = Literal["hour", "day", "week"]
UNIT_MS: dict[Unit, int] = {"hour": HOUR_MS, "day": DAY_MS, "week": WEEK_MS}


@dataclass(frozen=True)
class Volume:
    """Events per period, empty periods included. start_ms: local begin of each; count: how many."""

    unit: Unit
    start_ms: np.ndarray
    count: np.ndarray


def period(local_ms: np.ndarray, unit: Unit) -> np.ndarray:
    """The number of the hour, day or (Monday's) week since 1970 in which each event lies."""
    shift = MONDAY_MS if unit == "week" else 0
    return (np.asarray(local_ms, dtype=np.int64) - shift) // UNIT_MS[unit]


def period_start_ms(number: np.ndarray, unit: Unit) -> np.ndarray:
    """Where the periods that `period` numbers begin."""
    return number * UNIT_MS[unit] + (MONDAY_MS if unit == "week" else 0)


def volume(local_ms: np.ndarray, unit: Unit, within: tuple[int, int] | None = None) -> Volume:
    """Count events per period from the first to the last, or from and to `within` (local ms).

    The period that holds the end of `within` is still counted. No events and no range: empty.
    """
    number = period(local_ms, unit)
    if within is not None:
        first, last = period(np.array(within), unit).tolist()
    elif len(number):
        first, last = int(number.min()), int(number.max())
    else:
        return Volume(unit, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    inside = number[(number >= first) & (number <= last)] - first
    count = np.bincount(inside, minlength=last - first + 1)
    return Volume(unit, period_start_ms(np.arange(first, last + 1), unit), count)


def hour_of_week(local_ms: np.ndarray) -> np.ndarray:
    """0..167 for each event; 0 is Monday, midnight to one."""
    return (np.asarray(local_ms, dtype=np.int64) - MONDAY_MS) // HOUR_MS % 168


def week_rhythm(local_ms: np.ndarray) -> np.ndarray:
    """(7, 24) events by weekday (Monday first) and hour of day."""
    return np.bincount(hour_of_week(local_ms), minlength=168).reshape(7, 24)


def date_by_hour(local_ms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Begins of the days from first to last (days,), and events by day and hour (days, 24)."""
    days = volume(local_ms, "day")
    if not len(days.count):
        return days.start_ms, np.empty((0, 24), dtype=np.int64)
    cell = (np.asarray(local_ms, dtype=np.int64) - days.start_ms[0]) // HOUR_MS
    counts = np.bincount(cell, minlength=len(days.count) * 24)
    return days.start_ms, counts.reshape(-1, 24)


def mean_hour(local_ms: np.ndarray) -> float:
    """The mean hour of day, 0 to 24, of days that begin at 4:00; NaN without events."""
    if not len(local_ms):
        return float("nan")
    return float((hours_since_dawn(local_ms).mean() + DAWN_HOUR) % 24)


def hours_since_dawn(local_ms: np.ndarray) -> np.ndarray:
    """(events,) hours since 4:00, 0 to 24: late evenings and the night after them lie together.

    A circular mean would jump for people with a morning and an evening; this one does not.
    """
    return (np.asarray(local_ms, dtype=np.int64) - DAWN_HOUR * HOUR_MS) % DAY_MS / HOUR_MS


def burstiness(instant_ms: np.ndarray) -> float:
    """(σ - μ) / (σ + μ) of the gaps between events: -1 regular, 0 random, towards 1 in bursts.

    instant_ms: (events,) sorted. NaN with fewer than 3 events or no time between them.
    Goh and Barabási, "Burstiness and memory in complex systems", EPL 2008, eq. 1.
    """
    gaps = np.diff(instant_ms)
    if len(gaps) < 2 or gaps.sum() == 0:
        return float("nan")
    return float((gaps.std() - gaps.mean()) / (gaps.std() + gaps.mean()))
