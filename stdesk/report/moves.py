"""From place to place: the most frequent moves of a log, and one user's likely routes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.insight import flows
from stdesk.language import moment, number, percent, tr
from stdesk.recommend import reason_sentence
from stdesk.report.facts import Facts

if TYPE_CHECKING:
    from stdesk.recommend import Route

MOST_FLOWS = 15


@dataclass(frozen=True)
class Move:
    """A move between two places. ends: latitude, longitude of both where known."""

    rank: int
    origin: str
    destination: str
    count: int
    shown: str
    share: str
    width: float
    ends: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Step:
    """A stop of a route, in words."""

    name: str
    chance: str
    at: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """A likely route of a user."""

    rank: int
    chance: str
    start: str
    steps: tuple[Step, ...]


def most_frequent_moves(facts: Facts) -> tuple[Move, ...]:
    """Between different places, of those asked for; most frequent first."""
    log = facts.own
    found = flows(log.user, log.item, log.instant_ms, log.trip).between_places()
    total, top = int(found.count.sum()), found.top(MOST_FLOWS)
    largest = max(int(top.count.max(initial=1)), 1)
    catalogue = log.catalogue
    return tuple(
        Move(
            rank=rank,
            origin=catalogue.item_name(origin),
            destination=catalogue.item_name(destination),
            count=count,
            shown=number(count),
            share=percent(count / total, 2),
            width=round(100 * count / largest, 1),
            ends=_ends(facts, origin, destination),
        )
        for rank, (origin, destination, count) in enumerate(
            zip(top.origin.tolist(), top.destination.tolist(), top.count.tolist(), strict=True), 1
        )
    )


def likely_ways(facts: Facts) -> tuple[Way, ...]:
    """The likeliest routes of the one user of a report, with times on the user's own clock."""
    user = facts.lists.users[0]
    own = facts.log.of_user(int(facts.users[0]))
    offset = int(facts.log.offset_min[own][-1]) if own.stop > own.start else 0
    return tuple(_way(route, offset) for route in facts.company.routes.get(user, ()))


def _way(route: "Route", offset_min: int) -> Way:
    return Way(
        rank=route.rank,
        chance=percent(route.chance, 1),
        start=route.start or tr("somewhere"),
        steps=tuple(
            Step(
                name=stop.name,
                chance=percent(stop.chance, 1),
                at=moment(stop.at_ms, offset_min),
                reasons=tuple(reason_sentence(reason) for reason in stop.reasons),
            )
            for stop in route.stops
        ),
    )


def _ends(facts: Facts, origin: int, destination: int) -> tuple[float, float, float, float] | None:
    catalogue = facts.log.catalogue
    at = [
        float(degrees[item])
        for item in (origin, destination)
        for degrees in (catalogue.item_latitude, catalogue.item_longitude)
    ]
    return (at[0], at[1], at[2], at[3]) if np.isfinite(at).all() else None
