"""What everyone does, as the ranker knows it: learned from a log, then fixed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from stdesk.features import DAY_MS, Catalogue, EventLog
from stdesk.insight import great_circle_km
from stdesk.models.counts import item_counts, pack, transition_counts, unpack
from stdesk.models.ranker.hours import SLOTS, slot_of
from stdesk.models.ranker.kin import company, had_by, likeness
from stdesk.models.ranker.sparse import row_shares, strongest

RECENT_DAYS = 30
FIRSTS_FADE_DAYS = 40.0
COVISIT_USERS = 20_000
COVISIT_ITEMS = 100  # newest distinct items of a user that count as going together
COVISIT_KEPT = 40
NEIGHBOURS = 160
NEAR_KEPT = 80
MOST_NEAR = 6_000_000  # pairs of neighbours in all: each block of a replay holds its own
NEAR_KM = 0.7
POPULAR = 30
TRIED = 150  # items that most users try lately


@dataclass(frozen=True)
class Background:
    """Statistics over all users. Matrices are sparse, (items, items) unless said otherwise.

    count, recent, visitors: (items,) events, events of the last 30 days, distinct users. firsts:
    (items,) first visits of users, fading with time. slots: (items, 48) events by hour, working
    days and weekends apart. follows, follows_second: how often j came one and two events after i.
    together: cosine of the users of i and j, strongest only. near: popularity around i, fading with
    distance, where most people come; empty without coordinates. had: (users, items) ones. kin,
    company: (users, users) likeness, and how often two met.
    """

    count: np.ndarray
    recent: np.ndarray
    visitors: np.ndarray
    firsts: np.ndarray
    slots: sparse.csr_array
    follows: sparse.csr_array
    follows_second: sparse.csr_array
    together: sparse.csr_array
    near: sparse.csr_array
    had: sparse.csr_array
    kin: sparse.csr_array
    company: sparse.csr_array

    @property
    def users(self) -> int:
        return int(self.had.shape[0])

    @cached_property
    def had_share(self) -> sparse.csr_array:
        return row_shares(self.had)

    @property
    def items(self) -> int:
        return len(self.count)

    @cached_property
    def follows_share(self) -> sparse.csr_array:
        return row_shares(self.follows)

    @cached_property
    def follows_second_share(self) -> sparse.csr_array:
        return row_shares(self.follows_second)

    @cached_property
    def near_share(self) -> sparse.csr_array:
        return row_shares(self.near)

    @cached_property
    def people(self) -> np.ndarray:
        """(items,) users for each event: 1 where each comes once, little where few come often."""
        share: np.ndarray = (self.visitors + 1.0) / (self.count + 1.0)
        return share

    @cached_property
    def fresh(self) -> np.ndarray:
        """(items,) how many lately came for the first time, and a little how many ever did."""
        fresh: np.ndarray = self.firsts + 0.05 * self.visitors
        return fresh

    @cached_property
    def slot_share(self) -> np.ndarray:
        """(items, 48) float32, share of an item's events by hour, smoothed round the clock."""
        return smoothed_slots(self.slots.toarray().astype(np.float32))

    @cached_property
    def most_popular(self) -> np.ndarray:
        """The items with most events, recent ones counting thrice; best first."""
        return np.argsort(-(self.count + 2 * self.recent), kind="stable")[:POPULAR]

    @cached_property
    def most_tried(self) -> np.ndarray:
        """The items that most users lately had for the first time; best first."""
        return np.argsort(-self.fresh, kind="stable")[:TRIED]

    @cached_property
    def popular_by_slot(self) -> sparse.csr_array:
        """(48, items) the most frequent items of each hour, as shares of all its events."""
        by_hour = self.slots.T.tocsr()
        total = np.maximum(np.asarray(by_hour.sum(axis=1)).ravel(), 1.0)
        return (sparse.diags_array(1.0 / total) @ strongest(by_hour, POPULAR)).tocsr()

    def remembered(self, name: str, key: object, compute: Callable[[], Any]) -> Any:
        """What `compute` gives, kept as long as it is asked for the very same `key`."""
        held = self.__dict__.get(name)
        if held is None or held[0] is not key:
            held = (key, compute())
            self.__dict__[name] = held
        return held[1]

    def remembered_alike(
        self, name: str, key: tuple[object, object], compute: Callable[[], Any]
    ) -> Any:
        """The same for a key of two parts: the very same first one, and an equal second one."""
        held = self.__dict__.get(name)
        if held is None or held[0][0] is not key[0] or held[0][1] != key[1]:
            held = (key, compute())
            self.__dict__[name] = held
        return held[1]

    def grown(self, items: int) -> "Background":
        """The same for a catalogue to which items were added, of which nothing is known."""
        if items <= self.items:
            return self
        larger: dict[str, np.ndarray | sparse.csr_array] = {}
        for part in fields(self):
            value = getattr(self, part.name)
            if isinstance(value, np.ndarray):
                larger[part.name] = np.pad(value, (0, items - len(value)))
            else:
                larger[part.name] = value.copy()
                larger[part.name].resize(self._grown_shape(part.name, items))
        return Background(**larger)

    def _grown_shape(self, name: str, items: int) -> tuple[int, int]:
        if name == "slots":
            return items, SLOTS
        if name == "had":
            return self.users, items
        return (self.users, self.users) if name in ("kin", "company") else (items, items)

    def state(self) -> dict[str, np.ndarray]:
        packed: dict[str, np.ndarray] = {}
        for part in fields(self):
            value = getattr(self, part.name)
            packed |= (
                {part.name: value} if isinstance(value, np.ndarray) else pack(part.name, value)
            )
        return packed

    @classmethod
    def from_state(cls, state: Mapping[str, np.ndarray]) -> "Background":
        # Runs of before first visits were counted know only who ever came.
        known = {"firsts": np.zeros(len(state["count"])), **state}
        return cls(
            **{
                part.name: known[part.name] if part.name in known else unpack(part.name, known)
                for part in fields(cls)
            }
        )


def background(log: EventLog, around: sparse.csr_array) -> Background:
    """Learn from all events of `log`; around: from `neighbourhood`, the same for all its parts."""
    count = item_counts(log)
    newest = int(log.instant_ms.max()) if len(log) else 0
    recent = log.item[log.instant_ms > newest - RECENT_DAYS * DAY_MS]
    had = had_by(log)
    visitors = np.bincount(had.indices, minlength=len(count)).astype(np.float64)
    firsts = _fresh_firsts(log)
    return Background(
        count=count,
        recent=np.bincount(recent, minlength=len(count)).astype(np.float64),
        visitors=visitors,
        firsts=firsts,
        slots=_slot_counts(log),
        follows=transition_counts(log),
        follows_second=transition_counts(log, steps=2),
        together=_together(log),
        near=_near(around, count, visitors + 2 * firsts),
        had=had,
        kin=likeness(had),
        company=company(log),
    )


def neighbourhood(catalogue: Catalogue) -> sparse.csr_array:
    """(items, items) weight of each item's nearest others, fading with distance in km."""
    from scipy.spatial import cKDTree

    latitude, longitude = catalogue.item_latitude, catalogue.item_longitude
    placed = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    shape = (catalogue.items, catalogue.items)
    if len(placed) < 2:
        return sparse.csr_array(shape)
    phi, lam = np.radians(latitude[placed]), np.radians(longitude[placed])
    ball = np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))
    usual = NEIGHBOURS if len(placed) < 50_000 else NEAR_KEPT
    wanted = min(usual, max(MOST_NEAR // len(placed), 2), len(placed))
    _, found = cKDTree(ball).query(ball, k=wanted)
    here, there = np.repeat(placed, wanted), placed[found.ravel()]
    km = great_circle_km(latitude[here], longitude[here], latitude[there], longitude[there])
    weight = np.exp(-km / NEAR_KM) + 1e-6 / (1 + km)
    return sparse.coo_array((weight, (here, there)), shape=shape).tocsr()


def smoothed_slots(count: np.ndarray) -> np.ndarray:
    """(n, 48) counts as shares of each half's clock, neighbouring hours helping, prior uniform."""
    clock = count.reshape(len(count), 2, 24)
    wide = (
        clock
        + 0.6 * (np.roll(clock, 1, axis=2) + np.roll(clock, -1, axis=2))
        + 0.2 * (np.roll(clock, 2, axis=2) + np.roll(clock, -2, axis=2))
    ).reshape(len(count), SLOTS)
    average = wide.sum(axis=0) / max(float(wide.sum()), 1e-12)
    shares: np.ndarray = (wide + 5.0 * average) / (wide.sum(axis=1, keepdims=True) + 5.0)
    return shares.astype(np.float32)


def _fresh_firsts(log: EventLog) -> np.ndarray:
    """(items,) users' first visits, halved with every `FIRSTS_FADE_DAYS` before the newest."""
    _, first = np.unique(log.user.astype(np.int64) * log.catalogue.items + log.item, True)
    if not len(first):
        return np.zeros(log.catalogue.items)
    age = (log.instant_ms.max() - log.instant_ms[first]) / DAY_MS
    fresh = np.exp2(-age / FIRSTS_FADE_DAYS)
    return np.bincount(log.item[first], fresh, log.catalogue.items)


def _near(around: sparse.csr_array, count: np.ndarray, people: np.ndarray) -> sparse.csr_array:
    """Popularity around each item, of those where most people come."""
    by_people = around.copy()
    by_people.data = around.data * people[around.indices]
    near = strongest(by_people, NEAR_KEPT)
    near.data = near.data * (count / np.maximum(people, 1e-12))[near.indices]
    return near


def _slot_counts(log: EventLog) -> sparse.csr_array:
    pairs = (log.item, slot_of(log.local_ms))
    shape = (log.catalogue.items, SLOTS)
    return sparse.coo_array((np.ones(len(log)), pairs), shape=shape).tocsr()


def _together(log: EventLog) -> sparse.csr_array:
    """Cosine similarity of items by the users they share, each user's newest items only."""
    items = log.catalogue.items
    key = log.user.astype(np.int64) * items + log.item
    newest_first, first_seen = np.unique(key[::-1], return_index=True)
    user, item = newest_first // items, newest_first % items
    order = np.lexsort((first_seen, user))
    begin = np.searchsorted(user, np.arange(log.catalogue.users))
    place = np.arange(len(user)) - begin[user]
    user, item = user[order], item[order]
    kept = (place < COVISIT_ITEMS) & (user < COVISIT_USERS)
    had = sparse.coo_array(
        (np.ones(int(kept.sum()), np.float32), (user[kept], item[kept])),
        shape=(min(log.catalogue.users, COVISIT_USERS), items),
    ).tocsr()
    norm = np.sqrt(np.maximum(np.asarray(had.sum(axis=0)).ravel(), 1.0))
    had.data = had.data / norm[had.indices]
    similar = (had.T @ had).tocsr()
    similar.setdiag(0)
    similar.eliminate_zeros()
    return strongest(similar, COVISIT_KEPT)
