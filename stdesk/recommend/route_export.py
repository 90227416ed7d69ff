"""Routes as files: CSV, JSON and XLSX with a row a stop, GeoJSON with a line a route."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdesk.recommend.export import SUFFIXES, instant_text, table_rows, write_lists
from stdesk.recommend.files import Sheet
from stdesk.recommend.route_settings import RouteLists
from stdesk.recommend.sentences import reason_sentence

ROUTE_SUFFIXES = (*SUFFIXES, ".geojson")
_COLUMNS = (
    "user",
    "rank",
    "route_chance",
    "step",
    "place",
    "name",
    "latitude",
    "longitude",
    "chance",
    "at",
    "reasons",
)
_WIDTHS = (14, 6, 12, 6, 28, 28, 11, 11, 9, 24, 80)


def route_columns() -> tuple[str, ...]:
    return _COLUMNS


def route_records(lists: RouteLists) -> Iterator[dict[str, Any]]:
    """Each stop with its numbers rounded as they are shown; reasons are sentences."""
    for route in lists.routes:
        for step, stop in enumerate(route.stops, start=1):
            yield {
                "user": route.user,
                "rank": route.rank,
                "route_chance": round(route.chance, 6),
                "step": step,
                "place": stop.place,
                "name": stop.name,
                "latitude": stop.latitude,
                "longitude": stop.longitude,
                "chance": round(stop.chance, 6),
                "at": instant_text(stop.at_ms),
                "reasons": [reason_sentence(reason) for reason in stop.reasons],
            }


def export_routes(lists: RouteLists, path: Path) -> None:
    """Write the routes as .csv, .json, .xlsx or .geojson, in the language that is spoken now."""
    sheet = Sheet("routes", _COLUMNS, table_rows(route_records(lists)), _WIDTHS)
    write_lists(path, sheet, lists.plain, geojson=lambda: _ways(lists))


def _ways(lists: RouteLists) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(_lines(lists))}


def _lines(lists: RouteLists) -> Iterator[dict[str, Any]]:
    """A line for each route that has at least two places with coordinates, its start included."""
    for route in lists.routes:
        points = [(stop.longitude, stop.latitude) for stop in route.stops if stop.latitude]
        start = lists.starts.get(route.user)
        if start is not None:
            points.insert(0, (start[1], start[0]))
        if len(points) < 2:
            continue
        yield {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [list(point) for point in points]},
            "properties": {
                "user": route.user,
                "rank": route.rank,
                "chance": round(route.chance, 6),
                "places": [stop.name for stop in route.stops],
            },
        }
