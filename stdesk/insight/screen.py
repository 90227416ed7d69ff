"""The part of the world that a map shows, in the pixels of the Web Mercator projection."""

from dataclasses import dataclass

import numpy as np

TILE = 256
STEEPEST = 85.05112878  # where Web Mercator's square ends


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
