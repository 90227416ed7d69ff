"""How a log is parted into what a model may learn from and what it is judged on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.evaluation.settings import PROTOCOLS
from stdesk.features import HOUR_MS, EventLog

TRAJECTORY_GAP_HOURS = 24.0
WINDOW_SHARE = 0.1  # of the events, in each window of `rolling`
MOST_SCORES = 4_000_000_000  # instances times items: minutes for each model
LEAST_DRAWN = 2000
TESTED_ITEMS, NEW_ITEMS = 0.2, 0.3  # of the items, in `cold-start`: those of the test, all new ones


@dataclass(frozen=True)
class Split:
    """One fold. `train` is a mask (events,); validation and test are positions of true events.

    closed: the catalogue is what training saw, and other items do not compete; else every item of
    the log does, or those of `competing`, a mask (items,). left_out: how many events of the test
    part cannot be instances, their user or item being unknown. not_drawn: how many could be, but
    are spared.
    """

    fold: int
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    closed: bool
    left_out: int = 0
    competing: np.ndarray | None = None
    not_drawn: int = 0


def splits(log: EventLog, protocol: str, folds: int = 3) -> Iterator[Split]:
    """The folds of a protocol; raises `SettingProblem` for an unknown one or a log too short."""
    if protocol == "next-place":
        yield next_place(log)
    elif protocol == "leave-one-out":
        yield leave_one_out(log)
    elif protocol == "cold-start":
        yield cold_start(log)
    elif protocol == "rolling":
        for fold in range(folds):
            yield rolling(log, fold, folds)
    else:
        raise SettingProblem(
            "there is no protocol {name}; choose one of {names}.",
            name=protocol,
            names=", ".join(PROTOCOLS),
        )


def drawn(log: EventLog, split: Split) -> Split:
    """The split with as many of its instances, drawn at random, as lists can be ranked for.

    Items are never drawn: each instance is ranked among the whole catalogue. Only where users and
    items are many does this spare any, and which ones is the same for every model and each time.
    """
    most = max(MOST_SCORES // max(log.catalogue.items, 1), LEAST_DRAWN)
    if len(split.test) <= most:
        return split
    return replace(split, test=some(split.test, most), not_drawn=len(split.test) - most)


def some(positions: np.ndarray, most: int, seed: int = 0) -> np.ndarray:
    """So many of the positions at most, drawn at random, in their order."""
    if len(positions) <= most:
        return positions
    kept = np.random.default_rng(seed).permutation(len(positions))[:most]
    found: np.ndarray = positions[np.sort(kept)]
    return found


def next_place(log: EventLog) -> Split:
    """80, 10 and 10 % of the events by time over all users; instances are ends of trajectories."""
    place = place_in_time(log)
    first, second = int(len(log) * 0.8), int(len(log) * 0.9)
    train = place < first
    parts = [(place >= first) & (place < second), place >= second]
    ends = [trajectory_ends(log, part) for part in parts]
    known = _known(log, train)
    validation, test = (end[known[end]] for end in ends)
    return Split(0, train, validation, test, closed=True, left_out=len(ends[1]) - len(test))


def leave_one_out(log: EventLog) -> Split:
    """Each user's last event is the test, the one before it validation; from three events on."""
    last = log.user_start[1:] - 1
    last = last[np.diff(log.user_start) >= 3]
    train = np.ones(len(log), bool)
    train[last] = train[last - 1] = False
    few = np.diff(log.user_start)[log.user] < 3
    return Split(0, train & ~few, last - 1, last, closed=False)


def rolling(log: EventLog, fold: int, folds: int) -> Split:
    """The newest `folds` windows, one after the other; before each, all is training.

    The last tenth of what lies before a window is validation, every event of it an instance.
    """
    place = place_in_time(log)
    window = int(len(log) * min(WINDOW_SHARE, 0.5 / folds))
    end = len(log) - window * (folds - 1 - fold)
    cut = end - window
    train = place < int(cut * 0.9)
    known = _known(log, train)
    inside = (place >= cut) & (place < end)
    validation = (place < cut) & ~train & known
    test = inside & known
    return Split(
        fold,
        train,
        np.flatnonzero(validation),
        np.flatnonzero(test),
        closed=True,
        left_out=int(inside.sum() - test.sum()),
    )


def cold_start(log: EventLog) -> Split:
    """Can a model find items that nobody had before?

    Three in ten items, drawn at random, are new: training has no event of them. Training is the
    first 80 % of the log by time; the next 10 % validate on one in ten items, the last 10 % test on
    two in ten. An instance is a user's first event with such an item; her history is as it was.
    The new items of the test compete with one another, so that guessing has a known chance.
    """
    drawn = np.random.default_rng(0).random(log.catalogue.items)  # the same for every model
    tested, validated = drawn < TESTED_ITEMS, (drawn >= TESTED_ITEMS) & (drawn < NEW_ITEMS)
    place, count = place_in_time(log), len(log)
    early, late = place < int(count * 0.8), place >= int(count * 0.9)
    first = _first_with_item(log)
    return Split(
        fold=0,
        train=early & ~tested[log.item] & ~validated[log.item],
        validation=np.flatnonzero(first & validated[log.item] & ~early & ~late),
        test=np.flatnonzero(first & tested[log.item] & late),
        closed=False,
        competing=tested,
    )


def trajectory_ends(log: EventLog, part: np.ndarray) -> np.ndarray:
    """Positions of the last event of each trajectory that lies within the mask `part`.

    A trajectory is a user's run of events with gaps of at most 24 h, at least two in the part.
    """
    position = np.flatnonzero(part)
    if not len(position):
        return position
    user, instant = log.user[position], log.instant_ms[position]
    joined = (user[1:] == user[:-1]) & (np.diff(instant) <= TRAJECTORY_GAP_HOURS * HOUR_MS)
    follows = np.concatenate(([False], joined))
    goes_on = np.concatenate((joined, [False]))
    ends: np.ndarray = position[follows & ~goes_on]
    return ends


def place_in_time(log: EventLog) -> np.ndarray:
    """(events,) the place of each event in the order of time over all users, from 0."""
    place = np.empty(len(log), np.int64)
    place[log.time_order] = np.arange(len(log))
    return place


def _known(log: EventLog, train: np.ndarray) -> np.ndarray:
    """(events,) whether training saw the event's user and its item."""
    users = np.bincount(log.user[train], minlength=log.catalogue.users) > 0
    items = np.bincount(log.item[train], minlength=log.catalogue.items) > 0
    known: np.ndarray = users[log.user] & items[log.item]
    return known


def _first_with_item(log: EventLog) -> np.ndarray:
    """(events,) whether the user has the event's item for the first time."""
    key = log.user.astype(np.int64) * max(log.catalogue.items, 1) + log.item
    first = np.zeros(len(log), bool)
    first[np.unique(key, return_index=True)[1]] = True
    return first
