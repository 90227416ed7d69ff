"""Who is where others are: visits to one place within an hour, and how little chance explains them.

A meeting is a pair of users at the same item within some minutes, once a day. Two who live by the
same station meet there without knowing each other; so what counts is by how much the meetings of a
pair exceed those that their visits alone would bring, each place having its own rate.
"""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.pairs import Pairs, numbered

DAY_MS = 86_400_000
MINUTE_MS = 60_000
CROWD = 60  # of the visits after one, so many at most are looked at: a crowd is no company
BLOCK = 10_000  # pairs whose visits are looked at at a time
PRIOR_PAIRS = 20.0  # pairs of visits by which a place's rate of meetings is drawn to all places'


@dataclass(frozen=True)
class Meetings:
    """(meetings,) two users, first < second, the item, and the UTC day counted from 1970."""

    first: np.ndarray
    second: np.ndarray
    item: np.ndarray
    day: np.ndarray

    def __len__(self) -> int:
        return len(self.first)

    def of(self, rows: np.ndarray) -> "Meetings":
        """Some of the meetings, by mask or position."""
        return Meetings(self.first[rows], self.second[rows], self.item[rows], self.day[rows])


@dataclass(frozen=True)
class Company:
    """(pairs,) two users, first < second; how often they met, on how many days and at how many
    items; how many meetings chance would bring; surprise: how far beyond that (log-likelihood
    ratio of a Poisson count, 0 where there are not more than expected)."""

    first: np.ndarray
    second: np.ndarray
    times: np.ndarray
    days: np.ndarray
    places: np.ndarray
    expected: np.ndarray
    surprise: np.ndarray

    def __len__(self) -> int:
        return len(self.first)


def meetings(
    user: np.ndarray,
    item: np.ndarray,
    instant_ms: np.ndarray,
    within_minutes: float = 60.0,
    crowd: int = CROWD,
) -> Meetings:
    """Every pair of users at one item within some minutes, once a day; arrays are (events,)."""
    if not len(user):
        nobody = np.zeros(0, np.int64)
        return Meetings(nobody, nobody, nobody, nobody)
    order = np.lexsort((instant_ms, item))
    user, place = user[order].astype(np.int64), item[order].astype(np.int64)
    at = instant_ms[order].astype(np.int64) - int(instant_ms.min())
    width = int(within_minutes * MINUTE_MS)
    clock = place * (int(at.max()) + 2 * width + 1) + at  # one line of time for each item
    row = np.arange(len(user))
    reach = np.searchsorted(clock, clock + width, side="right")
    count = np.minimum(reach - row - 1, crowd)
    earlier = np.repeat(row, count)
    later = earlier + 1 + np.arange(len(earlier)) - np.repeat(np.cumsum(count) - count, count)
    both = user[earlier] != user[later]
    earlier, later = earlier[both], later[both]
    day = instant_ms[order][earlier] // DAY_MS
    return _once(user[earlier], user[later], place[earlier], day)


def _once(user: np.ndarray, other: np.ndarray, item: np.ndarray, day: np.ndarray) -> Meetings:
    """Each meeting once, by pair, item and day: as one number, since rows are slow to sort."""
    users, items = int(max(user.max(initial=0), other.max(initial=0))) + 1, item.max(initial=0) + 1
    begin = day.min(initial=0)
    pairs, pair = numbered(np.minimum(user, other) * users + np.maximum(user, other))
    places, place = numbered((day - begin) * items + item)
    found = np.unique(pair * len(places) + place)
    pair, place = pairs[found // max(len(places), 1)], places[found % max(len(places), 1)]
    return Meetings(pair // users, pair % users, place % items, place // items + begin)


def company(
    met: Meetings, user: np.ndarray, item: np.ndarray, users: int, items: int, least: int = 1
) -> Company:
    """The pairs that met on so many days at least, most surprising first.

    user, item: (events,) all visits.
    """
    pair, where = numbered(met.first * users + met.second)
    day = met.day - met.day.min(initial=0)
    times = np.bincount(where, minlength=len(pair))
    days = Pairs.of(where, day, len(pair)).distinct()
    places = Pairs.of(where, met.item, len(pair)).distinct()
    enough = days >= least
    first, second, times = (pair // users)[enough], (pair % users)[enough], times[enough]
    expected = _expected(met, first, second, user, item, (users, items))
    ratio = np.log(times / np.maximum(expected, 1e-12))
    surprise = np.where(times > expected, times * ratio - (times - expected), 0.0)
    order = np.lexsort((second, first, -surprise))
    columns = (first, second, times, days[enough], places[enough], expected, surprise)
    return Company(*(column[order] for column in columns))


def _expected(
    met: Meetings,
    first: np.ndarray,
    second: np.ndarray,
    user: np.ndarray,
    item: np.ndarray,
    shape: tuple[int, int],
) -> np.ndarray:
    """(pairs,) meetings that their visits bring at each place's own rate."""
    from scipy import sparse

    visits = sparse.coo_array((np.ones(len(user)), (user, item)), shape=shape).tocsr()
    squares = np.bincount(visits.indices, visits.data**2, minlength=shape[1])
    total = np.bincount(item, minlength=shape[1]).astype(np.float64)
    pairs = (total**2 - squares) / 2  # of visits by different users
    seen = np.bincount(met.item, minlength=shape[1]).astype(np.float64)
    overall = seen.sum() / max(pairs.sum(), 1.0)
    rate = (seen + PRIOR_PAIRS * overall) / (pairs + PRIOR_PAIRS)
    weighed = (visits @ sparse.diags_array(rate)).tocsr()
    expected = np.zeros(len(first))
    for begin in range(0, len(first), BLOCK):
        part = slice(begin, begin + BLOCK)
        expected[part] = (weighed[first[part]] * visits[second[part]]).sum(axis=1)
    return expected
