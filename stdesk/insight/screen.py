"""The part of the world that a map shows, in the pixels of the Web Mercator projection."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.distance import great_circle_km

TILE = 256
FAR_TIMES, FAR_KM = 4.0, 20.0  # of the usual way from the middle; less is never far
STEEPEST = 85.05112878  # where Web Mercator's square ends
FAR_OFF = 3.0  # times the width of where nearly all points are
AROUND_ONE = 0.004  # degrees on each side of a single place, some hundred metres


@dataclass(frozen=True)
class Bounds:
    """What a map shows, in degrees, and how large. zoom 0 has the world on 256 pixels."""

    west: float
    south: float
    east: float
    north: float
    zoom: float = 0.0

    def holds(self, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
        """(points,) whether each lies inside; False where coordinates are unknown.

        A map that was turned around the world shows longitudes beyond 180 degrees.
        """
        east = np.mod(longitude - self.west, 360) <= self.east - self.west
        return (latitude >= self.south) & (latitude <= self.north) & east


def bounds_of(latitude: np.ndarray, longitude: np.ndarray, tail: float = 0.01) -> Bounds | None:
    """The bounds that hold the points, but for the `tail` share of the farthest on each side.

    None where no point has coordinates.
    """
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if not known.any():
        return None
    south, north = np.quantile(latitude[known], [tail, 1 - tail]).tolist()
    west, east = np.quantile(longitude[known], [tail, 1 - tail]).tolist()
    return Bounds(west, south, east, north)


def reach(latitude: np.ndarray, longitude: np.ndarray) -> Bounds | None:
    """What a map should show of the points; None where no point has coordinates.

    All of them, unless a few far ones would make all the rest a dot.
    """
    whole = bounds_of(latitude, longitude, 0)
    most = bounds_of(latitude, longitude)
    if whole is None or most is None:
        return None
    return _at_least(most if _width(whole) > FAR_OFF * _width(most) else whole)


def lies_with_most(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(points,) False for the few in another town, for whose sake a map would show the world.

    latitude, longitude: (points,) in degrees, at least one.
    """
    middle = np.median(latitude), np.median(longitude)
    km = great_circle_km(latitude, longitude, *map(np.asarray, middle))
    return np.asarray(km <= max(FAR_TIMES * float(np.median(km)), FAR_KM))


def to_pixels(
    latitude: np.ndarray, longitude: np.ndarray, zoom: float
) -> tuple[np.ndarray, np.ndarray]:
    """Web Mercator pixels: x to the east from 180 degrees west, y to the south from the top."""
    world = TILE * 2.0**zoom
    sine = np.sin(np.radians(np.clip(latitude, -STEEPEST, STEEPEST)))
    x = (np.asarray(longitude) + 180) / 360 * world
    y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * world
    return x, y


def from_pixels(x: np.ndarray, y: np.ndarray, zoom: float) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of Web Mercator pixels: what `to_pixels` was made from."""
    world = TILE * 2.0**zoom
    latitude = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * np.asarray(y) / world))))
    return latitude, np.asarray(x) / world * 360 - 180


def _width(bounds: Bounds) -> float:
    return max(bounds.east - bounds.west, bounds.north - bounds.south)


def _at_least(bounds: Bounds, degrees: float = AROUND_ONE) -> Bounds:
    """The bounds, widened to so much on each side of their middle."""
    middle_x, middle_y = (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2
    return Bounds(
        min(bounds.west, middle_x - degrees),
        min(bounds.south, middle_y - degrees),
        max(bounds.east, middle_x + degrees),
        max(bounds.north, middle_y + degrees),
    )
