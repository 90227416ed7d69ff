"""What all users are like, counted in one go: a few figures each, for rules, groups and comparison.

Everything is a handful of passes over the events; no loop over users.
"""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.distance import great_circle_km
from stdesk.insight.places import first_visits
from stdesk.insight.rhythm import DAWN_HOUR, DAY_MS, hour_of_week, hours_since_dawn


@dataclass(frozen=True)
class Events:
    """The events of everyone, sorted by user, then time: (events,) arrays.

    user, item: codes. category, kind: codes, -1 where unknown. local_ms: the clock on the wall,
    counted as if it were UTC. latitude, longitude: degrees, NaN where unknown. users, items,
    categories, kinds: how many codes there are.
    """

    user: np.ndarray
    item: np.ndarray
    category: np.ndarray
    kind: np.ndarray
    local_ms: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    users: int
    items: int
    categories: int
    kinds: int

    def __len__(self) -> int:
        return len(self.user)


@dataclass(frozen=True)
class Traits:
    """(users,) figures; NaN where a user gives none (no event, no coordinates).

    events, active_days, places (distinct items): counts. pace: events on an active day.
    recency_days: from the last event to the end of the log. mean_hour: 4 to 28, of days that begin
    at 4:00; hour_spread: its standard deviation in hours. weekend: share of events on Saturday and
    Sunday. new_share: first visits among all. top_share: of the most visited item. entropy: of the
    mix of items, in bits. radius_km: of gyration.
    hours: (users, 168) counts by hour of the week. mix: (users, categories) counts, kinds: (users,
    kinds) counts.
    """

    events: np.ndarray
    active_days: np.ndarray
    places: np.ndarray
    pace: np.ndarray
    recency_days: np.ndarray
    mean_hour: np.ndarray
    hour_spread: np.ndarray
    weekend: np.ndarray
    new_share: np.ndarray
    top_share: np.ndarray
    entropy: np.ndarray
    radius_km: np.ndarray
    hours: np.ndarray
    mix: np.ndarray
    kinds: np.ndarray

    @property
    def users(self) -> int:
        return len(self.events)

    @property
    def located(self) -> bool:
        return bool(np.isfinite(self.radius_km).any())


MOST_CATEGORIES = 400  # columns of the mix; rarer categories share the last one


def traits(events: Events) -> Traits:
    """Count everyone's figures. Categories beyond the 400 most frequent are one in the mix."""
    users, user = events.users, events.user
    count = np.bincount(user, minlength=users).astype(np.float64)
    local_ms = np.asarray(events.local_ms, np.int64)
    hour = hour_of_week(local_ms)
    late = hours_since_dawn(local_ms) + DAWN_HOUR
    mean_hour = _mean(user, late, count)
    days = _distinct(user, local_ms // DAY_MS, users)
    places, top_share, entropy = _concentration(events, count)
    new = first_visits(user, events.item) if len(events) else np.empty(0)
    last = np.full(users, np.iinfo(np.int64).min)
    np.maximum.at(last, user, local_ms)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Traits(
            events=count.astype(np.int64),
            active_days=days,
            places=places,
            pace=np.where(count > 0, count / days, np.nan),
            recency_days=np.where(count > 0, (last.max(initial=0) - last) / DAY_MS, np.nan),
            mean_hour=mean_hour,
            hour_spread=np.sqrt(_mean(user, (late - mean_hour[user]) ** 2, count)),
            weekend=_mean(user, hour >= 120, count),
            new_share=_mean(user, new, count),
            top_share=top_share,
            entropy=entropy,
            radius_km=radii(events),
            hours=_table(user, hour, users, 168),
            mix=_table(user, gathered(events), users, min(events.categories, MOST_CATEGORIES)),
            kinds=_table(user, events.kind, users, events.kinds),
        )


def gathered(events: Events) -> np.ndarray:
    """(events,) categories, those beyond the most frequent ones under the last code of the mix."""
    if events.categories <= MOST_CATEGORIES:
        return events.category
    counts = np.bincount(events.category[events.category >= 0], minlength=events.categories)
    code = np.full(events.categories + 1, MOST_CATEGORIES - 1)
    code[np.argsort(-counts, kind="stable")[: MOST_CATEGORIES - 1]] = np.arange(MOST_CATEGORIES - 1)
    code[-1] = -1
    return code[events.category]


def mix_codes(events: Events) -> list[int]:
    """The category (code) of each column of the mix; -1 for the one that rare ones share."""
    if events.categories <= MOST_CATEGORIES:
        return list(range(events.categories))
    counts = np.bincount(events.category[events.category >= 0], minlength=events.categories)
    top = np.argsort(-counts, kind="stable")[: MOST_CATEGORIES - 1]
    return [*top.tolist(), -1]


def radii(events: Events) -> np.ndarray:
    """(users,) radius of gyration in km; NaN without coordinates."""
    placed = np.isfinite(events.latitude) & np.isfinite(events.longitude)
    user = events.user[placed]
    latitude, longitude = events.latitude[placed], events.longitude[placed]
    phi, lam = np.radians(latitude), np.radians(longitude)
    axes = (np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi))
    x, y, z = (np.bincount(user, weights=axis, minlength=events.users) for axis in axes)
    north = np.degrees(np.arctan2(z, np.hypot(x, y)))
    east = np.degrees(np.arctan2(y, x))
    km = great_circle_km(latitude, longitude, north[user], east[user])
    count = np.bincount(user, minlength=events.users).astype(np.float64)
    return np.sqrt(_mean(user, km**2, count))


def shares(counts: np.ndarray) -> np.ndarray:
    """Rows of counts as shares; a row without any stays 0."""
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _mean(user: np.ndarray, values: np.ndarray, count: np.ndarray) -> np.ndarray:
    total = np.bincount(user, weights=np.asarray(values, np.float64), minlength=len(count))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, total / count, np.nan)


def _distinct(user: np.ndarray, code: np.ndarray, users: int) -> np.ndarray:
    """(users,) how many different codes each has; within a user they may come in any order."""
    if not len(user):
        return np.zeros(users, np.int64)
    low = int(code.min())
    width = int(code.max()) - low + 1
    return np.bincount(
        np.unique(user.astype(np.int64) * width + (code - low)) // width, None, users
    )


def _concentration(events: Events, count: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(users,) distinct items, the share of the most visited one, and the entropy in bits."""
    pair = events.user.astype(np.int64) * max(events.items, 1) + events.item
    pair, visits = np.unique(pair, return_counts=True)
    owner = pair // max(events.items, 1)
    share = visits / np.maximum(count[owner], 1)
    top = np.zeros(events.users)
    np.maximum.at(top, owner, share)
    entropy = np.bincount(owner, weights=-share * np.log2(share), minlength=events.users) + 0.0
    nobody = count == 0
    top[nobody], entropy[nobody] = np.nan, np.nan
    return np.bincount(owner, minlength=events.users), top, entropy


def _table(user: np.ndarray, code: np.ndarray, users: int, codes: int) -> np.ndarray:
    """(users, codes) counts; unknown codes (-1) are left out."""
    known = code >= 0
    cell = user[known].astype(np.int64) * codes + code[known]
    return np.bincount(cell, minlength=users * codes).reshape(users, codes)
