"""A still map as SVG: circles, numbered pins and moves, the land's outline, a scale."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.insight import round_step, to_pixels
from stdesk.language import distance
from stdesk.report.clipping import clipped, told_apart
from stdesk.report.places import Arc, Pin, Places, Spot

MARGIN = 0.06  # of the picture, free at each side


@dataclass(frozen=True)
class Sketch:
    """A still map as SVG: circles and pins in pixels, the land's outline, a scale."""

    width: int
    height: int
    land: str
    path: str
    arcs: tuple[dict[str, Any], ...]
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

    def arc(move: Arc) -> dict[str, Any]:
        x, y = place(*zip(move.begin, move.end, strict=True))
        bend_x, bend_y = (x.sum() - np.diff(y)[0] * 0.3) / 2, (y.sum() + np.diff(x)[0] * 0.3) / 2
        path = f"M{x[0]:.1f} {y[0]:.1f}Q{bend_x:.1f} {bend_y:.1f} {x[1]:.1f} {y[1]:.1f}"
        return {"path": path, "width": move.width, "text": move.text}

    def coast(ring: np.ndarray) -> str:
        points = np.column_stack(place(ring[:, 1], ring[:, 0]))
        shown = told_apart(clipped(points, width, height), decimals=1)
        return _svg_path(shown[:, 0], shown[:, 1], closed=True) if len(shown) > 2 else ""

    latitude = (bounds.north + bounds.south) / 2
    km_per_pixel = 40_075.0 * float(np.cos(np.radians(latitude))) / 256 / scale
    km = round_step(width / 4 * km_per_pixel)
    return Sketch(
        width,
        height,
        "".join(coast(ring) for ring in rings),
        _svg_path(*place(*zip(*places.path, strict=True))) if len(places.path) > 1 else "",
        tuple(arc(move) for move in places.arcs),
        tuple(circle(spot, radius=spot.radius) for spot in places.spots),
        tuple(circle(pin, rank=pin.rank) for pin in reversed(places.pins)),
        round(km / km_per_pixel, 1),
        distance(km),
    )


def _svg_path(x: np.ndarray, y: np.ndarray, closed: bool = False) -> str:
    points = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    return f"M{points}z" if closed else f"M{points}"
