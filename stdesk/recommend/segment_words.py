"""Segments and their comparison in words: sizes, where they come from, what differs."""

from collections.abc import Mapping
from typing import Any

from stdesk.errors import SettingProblem
from stdesk.evaluation import line_title
from stdesk.insight import Compared, Figure, rule_of, rule_sentence
from stdesk.language import distance, mark, number, percent, tr, tr_dynamic
from stdesk.recommend.portrait_words import clock
from stdesk.recommend.segment_compare import HIT_KEY


def origin_said(rule: Mapping[str, Any]) -> str:
    """How a segment came about, in a sentence; an unknown origin is empty."""
    if rule.get("by") == "rule":
        try:
            return rule_sentence(rule_of(rule))
        except SettingProblem:
            return ""
    if rule.get("by") == "clusters":
        return tr(
            "group {group} of {groups}, stability {stability}",
            group=number(rule.get("group", 0) + 1),
            groups=number(rule.get("groups", 0)),
            stability=number(rule.get("stability", float("nan")), 2),
        )
    return ""


def figure_title(one: Figure) -> str:
    """What a figure tells; one about a model has the model's title."""
    if not one.name:
        return tr_dynamic(one.title)
    name = line_title(one.name) if one.key.startswith(HIT_KEY) else one.name
    return tr_dynamic(one.title, {"name": name})


def figure_value(one: Figure, value: float) -> str:
    """A mean of a figure as people read it."""
    if value != value:
        return "–"
    match one.scale:
        case "share":
            return percent(value, 1)
        case "hour":
            return clock(value % 24)
        case "hours":
            return tr("{hours} h", hours=number(value, 1))
        case "days":
            return number(value, 1)
        case "km":
            return distance(value)
        case "bits":
            return number(value, 2)
    return number(value, 1)


def difference_said(line: Compared) -> str:
    """+4.2 points, +0.8 h or × 1.7: one side against the other."""
    return _gap(line.figure, line.difference)


def interval_said(line: Compared) -> str:
    """The 95 % interval of the difference, in its unit."""
    if line.low != line.low or line.high != line.high:
        return "–"
    low, high = (_bare(line.figure, value) for value in (line.low, line.high))
    return tr("{low} to {high}", low=low, high=high)


def _bare(one: Figure, value: float) -> str:
    if one.ratio:
        return f"{value:.2f}"
    if one.scale == "share":
        return f"{round(value * 100, 1) + 0.0:+.1f}"  # never -0.0
    digits = 2 if one.scale == "bits" else 1
    return f"{round(value, digits) + 0.0:+,.{digits}f}"


def _gap(one: Figure, value: float) -> str:
    if value != value:
        return "–"
    bare = _bare(one, value)
    if one.ratio:
        return f"× {bare}"
    if one.scale == "share":
        return tr("{points} points", points=bare)
    return tr("{hours} h", hours=bare) if one.scale in ("hour", "hours") else bare


_NOUNS = {
    "night": mark("nights"),
    "morning": mark("mornings"),
    "midday": mark("midday"),
    "afternoon": mark("afternoons"),
    "evening": mark("evenings"),
    "weekend": mark("weekends"),
    "radius_km": mark("distance"),
    "new_share": mark("new places or items"),
    "events": mark("events"),
}


def distinction_said(key: str, effect: float) -> str:
    """What sets a group apart: more evenings, less Office."""
    _, _, name = key.partition(":")
    what = name or tr_dynamic(_NOUNS.get(key, key))
    return tr("more {what}", what=what) if effect > 0 else tr("less {what}", what=what)
