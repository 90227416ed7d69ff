"""A time axis that speaks the reader's language; values are local seconds."""

import datetime

import pyqtgraph as pg

from stdesk.language import language, short_day

HOUR, DAY, MONTH, YEAR = 3600, 86_400, 28 * 86_400, 365 * 86_400


class TimeAxis(pg.DateAxisItem):
    """Ticks at round moments: years, months, days, hours."""

    def __init__(self) -> None:
        super().__init__(orientation="bottom", utcOffset=0)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [_said(value, spacing) for value in values]


def _said(seconds: float, spacing: float) -> str:
    from babel.dates import format_datetime, format_skeleton

    try:
        moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(
            seconds=seconds
        )
    except OverflowError:
        return ""
    if spacing >= YEAR:
        return format_datetime(moment, "y", locale=language())
    if spacing >= MONTH:
        return format_skeleton("MMM", moment, locale=language())
    if spacing >= DAY:
        return short_day(moment)
    return format_datetime(moment, "HH:mm" if spacing >= 60 else "HH:mm:ss", locale=language())
