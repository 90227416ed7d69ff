"""Thins one user's way, and everyone's moves, to what a map can show."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.flows import Flows
from stdesk.insight.screen import Bounds, to_pixels

HOUR_MS = 3_600_000
MOST_POINTS = 2000
NEAR_PIXELS = 3.0


@dataclass(frozen=True)
class Path:
    """A way in time order: (points,) position in the visits it was made from, and session number.

    A new session begins after a pause of more than a day.
    """

    row: np.ndarray
    session: np.ndarray

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Arcs:
    """Moves between cells of a map, rarest first: ends in degrees, the item visited most at each
    end, and how often. of_flow: for each row of the flows that they were made from, the arc that it
    is part of, -1 where it is not shown."""

    from_latitude: np.ndarray
    from_longitude: np.ndarray
    to_latitude: np.ndarray
    to_longitude: np.ndarray
    from_item: np.ndarray
    to_item: np.ndarray
    count: np.ndarray
    of_flow: np.ndarray

    def __len__(self) -> int:
        return len(self.count)


def path(
    instant_ms: np.ndarray,
    latitude: np.ndarray,
    longitude: np.ndarray,
    zoom: float,
    bounds: Bounds | None = None,
    most: int = MOST_POINTS,
    gap_hours: float = 24.0,
) -> Path:
    """The way through a user's visits, (visits,) in time order, thinned to at most `most` points.

    Visits without coordinates are left out, and those outside `bounds` whose neighbours are too;
    one that lies within some pixels of the one before, in the same session, says nothing new.
    """
    row = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if bounds is not None:
        row = row[_in_sight(bounds.holds(latitude[row], longitude[row]))]
    pause = np.diff(instant_ms[row]) > gap_hours * HOUR_MS
    session = np.concatenate([[0], pause.cumsum()]) if len(row) else np.empty(0, np.int64)
    x, y = to_pixels(latitude[row], longitude[row], zoom)
    near = NEAR_PIXELS
    while True:
        keep = _moved(np.floor(x / near), np.floor(y / near), session)
        if keep.sum() <= most:
            return Path(row[keep], session[keep])
        if near > 1e6:  # more sessions than points: the newest
            return Path(row[keep][-most:], session[keep][-most:])
        near *= 2


def arcs(
    moves: Flows,
    latitude: np.ndarray,
    longitude: np.ndarray,
    bounds: Bounds,
    most: int = 150,
    cell_pixels: int = 48,
) -> Arcs:
    """The most frequent moves between cells of a map that begin or end in sight.

    latitude, longitude: (items,). Items share a cell of the screen; where there is room for each,
    as between stations of a zoomed map, a cell is one item.
    """
    known = np.isfinite(latitude) & np.isfinite(longitude)
    sight = bounds.holds(latitude, longitude)
    usable = known[moves.origin] & known[moves.destination]
    row = np.flatnonzero(usable & (sight[moves.origin] | sight[moves.destination]))
    origin, destination, count = moves.origin[row], moves.destination[row], moves.count[row]
    cell = _cell_of_item(latitude, longitude, np.union1d(origin, destination), bounds, cell_pixels)
    cells = int(cell.max(initial=0)) + 1
    pair, where = np.unique(cell[origin] * cells + cell[destination], return_inverse=True)
    total = np.bincount(where, count, len(pair)).astype(np.int64)
    moved = pair // cells != pair % cells
    best = np.flatnonzero(moved)[np.argsort(total[moved], kind="stable")][-most:]
    traffic = np.bincount(origin, count, len(latitude)) + np.bincount(
        destination, count, len(latitude)
    )
    start, end = pair[best] // cells, pair[best] % cells
    arc = np.full(len(pair), -1, dtype=np.int64)
    arc[best] = np.arange(len(best))
    of_flow = np.full(len(moves.count), -1, dtype=np.int64)
    of_flow[row] = arc[where]
    middle_latitude, middle_longitude, busiest = _centres(cell, cells, latitude, longitude, traffic)
    return Arcs(
        middle_latitude[start],
        middle_longitude[start],
        middle_latitude[end],
        middle_longitude[end],
        busiest[start],
        busiest[end],
        total[best],
        of_flow,
    )


def _in_sight(inside: np.ndarray) -> np.ndarray:
    """Inside, or next to one that is: the way into the picture and out of it is seen."""
    sight = inside.copy()
    sight[:-1] |= inside[1:]
    sight[1:] |= inside[:-1]
    return sight


def _moved(x: np.ndarray, y: np.ndarray, session: np.ndarray) -> np.ndarray:
    if not len(x):
        return np.zeros(0, dtype=bool)
    moved = (np.diff(x) != 0) | (np.diff(y) != 0) | (np.diff(session) != 0)
    return np.concatenate([[True], moved])


def _cell_of_item(
    latitude: np.ndarray, longitude: np.ndarray, items: np.ndarray, bounds: Bounds, pixels: int
) -> np.ndarray:
    """(all items,) number of the cell of those `items`; each its own where they are few."""
    cell = np.full(len(latitude), -1, dtype=np.int64)
    if len(items) <= 60:
        cell[items] = np.arange(len(items))
        return cell
    x, y = to_pixels(latitude[items], longitude[items], bounds.zoom)
    key = (x // pixels).astype(np.int64) << 32 | (y // pixels).astype(np.int64)
    cell[items] = np.unique(key, return_inverse=True)[1]
    return cell


def _centres(
    cell: np.ndarray, cells: int, latitude: np.ndarray, longitude: np.ndarray, traffic: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(cells,) the traffic's middle of each cell and its busiest item."""
    item = np.flatnonzero(cell >= 0)
    weight = np.bincount(cell[item], traffic[item], cells)
    weight[weight == 0] = 1
    middle_latitude = np.bincount(cell[item], traffic[item] * latitude[item], cells) / weight
    middle_longitude = np.bincount(cell[item], traffic[item] * longitude[item], cells) / weight
    busiest = np.zeros(cells, dtype=np.int64)
    order = item[np.argsort(traffic[item], kind="stable")]
    busiest[cell[order]] = order
    return middle_latitude, middle_longitude, busiest
