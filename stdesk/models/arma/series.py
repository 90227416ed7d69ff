"""Makes series of counts from events: one a day, hour or week, without half ones at the ends."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Unit = Literal["hour", "day", "week"]
PERIOD: dict[Unit, int] = {"day": 7, "hour": 168, "week": 52}  # steps until the rhythm repeats
HOURS: dict[Unit, int] = {"day": 24, "hour": 1, "week": 168}
LONGEST: dict[Unit, int] = {"hour": 2 * 365 * 24, "day": 10 * 365, "week": 40 * 52}  # the newest
HOUR_MS = 3_600_000
_MONDAY: dict[Unit, int] = {"hour": 0, "day": 0, "week": 72}  # hours from a Monday to 1970
STRAYS = 0.001
_LATE = 2  # a day is half when the log begins or ends this many hours inside what is usual


@dataclass(frozen=True)
class Series:
    """Counts per period, oldest first. first: number of the first period since 1970, local time.

    Weeks begin on Monday and are counted from the one that holds 1 January 1970.
    """

    unit: Unit
    first: int
    counts: np.ndarray

    def start_ms(self, begin: int = 0, end: int | None = None) -> np.ndarray:
        """Local begins of periods `begin` to `end` (exclusive), which may lie in the future."""
        end = len(self.counts) if end is None else end
        hours = (self.first + np.arange(begin, end)) * HOURS[self.unit] - _MONDAY[self.unit]
        return hours * HOUR_MS


@dataclass(frozen=True)
class HourCounts:
    """Events by local hour: hour (hours,) ascending numbers since 1970, count (hours,)."""

    hour: np.ndarray
    count: np.ndarray

    @classmethod
    def of(cls, local_ms: np.ndarray) -> "HourCounts":
        hour, count = np.unique(np.asarray(local_ms, dtype=np.int64) // HOUR_MS, return_counts=True)
        return cls(hour, count)

    def without_strays(self) -> "HourCounts":
        """Without a thousandth of events or less, far before or after all others.

        One event with a wrong date would otherwise put months of silence before a log of a week.
        """
        if len(self.hour) < 2:
            return self
        far = np.diff(self.hour) > (self.hour[-1] - self.hour[0]) / 10
        before = self.count.cumsum()[:-1]
        few = STRAYS * self.count.sum()
        early = np.flatnonzero(far & (before <= few))
        late = np.flatnonzero(far & (self.count.sum() - before <= few))
        begin = int(early[-1]) + 1 if len(early) else 0
        end = int(late[0]) + 1 if len(late) else len(self.hour)
        return HourCounts(self.hour[begin:end], self.count[begin:end])


def series_of_hours(chosen: HourCounts, everyone: HourCounts, unit: Unit) -> Series:
    """The counts of `chosen` from its first event on, to the end of the log.

    everyone: all events of the log, which tell where it begins and ends and which days are whole.
    Of a long log the newest periods count, see LONGEST. The result is empty when nothing of
    `chosen` lies in whole periods.
    """
    first, last = whole_periods(everyone, unit)
    period = period_of_hour(chosen.hour, unit)
    inside = (period >= first) & (period <= last)
    if not inside.any():
        return Series(unit, first, np.zeros(0))
    begin = int(period[inside].min())
    weights = chosen.count[inside].astype(float)
    counts = np.bincount(period[inside] - begin, weights, minlength=last - begin + 1)
    return Series(unit, begin, counts)


def period_of_hour(hour: np.ndarray, unit: Unit) -> np.ndarray:
    """The number of the period in which an hour since 1970 lies."""
    return (hour + _MONDAY[unit]) // HOURS[unit]


def whole_periods(everyone: HourCounts, unit: Unit) -> tuple[int, int]:
    """The first and the last period of a log that count: whole ones, not too long ago."""
    everyone = everyone.without_strays()
    first, last = _whole_hours(everyone) if unit == "hour" else _whole_days(everyone)
    if unit == "week":
        first, last = -((-first - 3) // 7), (last + 4) // 7 - 1
    return max(first, last - LONGEST[unit] + 1), last


def _whole_days(everyone: HourCounts) -> tuple[int, int]:
    """First and last day that the log covers wholly, judged by the hours of its other days."""
    day, row = np.unique(everyone.hour // 24, return_index=True)
    opening = everyone.hour[row] % 24
    closing = everyone.hour[np.append(row[1:], len(everyone.hour)) - 1] % 24
    first, last = int(day[0]), int(day[-1])
    if len(day) > 2:
        first += int(opening[0] > np.median(opening[1:-1]) + _LATE)
        last -= int(closing[-1] < np.median(closing[1:-1]) - _LATE)
    return first, last


def _whole_hours(everyone: HourCounts) -> tuple[int, int]:
    return int(everyone.hour[0]), max(int(everyone.hour[-1]) - 1, int(everyone.hour[0]))
