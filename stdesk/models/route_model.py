"""Where somebody goes next, step by step: a Markov model whose memory is as long as it pays.

For each visit it is counted what followed the last 1, 2, ... places, for the user and for everyone,
with the time of day and without. From the least telling memory to the most the shares are mixed:

    p_l(x) = w c_l(x) / n_l + (1 - w) p_(l-1)(x)

where w depends on l, on how large n_l is, and on whether the next more telling memory speaks too.
The weights are those that make the newest tenth of the visits likeliest, by expectation
maximisation (deleted interpolation, Jelinek and Mercer, 1980): where people wander alone their own
memory gets weight, where bikes change hands it gets none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.features import HOUR_MS, MINUTE_MS
from stdesk.models.route_trails import Trails

LONGEST = 4  # places that are remembered
BLOCK_HOURS = 3  # of the day, working days and weekends apart
HELD_OUT = 0.1  # of the visits, the newest: they choose the weights
MOST_HELD_OUT = 20_000
SIZES = np.array([2, 4, 10, 30])  # of a memory's n: once, a few times, often
STATES = 2 * (len(SIZES) + 1)
PRIOR = 2.0  # visits by which a weight is drawn to one half
ROUNDS = 40


@dataclass(frozen=True)
class Level:
    """One kind of memory. order: how many places. own: of the user alone. clock: with the time."""

    order: int
    own: bool
    clock: bool = False


def levels(longest: int = LONGEST) -> tuple[Level, ...]:
    """From the least telling to the most."""
    found = [
        Level(order, own, clock)
        for order in (0, 1)
        for own in (False, True)
        for clock in (False, True)
    ]
    return (*found, *(Level(n, own) for n in range(2, longest + 1) for own in (False, True)))


FIRST_ORDER = (Level(0, False), Level(1, False))
OWN_FIRST_ORDER = (Level(0, False), Level(0, True), Level(1, False), Level(1, True))


class RouteModel:
    """Learnt from trails; says where one goes next, with probabilities that sum to one.

    minutes: (places,) the median time from coming to a place to coming to the next.
    """

    def __init__(self, learnt: Trails, places: int, kinds: Sequence[Level] | None = None) -> None:
        self.places = places
        self.levels = tuple(kinds) if kinds is not None else levels()
        held_out = _newest(learnt)
        early = [_Memory(learnt.select(~held_out), level) for level in self.levels]
        self.weights = _weights(early, learnt, np.flatnonzero(held_out), places)
        self._memories = [_Memory(learnt, level) for level in self.levels]
        self.minutes = _minutes(learnt, places)

    def next(
        self, user: int, recent: Sequence[int], local_ms: int | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Places and their probabilities, the likeliest first; never where one is already.

        recent: the last places, the newest last. local_ms: the clock on the wall, or None. Places
        that nothing speaks for are left out; what is left sums to one.
        """
        found = [memory.after(user, recent, local_ms) for memory in self._memories]
        chance = np.full(self.places, 1.0 / max(self.places, 1))
        spoken = np.zeros(self.places, bool)
        sizes = np.array([int(count.sum()) for _, count in found])
        for weights, (place, count), state in zip(self.weights, found, _states(sizes), strict=True):
            if not len(place):
                continue
            total, weight = int(count.sum()), float(weights[state])
            chance *= 1 - weight
            chance[place] += weight * count / total
            spoken[place] = True
        if recent:
            spoken[recent[-1]] = False
        candidates = np.flatnonzero(spoken)
        chance = chance[candidates]
        order = np.argsort(-chance, kind="stable")
        whole = chance.sum()
        return candidates[order], chance[order] / (whole if whole > 0 else 1.0)

    def evidence(
        self, user: int, recent: Sequence[int], local_ms: int | None, place: int
    ) -> tuple[Level, int, int] | None:
        """The longest memory that speaks for a place: its level, how often, out of how many."""
        ordered = zip(reversed(self.levels), reversed(self._memories), strict=True)
        for level, memory in ordered:
            places, count = memory.after(user, recent, local_ms)
            at = int(np.searchsorted(places, place))
            if at < len(places) and places[at] == place:
                return level, int(count[at]), int(count.sum())
        return None


class _Memory:
    """What followed what, of one level: (pairs,) sorted by hashed context, then place."""

    def __init__(self, learnt: Trails, level: Level) -> None:
        self.level = level
        rows = _rows(learnt, level)
        context, place = self.contexts(learnt, rows), learnt.place[rows]
        sort = np.lexsort((place, context))
        context, place = context[sort], place[sort]
        new = np.ones(len(context), bool)
        new[1:] = (np.diff(place) != 0) | (context[1:] != context[:-1])
        first = np.flatnonzero(new)
        self.context, self.place = context[first], place[first]
        self.count = np.diff(np.append(first, len(place)))

    def after(
        self, user: int, recent: Sequence[int], local_ms: int | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The places that followed, ascending, and how often; empty where nothing was seen."""
        level = self.level
        if level.order > len(recent) or (level.clock and local_ms is None):
            return self.place[:0], self.count[:0]
        parts = [user] if level.own else []
        if level.clock:
            parts.append(int(clock(np.array([local_ms]))[0]))
        parts += list(recent[len(recent) - level.order :]) if level.order else []
        context = _hash(level, [np.array([part]) for part in parts], 1)[0]
        begin = int(np.searchsorted(self.context, context, side="left"))
        end = int(np.searchsorted(self.context, context, side="right"))
        return self.place[begin:end], self.count[begin:end]

    def contexts(self, learnt: Trails, rows: np.ndarray) -> np.ndarray:
        """(rows,) hashed contexts of visits that have enough before them."""
        level = self.level
        parts = [learnt.user[rows]] if level.own else []
        if level.clock:
            before = np.maximum(rows - 1, 0)  # one sets out from the place before
            begins = learnt.trail[rows] != learnt.trail[before]
            at = np.where(begins, rows, before)
            parts.append(clock(_local(learnt, at)))
        parts += [learnt.place[rows - back] for back in range(level.order, 0, -1)]
        return _hash(level, parts, len(rows))

    def shares(self, learnt: Trails, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(rows,) the share that the memory gives to what came, and its n; 0 where it is silent."""
        share, size = np.zeros(len(rows)), np.zeros(len(rows), np.int64)
        spoken = np.isin(rows, _rows(learnt, self.level), assume_unique=True)
        asked = rows[spoken]
        context = self.contexts(learnt, asked)
        begin = np.searchsorted(self.context, context, side="left")
        end = np.searchsorted(self.context, context, side="right")
        running = np.concatenate(([0], np.cumsum(self.count)))
        size[spoken] = running[end] - running[begin]
        both = _mixed(self.context, self.place)
        order = np.argsort(both)
        wanted = _mixed(context, learnt.place[asked])
        at = np.minimum(np.searchsorted(both[order], wanted), max(len(both) - 1, 0))
        if len(both):
            hit = both[order][at] == wanted
            came = np.where(hit, self.count[order][at], 0)
            share[spoken] = came / np.maximum(size[spoken], 1)
        return share, size


def clock(local_ms: np.ndarray) -> np.ndarray:
    """The part of the day, working days and weekends apart: 0 to 15."""
    hour = np.asarray(local_ms, np.int64) // HOUR_MS
    weekend = (hour // 24 + 3) % 7 >= 5
    part: np.ndarray = hour % 24 // BLOCK_HOURS + 8 * weekend
    return part


def _weights(
    memories: Sequence[_Memory], learnt: Trails, rows: np.ndarray, places: int
) -> list[np.ndarray]:
    """For each level and size of n, how much its share counts beside what is below it."""
    weights = [np.full(STATES, 0.5) for _ in memories]
    if len(rows) > MOST_HELD_OUT:
        rows = rows[-MOST_HELD_OUT:]
    if not len(rows):
        return weights
    found = [memory.shares(learnt, rows) for memory in memories]
    share, size = (np.stack(column) for column in zip(*found, strict=True))
    state = _states(size)
    for _ in range(ROUNDS):
        weights = _better(weights, share, size, state, places)
    return weights


def _better(
    weights: Sequence[np.ndarray],
    share: np.ndarray,
    size: np.ndarray,
    state: np.ndarray,
    places: int,
) -> list[np.ndarray]:
    """One round of expectation maximisation; the arrays are (levels, visits)."""
    count = share.shape[1]
    chain = [np.full(count, 1.0 / max(places, 1))]
    used = []
    for level, weight in enumerate(weights):
        own = np.where(size[level] > 0, weight[state[level]], 0.0)
        used.append(own)
        chain.append(own * share[level] + (1 - own) * chain[-1])
    reach = np.ones(count)
    better = []
    for level in range(len(weights) - 1, -1, -1):
        stays = reach * used[level] * share[level] / np.maximum(chain[level + 1], 1e-300)
        spoken = size[level] > 0
        kind = state[level][spoken]
        total = np.bincount(kind, reach[spoken], minlength=STATES)
        kept = np.bincount(kind, stays[spoken], minlength=STATES)
        better.append((kept + PRIOR / 2) / (total + PRIOR))
        reach = reach - stays
    return better[::-1]


def _states(size: np.ndarray) -> np.ndarray:
    """Which weight holds: by n, and by whether the next level speaks. size: (levels, ...)."""
    above = np.zeros(size.shape, bool)
    above[:-1] = size[1:] > 0
    found: np.ndarray = np.searchsorted(SIZES, size, side="right") + (len(SIZES) + 1) * above
    return found


def _newest(learnt: Trails) -> np.ndarray:
    """(visits,) mask of the newest tenth by time."""
    order = np.argsort(learnt.instant_ms, kind="stable")
    newest = np.zeros(len(learnt), bool)
    newest[order[int(len(learnt) * (1 - HELD_OUT)) :]] = True
    return newest


def _rows(learnt: Trails, level: Level) -> np.ndarray:
    """Visits with as many before them in their trail as the level remembers."""
    rows = np.arange(level.order, len(learnt))
    return rows[learnt.trail[rows] == learnt.trail[rows - level.order]]


def _local(learnt: Trails, rows: np.ndarray) -> np.ndarray:
    local: np.ndarray = (
        learnt.instant_ms[rows] + learnt.offset_min[rows].astype(np.int64) * MINUTE_MS
    )
    return local


def _hash(level: Level, parts: Sequence[np.ndarray], size: int) -> np.ndarray:
    """(size,) 64 bits; two contexts of one log share them by a chance of a billionth."""
    found = np.full(size, 1 + level.order * 4 + level.own * 2 + level.clock, np.uint64)
    for part in parts:
        found = _mixed(found, part)
    return found


def _mixed(context: np.ndarray, value: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        mixed = context ^ (np.asarray(value).astype(np.int64).astype(np.uint64) + np.uint64(1))
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        found: np.ndarray = mixed ^ (mixed >> np.uint64(32))
        return found


def _minutes(learnt: Trails, places: int) -> np.ndarray:
    """(places,) the median of the minutes from coming there to coming to the next place."""
    same = np.flatnonzero(np.diff(learnt.trail) == 0)
    if not len(same):
        return np.full(places, 60.0)
    gap, place = np.diff(learnt.instant_ms)[same] / MINUTE_MS, learnt.place[same]
    order = np.lexsort((gap, place))
    count = np.bincount(place, minlength=places)
    middle = np.cumsum(count) - count + (np.maximum(count, 1) - 1) // 2
    found: np.ndarray = np.where(
        count > 0, gap[order][np.minimum(middle, len(gap) - 1)], np.median(gap)
    )
    return found
