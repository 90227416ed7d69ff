"""A log in memory: columns sorted by user and time, ready for slicing by history."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import numpy as np

from stdesk.features.descriptions import Descriptions
from stdesk.insight import ascending
from stdesk.project import item_name

if TYPE_CHECKING:
    from stdesk.project import Project

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Catalogue:
    """What users, items, categories and kinds are called and where items lie.

    Index i stands for the project's id i + 1. item_category: (items,) index or -1. item_latitude,
    item_longitude: (items,) degrees or NaN; an item without coordinates of its own gets the median
    of its events'. descriptions: texts and pictures, None in a log that has none.
    """

    user_keys: Sequence[str]
    item_keys: Sequence[str]
    item_titles: Sequence[str | None]
    category_names: Sequence[str]
    kind_names: Sequence[str]
    item_category: np.ndarray
    item_latitude: np.ndarray
    item_longitude: np.ndarray
    descriptions: Descriptions | None = None

    @property
    def users(self) -> int:
        return len(self.user_keys)

    @property
    def items(self) -> int:
        return len(self.item_keys)

    @cached_property
    def has_coordinates(self) -> bool:
        return bool(np.isfinite(self.item_latitude).any())

    def item_name(self, item: int) -> str:
        """What an item is called where people read of it."""
        category = int(self.item_category[item])
        kind = self.category_names[category] if category >= 0 else ""
        return item_name(self.item_titles[item], self.item_keys[item], kind)


@dataclass(frozen=True)
class EventLog:
    """Events sorted by user, instant and order of import; all columns are (events,).

    user, item: int32 index. kind: int16 index or -1. instant_ms: UTC. offset_min: minutes to add
    for local time (0 where unknown). latitude, longitude: the event's, else its item's, else NaN.
    event_id: the project's id. user_start: (users + 1,) where each user's events begin.
    """

    catalogue: Catalogue
    user: np.ndarray
    item: np.ndarray
    kind: np.ndarray
    instant_ms: np.ndarray
    offset_min: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    value: np.ndarray
    trip: np.ndarray
    event_id: np.ndarray
    user_start: np.ndarray

    def __len__(self) -> int:
        return len(self.user)

    @cached_property
    def local_ms(self) -> np.ndarray:
        """Milliseconds of the local clock, as if it were UTC."""
        local: np.ndarray = self.instant_ms + self.offset_min.astype(np.int64) * MINUTE_MS
        return local

    @cached_property
    def hour_of_week(self) -> np.ndarray:
        """(events,) int 0..167 in local time; 0 is Monday, midnight to one."""
        return hour_of_week(self.local_ms)

    @cached_property
    def time_order(self) -> np.ndarray:
        """Positions of the events sorted by instant over all users, stable."""
        order: np.ndarray = np.lexsort((self.event_id, self.instant_ms))
        return order

    @cached_property
    def instants(self) -> np.ndarray:
        """(events,) UTC ms, ascending: those of `time_order`."""
        return self.instant_ms[self.time_order]

    @cached_property
    def item_order(self) -> np.ndarray:
        """Positions of the events sorted by item, then by instant."""
        order: np.ndarray = np.lexsort((self.instant_ms, self.item))
        return order

    def place_of(self, user: np.ndarray, instant_ms: np.ndarray) -> np.ndarray:
        """(n,) position of each user's first event that is not before the instant."""
        place: np.ndarray = np.searchsorted(self._by_user, self._key(user, instant_ms))
        return place

    def place_of_item(self, item: np.ndarray, instant_ms: np.ndarray) -> np.ndarray:
        """(n,) place in `item_order` of each item's first event that is not before the instant."""
        place: np.ndarray = np.searchsorted(self._by_item, self._key(item, instant_ms))
        return place

    @cached_property
    def _span(self) -> tuple[int, int]:
        """The first instant, and one millisecond more than the log is long."""
        if not len(self):
            return 0, 1
        first = int(self.instant_ms.min())
        return first, int(self.instant_ms.max()) - first + 1

    def _key(self, group: np.ndarray, instant_ms: np.ndarray) -> np.ndarray:
        """Group and instant in one ascending number; instants outside the log at its borders."""
        first, length = self._span
        inside = np.clip(instant_ms - first, 0, length)
        key: np.ndarray = group.astype(np.int64) * (length + 1) + inside
        return key

    @cached_property
    def _by_user(self) -> np.ndarray:
        return self._key(self.user, self.instant_ms)

    @cached_property
    def _by_item(self) -> np.ndarray:
        order = self.item_order
        return self._key(self.item[order], self.instant_ms[order])

    def of_user(self, user: int) -> slice:
        """Where a user's events lie."""
        return slice(int(self.user_start[user]), int(self.user_start[user + 1]))

    def select(self, keep: np.ndarray) -> "EventLog":
        """The log of the events where `keep` (events,) holds; the catalogue stays whole."""
        columns = {
            name: getattr(self, name)[keep]
            for name in [
                "user",
                "item",
                "kind",
                "instant_ms",
                "offset_min",
                "latitude",
                "longitude",
                "value",
                "trip",
                "event_id",
            ]
        }
        users = len(self.user_start) - 1
        start = np.searchsorted(columns["user"], np.arange(users + 1))
        return replace(self, user_start=start, **columns)

    def before(self, instant_ms: int) -> "EventLog":
        """The log as it stood before an instant; itself where nothing came later."""
        earlier = self.instant_ms < instant_ms
        return self if earlier.all() else self.select(earlier)


def hour_of_week(local_ms: np.ndarray) -> np.ndarray:
    """0..167 from milliseconds of the local clock; 1 January 1970 was a Thursday."""
    return ((local_ms // HOUR_MS + 72) % 168).astype(np.int16)


def load_log(project: "Project", last_event: int | None = None) -> EventLog:
    """A project's whole log; last_event: only events imported up to that id.

    Who asks for the whole while somebody in this process has it gets the same one, since a large
    log takes seconds and gigabytes to read; so nobody may change its arrays.
    """
    if last_event is not None:
        return _read(project, last_event)
    with _reading:
        log = log_in_memory(project)
        if log is None:
            log = _alive[_key_of(project)] = _read(project)
    return log


def log_in_memory(project: "Project") -> EventLog | None:
    """The whole log where somebody in this process has it; nobody waits for it."""
    return _alive.get(_key_of(project))


def _key_of(project: "Project") -> str:
    return f"{project.path.resolve()}:{project.log.fingerprint()}"


_alive: "WeakValueDictionary[str, EventLog]" = WeakValueDictionary()
_reading = threading.Lock()


def _read(project: "Project", last_event: int | None = None) -> EventLog:
    table = project.log.events()
    columns = {name: table[name].to_numpy() for name in table.column_names}
    if last_event is not None:
        keep = columns["id"] <= last_event
        columns = {name: values[keep] for name, values in columns.items()}
    item = (columns["item"] - 1).astype(np.int32)
    catalogue = _catalogue(project, item, columns["latitude"], columns["longitude"])
    user = (columns["user"] - 1).astype(np.int32)
    lacking = ~np.isfinite(columns["latitude"])
    return EventLog(
        catalogue=catalogue,
        user=user,
        item=item,
        kind=_whole(columns["kind"], np.int16, 0) - np.int16(1),
        instant_ms=columns["instant"].astype(np.int64),
        offset_min=_whole(columns["utc_offset"], np.int32, 0),
        latitude=np.where(lacking, catalogue.item_latitude[item], columns["latitude"]),
        longitude=np.where(lacking, catalogue.item_longitude[item], columns["longitude"]),
        value=columns["value"].astype(np.float32),
        trip=_whole(columns["trip"], np.int64, -1),
        event_id=columns["id"].astype(np.int64),
        user_start=np.searchsorted(user, np.arange(catalogue.users + 1)),
    )


def _whole(values: np.ndarray, kind: type, missing: int) -> np.ndarray:
    """Integers from a column that turned to float because it has nulls."""
    if values.dtype.kind == "f":
        values = np.where(np.isfinite(values), values, missing)
    return values.astype(kind)


def _catalogue(
    project: "Project", item: np.ndarray, latitude: np.ndarray, longitude: np.ndarray
) -> Catalogue:
    items = project.log.items()
    own_latitude = items["latitude"].to_numpy()
    own_longitude = items["longitude"].to_numpy()
    lacking = ~np.isfinite(own_latitude)
    visits = np.flatnonzero(lacking[item])  # of items that lie where their events are
    centre = [_medians(item[visits], part[visits], len(items)) for part in (latitude, longitude)]
    return Catalogue(
        user_keys=project.log.users()["key"].to_pylist(),
        item_keys=items["key"].to_pylist(),
        item_titles=items["title"].to_pylist(),
        category_names=project.log.categories(),
        kind_names=project.log.kinds(),
        item_category=_whole(items["category"].to_numpy(), np.int32, 0) - np.int32(1),
        item_latitude=np.where(lacking, centre[0], own_latitude),
        item_longitude=np.where(lacking, centre[1], own_longitude),
        descriptions=Descriptions(
            text=items["text"].combine_chunks(),
            tags=items["tags"].combine_chunks(),
            image=items["image"].combine_chunks(),
            attributes=items["attributes"].combine_chunks(),
            folder=project.path.resolve().parent,
        ),
    )


def _medians(group: np.ndarray, values: np.ndarray, groups: int) -> np.ndarray:
    """(groups,) median of the finite values of each group (the lower one of two), NaN for none."""
    finite = np.isfinite(values)
    group, values = group[finite], values[finite]
    order = np.argsort(values)
    order = order[ascending(group[order])]
    count = np.bincount(group, minlength=groups)
    start = np.concatenate(([0], np.cumsum(count)[:-1]))
    result = np.full(groups, np.nan)
    filled = count > 0
    result[filled] = values[order][(start + (count - 1) // 2)[filled]]
    return result
