"""The opening of a report about several users: all of them together, and what is listed most."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from stdesk.language import day, number, tr
from stdesk.report.drawing import Heat, Timeline, heat, timeline
from stdesk.report.facts import Facts, local_moment
from stdesk.report.person import MANY_SPOTS, still_map
from stdesk.report.places import Pin, Places, Sketch, places_of

MOST_LISTED = 15


@dataclass(frozen=True)
class Listed:
    """What stands in the lists of how many users, and at the top of how many."""

    position: int
    name: str
    category: str | None
    users: int
    first: int


@dataclass(frozen=True)
class Overview:
    moment: str
    figures: tuple[tuple[str, str], ...]
    timeline: Timeline | None
    heat: Heat | None
    places: Places | None
    sketch: Sketch | None
    listed: tuple[Listed, ...]


def overview(facts: Facts) -> Overview:
    """All users of the report together."""
    log = facts.log
    asked = np.zeros(log.catalogue.users, bool)
    asked[facts.users] = True
    own = log if asked.all() else log.select(asked[log.user])
    places = places_of(own, slice(0, len(own)), [], MANY_SPOTS)
    listed = most_listed(facts)
    if places is not None:
        places = Places(places.spots, _pins(facts, listed), (), places.bounds)
    shown = [
        (tr("users"), number(len(facts.lists.users))),
        (tr("events"), number(len(own))),
        (
            tr("places") if log.catalogue.has_coordinates else tr("items"),
            number(len(np.unique(own.item))),
        ),
    ]
    if len(own):
        shown += [
            (tr("first event"), day(int(own.local_ms.min()))),
            (tr("last event"), day(int(own.local_ms.max()))),
        ]
    return Overview(
        moment=local_moment(facts),
        figures=tuple(shown),
        timeline=timeline(own.local_ms, each_bar=True),
        heat=heat(own.local_ms),
        places=places,
        sketch=None if places is None else still_map(places, True),
        listed=listed,
    )


def most_listed(facts: Facts) -> tuple[Listed, ...]:
    """What is in most lists; equals in order of the key."""
    names = {row.item: (row.name, row.category) for row in facts.lists.rows}
    everywhere = Counter(row.item for row in facts.lists.rows)
    first = Counter(row.item for row in facts.lists.rows if row.rank == 1)
    ordered = sorted(everywhere, key=lambda item: (-everywhere[item], item))[:MOST_LISTED]
    return tuple(
        Listed(position, *names[item], everywhere[item], first[item])
        for position, item in enumerate(ordered, 1)
    )


def _pins(facts: Facts, listed: tuple[Listed, ...]) -> tuple[Pin, ...]:
    at = {(row.name, row.category): (row.latitude, row.longitude) for row in facts.lists.rows}
    pins = []
    for found in listed:
        latitude, longitude = at[found.name, found.category]
        if latitude is not None and longitude is not None:
            text = tr("{name}: in {n} lists", name=found.name, n=number(found.users))
            pins.append(Pin(round(latitude, 5), round(longitude, 5), found.position, text))
    return tuple(pins)
