"""Gathers events into as many marks as a map can show: places where there is room, else cells."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.pairs import Pairs, numbered
from stdesk.insight.screen import Bounds, to_pixels

MOST_MARKS = 2000
CELL_PIXELS = 18


@dataclass(frozen=True)
class Marks:
    """What a map shows of events: (marks,) arrays, fewest events first (the busy ones lie on top).

    latitude, longitude: mean of the events. events, users, items: how many there are. item: the
    one visited most. category: the most frequent code, -1 where unknown. `single` says whether
    every mark is one item.
    """

    latitude: np.ndarray
    longitude: np.ndarray
    events: np.ndarray
    users: np.ndarray
    items: np.ndarray
    item: np.ndarray
    category: np.ndarray
    single: bool

    def __len__(self) -> int:
        return len(self.latitude)


def marks(
    latitude: np.ndarray,
    longitude: np.ndarray,
    user: np.ndarray,
    item: np.ndarray,
    category: np.ndarray,
    bounds: Bounds,
    most: int = MOST_MARKS,
    least_pixels: int = 0,
) -> Marks:
    """The marks of the events (five arrays, (events,)) that lie within the bounds.

    One mark an item where no more than a quarter of `most` items are in view, else one a grid cell
    of the screen, at least `least_pixels` wide and widened until at most `most` cells are filled.
    """
    inside = np.flatnonzero(bounds.holds(latitude, longitude))
    latitude, longitude = latitude[inside], longitude[inside]
    user, item, category = user[inside], item[inside], category[inside]
    seen, place = numbered(item)
    single = len(seen) <= most // 4 and least_pixels == 0
    group = place if single else _cells(latitude, longitude, bounds.zoom, most, least_pixels)
    groups = int(group.max(initial=-1)) + 1
    events = np.bincount(group, minlength=groups)
    many = np.maximum(events, 1)
    order = np.argsort(events, kind="stable")
    visits, users = Pairs.of(group, place, groups), Pairs.of(group, user, groups)
    return Marks(
        latitude=(np.bincount(group, latitude, groups) / many)[order],
        longitude=(np.bincount(group, longitude, groups) / many)[order],
        events=events[order],
        users=users.distinct()[order],
        items=visits.distinct()[order],
        item=seen[visits.commonest()][order] if groups else seen,
        category=(Pairs.of(group, category + 1, groups).commonest() - 1)[order],
        single=single,
    )


def _cells(
    latitude: np.ndarray, longitude: np.ndarray, zoom: float, most: int, least_pixels: int
) -> np.ndarray:
    """(events,) number of each event's cell; cells keep their place while the map is dragged."""
    x, y = to_pixels(latitude, longitude, zoom)
    pixels = max(CELL_PIXELS, least_pixels)
    while True:
        column, row = (np.floor_divide(part, pixels).astype(np.int64) for part in (x, y))
        column, row = column - _least(column), row - _least(row)
        cells, number = numbered(column * (row.max(initial=0) + 1) + row)
        if len(cells) <= most:
            return number
        pixels *= 2


def _least(values: np.ndarray) -> int:
    return int(values.min()) if len(values) else 0
