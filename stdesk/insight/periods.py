"""Hours, days, weeks and months of the local clock: where they begin, and which of them suit.

Times are local milliseconds: the clock on the wall, counted as if it were UTC.
"""

from typing import Literal

import numpy as np

from stdesk.insight.rhythm import DAY_MS, HOUR_MS, MONDAY_MS, WEEK_MS

CalendarUnit = Literal["hour", "day", "week", "month"]
CALENDAR_UNITS: tuple[CalendarUnit, ...] = ("hour", "day", "week", "month")
TYPICAL_MS: dict[CalendarUnit, float] = {
    "hour": HOUR_MS,
    "day": DAY_MS,
    "week": WEEK_MS,
    "month": 365.2425 / 12 * DAY_MS,
}


def period_edges(begin_ms: int, end_ms: int, unit: CalendarUnit) -> np.ndarray:
    """(periods + 1,) begins of the periods that cover [begin, end), and where the last one ends.

    Weeks begin on Monday. An empty range has no period and one edge.
    """
    if end_ms <= begin_ms:
        return np.array([begin_ms], dtype=np.int64)
    if unit == "month":
        first = np.datetime64(int(begin_ms), "ms").astype("datetime64[M]")
        last = np.datetime64(int(end_ms) - 1, "ms").astype("datetime64[M]")
        months = np.arange(first, last + 2)
        return months.astype("datetime64[ms]").astype(np.int64)
    step = int(TYPICAL_MS[unit])
    shift = MONDAY_MS if unit == "week" else 0
    first_number, last_number = (begin_ms - shift) // step, (end_ms - 1 - shift) // step
    return np.arange(first_number, last_number + 2, dtype=np.int64) * step + shift


def fitting_unit(
    span_ms: float, width: float, least: float = 3.0, finest: CalendarUnit = "hour"
) -> CalendarUnit:
    """The shortest unit, from `finest` on, of which each period is `least` of `width` wide."""
    offered = CALENDAR_UNITS[CALENDAR_UNITS.index(finest) :]
    for unit in offered:
        if TYPICAL_MS[unit] * width >= least * span_ms:
            return unit
    return "month"
