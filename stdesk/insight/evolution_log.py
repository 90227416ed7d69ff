"""The events of many users as evolution wants them, and what everybody does: the customs of a log.

A *stop* is the first event of a user at an item on a day: who looks at one thing ten times in an
hour did it once. Days begin at 4:00.
"""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from stdesk.insight.rhythm import DAWN_HOUR, DAY_MS, HOUR_MS, hours_since_dawn

BINS = 96  # quarters of an hour, of days that begin at 4:00
BLUR_HOURS = 0.6
FLOOR = 0.1  # the share of hours that anything may have
PRIOR_STOPS = 10.0
MOST_KINDS, LEAST_KIND_SHARE = 3, 0.03
FASHION_DAYS, FASHION_PRIOR = 3.0, 30.0


class Names(Protocol):
    """What evolution reads of a log's catalogue."""

    @property
    def category_names(self) -> Sequence[str]: ...
    @property
    def item_category(self) -> np.ndarray: ...


class Log(Protocol):
    """What evolution reads of `features.EventLog`: events sorted by user and time."""

    @property
    def catalogue(self) -> Names: ...
    @property
    def user(self) -> np.ndarray: ...
    @property
    def item(self) -> np.ndarray: ...
    @property
    def kind(self) -> np.ndarray: ...
    @property
    def local_ms(self) -> np.ndarray: ...
    @property
    def latitude(self) -> np.ndarray: ...
    @property
    def longitude(self) -> np.ndarray: ...
    @property
    def user_start(self) -> np.ndarray: ...


@dataclass(frozen=True)
class Customs:
    """Stops of a log, (stops,) arrays sorted by user and time, and what is usual in it.

    row: position of the stop in the log. day: days since 1970, from 4:00 to 4:00. category: -1
    where unknown. kind: 0 to kinds - 1, or -1 for rare ones. hour_of: the row of `hour_density`
    that suits the stop; quarter: its quarter of an hour since dawn. hour_density: (groups, BINS)
    log density of the hours of a category on working or free days. fashion: for each kind
    (days, categories) stops at each category around each day of the log, from `first_day` on;
    usual: for each kind (categories,) the share of each in all. crowd: (days,) stops around each
    day. spread: for each kind, how alike users are (the concentration of their category shares).
    """

    user_start: np.ndarray
    row: np.ndarray
    day: np.ndarray
    item: np.ndarray
    category: np.ndarray
    kind: np.ndarray
    hour_of: np.ndarray
    quarter: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    hour_density: np.ndarray
    fashion: tuple[np.ndarray, ...]
    usual: tuple[np.ndarray, ...]
    crowd: np.ndarray
    spread: tuple[float, ...]
    first_day: int

    @property
    def kinds(self) -> int:
        return len(self.fashion)


_kept: dict[int, tuple["weakref.ref[Any]", Customs]] = {}


def customs_of(log: Log) -> Customs:
    """The customs of a log, computed once and kept as long as the log is in memory."""
    kept = _kept.get(id(log))
    if kept is not None and kept[0]() is log:
        return kept[1]
    made = find_customs(log)
    key = id(log)
    _kept[key] = (weakref.ref(log, lambda _: _kept.pop(key, None)), made)
    return made


def find_customs(log: Log) -> Customs:
    """Gather the stops of a log and what is usual in it."""
    row = _stops(log)
    day = day_of(log.local_ms[row])
    item = np.asarray(log.item)[row]
    category = np.asarray(log.catalogue.item_category)[item].astype(np.int64)
    kind = _main_kinds(np.asarray(log.kind)[row])
    free = (day + 3) % 7 >= 5
    hour_of = (category + 1) * 2 + free
    quarter = (hours_since_dawn(log.local_ms[row]) * (BINS / 24)).astype(np.int64)
    first_day = int(day.min()) if len(day) else 0
    span = int(day.max()) - first_day + 1 if len(day) else 1
    user = np.asarray(log.user)[row]
    categories = len(log.catalogue.category_names)
    counts = [
        _counts_by_day(day[kind == k] - first_day, category[kind == k], span, categories)
        for k in range(int(kind.max(initial=-1)) + 1)
    ]
    return Customs(
        user_start=np.searchsorted(user, np.arange(len(log.user_start))),
        row=row,
        day=day,
        item=item,
        category=category,
        kind=kind,
        hour_of=hour_of,
        quarter=quarter,
        latitude=log.latitude[row],
        longitude=log.longitude[row],
        hour_density=_hour_density(hour_of, quarter, 2 * (categories + 1)),
        fashion=tuple(around(count) for count in counts),
        usual=tuple(_usual(count) for count in counts),
        crowd=around(np.bincount(day - first_day, minlength=span)[:, None].astype(float))[:, 0],
        spread=tuple(
            _concentration(user[kind == k], category[kind == k], categories)
            for k in range(len(counts))
        ),
        first_day=first_day,
    )


def day_of(local_ms: np.ndarray) -> np.ndarray:
    """Days since 1970 that begin at 4:00."""
    day: np.ndarray = (np.asarray(local_ms, dtype=np.int64) - DAWN_HOUR * HOUR_MS) // DAY_MS
    return day


def _stops(log: Log) -> np.ndarray:
    """Rows of the first event of each user, day and item, in the log's order."""
    user, item = np.asarray(log.user, dtype=np.int64), np.asarray(log.item, dtype=np.int64)
    day = day_of(log.local_ms)
    if not len(user):
        return np.empty(0, dtype=np.int64)
    days = int(day.max()) - int(day.min()) + 1
    where = (user * days + (day - day.min())) * (int(item.max()) + 1) + item
    _, first = np.unique(where, return_index=True)
    first.sort()
    return first


def _main_kinds(kind: np.ndarray) -> np.ndarray:
    """The frequent kinds as 0, 1, 2; unknown and rare ones together with the most frequent."""
    count = np.bincount(kind[kind >= 0], minlength=1)
    ranked = np.argsort(-count, kind="stable")[:MOST_KINDS]
    main = [code for code in ranked.tolist() if count[code] >= LEAST_KIND_SHARE * len(kind)]
    code_of = np.zeros(len(count) + 1, dtype=np.int64)
    for place, code in enumerate(main):
        code_of[code] = place
    return code_of[kind]


def _hour_density(hour_of: np.ndarray, quarter: np.ndarray, groups: int) -> np.ndarray:
    counts = np.bincount(hour_of * BINS + quarter, minlength=groups * BINS).reshape(groups, BINS)
    offset = (np.arange(BINS) * (24 / BINS) + 12) % 24 - 12
    kernel = np.exp(-0.5 * (offset / BLUR_HOURS) ** 2)
    blurred = np.fft.ifft(np.fft.fft(counts, axis=1) * np.fft.fft(kernel / kernel.sum())).real
    blurred = np.maximum(blurred, 0)
    everything = blurred.sum(axis=0) / max(float(blurred.sum()), 1.0)
    stops = blurred.sum(axis=1, keepdims=True)
    shares = (blurred + PRIOR_STOPS * everything) / (stops + PRIOR_STOPS)
    density: np.ndarray = np.log((1 - FLOOR) * shares + FLOOR / BINS)
    return density


def shares_around(stops: np.ndarray, total: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """(days, categories) shares from stops around days (days, categories) and their total (days,),
    where there are few drawn to what is usual (categories,)."""
    shares: np.ndarray = (stops + FASHION_PRIOR * usual) / (total[:, None] + FASHION_PRIOR)
    return shares


def _counts_by_day(day: np.ndarray, category: np.ndarray, days: int, categories: int) -> np.ndarray:
    """(days, categories) stops."""
    known = category >= 0
    counts = np.zeros((days, max(categories, 1)), dtype=np.float32)
    np.add.at(counts, (day[known], category[known]), 1)
    return counts


def _usual(counts: np.ndarray) -> np.ndarray:
    usual: np.ndarray = (counts.sum(axis=0) + 0.5) / (counts.sum() + 0.5 * counts.shape[1])
    return usual


def around(counts: np.ndarray) -> np.ndarray:
    """(days, n) sums around each day, with Gaussian weights of 1 at the day itself."""
    reach = int(3 * FASHION_DAYS)
    padded = np.pad(counts, ((reach, reach), (0, 0)))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / FASHION_DAYS) ** 2)
    sums: np.ndarray = np.zeros_like(counts)
    for place, weight in enumerate(weights.tolist()):
        sums += counts.dtype.type(weight) * padded[place : place + len(counts)]
    return sums


def _concentration(user: np.ndarray, category: np.ndarray, categories: int) -> float:
    """Of the Dirichlet that users' category shares are drawn from, by moments.

    The chance that two stops of a user agree, beside that of two stops of anybody.
    """
    known = category >= 0
    user, category = user[known], category[known]
    if len(user) < 2 or categories < 2:
        return 10.0
    base = np.bincount(category, minlength=categories) / len(category)
    _, count = np.unique(user.astype(np.int64) * categories + category, return_counts=True)
    total = np.bincount(user)
    pairs = float((total * (total - 1.0)).sum())
    agree = float((count * (count - 1.0)).sum()) / max(pairs, 1.0)
    chance = float((base**2).sum())
    return float(np.clip((1 - agree) / max(agree - chance, 1e-3), 0.5, 100.0))
