"""Gathers events into as many marks as a map can show: places where there is room, else cells."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.screen import Bounds, to_pixels

MOST_MARKS = 2000
CELL_PIXELS = 18
DENSE = 4  # a table of so many cells an event is faster than sorting


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
    seen, place = _numbered(item)
    single = len(seen) <= most // 4 and least_pixels == 0
    group = place if single else _cells(latitude, longitude, bounds.zoom, most, least_pixels)
    groups = int(group.max(initial=-1)) + 1
    events = np.bincount(group, minlength=groups)
    many = np.maximum(events, 1)
    order = np.argsort(events, kind="stable")
    visits, users = _Pairs.of(group, place, groups), _Pairs.of(group, user, groups)
    return Marks(
        latitude=(np.bincount(group, latitude, groups) / many)[order],
        longitude=(np.bincount(group, longitude, groups) / many)[order],
        events=events[order],
        users=users.distinct()[order],
        items=visits.distinct()[order],
        item=seen[visits.commonest()][order] if groups else seen,
        category=(_Pairs.of(group, category + 1, groups).commonest() - 1)[order],
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
        cells, number = _numbered(column * (row.max(initial=0) + 1) + row)
        if len(cells) <= most:
            return number
        pixels *= 2


@dataclass(frozen=True)
class _Pairs:
    """The different pairs of a group and a value, sorted, and how often each occurs."""

    group: np.ndarray
    value: np.ndarray
    count: np.ndarray
    groups: int

    @classmethod
    def of(cls, group: np.ndarray, value: np.ndarray, groups: int) -> "_Pairs":
        """group, value: (events,) not negative."""
        width = int(value.max(initial=0)) + 1
        key = group.astype(np.int64) * width + value
        if groups * width <= DENSE * max(len(key), 1):
            every = np.bincount(key, minlength=1)
            pair = np.flatnonzero(every)
            count = every[pair]
        else:
            pair, count = np.unique(key, return_counts=True)
        return cls(pair // width, pair % width, count, groups)

    def distinct(self) -> np.ndarray:
        """(groups,) how many different values each group has."""
        return np.bincount(self.group, minlength=self.groups)

    def commonest(self) -> np.ndarray:
        """(groups,) each group's most frequent value, the smallest of equals."""
        order = np.lexsort((-self.value, self.count, self.group))
        result = np.zeros(self.groups, dtype=np.int64)
        result[self.group[order]] = self.value[order]  # the last one written stays
        return result


def _numbered(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different keys (not negative), sorted, and (events,) which of them each is."""
    if int(key.max(initial=0)) > DENSE * max(len(key), 1):
        return np.unique(key, return_inverse=True)
    seen = np.bincount(key, minlength=1) > 0
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[key]


def _least(values: np.ndarray) -> int:
    return int(values.min()) if len(values) else 0
