"""A user's top places on the map, numbered, and the cells of home and work."""

import numpy as np

from stdesk.desk.look.theme import Theme
from stdesk.desk.maps.map_view import MapView
from stdesk.insight import Bounds
from stdesk.language import tr
from stdesk.recommend import Portrait, PortraitAnchor, anchor_line, place_line


def draw_portrait(view: MapView, one: Portrait, theme: Theme) -> None:
    """Send all places of a portrait and bring them into view."""
    placed = [
        (rank, place)
        for rank, place in enumerate(one.places, 1)
        if place.latitude is not None and place.longitude is not None
    ]
    places = [
        {
            "at": [place.latitude, place.longitude],
            "rank": rank,
            "id": rank,
            "title": place.name,
            "lines": [place_line(place)],
            "colour": theme.accent,
        }
        for rank, place in placed
    ]
    anchors = [
        (anchor, title, colour)
        for anchor, title, colour in (
            (one.home, tr("Home"), theme.series[2]),
            (one.work, tr("Work or study"), theme.series[1]),
        )
        if anchor is not None
    ]
    pieces = [
        {"points": _outline(anchor), "colour": colour, "gap": True} for anchor, _, colour in anchors
    ]
    view.send("path", pieces=pieces)
    view.send("places", places=places, here=_here(one.home))
    entries = [{"label": title, "colour": colour} for _, title, colour in anchors]
    view.send("legend", title="", entries=entries, ramp=None)
    points = [(place.latitude, place.longitude) for _, place in placed]
    points += [(anchor.latitude, anchor.longitude) for anchor, _, _ in anchors]
    if points:
        view.fit(_around(np.array(points, np.float64)), closest=15)


def _here(home: PortraitAnchor | None) -> dict[str, object] | None:
    if home is None:
        return None
    at = [round(home.latitude, 5), round(home.longitude, 5)]
    return {"at": at, "title": tr("Home"), "lines": [anchor_line(home, True)]}


def _outline(anchor: PortraitAnchor) -> list[list[float]]:
    """The corners of a cell, closed."""
    import h3

    corners = [
        [round(north, 5), round(east, 5)] for north, east in h3.cell_to_boundary(anchor.cell)
    ]
    return [*corners, corners[0]]


def _around(points: np.ndarray, slack: float = 0.002) -> Bounds:
    """points: (n, 2) latitude, longitude."""
    (south, west), (north, east) = points.min(axis=0), points.max(axis=0)
    return Bounds(west - slack, south - slack, east + slack, north + slack)
