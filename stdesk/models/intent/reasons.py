"""What speaks for an act and what against it, in words: the columns that moved the trees most.

A column's share of the log-odds is its SHAP value (Lundberg et al., "From local explanations to
global understanding with explainable AI for trees", Nature Machine Intelligence 2020); columns that
tell of the same thing are added up and said by the strongest of them.
"""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from stdesk.features import DAY_MS, Contexts
from stdesk.language import mark
from stdesk.models.act import Act
from stdesk.models.base import Reason
from stdesk.models.intent.features import Channel

MOST = 3
LEAST = 0.05  # of log-odds, below which nothing is said
EPOCH = datetime.date(1970, 1, 1)
FOR, AGAINST = mark("raises it: {fact}"), mark("lowers it: {fact}")
Fact = tuple[str, dict[str, Any]]


class Facts:
    """Says the columns of one moment as facts."""

    def __init__(self, act: Act, channels: list[Channel], contexts: Contexts, row: int) -> None:
        self._act, self._channels = act.name, channels
        log, end = contexts.log, int(contexts.history_end[row])
        self._known = end > contexts.history_begin[row]
        self._thing = self._category = ""
        if self._known:
            item = int(log.item[end - 1])
            category = int(log.catalogue.item_category[item])
            self._thing = log.catalogue.item_name(item)
            self._category = log.catalogue.category_names[category] if category >= 0 else ""
            self._kinds = log.catalogue.kind_names
            self._last = EPOCH + datetime.timedelta(days=int(log.local_ms[end - 1] // DAY_MS))

    def reasons(self, names: list[str], values: np.ndarray, shares: np.ndarray) -> list[Reason]:
        """The strongest topics first; values, shares: (columns,)."""
        if not self._known:
            return [Reason(mark("nothing is known about this user yet"), {}, 1.0)]
        topics: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            topics.setdefault(_topic(name), []).append(place)
        total = {topic: float(shares[places].sum()) for topic, places in topics.items()}
        found: list[Reason] = []
        for topic in sorted(total, key=lambda topic: -abs(total[topic])):
            if len(found) == MOST or abs(total[topic]) < LEAST:
                break
            moved = np.array(topics[topic])
            for place in moved[np.argsort(-shares[moved] * np.sign(total[topic]))].tolist():
                fact = self._fact(names[place], float(values[place]))
                if fact is not None:
                    said = {"fact": {"text": fact[0], "values": fact[1]}}
                    text = FOR if total[topic] > 0 else AGAINST
                    found.append(Reason(text, said, math.tanh(abs(total[topic]))))
                    break
        return found

    def _fact(self, name: str, value: float) -> Fact | None:
        """A column's value as a phrase; None where the value is of no use to a reader."""
        base, span, channel = _parts(name)
        what = self._what(channel)
        say = _SAYINGS.get(base)
        if say is None:
            return None
        text, values = say(value, what, span)
        if text is None:
            return None
        more = {"thing": self._thing, "category": self._category, "act": self._act}
        more["last_day"] = self._last.isoformat()
        if "{kind}" in text:
            values["kind"] = self._kind(value)
        if any(f"{{{key}}}" in text and not more[key] for key in more):
            return None
        return text, {**values, **{key: said for key, said in more.items() if f"{{{key}}}" in text}}

    def _what(self, channel: int | None) -> Any:
        """What a count counts."""
        if channel is None or channel >= len(self._channels):
            return {"text": mark("any event"), "values": {}}
        found = self._channels[channel]
        return {"text": mark("any event"), "values": {}} if found.of == "any" else found.name

    def _kind(self, value: float) -> Any:
        number = int(value) if value == value else -1
        return self._kinds[number] if 0 <= number < len(self._kinds) else "–"


def _parts(name: str) -> tuple[str, float | None, int | None]:
    """within_24_1 as ("within", 24, 1), since_2 as ("since", None, 2)."""
    parts = name.split("_")
    numbers: list[str] = []
    while len(parts) > 1 and re.fullmatch(r"[\d.]+", parts[-1]):
        numbers.insert(0, parts.pop())
    base = "_".join(parts)
    if base in ("rate", "kind"):
        return base, float(numbers[0]), None
    span = float(numbers[0]) if len(numbers) > 1 else None
    return base, span, int(numbers[-1]) if numbers else None


def _topic(name: str) -> str:
    base, _, channel = _parts(name)
    group = _GROUPS.get(base, base)
    return f"{group} {channel}" if group == "counts" else group


_GROUPS = {
    "within": "counts", "ever": "counts", "since": "counts", "visit": "visit",
    "visit_minutes": "visit", "visit_things": "visit", "item": "item", "item_since": "item",
    "category": "category", "category_since": "category", "open": "open", "open_here": "open",
    "habit": "habit", "own_rate": "habit", "rate": "habit", "acts_a_day": "habit",
    "since_of_usual": "habit",
    "events_a_day": "activity", "known_days": "activity", "hour": "clock", "weekday": "clock",
    "acts_these_hours": "clock", "rate_these_hours": "clock", "acts_these_days": "clock",
    "rate_these_days": "clock", "all_item_count": "everyone", "all_item_acts": "everyone",
    "all_item_rate": "everyone", "all_item_next": "everyone", "all_category_count": "everyone",
    "all_category_acts": "everyone", "all_category_rate": "everyone",
    "all_category_next": "everyone", "all_category_kind_next": "everyone",
}  # fmt: skip
Saying = Callable[[float, Any, float | None], tuple[str | None, dict[str, Any]]]


def _ago(hours: float) -> Any:
    """A time span as a phrase."""
    if hours < 1:
        return {"text": mark("{minutes} minutes"), "values": {"minutes": round(hours * 60)}}
    if hours < 48:
        return {"text": mark("{hours} hours"), "values": {"hours": round(hours)}}
    return {"text": mark("{days} days"), "values": {"days": round(hours / 24)}}


def _since(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
    if math.isnan(value):
        return mark("{what}: none so far"), {"what": what}
    return mark("{what}: the last one {ago} before"), {"what": what, "ago": _ago(value)}


def _within(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
    text = mark("{what}: {count} in the last {ago}")
    return text, {"what": what, "count": int(value), "ago": _ago(span or 0.0)}


def _counted(text: str) -> Saying:
    def say(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
        if math.isnan(value):
            return None, {}
        return text, {"what": what, "count": int(value)}

    return say


def _shared(text: str) -> Saying:
    def say(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
        return (None, {}) if math.isnan(value) else (text, {"share": round(value, 4)})

    return say


def _timed(text: str) -> Saying:
    def say(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
        return (None, {}) if math.isnan(value) else (text, {"what": what, "ago": _ago(value)})

    return say


def _numbered(text: str, name: str, digits: int = 0) -> Saying:
    def say(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
        if math.isnan(value):
            return None, {}
        return text, {name: f"{value:.{digits}f}" if digits else int(value)}

    return say


def _newest(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
    text = mark("{share} of the newest {newest} events were {act}")
    return text, {"share": round(value, 4), "newest": int(span or 0)}


def _kind_back(value: float, what: Any, span: float | None) -> tuple[str | None, dict[str, Any]]:
    if math.isnan(value):
        return None, {}
    if span == 1:
        return mark("the last event was {kind}"), {}
    return mark("the event {back} before was {kind}"), {"back": int(span or 1)}


_SAYINGS: Mapping[str, Saying] = {
    "since": _since,
    "within": _within,
    "ever": _counted(mark("{what}: {count} so far")),
    "visit": _counted(mark("{what}: {count} in the newest visit")),
    "visit_minutes": _numbered(mark("the newest visit took {minutes} minutes"), "minutes"),
    "visit_things": _numbered(mark("the newest visit was to {count} things"), "count"),
    "item": _counted(mark("{what}: {count} with {thing}, the last thing")),
    "item_since": _timed(mark("{what}: {ago} before, with {thing}, the last thing")),
    "category": _counted(mark("{what}: {count} in the category {category}, the last one")),
    "category_since": _timed(mark("{what}: {ago} before, in the category {category}")),
    "open": _counted(mark("{what}, not yet followed by {act}: {count} things")),
    "open_here": _counted(mark("{what}, not yet followed by {act}: {count} of the last thing")),
    "habit": _shared(mark("it came after {share} of such moments before")),
    "own_rate": _shared(mark("{share} of all events were {act}")),
    "rate": _newest,
    "kind": _kind_back,
    "acts_a_day": _numbered(mark("{act}: {rate} a day on average"), "rate", 2),
    "since_of_usual": _numbered(
        mark("{act}: the last one {times} times as long ago as is usual"), "times", 1
    ),
    "events_a_day": _numbered(mark("{rate} events a day"), "rate", 1),
    "known_days": _numbered(mark("known for {days} days"), "days"),
    "gap": _timed(mark("the last event of any kind was {ago} before")),
    "hour": _numbered(mark("it is {at_hour}"), "at_hour"),
    "weekday": _numbered(mark("it is {at_weekday}"), "at_weekday"),
    "acts_these_hours": _counted(mark("{act}: {count} at this time of day so far")),
    "rate_these_hours": _shared(mark("{share} of events at this time of day were {act}")),
    "acts_these_days": _counted(mark("{act}: {count} on this weekday so far")),
    "rate_these_days": _shared(mark("{share} of events on this weekday were {act}")),
    "all_item_count": _counted(mark("everyone: {count} events with {thing}, the last thing")),
    "all_item_acts": _counted(mark("everyone: {act} {count} times with {thing}, the last thing")),
    "all_item_rate": _shared(mark("everyone: {share} of events with {thing} were {act}")),
    "all_item_next": _shared(mark("everyone: {act} came next after {thing} in {share}")),
    "all_category_count": _counted(mark("everyone: {count} events in the category {category}")),
    "all_category_acts": _counted(mark("everyone: {act} {count} times in the category {category}")),
    "all_category_rate": _shared(
        mark("everyone: {share} of events in the category {category} were {act}")
    ),
    "all_category_next": _shared(
        mark("everyone: {act} came next after the category {category} in {share}")
    ),
    "all_category_kind_next": _shared(
        mark("everyone: {act} came next after such an event in the category {category} in {share}")
    ),
}
