"""The recommended places on a map, numbered by rank, and where the user is thought to be."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.maps.map_view import MapView
from stdesk.desk.recommend.table import chance
from stdesk.desk.work.desk import Desk
from stdesk.features import EventLog
from stdesk.insight import Bounds, bounds_of
from stdesk.language import distance, tr
from stdesk.recommend import Recommended

Place = tuple[float, float]
ENOUGH_SEEN = 0.6  # of the listed places
EDGE = 0.1  # of the map, which does not count as seen
MAY_BE_FAR = 0.1  # of the listed places, on each side
FAR_OFF = 20.0  # times the width of where the others are
SLACK = 0.002  # degrees around what is shown


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
            self._fit(known, here)

    def keep_in_view(self, lines: Sequence[Recommended], here: Place | None) -> None:
        """Where most of the list has gone out of sight, bring it back; not while a hand moves."""
        known = [line for line in lines if line.latitude is not None and line.longitude is not None]
        view = self.bounds
        if view is None or not known:
            return
        aside, above = EDGE * (view.east - view.west), EDGE * (view.north - view.south)
        seen = sum(
            view.west + aside <= (line.longitude or 0) <= view.east - aside
            and view.south + above <= (line.latitude or 0) <= view.north - above
            for line in known
        )
        if seen < ENOUGH_SEEN * len(known):
            self._fit(known, here)

    def _fit(self, lines: Sequence[Recommended], here: Place | None) -> None:
        points = [(line.latitude or 0.0, line.longitude or 0.0) for line in lines]
        self.fit(around([*points, here] if here is not None else points), closest=15)


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


def around(points: Sequence[Place]) -> Bounds:
    """What holds the points, but for a few on another continent that make a dot of the rest."""
    known = np.array(points)
    most = _bounds(known, MAY_BE_FAR)
    if _width(_bounds(known)) > FAR_OFF * max(_width(most), SLACK):
        more = _width(most)
        near = Bounds(most.west - more, most.south - more, most.east + more, most.north + more)
        known = known[near.holds(*known.T)]
    seen = _bounds(known)
    return Bounds(seen.west - SLACK, seen.south - SLACK, seen.east + SLACK, seen.north + SLACK)


def _bounds(points: np.ndarray, tail: float = 0.0) -> Bounds:
    """points: (points, 2), latitude and longitude in degrees."""
    found = bounds_of(points[:, 0], points[:, 1], tail)
    if found is None:
        raise ValueError("points without coordinates")
    return found


def _width(bounds: Bounds) -> float:
    return max(bounds.east - bounds.west, bounds.north - bounds.south)
