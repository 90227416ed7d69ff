"""At which hours a moment may be: as it is said, or else after such pauses as the user made before.

    P(hour) ∝ Σ_p w_p K(hour − newest hour − pause after p)

over the events p of a history; w_p is larger for newer events, for those at such an hour and on
such a kind of day as the newest, and for those with the same item. Kernel density estimation:
Rosenblatt, "Remarks on some nonparametric estimates of a density function", 1956.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS, Contexts
from stdesk.models.rhythm import local_moment

DAY, WEEK = 24, 168  # hours
SLOTS = 48  # hours of a working day, then hours of a weekend's day
ALIKE_HOURS = 1.5  # of the day, within which two events come at about the same hour
AT_ANY_HOUR = 0.05
FADE_DAYS = 60.0
SAME_ITEM, SAME_KIND_OF_DAY = 4.0, 3.0  # beside 1
SPREAD_HOURS = 1.0
USUAL_PAUSES_H = (0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0)  # of one who has hardly any history
EVEN = 100.0  # of each hour, beside the same, where there is no history at all
AT_A_TIME = 50_000  # pairs of a moment and a thing
USUAL_WEIGHT = 0.5  # of all of them, beside 1 for a very similar event
# Days of a week that begins on Thursday, as 1 January 1970 was.
_WORKING, _WEEKEND = [0, 1, 4, 5, 6], [2, 3]


@dataclass(frozen=True)
class Hours:
    """Chances of each moment's local hour; rows add to 1.

    said: whether the instants are known. week: (batch, 168), from Thursday midnight.
    """

    said: bool
    week: np.ndarray

    @cached_property
    def day(self) -> np.ndarray:
        """(batch, 24)"""
        day: np.ndarray = self._days.sum(axis=1)
        return day

    @cached_property
    def slot(self) -> np.ndarray:
        """(batch, 48) hours of working days, then of weekends."""
        kinds = [self._days[:, days].sum(axis=1) for days in (_WORKING, _WEEKEND)]
        return np.concatenate(kinds, axis=1)

    @property
    def _days(self) -> np.ndarray:
        return self.week.reshape(len(self.week), 7, DAY)

    def weighed(self, shares: np.ndarray, row: np.ndarray, of: np.ndarray) -> np.ndarray:
        """(n,) what to expect of things at moments: the mean over the hours that it may be.

        shares: (things, 48) by slot. row, of: (n,) which moment and which thing.
        """
        if self.said:
            certain: np.ndarray = shares[of, self.slot.argmax(axis=1)[row]]
            return certain
        found = np.empty(len(row), np.float32)
        for first in range(0, len(row), AT_A_TIME):
            part = slice(first, first + AT_A_TIME)
            found[part] = np.einsum("ij,ij->i", shares[of[part]], self.slot[row[part]])
        return found

    def only(self, kept: np.ndarray) -> "Hours":
        """Of those moments where `kept` (batch,) holds."""
        return Hours(self.said, self.week[kept])


def hours_of(contexts: Contexts, row: np.ndarray, position: np.ndarray) -> Hours:
    """The hours of these moments; row, position: every event of every history."""
    if contexts.instant_ms is None:
        return Hours(False, _expected(contexts, row, position))
    week = np.zeros((len(contexts), WEEK))
    moment = local_moment(contexts.instant_ms, contexts.offset_min)
    week[np.arange(len(contexts)), hour_of_week(moment)] = 1.0
    return Hours(True, week)


def hour_of_week(local_ms: np.ndarray) -> np.ndarray:
    """0 to 167 from the local clock, from Thursday midnight."""
    hour: np.ndarray = (local_ms // HOUR_MS).astype(np.int64) % WEEK
    return hour


def slot_of(local_ms: np.ndarray) -> np.ndarray:
    """0 to 47 from the local clock."""
    hour = hour_of_week(local_ms)
    slot: np.ndarray = hour % DAY + DAY * np.isin(hour // DAY, _WEEKEND)
    return slot


def _expected(contexts: Contexts, row: np.ndarray, position: np.ndarray) -> np.ndarray:
    log, batch = contexts.log, len(contexts)
    newest = np.maximum(contexts.history_end - 1, 0)
    newest_ms = log.local_ms[newest] if len(log) else np.zeros(batch, np.int64)
    empty = contexts.history_end == contexts.history_begin
    chance = np.repeat(np.where(empty, EVEN, 0.0), WEEK)
    for pause_h in USUAL_PAUSES_H:
        then = hour_of_week(newest_ms + int(pause_h * HOUR_MS))
        chance[np.arange(batch) * WEEK + then] += USUAL_WEIGHT / len(USUAL_PAUSES_H)
    earlier = position < newest[row]
    row, position = row[earlier], position[earlier]
    pause_ms = log.instant_ms[position + 1] - log.instant_ms[position]
    weight = _likeness(contexts, position, newest[row])
    then = hour_of_week(newest_ms[row] + pause_ms)
    chance += np.bincount(row * WEEK + then, weight, len(chance))
    week: np.ndarray = chance.reshape(batch, WEEK) @ _SPREAD
    return week / week.sum(axis=1, keepdims=True)


def _likeness(contexts: Contexts, position: np.ndarray, newest: np.ndarray) -> np.ndarray:
    """How alike events and the newest of their history are, as far as a pause depends on it."""
    log = contexts.log
    local, newest_local = log.local_ms[position], log.local_ms[newest]
    apart = np.abs(newest_local - local) / HOUR_MS % DAY
    apart = np.minimum(apart, DAY - apart)
    age = (log.instant_ms[newest] - log.instant_ms[position]) / DAY_MS
    alike = (np.exp(-0.5 * (apart / ALIKE_HOURS) ** 2) + AT_ANY_HOUR) * np.exp2(-age / FADE_DAYS)
    alike *= np.where(log.item[position] == log.item[newest], SAME_ITEM, 1.0)
    same_kind = (slot_of(local) < DAY) == (slot_of(newest_local) < DAY)
    likeness: np.ndarray = alike * np.where(same_kind, SAME_KIND_OF_DAY, 1.0)
    return likeness


def _spread() -> np.ndarray:
    """(168, 168) how one hour's chance is spread over those beside it, round the week."""
    apart = np.abs(np.arange(WEEK)[:, None] - np.arange(WEEK))
    spread = np.exp(-0.5 * (np.minimum(apart, WEEK - apart) / SPREAD_HOURS) ** 2)
    return np.asarray(spread / spread.sum(axis=1, keepdims=True))


_SPREAD = _spread()
