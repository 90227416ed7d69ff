"""One user's section of a page: figures, pictures and list, in words and numbers as shown."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.language import day, distance, number, percent, tr
from stdesk.recommend import Recommended, instant_text, record
from stdesk.report.drawing import Heat, Timeline, heat, timeline
from stdesk.report.facts import Facts, local_moment
from stdesk.report.outline import rings_near
from stdesk.report.places import Places, places_of
from stdesk.report.sketch import Sketch, sketch

FEW_SPOTS, MANY_SPOTS = 40, 600  # circles on the map of one among many, or of the only one
PATH_STEPS = 60
OUTLINE_FROM_DEGREES = 1.5  # a smaller map shows nothing of an outline made for whole countries


@dataclass(frozen=True)
class Line:
    """A line of a list: the exported record, and what people read of it."""

    record: dict[str, Any]
    share: str
    share_width: float
    distance: str
    score: str


@dataclass(frozen=True)
class Person:
    """A section. places: for a moving map, only in a report about one user."""

    key: str
    anchor: str
    moment: str
    figures: tuple[tuple[str, str], ...]
    timeline: Timeline | None
    heat: Heat | None
    places: Places | None
    sketch: Sketch | None
    lines: tuple[Line, ...]


def person(facts: Facts, position: int) -> Person:
    """The section of the user at a position of the lists."""
    user = int(facts.users[position])
    key = facts.lists.users[position]
    rows = facts.rows_of[key]
    own = facts.log.of_user(user)
    local_ms = facts.log.local_ms[own]
    most = MANY_SPOTS if facts.one_user else FEW_SPOTS
    places = places_of(facts.log, own, rows, most, PATH_STEPS if facts.one_user else 0)
    return Person(
        key=key,
        anchor=f"user-{position + 1}",
        moment=local_moment(facts, user),
        figures=shown_figures(facts, user),
        timeline=timeline(local_ms, 130 if facts.one_user else 70, facts.one_user),
        heat=heat(local_ms, 6 if facts.one_user else 3),
        places=places if facts.one_user else None,
        sketch=None if places is None else still_map(places, facts.one_user),
        lines=shown_lines(facts, rows),
    )


def shown_figures(facts: Facts, user: int) -> tuple[tuple[str, str], ...]:
    """A user's figures as they are read: label and value."""
    figures = facts.figures(user)
    own = facts.log.of_user(user)
    shown = [(tr("events"), number(figures.events))]
    if not figures.events:
        return (*shown, (tr("history"), tr("none")))
    local_ms = facts.log.local_ms[own]
    shown += [
        (tr("active days"), number(figures.active_days)),
        (
            tr("places") if facts.log.catalogue.has_coordinates else tr("items"),
            number(figures.items),
        ),
        (tr("first visits"), percent(figures.new_share or 0.0)),
        (tr("first event"), day(int(local_ms[0]))),
        (tr("last event"), day(int(local_ms[-1]))),
    ]
    if figures.radius_km is not None:
        shown.append((tr("radius of movement"), distance(figures.radius_km)))
    return tuple(shown)


def shown_lines(facts: Facts, rows: list[Recommended]) -> tuple[Line, ...]:
    as_of = instant_text(facts.lists.as_of_ms)
    records = [record(row, as_of) for row in rows]
    largest = max((found["share"] for found in records), default=0.0) or 1.0
    return tuple(
        Line(
            record=found,
            share=percent(found["share"], 2),
            share_width=round(100 * found["share"] / largest, 1),
            distance="" if found["distance_km"] is None else distance(found["distance_km"]),
            score=number(found["score"], 3),
        )
        for found in records
    )


def still_map(places: Places, large: bool) -> Sketch:
    """The places as SVG, with land around where the map is wide enough to show some."""
    bounds = places.bounds
    wide = max(bounds.east - bounds.west, bounds.north - bounds.south) >= OUTLINE_FROM_DEGREES
    rings: list[np.ndarray] = rings_near(bounds) if wide else []
    return sketch(places, 720, 420 if large else 240, rings)
