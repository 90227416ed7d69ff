"""What groups of judged events are called on screen and in the terminal."""

from stdesk.evaluation.error_groups import PAST_EVENTS, ErrorGroup
from stdesk.language import mark, number, tr, tr_dynamic, weekday

KINDS = {
    "all": mark("All events"),
    "part": mark("Returns and discoveries"),
    "segment": mark("Segments"),
    "past": mark("Past events"),
    "hour": mark("Hour of day"),
    "weekday": mark("Weekday"),
    "category": mark("Category"),
}
_PARTS = mark("Returns"), mark("Discoveries")


def kind_title(kind: str) -> str:
    return tr_dynamic(KINDS[kind])


def group_title(group: ErrorGroup) -> str:
    """The group's own name within its kind."""
    if group.kind == "part":
        return tr_dynamic(_PARTS[group.key])
    if group.kind == "hour":
        return f"{group.key:02d}:00"
    if group.kind == "weekday":
        return weekday(group.key)
    if group.kind == "past":
        return _past(group.key)
    return group.label or tr_dynamic(KINDS[group.kind])


def _past(band: int) -> str:
    if band == len(PAST_EVENTS):
        return tr("{n} and more", n=number(PAST_EVENTS[-1]))
    low = PAST_EVENTS[band - 1] if band else 0
    return tr("{low} to {high}", low=number(low), high=number(PAST_EVENTS[band] - 1))
