"""Gathers events into the spots that a layer of a map shows: H3 cells, squares of the screen,
clusters, or single places."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.hexes import Hexes, parents, resolution_at
from stdesk.insight.pairs import Pairs, numbered
from stdesk.insight.screen import Bounds, from_pixels, to_pixels

MOST_CELLS = 4000
MOST_PLACES = 5000
EDGE_PIXELS = 8  # of a cell on the screen, about
AROUND = 0.3  # of the view on each side, gathered too, so that a map can be dragged


@dataclass(frozen=True)
class Spots:
    """Where events are, as a map shows them.

    of_event: (events,) int32 spot of each event, -1 for those out of sight or without coordinates.
    latitude, longitude: (spots,). cell: (spots,) H3 indexes, and their resolution, where spots are
    cells. single: whether each spot is one place.
    """

    of_event: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    cell: np.ndarray | None = None
    resolution: int = -1
    single: bool = False

    def __len__(self) -> int:
        return len(self.latitude)

    @property
    def in_sight(self) -> np.ndarray:
        """Positions of the events that lie in a spot."""
        return np.flatnonzero(self.of_event >= 0)

    def events(self, some: np.ndarray | None = None) -> np.ndarray:
        """(spots,) how many events each has; `some`: (events,) which of them count."""
        chosen = self.of_event >= 0 if some is None else (self.of_event >= 0) & some
        return np.bincount(self.of_event[chosen], minlength=len(self))

    def distinct(self, value: np.ndarray, some: np.ndarray | None = None) -> np.ndarray:
        """(spots,) how many different values (events,), such as users, each has."""
        chosen = self.of_event >= 0 if some is None else (self.of_event >= 0) & some
        return Pairs.of(self.of_event[chosen], value[chosen], len(self)).distinct()

    def commonest(self, value: np.ndarray) -> np.ndarray:
        """(spots,) the most frequent value (events,), not negative, of each."""
        rows = self.in_sight
        return Pairs.of(self.of_event[rows], value[rows], len(self)).commonest()


def in_cells(
    found: Hexes, rows: np.ndarray, bounds: Bounds, most: int = MOST_CELLS, coarser: int = 0
) -> Spots:
    """The events `rows` in H3 cells whose size suits the zoom, `coarser` resolutions above that.

    A cell that is in sight in part is counted whole. Where more than `most` are filled, coarser
    ones are taken.
    """
    sight = _around(bounds).holds(found.latitude, found.longitude)
    code = found.code[rows]
    filled = np.bincount(code[code >= 0], minlength=len(found.cell)) > 0
    middle = (bounds.south + bounds.north) / 2
    resolution = max(resolution_at(bounds.zoom, middle, EDGE_PIXELS) - coarser, 0)
    while True:
        parent = parents(found.cell, resolution)
        first = np.flatnonzero(np.diff(parent, prepend=np.uint64(0)))
        group = np.cumsum(np.diff(parent, prepend=np.uint64(0)) != 0) - 1
        shown = np.bincount(group[filled & sight], minlength=len(first)) > 0
        if shown.sum() <= most or resolution == 0:
            break
        resolution -= 1
    number = np.where(shown, np.cumsum(shown) - 1, -1).astype(np.int32)
    of_cell = np.append(number[group], np.int32(-1))  # the last one serves code -1
    cell = parent[first[shown]]
    latitude, longitude = _centres(cell)
    return Spots(of_cell[code], latitude, longitude, cell, resolution)


def in_squares(
    latitude: np.ndarray, longitude: np.ndarray, bounds: Bounds, pixels: int, middle: bool = True
) -> Spots:
    """Events in squares of the screen that keep their place while the map is dragged.

    A spot lies in the middle of its square; without `middle`, at the mean of its events.
    """
    inside = np.flatnonzero(_around(bounds).holds(latitude, longitude))
    of_event = np.full(len(latitude), -1, dtype=np.int32)
    if not len(inside):
        return Spots(of_event, np.empty(0), np.empty(0))
    x, y = to_pixels(latitude[inside], longitude[inside], bounds.zoom)
    column, row = (np.floor_divide(part, pixels).astype(np.int64) for part in (x, y))
    west, top = column.min(), row.min()
    height = row.max() - top + 1
    square, number = numbered((column - west) * height + row - top)
    of_event[inside] = number
    if middle:
        across, down = square // height + west + 0.5, square % height + top + 0.5
        return Spots(of_event, *from_pixels(across * pixels, down * pixels, bounds.zoom))
    return Spots(of_event, *_means(number, latitude[inside], longitude[inside], len(square)))


def in_places(
    latitude: np.ndarray,
    longitude: np.ndarray,
    place: np.ndarray,
    bounds: Bounds,
    most: int = MOST_PLACES,
) -> Spots | None:
    """Events at single places, place: (events,) number of each; None where more than `most` are
    in sight."""
    inside = np.flatnonzero(_around(bounds).holds(latitude, longitude))
    seen, number = numbered(place[inside])
    if len(seen) > most:
        return None
    of_event = np.full(len(latitude), -1, dtype=np.int32)
    of_event[inside] = number
    at = _means(number, latitude[inside], longitude[inside], len(seen))
    return Spots(of_event, *at, single=True)


def _around(bounds: Bounds) -> Bounds:
    width, height = bounds.east - bounds.west, bounds.north - bounds.south
    return Bounds(
        bounds.west - AROUND * width,
        bounds.south - AROUND * height,
        bounds.east + AROUND * width,
        bounds.north + AROUND * height,
        bounds.zoom,
    )


def _means(
    group: np.ndarray, latitude: np.ndarray, longitude: np.ndarray, groups: int
) -> tuple[np.ndarray, np.ndarray]:
    many = np.maximum(np.bincount(group, minlength=groups), 1)
    north = np.bincount(group, latitude, groups) / many
    return north, np.bincount(group, longitude, groups) / many


def _centres(cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from h3.api.basic_int import cell_to_latlng

    places = np.array([cell_to_latlng(one) for one in cell.tolist()]).reshape(-1, 2)
    return places[:, 0], places[:, 1]
