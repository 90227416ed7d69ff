"""The land around the places of a report, from the outline that set-up put beside the map."""

import json
from functools import lru_cache
from typing import Any

import numpy as np

from stdesk.insight import Bounds
from stdesk.locations import resource

AROUND = 2.0  # times the map's own size that is kept beyond each side


def land_near(bounds: Bounds) -> list[dict[str, Any]]:
    """GeoJSON polygons that reach into the map's wider surroundings; none without the outline."""
    return [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": rings}}
        for rings in _polygons()
        if _touches(rings, bounds)
    ]


def rings_near(bounds: Bounds) -> list[np.ndarray]:
    """The outer rings of the same, (points, 2) longitude and latitude."""
    features = land_near(bounds)
    return [np.asarray(feature["geometry"]["coordinates"][0], float) for feature in features]


@lru_cache(maxsize=1)
def _polygons() -> list[list[list[list[float]]]]:
    path = resource("web", "vendor", "world-outline-50m.geojson")
    if not path.is_file():
        return []
    found: list[list[list[list[float]]]] = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        geometry = feature["geometry"]
        one = geometry["type"] == "Polygon"
        found += [geometry["coordinates"]] if one else geometry["coordinates"]
    return found


def _touches(rings: list[list[list[float]]], bounds: Bounds) -> bool:
    west, south = np.min(rings[0], axis=0).tolist()
    east, north = np.max(rings[0], axis=0).tolist()
    wide = (bounds.east - bounds.west) * AROUND
    high = (bounds.north - bounds.south) * AROUND
    return bool(
        west <= bounds.east + wide
        and east >= bounds.west - wide
        and south <= bounds.north + high
        and north >= bounds.south - high
    )
