"""Says a reason in the reader's language."""

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stdesk.language import day, distance, language, number, percent, seconds, tr_dynamic, weekday
from stdesk.recommend.of_one import OF_ONE

if TYPE_CHECKING:
    from stdesk.models import Reason

_PLACE = re.compile(r"\{(\w+)\}")


def reason_sentence(reason: "Reason | Mapping[str, Any]") -> str:
    """The sentence of a reason, also of one read back from the project (text and values).

    The name of a value says how it is written: `km` a distance, `share` a percentage, `seconds` a
    time span, `weekday` 0 for Monday, `hours` so many of them, `..._hour` an hour of
    the day, `..._day` a local date (ISO),
    anything else a plain number or text. A value with a `text` of its own is a phrase within it.
    """
    if isinstance(reason, Mapping):
        text, values = str(reason["text"]), reason.get("values") or {}
    else:
        text, values = reason.text, reason.values
    counted, of_one = OF_ONE.get(text, ("", text))
    if counted and values.get(counted) == 1 and language() == "en":
        text = of_one

    def said(place: re.Match[str]) -> str:
        name = place.group(1)
        return _value(name, values[name]) if name in values else place.group(0)

    # Not str.format: a project file from elsewhere may hold any template.
    return _PLACE.sub(said, tr_dynamic(text))


def _value(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return reason_sentence(value)
    if isinstance(value, str):
        return _date(value) if name.endswith("_day") else value
    if value is None:
        return "–"
    if name.endswith("km"):
        return distance(value)
    if name.endswith("share"):
        return percent(value)
    if name.endswith("seconds"):
        return seconds(value)
    if name.endswith("weekday"):
        return weekday(int(value))
    if name.endswith("hours"):
        return number(value, 0 if float(value).is_integer() else 1)
    if name.endswith("hour"):
        return f"{int(value):02d}:00"
    return number(value)


def _date(iso: str) -> str:
    try:
        date = datetime.date.fromisoformat(iso)
    except ValueError:
        return iso
    return day((date - datetime.date(1970, 1, 1)).days * 86_400_000)
