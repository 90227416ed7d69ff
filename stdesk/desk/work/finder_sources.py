"""Where the finder looks: entries that are few, and the many names of a log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from stdesk.desk.work.finder_index import Hit, NameIndex
from stdesk.project import Project


@dataclass(frozen=True)
class Deed:
    """What can be done with what was found; `said` is shown beside its key."""

    said: str
    act: Callable[[], object]


@dataclass(frozen=True)
class Entry:
    """One line of the finder: Enter does the first deed, Ctrl+Enter the second, if there is one.

    group: what it is ("User"). icon: one of resources/icons. note: shown small beside the title.
    """

    title: str
    group: str
    icon: str
    deeds: tuple[Deed, ...]
    note: str = ""


@dataclass(frozen=True)
class Found:
    entry: Entry
    score: float


class Source(Protocol):
    """Anything that can be searched; called in the background."""

    def search(self, sought: str, most: int) -> list[Found]: ...


class Entries:
    """A few entries, all of which are offered while nothing is typed.

    also: (entries,) further words by which each is found, in any language.
    """

    def __init__(
        self, entries: Sequence[Entry], also: Sequence[str] = (), weight: float = 4.0
    ) -> None:
        self._entries, self._weight = list(entries), weight
        self._titles = NameIndex([entry.title for entry in entries])
        self._also = NameIndex(list(also))

    def search(self, sought: str, most: int) -> list[Found]:
        if not sought.strip():
            return [Found(entry, self._weight) for entry in self._entries]
        best: dict[int, Hit] = {}
        for hit in (*self._titles.search(sought, most), *self._also.search(sought, most)):
            if hit.position not in best or hit.score > best[hit.position].score:
                best[hit.position] = hit
        return [Found(self._entries[h.position], h.score + self._weight) for h in best.values()]


class Names:
    """Very many names; `entry` makes the line of one when it is found."""

    def __init__(self, index: NameIndex, entry: Callable[[int], Entry], weight: float) -> None:
        self._index, self._entry, self._weight = index, entry, weight

    def search(self, sought: str, most: int) -> list[Found]:
        return [
            Found(self._entry(hit.position), hit.score + self._weight)
            for hit in self._index.search(sought, most)
        ]


def best_of(sources: Sequence[Source], sought: str, most: int) -> list[Entry]:
    """The best entries of all sources, the best first."""
    found = [one for source in sources for one in source.search(sought, most)]
    found.sort(key=lambda one: -one.score)
    return [one.entry for one in found[:most]]


@dataclass(frozen=True)
class LogNames:
    """The names in a project, indexed; all by index (id - 1).

    places: (items, 2) latitude and longitude in degrees, NaN where unknown.
    """

    users: NameIndex
    user_keys: Sequence[str]
    user_events: np.ndarray
    items: NameIndex
    item_names: Sequence[str]
    item_events: np.ndarray
    places: np.ndarray
    categories: NameIndex
    category_names: Sequence[str]

    def place_of(self, item: int) -> tuple[float, float] | None:
        latitude, longitude = self.places[item].tolist()
        return None if latitude != latitude else (latitude, longitude)


def read_names(project: Project) -> LogNames:
    """Read and index; for a background query."""
    users, items = project.log.user_activity(), project.log.item_activity()
    categories = project.log.categories()
    keys, names = users["key"].to_pylist(), items["name"].to_pylist()
    user_events, item_events = users["events"].to_numpy(), items["events"].to_numpy()
    return LogNames(
        NameIndex(keys, user_events),
        keys,
        user_events,
        NameIndex(names, item_events),
        names,
        item_events,
        np.column_stack([items["latitude"].to_numpy(), items["longitude"].to_numpy()]),
        NameIndex(categories),
        categories,
    )
