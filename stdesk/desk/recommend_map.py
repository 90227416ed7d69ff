"""The recommended places on a map, numbered by rank, and where the user is thought to be."""

from collections.abc import Sequence
from typing import Any

from stdesk.desk.desk import Desk
from stdesk.desk.map_view import MapView
from stdesk.desk.recommend_table import chance
from stdesk.desk.theme import GRID, Theme
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.language import distance, tr
from stdesk.recommend import Recommended

Place = tuple[float, float]


class PlacesMap(MapView):
    """A map of one list; the user stands where she is thought to be, and can be dragged."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._fitted_for: object = None
        self.setMinimumWidth(30 * GRID)

    def prepare(self, log: EventLog, area: Bounds | None) -> None:
        """Another log: its area, or no map at all where it has no coordinates."""
        self._fitted_for = None
        self.setVisible(log.catalogue.has_coordinates)
        if log.catalogue.has_coordinates:
            self.show_map()
            if area is not None:
                self.fit(area)

    def draw(
        self, lines: Sequence[Recommended], here: Place | None, shown_for: object, theme: Theme
    ) -> None:
        """Send the places; for somebody else (`shown_for`) bring all of them into view."""
        known = [line for line in lines if line.latitude is not None and line.longitude is not None]
        self.send("places", places=[_place(line, theme) for line in known], here=_here(here))
        if known and self._fitted_for != shown_for:
            self._fitted_for = shown_for
            points = [(line.latitude or 0.0, line.longitude or 0.0) for line in known]
            self.fit(_around([*points, here] if here is not None else points), closest=15)


def _place(line: Recommended, theme: Theme) -> dict[str, Any]:
    said = [line.category] if line.category else []
    said.append(tr("{share} by the model", share=chance(line.share)))
    if line.distance_km is not None:
        said.append(tr("{km} away", km=distance(line.distance_km)))
    return {
        "at": [line.latitude, line.longitude],
        "rank": line.rank,
        "id": line.rank,
        "title": line.name,
        "lines": said,
        "colour": theme.accent,
    }


def _here(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "at": list(place),
        "title": tr("The user is here"),
        "lines": [tr("Drag to ask: what if she were there?")],
        "movable": True,
    }


def _around(points: Sequence[Place]) -> Bounds:
    latitude, longitude = [point[0] for point in points], [point[1] for point in points]
    slack = 0.002
    return Bounds(
        min(longitude) - slack, min(latitude) - slack, max(longitude) + slack, max(latitude) + slack
    )
