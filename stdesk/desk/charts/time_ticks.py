"""Where a time axis is marked, and what is written there, in the reader's language."""

import datetime
from functools import lru_cache

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS
from stdesk.language import language, short_day

HOURS, DAYS, MONTHS = (1, 2, 3, 6, 12), (1, 2, 7, 14), (1, 3, 6, 12, 24, 60, 120, 240, 600)
MONTH_MS = 30.4 * DAY_MS
MONDAY_MS = 4 * DAY_MS  # 1970 began on a Thursday
EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  (local time)


def ticks(begin: float, end: float, most: int) -> list[tuple[int, str]]:
    """(local ms, text) of at most about `most` round moments between two local times."""
    least = (end - begin) / max(most, 1)
    for hours in HOURS:
        if hours * HOUR_MS >= least:
            return _even(begin, end, hours * HOUR_MS, 0, "hour")
    for days in DAYS:
        if days * DAY_MS >= least:
            return _even(begin, end, days * DAY_MS, MONDAY_MS if days > 2 else 0, f"day {days}")
    for months in MONTHS:
        if months * MONTH_MS >= least:
            break
    return _months(begin, end, months)


def years_said(begin: float, end: float) -> str:
    """The years between two local times: 2012, or 2012–2014."""
    years = np.array([begin, end]).astype("datetime64[ms]").astype("datetime64[Y]")
    first, last = years.astype("datetime64[ms]").astype(np.int64).tolist()
    said = [_said(at, "year", language()) for at in (first, last)]
    return said[0] if first == last else "–".join(said)


def _even(begin: float, end: float, step: int, shift: int, kind: str) -> list[tuple[int, str]]:
    first = int(-(-(begin - shift) // step)) * step + shift
    return [(at, _said(at, kind, language())) for at in range(first, int(end) + 1, step)]


def _months(begin: float, end: float, step: int) -> list[tuple[int, str]]:
    first = np.datetime64(int(begin), "ms").astype("datetime64[M]").astype(int)
    first = -(-int(first) // step) * step
    last = int(np.datetime64(int(end), "ms").astype("datetime64[M]").astype(int))
    at = np.arange(first, last + 1, step).astype("datetime64[M]").astype("datetime64[ms]")
    kind = "month" if step < 12 else "year"
    found = [(int(ms), _said(int(ms), kind, language())) for ms in at.astype(np.int64)]
    return [(ms, said) for ms, said in found if ms >= begin]


@lru_cache(maxsize=4096)
def _said(local_ms: int, kind: str, code: str) -> str:
    """A moment by as much as its neighbours do not say: a day at midnight, a year in January."""
    from babel.dates import format_datetime, format_skeleton

    try:
        moment = EPOCH + datetime.timedelta(milliseconds=local_ms)
    except OverflowError:
        return ""
    if kind == "hour" and moment.hour:
        return format_datetime(moment, "HH:mm", locale=code)
    if kind == "hour" or kind.startswith("day"):
        step = int(kind.partition(" ")[2] or 1)
        new_year = moment.month == 1 and moment.day <= step
        return short_day(moment, with_year=new_year)
    if kind == "month" and moment.month > 1:
        return format_skeleton("MMM", moment, locale=code)
    return format_datetime(moment, "y", locale=code)
