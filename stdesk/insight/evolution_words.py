"""Says a change in one plain sentence, in the reader's language."""

from collections.abc import Sequence

import numpy as np

from stdesk.insight.evolution import ChangePoint
from stdesk.insight.evolution_aspects import Difference
from stdesk.language import day, distance, mark, number, percent, tr, tr_dynamic

MOST_ASPECTS = 4
UNSURE_DAYS = 3
LITTLE_HOURS = 0.1
DIRECTIONS = (
    mark("north"),
    mark("north-east"),
    mark("east"),
    mark("south-east"),
    mark("south"),
    mark("south-west"),
    mark("west"),
    mark("north-west"),
)


def change_sentence(change: ChangePoint, category_names: Sequence[str]) -> str:
    """ "Since 12 Jun 2024: later in the day (+1.8 h), more Bar (4 % → 19 %)." """
    said = [aspect_words(aspect, category_names) for aspect in change.aspects[:MOST_ASPECTS]]
    what = tr(", ").join(part for part in said if part) or tr("a change of many small things")
    when = day(change.local_ms)
    if change.days_unsure >= UNSURE_DAYS:
        return tr(
            "Since {day} (between {first} and {last}): {what}.",
            day=when,
            first=day(change.earliest_ms),
            last=day(change.latest_ms),
            what=what,
        )
    return tr("Since {day}: {what}.", day=when, what=what)


def sureness(change: ChangePoint) -> str:
    """How far the change is to be trusted, in a sentence."""
    if change.chance < 0.001:
        return tr("Chance alone would show as much in fewer than 1 of 1,000 steady lives.")
    return tr(
        "Chance alone would show as much in about 1 of {n} steady lives.",
        n=number(round(1 / change.chance)),
    )


def aspect_words(aspect: Difference, category_names: Sequence[str]) -> str:
    """One aspect: "3.1 km further north"."""
    match aspect.kind:
        case "hours":
            return _hours(aspect)
        case "home":
            return tr(
                "a home {distance} further {direction}",
                distance=distance(aspect.size),
                direction=_direction(aspect.bearing),
            )
        case "places":
            return _places(aspect)
        case "interests":
            return _interests(aspect, category_names)
        case "activity":
            values = {"before": number(aspect.before, 1), "after": number(aspect.after, 1)}
            if aspect.size >= 0:
                return tr("more active ({before} → {after} stops a week)", **values)
            return tr("less active ({before} → {after} stops a week)", **values)


def _hours(aspect: Difference) -> str:
    hours = number(abs(aspect.size), 1)
    if abs(aspect.size) < LITTLE_HOURS:
        return tr("other hours of the day")
    if aspect.size > 0:
        return tr("later in the day (+{hours} h)", hours=hours)
    return tr("earlier in the day (−{hours} h)", hours=hours)


def _places(aspect: Difference) -> str:
    new = percent(1 - aspect.after)
    if np.isnan(aspect.size):
        return tr("{share} of stops at items that are new", share=new)
    if aspect.size < 0.1:
        return tr("{share} of stops at places that are new", share=new)
    return tr(
        "{distance} further {direction}, {share} of stops at places that are new",
        distance=distance(aspect.size),
        direction=_direction(aspect.bearing),
        share=new,
    )


def _interests(aspect: Difference, names: Sequence[str]) -> str:
    if not 0 <= aspect.category < len(names):
        return tr("other interests")
    said = {
        "name": names[aspect.category],
        "before": percent(aspect.before),
        "after": percent(aspect.after),
    }
    if 0 <= aspect.lost < len(names) and aspect.lost != aspect.category:
        return tr("more {name} ({before} → {after}), less {lost}", **said, lost=names[aspect.lost])
    return tr("more {name} ({before} → {after})", **said)


def _direction(bearing: float) -> str:
    return tr_dynamic(DIRECTIONS[round(bearing / 45) % 8])
