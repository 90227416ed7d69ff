"""Likely routes as messages to the map: the chosen one numbered and bold, the others behind it."""

from collections.abc import Sequence
from typing import Any

from stdesk.desk.look.theme import Theme
from stdesk.insight import Bounds
from stdesk.language import moment, percent, tr
from stdesk.recommend import Route, Stop

SLACK = 0.002  # degrees around what is shown
Point = tuple[float, float]


def draw_routes(
    routes: Sequence[Route], chosen: Route, start: Point | None, theme: Theme, offset_min: int
) -> dict[str, dict[str, Any]]:
    """The messages by name: `path` with the lines, `places` with the stops of the chosen route."""
    pieces: list[dict[str, Any]] = [
        {"points": _line(route, start), "colour": theme.muted, "gap": True}
        for route in reversed(routes)
        if route.rank != chosen.rank
    ]
    pieces.append({"points": _line(chosen, start), "colour": theme.accent, "gap": False})
    places = [
        _place(stop, step, theme, offset_min)
        for step, stop in enumerate(chosen.stops, start=1)
        if stop.latitude is not None
    ]
    here = {"at": list(start), "title": tr("The user is here"), "lines": []} if start else None
    shown = [piece for piece in pieces if len(piece["points"]) > 1]
    return {"path": {"pieces": shown, "stops": []}, "places": {"places": places, "here": here}}


def around(route: Route, start: Point | None) -> Bounds | None:
    """The area that holds a route, or None where nothing of it is on the map."""
    points = _line(route, start)
    if not points:
        return None
    latitude, longitude = [point[0] for point in points], [point[1] for point in points]
    return Bounds(
        min(longitude) - SLACK, min(latitude) - SLACK, max(longitude) + SLACK, max(latitude) + SLACK
    )


def _line(route: Route, start: Point | None) -> list[list[float]]:
    points = [] if start is None else [list(start)]
    for stop in route.stops:
        if stop.latitude is not None and stop.longitude is not None:
            points.append([stop.latitude, stop.longitude])
    return points


def _place(stop: Stop, step: int, theme: Theme, offset_min: int) -> dict[str, Any]:
    said = tr(
        "{chance} of this step, about {when}",
        chance=percent(stop.chance, 1),
        when=moment(stop.at_ms, offset_min),
    )
    return {
        "at": [stop.latitude, stop.longitude],
        "rank": step,
        "id": step,
        "title": stop.name,
        "lines": [said],
        "colour": theme.accent,
    }
