"""Makes series of counts from events: one number a day or hour, without half days at the ends."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Unit = Literal["hour", "day"]
PERIOD: dict[Unit, int] = {"day": 7, "hour": 168}  # steps in a week
HOURS: dict[Unit, int] = {"day": 24, "hour": 1}
HOUR_MS = 3_600_000
STRAYS = 0.001
_LATE = 2  # a day is half when the log begins or ends this many hours inside what is usual


@dataclass(frozen=True)
class Series:
    """Counts per period, oldest first. first: number of the first period since 1970, local time."""

    unit: Unit
    first: int
    counts: np.ndarray

    def start_ms(self, begin: int = 0, end: int | None = None) -> np.ndarray:
        """Local begins of periods `begin` to `end` (exclusive), which may lie in the future."""
        end = len(self.counts) if end is None else end
        return (self.first + np.arange(begin, end)) * HOURS[self.unit] * HOUR_MS


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
    The result is empty when nothing of `chosen` lies in whole periods.
    """
    everyone = everyone.without_strays()
    first, last = _whole_days(everyone) if unit == "day" else _whole_hours(everyone)
    period = chosen.hour // HOURS[unit]
    inside = (period >= first) & (period <= last)
    if not inside.any():
        return Series(unit, first, np.zeros(0))
    begin = int(period[inside].min())
    weights = chosen.count[inside].astype(float)
    counts = np.bincount(period[inside] - begin, weights, minlength=last - begin + 1)
    return Series(unit, begin, counts)


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
