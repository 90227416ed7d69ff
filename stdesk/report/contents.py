"""What stands in each section of a report: its name here, its template and its place in a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from stdesk.insight import bounds_of
from stdesk.language import language, number
from stdesk.progress import Progress
from stdesk.report.card import card_html
from stdesk.report.changes import changes
from stdesk.report.drawing import Heat, Timeline, heat, timeline
from stdesk.report.expected import expected_activity, hit_sentences
from stdesk.report.facts import Facts
from stdesk.report.group import group, mobility
from stdesk.report.interests import interests
from stdesk.report.listed import most_listed, pins_of_listed
from stdesk.report.making import made
from stdesk.report.moves import Move, likely_ways, most_frequent_moves
from stdesk.report.person import MANY_SPOTS, PATH_STEPS, Person, person, shown_lines, still_map
from stdesk.report.places import Arc, Places, Spot, bounds_around, places_of
from stdesk.report.portrait import portrait_facts
from stdesk.report.rivals import added, rivalries, tables_of
from stdesk.report.sketch import Sketch
from stdesk.report.source_quality import source_quality
from stdesk.report.week import day_curve, week_grid


@dataclass(frozen=True)
class Pictures:
    """Events over time, and by date and hour; None without events."""

    timeline: Timeline | None
    heat: Heat | None


@dataclass(frozen=True)
class MapView:
    """Where: places for a map that moves, and the same drawn still."""

    places: Places
    sketch: Sketch


def content(name: str, facts: Facts, progress: Progress) -> Any:
    """What a section says; of `lists`, an iterator that makes a step for each user."""
    if name == "lists":
        return _people(facts, progress)
    if name == "changes":
        return changes(facts, progress.part(0, 0))
    return _CONTENTS[name](facts)


def _pictures(facts: Facts) -> Pictures:
    local_ms = facts.own.local_ms
    return Pictures(timeline(local_ms, each_bar=True), heat(local_ms))


def _map(facts: Facts) -> MapView | None:
    own = facts.own
    rows = facts.rows_of[facts.lists.users[0]] if facts.one_user else []
    steps = PATH_STEPS if facts.one_user else 0
    places = places_of(own, slice(0, len(own)), rows, MANY_SPOTS, steps)
    if places is None:
        return None
    if not facts.one_user:
        pins = pins_of_listed(facts, most_listed(facts))
        places = Places(places.spots, pins, (), places.bounds)
    return MapView(places, still_map(places, True))


def _flows(facts: Facts) -> dict[str, Any]:
    found = most_frequent_moves(facts)
    return {"moves": found, "sketch": _flow_map(found)}


def _flow_map(moves: tuple[Move, ...]) -> Sketch | None:
    located = [(move, move.ends) for move in moves if move.ends is not None]
    if not located:
        return None
    ends = np.array([end for _, end in located])
    latitude, longitude = ends[:, ::2].ravel(), ends[:, 1::2].ravel()
    bounds = bounds_around(latitude, longitude, ())
    if bounds is None or bounds_of(latitude, longitude) is None:
        return None
    arcs = tuple(
        Arc(
            (end[0], end[1]),
            (end[2], end[3]),
            round(1 + move.width / 25, 1),
            f"{move.origin} → {move.destination}: {number(move.count)}",
        )
        for move, end in located
    )
    spots = tuple(
        Spot(float(lat), float(lon), 3.0, "")
        for lat, lon in np.unique(np.stack((latitude, longitude), 1), axis=0)
    )
    return still_map(Places(spots, (), (), bounds, arcs), False)


def _people(facts: Facts, progress: Progress) -> Iterator[Person]:
    for position in range(len(facts.lists.users)):
        progress.step(position, len(facts.lists.users))
        yield person(facts, position)


def _segments(facts: Facts) -> list[tuple[str, str, str]]:
    everyone = max(facts.log.catalogue.users, 1)
    return [
        (segment.name, number(len(segment.users)), f"{100 * len(segment.users) / everyone:.1f} %")
        for segment in facts.project.segments.all()
    ]


def _card(facts: Facts) -> Any:
    assert facts.run is not None  # noqa: S101 - the section needs one
    return _card_of(facts.run.model, language())


@lru_cache(maxsize=8)
def _card_of(model: str, language: str) -> Any:
    del language  # the card's, and part of what is remembered
    return card_html(model)


_CONTENTS: dict[str, Callable[[Facts], Any]] = {
    "portrait": portrait_facts,
    "data": lambda facts: source_quality(facts.project),
    "who": group,
    "list": lambda facts: shown_lines(facts, facts.rows_of[facts.lists.users[0]]),
    "timeline": _pictures,
    "rhythm": lambda facts: {
        "week": week_grid(facts.own.local_ms),
        "day": day_curve(facts.own.local_ms, facts.log.local_ms),
        "compared": len(facts.own) < len(facts.log),
    },
    "interests": lambda facts: interests(facts.own, facts.log),
    "mobility": mobility,
    "map": _map,
    "flows": _flows,
    "expected": lambda facts: {
        "activity": expected_activity(facts),
        "hits": hit_sentences(facts),
    },
    "routes": likely_ways,
    "segments": _segments,
    "models": lambda facts: rivalries(facts.project, facts.standing),
    "ablation": lambda facts: added(facts.ablations),
    "listed": most_listed,
    "quality": lambda facts: tables_of(facts.standing),
    "card": _card,
    "made": lambda facts: made(facts),
}
