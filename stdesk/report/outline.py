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
    rings, boxes = _polygons()
    wide, high = (bounds.east - bounds.west) * AROUND, (bounds.north - bounds.south) * AROUND
    west, south, east, north = boxes.T
    near = (west <= bounds.east + wide) & (east >= bounds.west - wide)
    near &= (south <= bounds.north + high) & (north >= bounds.south - high)
    return [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": rings[found]},
        }
        for found in np.flatnonzero(near).tolist()
    ]


def rings_near(bounds: Bounds) -> list[np.ndarray]:
    """The outer rings of the same, (points, 2) longitude and latitude."""
    features = land_near(bounds)
    return [np.asarray(feature["geometry"]["coordinates"][0], float) for feature in features]


@lru_cache(maxsize=1)
def _polygons() -> tuple[list[list[list[list[float]]]], np.ndarray]:
    """The rings of each polygon, and (polygons, 4) west, south, east, north of its outer one."""
    path = resource("web", "vendor", "world-outline-50m.geojson")
    found: list[list[list[list[float]]]] = []
    if path.is_file():
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            geometry = feature["geometry"]
            one = geometry["type"] == "Polygon"
            found += [geometry["coordinates"]] if one else geometry["coordinates"]
    boxes = [(*np.min(rings[0], axis=0), *np.max(rings[0], axis=0)) for rings in found]
    return found, np.array(boxes, float).reshape(-1, 4)
