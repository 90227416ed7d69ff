"""What the log says about items, counted once for all users: transitions, popularity, areas."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from stdesk.features import DAY_MS, EventLog
from stdesk.recommend.past import Past

EARTH_KM = 6371.0088
AREA_KM = 1.0
NEXT_MS = DAY_MS  # a move between two events further apart is no transition


@dataclass(frozen=True)
class Transition:
    """How often, and by how many people, one item followed another within a day."""

    count: int
    people: int


class Evidence:
    """Counts over a log that ends before the moment of the list. Indices are the catalogue's."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.catalogue = log.catalogue
        self._kept: tuple[int, Past] | None = None

    @cached_property
    def visits(self) -> np.ndarray:
        """(items,) how often each item occurs."""
        return np.bincount(self.log.item, minlength=self.catalogue.items)

    @cached_property
    def people(self) -> np.ndarray:
        """(items,) how many users each item had."""
        pairs = np.unique(self.log.item.astype(np.int64) * self.catalogue.users + self.log.user)
        return np.bincount(pairs // max(self.catalogue.users, 1), minlength=self.catalogue.items)

    @cached_property
    def popularity_rank(self) -> np.ndarray:
        """(items,) 1 for the most visited item; equals share the better rank."""
        return _ranks(self.visits)

    @cached_property
    def category_rank(self) -> np.ndarray:
        """(items,) the rank within the item's category, 0 where it has none."""
        return _ranks_within(self.visits, self.catalogue.item_category)

    @cached_property
    def category_items(self) -> np.ndarray:
        """(categories,) items in each category that were visited at all."""
        of = self.catalogue.item_category[(self.visits > 0) & (self.catalogue.item_category >= 0)]
        return np.bincount(of, minlength=len(self.catalogue.category_names))

    @cached_property
    def category_visits(self) -> np.ndarray:
        """(categories,) events in each category."""
        of = self.catalogue.item_category[self.log.item]
        return np.bincount(of[of >= 0], minlength=len(self.catalogue.category_names))

    def transition(self, before: int, after: int) -> Transition:
        """What people did after one item, among all moves of at most a day."""
        keys, counts, people = self._transitions
        key = before * self.catalogue.items + after
        at = int(np.searchsorted(keys, key))
        if at == len(keys) or keys[at] != key:
            return Transition(0, 0)
        return Transition(int(counts[at]), int(people[at]))

    def area_rank(self, item: int) -> tuple[int, int]:
        """The rank of an item among those within `AREA_KM` of it, and how many these are."""
        if item not in self._area_ranks:
            tree, place = self._tree, self._tree_place
            near = tree.query_ball_point(place[item], 2 * np.sin(AREA_KM / EARTH_KM / 2))
            visits = self.visits[self._tree_items[near]]
            visited = visits[visits > 0]
            self._area_ranks[item] = (int((visited > self.visits[item]).sum()) + 1, len(visited))
        return self._area_ranks[item]

    def visits_at(self, item: int, hour: int, reach: int = 1) -> int:
        """Events of an item within `reach` hours of an hour of the day, around midnight too."""
        keys, counts = self._hours
        begin, end = np.searchsorted(keys, np.array((item * 24, item * 24 + 24)))
        near = {(hour + shift) % 24 for shift in range(-reach, reach + 1)}
        hours = (keys[begin:end] - item * 24).tolist()
        found = zip(hours, counts[begin:end].tolist(), strict=True)
        return sum(count for at, count in found if at in near)

    def past(self, user: int) -> Past:
        """The user's own events; those of the last one who was asked for are kept at hand."""
        kept = self._kept
        if kept is None or kept[0] != user:
            kept = self._kept = (user, Past(self.log, user))
        return kept[1]

    @cached_property
    def _transitions(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        log = self.log
        moved = (log.user[1:] == log.user[:-1]) & (np.diff(log.instant_ms) <= NEXT_MS)
        at = np.flatnonzero(moved)
        key = log.item[at].astype(np.int64) * self.catalogue.items + log.item[at + 1]
        order = np.lexsort((log.user[at], key))
        key, user = key[order], log.user[at][order]
        keys, start, counts = np.unique(key, return_index=True, return_counts=True)
        new_person = np.ones(len(key), np.int64)
        new_person[1:] = (key[1:] != key[:-1]) | (user[1:] != user[:-1])
        people = np.add.reduceat(new_person, start) if len(start) else start
        return keys, counts, people

    @cached_property
    def _hours(self) -> tuple[np.ndarray, np.ndarray]:
        key = self.log.item.astype(np.int64) * 24 + self.log.hour_of_week % 24
        keys, counts = np.unique(key, return_counts=True)
        return keys, counts

    @cached_property
    def _area_ranks(self) -> dict[int, tuple[int, int]]:
        return {}

    @cached_property
    def _tree_place(self) -> np.ndarray:
        latitude = np.radians(self.catalogue.item_latitude)
        longitude = np.radians(self.catalogue.item_longitude)
        flat = np.cos(latitude)
        return np.stack(
            (flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)), axis=1
        )

    @cached_property
    def _tree_items(self) -> np.ndarray:
        return np.flatnonzero(np.isfinite(self.catalogue.item_latitude))

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        return cKDTree(self._tree_place[self._tree_items])


def _ranks(counts: np.ndarray) -> np.ndarray:
    ordered = np.sort(counts)
    ranks: np.ndarray = len(counts) - np.searchsorted(ordered, counts, side="right") + 1
    return ranks


def _ranks_within(counts: np.ndarray, group: np.ndarray) -> np.ndarray:
    ranks = np.zeros(len(counts), np.int64)
    order = np.lexsort((-counts, group))
    sorted_group, sorted_counts = group[order], counts[order]
    start = np.searchsorted(sorted_group, sorted_group)
    new = np.ones(len(order), bool)
    new[1:] = (sorted_group[1:] != sorted_group[:-1]) | (sorted_counts[1:] != sorted_counts[:-1])
    first_equal = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    ranks[order] = first_equal - start + 1
    ranks[group < 0] = 0
    return ranks
