"""When visits mostly happen: the phrase is only made when it holds for most of them."""

import math
from typing import Any

import numpy as np

from stdesk.language import mark

MOST = 0.6  # share of the visits that "mostly" stands for
FEWEST = 4  # with fewer visits nothing is "mostly"
LONGEST_HOURS = 6  # a longer window says little about the time of day
WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)

Phrase = dict[str, Any]


def mostly(hour_of_week: np.ndarray) -> Phrase | None:
    """A phrase about the weekdays and hours that hold at least 60 % of the visits, or None.

    hour_of_week: (visits,) 0..167, Monday first. The phrase is a marked text with values, the most
    telling one that is true: a weekday with hours, weekends or working days with hours, hours, a
    weekday, weekends.
    """
    visits = len(hour_of_week)
    if visits < FEWEST:
        return None
    need = math.ceil(MOST * visits)
    weekday, hour = hour_of_week // 24, hour_of_week % 24
    favourite = int(np.bincount(weekday, minlength=7).argmax())
    on_favourite = hour[weekday == favourite]
    on_weekend = hour[weekday >= 5]
    any_day = _window(hour, need)
    if (hours := _window(on_favourite, need)) is not None:
        return _phrase(_ON_WEEKDAY, hours, weekday=favourite)
    if (hours := _window(on_weekend, need)) is not None:
        return _phrase(_ON_WEEKENDS, hours)
    if any_day is not None:
        inside = weekday[(hour >= any_day[0]) & (hour < any_day[1])]
        works = len(inside) >= FEWEST and (inside < 5).mean() >= 0.9
        if works and (inside < 5).sum() >= need:
            return _phrase(_ON_WORKDAYS, any_day)
    if len(on_favourite) >= need:
        return {"text": mark("{weekday}s"), "values": {"weekday": favourite}}
    if any_day is not None:
        return _phrase(_ON_ANY_DAY, any_day)
    if len(on_weekend) >= need:
        return {"text": mark("at weekends"), "values": {}}
    return None


def fits(phrase: Phrase, hour_of_week: int) -> bool:
    """Whether a moment lies in the days and hours that a phrase names."""
    values = phrase["values"]
    weekday, hour = hour_of_week // 24, hour_of_week % 24
    if "weekday" in values and values["weekday"] != weekday:
        return False
    if "weekend" in phrase["text"] and weekday < 5:
        return False
    if "working days" in phrase["text"] and weekday >= 5:
        return False
    return bool(values.get("from_hour", 0) <= hour < values.get("until_hour", 24))


def _window(hours: np.ndarray, need: int) -> tuple[int, int] | None:
    """The shortest run of whole hours (begin, end) within a day that holds `need` of `hours`."""
    if len(hours) < need:
        return None
    until = np.concatenate(([0], np.cumsum(np.bincount(hours, minlength=24))))
    for length in range(1, LONGEST_HOURS + 1):
        held = until[length:] - until[:-length]
        if held.max() >= need:
            begin = int(held.argmax())
            return begin, begin + length
    return None


_ON_WEEKDAY = (
    mark("{weekday}s after {from_hour}"),
    mark("{weekday}s before {until_hour}"),
    mark("{weekday}s between {from_hour} and {until_hour}"),
)
_ON_WEEKENDS = (
    mark("at weekends after {from_hour}"),
    mark("at weekends before {until_hour}"),
    mark("at weekends between {from_hour} and {until_hour}"),
)
_ON_WORKDAYS = (
    mark("on working days after {from_hour}"),
    mark("on working days before {until_hour}"),
    mark("on working days between {from_hour} and {until_hour}"),
)
_ON_ANY_DAY = (
    mark("after {from_hour}"),
    mark("before {until_hour}"),
    mark("between {from_hour} and {until_hour}"),
)


def _phrase(texts: tuple[str, str, str], hours: tuple[int, int], **values: int) -> Phrase:
    """The first text when the window ends at midnight, the second when it begins there."""
    begin, end = hours
    if end == 24:
        return {"text": texts[0], "values": {**values, "from_hour": begin}}
    if begin == 0:
        return {"text": texts[1], "values": {**values, "until_hour": end}}
    return {"text": texts[2], "values": {**values, "from_hour": begin, "until_hour": end}}
