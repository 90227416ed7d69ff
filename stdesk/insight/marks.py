"""Gathers events into as many marks as a map can show: places where there is room, else cells."""

from dataclasses import dataclass

import numpy as np

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
    seen, place = np.unique(item, return_inverse=True)
    single = len(seen) <= most // 4 and least_pixels == 0
    group = place if single else _cells(latitude, longitude, bounds.zoom, most, least_pixels)
    groups = int(group.max(initial=-1)) + 1
    events = np.bincount(group, minlength=groups)
    many = np.maximum(events, 1)
    order = np.argsort(events, kind="stable")
    return Marks(
        latitude=(np.bincount(group, latitude, groups) / many)[order],
        longitude=(np.bincount(group, longitude, groups) / many)[order],
        events=events[order],
        users=_distinct(group, user, groups)[order],
        items=_distinct(group, item, groups)[order],
        item=seen[_commonest(group, place, groups)][order] if groups else seen,
        category=(_commonest(group, category + 1, groups) - 1)[order],
        single=single,
    )


def _cells(
    latitude: np.ndarray, longitude: np.ndarray, zoom: float, most: int, least_pixels: int
) -> np.ndarray:
    """(events,) number of each event's cell; cells keep their place while the map is dragged."""
    x, y = to_pixels(latitude, longitude, zoom)
    pixels = max(CELL_PIXELS, least_pixels)
    while True:
        column, row = np.floor_divide(x, pixels), np.floor_divide(y, pixels)
        key = column.astype(np.int64) << 32 | row.astype(np.int64)
        cells, number = np.unique(key, return_inverse=True)
        if len(cells) <= most:
            return number
        pixels *= 2


def _distinct(group: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
    """(groups,) how many different values each group has."""
    pair = np.unique(group.astype(np.int64) << 32 | value.astype(np.int64))
    return np.bincount(pair >> 32, minlength=groups)


def _commonest(group: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
    """(groups,) each group's most frequent value (not negative), the smallest of equals."""
    pair, count = np.unique(group.astype(np.int64) << 32 | value, return_counts=True)
    order = np.lexsort((-(pair & 0xFFFFFFFF), count, pair >> 32))
    result = np.zeros(groups, dtype=np.int64)
    result[pair[order] >> 32] = pair[order] & 0xFFFFFFFF  # the last one written stays
    return result
