"""The recommended places on a map, numbered by rank, and where the user is thought to be."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from stdesk.desk.map_view import MapView
from stdesk.desk.recommend_table import chance
from stdesk.desk.theme import Theme
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.language import distance, tr
from stdesk.recommend import Recommended, RecommendSettings

Place = tuple[float, float]


def draw_places(
    view: MapView, lines: Sequence[Recommended], here: Place | None, theme: Theme
) -> None:
    """Send the places and bring them into view."""
    known = [line for line in lines if line.latitude is not None and line.longitude is not None]
    view.send("places", places=[_place(line, theme) for line in known], here=_here(here))
    points = [(float(line.latitude or 0), float(line.longitude or 0)) for line in known]
    points += [here] if here is not None else []
    if points:
        view.fit(_around(points), closest=15)


def position_of(log: EventLog, user: int, settings: RecommendSettings) -> Place | None:
    """Where the user is: where she was said to be, else her last known position before then."""
    if settings.near is not None:
        return settings.near
    part = log.of_user(user)
    before = log.instant_ms[part] < settings.at_ms if settings.at_ms is not None else slice(None)
    latitude, longitude = log.latitude[part][before], log.longitude[part][before]
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    return (float(latitude[known[-1]]), float(longitude[known[-1]])) if len(known) else None


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
    return {"at": list(place), "title": tr("The user is here"), "lines": []} if place else None


def _around(points: Sequence[Place]) -> Bounds:
    latitude, longitude = [point[0] for point in points], [point[1] for point in points]
    slack = 0.002
    return Bounds(
        min(longitude) - slack, min(latitude) - slack, max(longitude) + slack, max(latitude) + slack
    )
