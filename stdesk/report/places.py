"""Which places a map shows: where the events were, gathered, and where the recommended ones lie."""

from dataclasses import dataclass

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import Bounds, bounds_of, lies_with_most, marks
from stdesk.language import distance, number, tr
from stdesk.recommend import Recommended

SCREEN_PIXELS, TILE_PIXELS = 960, 256


@dataclass(frozen=True)
class Spot:
    """A circle: where, how large (pixels), what it says."""

    latitude: float
    longitude: float
    radius: float
    text: str


@dataclass(frozen=True)
class Pin:
    """A numbered place of the list. rank 0: it stands in the lists of several users."""

    latitude: float
    longitude: float
    rank: int
    text: str


@dataclass(frozen=True)
class Arc:
    """A move from (latitude, longitude) to another; width in pixels."""

    begin: tuple[float, float]
    end: tuple[float, float]
    width: float
    text: str


@dataclass(frozen=True)
class Places:
    """What a map shows. path: (points, 2) latitude and longitude of a user's latest moves."""

    spots: tuple[Spot, ...]
    pins: tuple[Pin, ...]
    path: tuple[tuple[float, float], ...]
    bounds: Bounds
    arcs: tuple[Arc, ...] = ()


def places_of(
    log: EventLog, own: slice, rows: list[Recommended], most: int, steps: int = 0
) -> Places | None:
    """The places of events at `own` and of a list; None where none has coordinates.

    most: circles at most. steps: how many of the latest events the path joins.
    """
    pins = pins_of(rows)
    latitude, longitude = log.latitude[own], log.longitude[own]
    bounds = bounds_around(latitude, longitude, pins)
    if bounds is None:
        return None
    category = log.catalogue.item_category[log.item[own]]
    world = Bounds(-180, -90, 180, 90, bounds.zoom)  # also what lies outside the first view
    found = marks(latitude, longitude, log.user[own], log.item[own], category, world, most=most)
    largest = max(int(found.events.max(initial=1)), 1)
    spots = tuple(
        Spot(
            round(float(found.latitude[i]), 5),
            round(float(found.longitude[i]), 5),
            round(2.5 + 11 * float(np.sqrt(found.events[i] / largest)), 1),
            _spot_text(log, int(found.item[i]), int(found.items[i]), int(found.events[i])),
        )
        for i in range(len(found))
    )
    return Places(spots, pins, _path(latitude, longitude, steps), bounds)


def pins_of(rows: list[Recommended]) -> tuple[Pin, ...]:
    """The list's places that have coordinates."""
    return tuple(
        Pin(
            round(row.latitude, 5),
            round(row.longitude, 5),
            row.rank,
            row.name if row.distance_km is None else f"{row.name} · {distance(row.distance_km)}",
        )
        for row in rows
        if row.latitude is not None and row.longitude is not None
    )


def _spot_text(log: EventLog, item: int, items: int, events: int) -> str:
    name = log.catalogue.item_name(item)
    if items == 1:
        return tr("{name}: {events} events", name=name, events=number(events))
    return tr(
        "{name} and {others} more: {events} events",
        name=name,
        others=number(items - 1),
        events=number(events),
    )


def bounds_around(
    latitude: np.ndarray, longitude: np.ndarray, pins: tuple[Pin, ...]
) -> Bounds | None:
    """The pins but for those in another town, and the events but for the farthest hundredth on each
    side."""
    found = bounds_of(latitude, longitude)
    edges = [] if found is None else [(found.south, found.west), (found.north, found.east)]
    if pins:
        points = np.array([(pin.latitude, pin.longitude) for pin in pins])
        edges += [(float(a), float(b)) for a, b in points[lies_with_most(*points.T)]]
    if not edges:
        return None
    south, west = np.min(edges, axis=0).tolist()
    north, east = np.max(edges, axis=0).tolist()
    high, wide = max(north - south, 0.004), max(east - west, 0.004)
    edge_x, edge_y = wide * 0.05, high * 0.05
    zoom = float(np.log2(SCREEN_PIXELS / TILE_PIXELS * 360 / wide))
    return Bounds(west - edge_x, south - edge_y, east + edge_x, north + edge_y, zoom)


def _path(
    latitude: np.ndarray, longitude: np.ndarray, steps: int
) -> tuple[tuple[float, float], ...]:
    if not steps:
        return ()
    known = np.isfinite(latitude) & np.isfinite(longitude)
    points = np.stack((latitude[known], longitude[known]), axis=1)[-steps:].round(5)
    moved = np.ones(len(points), bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    return tuple((float(lat), float(lon)) for lat, lon in points[moved])
