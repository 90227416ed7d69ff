"""Where people went, one place after the other: what routes are learnt from."""

from dataclasses import dataclass

import numpy as np

from stdesk.features import HOUR_MS, EventLog

GAP_HOURS = 24.0  # a longer pause ends a trail


@dataclass(frozen=True)
class Trails:
    """Visits in each user's order, stays at one place told once: all (visits,).

    place: item or cell index. trail: number of the run of visits without a long pause. position:
    of the visit's first event in the log.
    """

    user: np.ndarray
    place: np.ndarray
    instant_ms: np.ndarray
    offset_min: np.ndarray
    trail: np.ndarray
    position: np.ndarray

    def __len__(self) -> int:
        return len(self.place)

    def select(self, keep: np.ndarray) -> "Trails":
        """Some of the visits."""
        return Trails(
            self.user[keep],
            self.place[keep],
            self.instant_ms[keep],
            self.offset_min[keep],
            self.trail[keep],
            self.position[keep],
        )


@dataclass(frozen=True)
class Places:
    """What a route leads through. of_event: (events,) index, -1 where unknown. key, latitude,
    longitude: (places,) how a place is called in the log or the H3 grid, and where it lies."""

    of_event: np.ndarray
    key: list[str]
    name: list[str]
    latitude: np.ndarray
    longitude: np.ndarray

    def __len__(self) -> int:
        return len(self.key)


def places_of_items(log: EventLog) -> Places:
    """Every item is a place."""
    catalogue = log.catalogue
    return Places(
        log.item.astype(np.int64),
        list(catalogue.item_keys),
        [catalogue.item_name(item) for item in range(catalogue.items)],
        catalogue.item_latitude,
        catalogue.item_longitude,
    )


def places_of_cells(log: EventLog, resolution: int) -> Places:
    """Cells of the H3 grid, each called after its most visited item."""
    from h3.api.basic_str import cell_to_latlng, latlng_to_cell

    located = np.flatnonzero(np.isfinite(log.latitude) & np.isfinite(log.longitude))
    point = np.stack([log.latitude[located], log.longitude[located]], axis=1)
    distinct, where = np.unique(point, axis=0, return_inverse=True)
    address = np.array([latlng_to_cell(*one, resolution) for one in distinct.tolist()], "U16")
    keys, cell = np.unique(address, return_inverse=True)
    of_event = np.full(len(log), -1, np.int64)
    of_event[located] = cell[where.ravel()]
    centre = np.array([cell_to_latlng(key) for key in keys.tolist()]).reshape(-1, 2)
    names = _busiest(log, of_event, keys)
    return Places(of_event, keys.tolist(), names, centre[:, 0], centre[:, 1])


def trails_of(log: EventLog, places: Places, gap_hours: float = GAP_HOURS) -> Trails:
    """The log as visits, events without a place left out."""
    position = np.flatnonzero(places.of_event >= 0)
    place, user = places.of_event[position], log.user[position]
    instant = log.instant_ms[position]
    if not len(position):
        nothing = np.zeros(0, np.int64)
        return Trails(nothing, nothing, nothing, nothing, nothing, position)
    new_user = np.diff(user) != 0
    pause = np.diff(instant) > gap_hours * HOUR_MS
    trail = np.concatenate(([0], np.cumsum(new_user | pause)))
    moved = np.concatenate(([True], (np.diff(place) != 0) | (np.diff(trail) != 0)))
    found = Trails(user, place, instant, log.offset_min[position], trail, position)
    return found.select(moved)


def _busiest(log: EventLog, cell: np.ndarray, keys: np.ndarray) -> list[str]:
    """The name of the item with the most events in each cell."""
    known = cell >= 0
    items = max(log.catalogue.items, 1)
    pair, count = np.unique(cell[known] * items + log.item[known], return_counts=True)
    order = np.lexsort((count, pair // items))
    best = {int(pair[row] // items): int(pair[row] % items) for row in order}
    return [log.catalogue.item_name(best[number]) for number in range(len(keys))]
