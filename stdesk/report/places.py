"""Which places a map shows: where the events were, gathered, and where the recommended ones lie."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import Bounds, bounds_of, marks, to_pixels
from stdesk.language import distance, number, tr
from stdesk.recommend import Recommended

SCREEN_PIXELS, TILE_PIXELS = 960, 256
MARGIN = 0.06  # of the picture, free at each side


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
class Places:
    """What a map shows. path: (points, 2) latitude and longitude of a user's latest moves."""

    spots: tuple[Spot, ...]
    pins: tuple[Pin, ...]
    path: tuple[tuple[float, float], ...]
    bounds: Bounds


def places_of(
    log: EventLog, own: slice, rows: list[Recommended], most: int, steps: int = 0
) -> Places | None:
    """The places of events at `own` and of a list; None where none has coordinates.

    most: circles at most. steps: how many of the latest events the path joins.
    """
    pins = pins_of(rows)
    latitude, longitude = log.latitude[own], log.longitude[own]
    bounds = _bounds(latitude, longitude, pins)
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


def _bounds(latitude: np.ndarray, longitude: np.ndarray, pins: tuple[Pin, ...]) -> Bounds | None:
    """All pins, and the events but for the farthest hundredth on each side."""
    found = bounds_of(latitude, longitude)
    edges = [] if found is None else [(found.south, found.west), (found.north, found.east)]
    edges += [(pin.latitude, pin.longitude) for pin in pins]
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


@dataclass(frozen=True)
class Sketch:
    """A still map as SVG: circles and pins in pixels, the land's outline, a scale."""

    width: int
    height: int
    land: str
    path: str
    spots: tuple[dict[str, Any], ...]
    pins: tuple[dict[str, Any], ...]
    scale_px: float
    scale_text: str


def sketch(places: Places, width: int, height: int, rings: list[np.ndarray]) -> Sketch:
    """Project to Web Mercator and fit. rings: outlines of land, (points, 2) longitude, latitude."""
    bounds = places.bounds
    corner_lat, corner_lon = (
        np.array([bounds.north, bounds.south]),
        np.array([bounds.west, bounds.east]),
    )
    (west, east), (north, south) = to_pixels(corner_lat, corner_lon, 0)
    inner_width, inner_height = width * (1 - 2 * MARGIN), height * (1 - 2 * MARGIN)
    scale = min(inner_width / max(east - west, 1e-9), inner_height / max(south - north, 1e-9))
    middle_x, middle_y = (west + east) / 2, (north + south) / 2

    def place(latitude: Any, longitude: Any) -> tuple[np.ndarray, np.ndarray]:
        x, y = to_pixels(np.asarray(latitude, float), np.asarray(longitude, float), 0)
        return (x - middle_x) * scale + width / 2, (y - middle_y) * scale + height / 2

    def circle(spot: Spot | Pin, **more: Any) -> dict[str, Any]:
        x, y = place(spot.latitude, spot.longitude)
        return {"x": round(float(x), 1), "y": round(float(y), 1), "text": spot.text, **more}

    latitude = (bounds.north + bounds.south) / 2
    km_per_pixel = 40_075.0 * float(np.cos(np.radians(latitude))) / 256 / scale
    km = _round_down(width / 4 * km_per_pixel)
    return Sketch(
        width,
        height,
        "".join(_svg_path(*place(ring[:, 1], ring[:, 0]), closed=True) for ring in rings),
        _svg_path(*place(*zip(*places.path, strict=True))) if len(places.path) > 1 else "",
        tuple(circle(spot, radius=spot.radius) for spot in places.spots),
        tuple(circle(pin, rank=pin.rank) for pin in reversed(places.pins)),
        round(km / km_per_pixel, 1),
        distance(km),
    )


def _svg_path(x: np.ndarray, y: np.ndarray, closed: bool = False) -> str:
    points = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    return f"M{points}z" if closed else f"M{points}"


def _round_down(km: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above."""
    power = 10.0 ** np.floor(np.log10(km))
    return float(max(step for step in (1, 2, 5) if step * power <= km) * power)
