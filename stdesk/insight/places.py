"""Which places matter: the most visited, new ones over time, home and work."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.distance import centre
from stdesk.insight.rhythm import (
    DAY_MS,
    HOUR_MS,
    Unit,
    hour_of_week,
    period,
    period_start_ms,
)

CELL_RESOLUTION = 9  # H3 cells of about 0.1 km², 200 m from edge to edge


@dataclass(frozen=True)
class TopPlaces:
    """The most visited items, most visits first: item, count, share of all visits, last visit."""

    item: np.ndarray
    count: np.ndarray
    share: np.ndarray
    last_local_ms: np.ndarray


@dataclass(frozen=True)
class Anchor:
    """A cell where somebody lives or works: H3 address, centre of the visits there in degrees,
    days on which it was seen in those hours, and their share of all days with such hours."""

    cell: str
    latitude: float
    longitude: float
    days: int
    share: float


def top_places(item: np.ndarray, local_ms: np.ndarray, k: int = 10) -> TopPlaces:
    """The k most visited items; of equals, the one visited last comes first."""
    items, where, count = np.unique(item, return_inverse=True, return_counts=True)
    last = np.full(len(items), np.iinfo(np.int64).min)
    np.maximum.at(last, where, np.asarray(local_ms, dtype=np.int64))
    order = np.lexsort((-last, -count))[:k]
    share = count[order] / max(len(item), 1)
    return TopPlaces(items[order], count[order], share, last[order])


def first_visits(user: np.ndarray, item: np.ndarray) -> np.ndarray:
    """(events,) whether the user is at the item for the first time; events in each user's order."""
    width = int(np.max(item, initial=0)) + 1
    pair = np.asarray(user, dtype=np.int64) * width + item
    _, first = np.unique(pair, return_index=True)
    is_first = np.zeros(len(item), dtype=bool)
    is_first[first] = True
    return is_first


def new_share(
    user: np.ndarray, item: np.ndarray, local_ms: np.ndarray, unit: Unit
) -> tuple[np.ndarray, np.ndarray]:
    """Begins of the periods that have events, and the share of first visits in each."""
    number, where = np.unique(period(local_ms, unit), return_inverse=True)
    new = np.bincount(where, weights=first_visits(user, item), minlength=len(number))
    return period_start_ms(number, unit), new / np.bincount(where, minlength=len(number))


def home_and_work(
    local_ms: np.ndarray, latitude: np.ndarray, longitude: np.ndarray, least_days: int = 3
) -> tuple[Anchor | None, Anchor | None]:
    """The cells of one user seen on most nights, and on most working days away from home.

    Nights are 20:00 to 7:00 (an evening counts with the following morning), working hours 8:00 to
    18:00 from Monday to Friday. None where no cell is seen on `least_days` days.
    """
    known = np.isfinite(latitude) & np.isfinite(longitude)
    local_ms = np.asarray(local_ms, dtype=np.int64)[known]
    latitude, longitude = latitude[known], longitude[known]
    cell = cells(latitude, longitude)
    hour = hour_of_week(local_ms)
    night = (hour % 24 >= 20) | (hour % 24 < 7)
    working = (hour < 120) & (hour % 24 >= 8) & (hour % 24 < 18)
    night_number = (local_ms - 12 * HOUR_MS) // DAY_MS
    home = _anchor(cell, night, night_number, latitude, longitude, least_days)
    away = cell != home.cell if home else np.ones(len(cell), dtype=bool)
    day_number = local_ms // DAY_MS
    return home, _anchor(cell, working & away, day_number, latitude, longitude, least_days)


def cells(
    latitude: np.ndarray, longitude: np.ndarray, resolution: int = CELL_RESOLUTION
) -> np.ndarray:
    """(points,) H3 addresses as text; all coordinates must be known."""
    import h3

    return np.array(
        [
            h3.latlng_to_cell(north, east, resolution)
            for north, east in zip(latitude.tolist(), longitude.tolist(), strict=True)
        ],
        dtype="U16",
    )


def _anchor(
    cell: np.ndarray,
    chosen: np.ndarray,
    day: np.ndarray,
    latitude: np.ndarray,
    longitude: np.ndarray,
    least_days: int,
) -> Anchor | None:
    """The cell with the most distinct days among the chosen visits; of equals the most visits."""
    if not chosen.any():
        return None
    names, where = np.unique(cell[chosen], return_inverse=True)
    pairs = np.unique(np.stack([where, day[chosen]]), axis=1)
    days = np.bincount(pairs[0], minlength=len(names))
    best = np.lexsort((np.bincount(where), days))[-1]
    if days[best] < least_days:
        return None
    there = cell == names[best]
    middle = centre(latitude[there], longitude[there])
    share = float(days[best] / len(np.unique(day[chosen])))
    return Anchor(str(names[best]), *middle, days=int(days[best]), share=share)
