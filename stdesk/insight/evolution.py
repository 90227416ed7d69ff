"""When a life changed and in what: the lasting changes of a user, of a group, of everybody.

for change in changes_of(log, user):
    print(change_sentence(change))
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.insight.evolution_aspects import Difference, aspects_between
from stdesk.insight.evolution_days import Days, days_of
from stdesk.insight.evolution_detection import Found, find_change
from stdesk.insight.evolution_groups import group_days
from stdesk.insight.evolution_log import Customs, Log, customs_of
from stdesk.insight.rhythm import DAY_MS
from stdesk.progress import Progress

SURE_ENOUGH = 0.01  # chance of a change where there is none, at most
FALSE_SHARE = 0.05  # of the users listed as changed, at most so many are expected not to be
GROUP_BLOCK_DAYS = 7


@dataclass(frozen=True)
class ChangePoint:
    """A lasting change. local_ms: local midnight of the first day of the new life; it lies between
    earliest_ms and latest_ms with 90 %.

    chance: how often a life that does not change shows as much. strength: log Bayes factor of two
    lives over one. aspects: what changed, the clearest first.
    """

    local_ms: int
    earliest_ms: int
    latest_ms: int
    chance: float
    strength: float
    aspects: tuple[Difference, ...]

    @property
    def days_unsure(self) -> int:
        return (self.latest_ms - self.earliest_ms) // DAY_MS


@dataclass(frozen=True)
class UserChanges:
    """The changes of one user; `holds` says whether they stand among those of all users looked at:
    of the users whose changes hold, at most one in twenty is expected to be there by chance."""

    user: int
    chance: float
    holds: bool
    changes: tuple[ChangePoint, ...]

    @property
    def strength(self) -> float:
        return max((change.strength for change in self.changes), default=0.0)


def changes_of(log: Log, user: int, seed: int = 0) -> tuple[ChangePoint, ...]:
    """The lasting changes of one user, the oldest first; empty where nothing is sure enough.

    log: `features.EventLog`. user: index in its catalogue. The first call for a log takes longer,
    as it learns what is usual in it; reordering the users changes nothing.
    """
    return _changes_of(customs_of(log), user, seed)[1]


def changes_of_group(
    log: Log, users: Sequence[int] | None = None, seed: int = 0
) -> tuple[ChangePoint, ...]:
    """The lasting changes of some users taken together, or of everyone."""
    customs = customs_of(log)
    days = group_days(customs, users)
    if days is None:
        return ()
    block = max(GROUP_BLOCK_DAYS // days.length, 1)
    return _split(customs, days, seed, block)[1]


def changes_of_users(
    log: Log, users: Sequence[int] | None, progress: Progress, seed: int = 0
) -> tuple[UserChanges, ...]:
    """The changes of many users (all by default), the clearest first; users without are left out.

    That many were looked at is taken into account (Benjamini and Hochberg, 1995).
    """
    customs = customs_of(log)
    looked_at = range(len(customs.user_start) - 1) if users is None else users
    found = [(user, *_changes_of(customs, user, seed)) for user in progress.each(looked_at)]
    holds = _hold(np.array([chance for _, chance, _ in found]))
    listed = [
        UserChanges(user, chance, bool(stands), changes)
        for (user, chance, changes), stands in zip(found, holds, strict=True)
        if changes
    ]
    return tuple(sorted(listed, key=lambda one: (not one.holds, -one.strength)))


def _changes_of(customs: Customs, user: int, seed: int) -> tuple[float, tuple[ChangePoint, ...]]:
    """The chance of the clearest change, and those that are sure enough."""
    days = days_of(customs, user)
    return (1.0, ()) if days is None else _split(customs, days, seed, 1)


def _split(
    customs: Customs, days: Days, seed: int, block: int
) -> tuple[float, tuple[ChangePoint, ...]]:
    """Binary segmentation: the likeliest change, then those before and after it."""
    own = [seed, len(days.stops), days.first_day, int(customs.quarter[days.stops].sum())]
    chance = np.random.default_rng(own)  # from what happened, not from the number of the user
    found: list[Found] = []
    waiting, first_chance = [(0, days.units)], 1.0
    while waiting:
        first, last = waiting.pop()
        change = find_change(days, chance, block, first, last)
        if (first, last) == (0, days.units) and change is not None:
            first_chance = change.chance
        if change is not None and change.chance <= SURE_ENOUGH:
            found.append(change)
            waiting += [(first, change.unit), (change.unit, last)]
    found.sort(key=lambda change: change.unit)
    borders = [0, *(change.unit for change in found), days.units]
    return first_chance, tuple(
        _told(customs, days, change, borders[place], borders[place + 2])
        for place, change in enumerate(found)
    )


def _told(customs: Customs, days: Days, change: Found, first: int, last: int) -> ChangePoint:
    """The change with what is different between the lives on both sides of it."""
    unit = days.unit_of(customs.day[days.stops])
    before = days.stops[(unit >= first) & (unit < change.unit)]
    after = days.stops[(unit >= change.unit) & (unit < last)]
    lengths = (change.unit - first) * days.length, (last - change.unit) * days.length
    return ChangePoint(
        local_ms=_begin_ms(days, change.unit),
        earliest_ms=_begin_ms(days, change.earliest),
        latest_ms=_begin_ms(days, change.latest),
        chance=change.chance,
        strength=change.strength,
        aspects=aspects_between(customs, days.names, change.evidence, before, after, lengths),
    )


def _begin_ms(days: Days, unit: int) -> int:
    return (days.first_day + unit * days.length) * DAY_MS


def _hold(chance: np.ndarray) -> np.ndarray:
    """(users,) whether a chance stands among the others."""
    order = np.argsort(chance)
    limit = FALSE_SHARE * np.arange(1, len(chance) + 1) / max(len(chance), 1)
    passed = np.flatnonzero(chance[order] <= limit)
    holds = np.zeros(len(chance), dtype=bool)
    holds[order[: passed[-1] + 1 if len(passed) else 0]] = True
    return holds
