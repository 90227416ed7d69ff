"""The coming week, hour by hour: every item's scores for one user, computed little by little.

The hours of the week count from Monday, midnight to one, on the user's clock. Each stands for the
next time that it comes, the hour of the beginning for the beginning itself.
"""

import time
from dataclasses import dataclass

import numpy as np

from stdesk.features import HOUR_MS, MINUTE_MS, hour_of_week
from stdesk.recommend.scene import Place, Scene

HOURS = 168
MOST_CELLS = 24_000_000  # scores kept: 190 MB
STEPS = (1, 2, 3, 4, 6, 8, 12, 24)  # hours


def week_moments(begin_ms: int, offset_min: int) -> np.ndarray:
    """(168,) UTC: when each hour of the week comes next, at or after `begin_ms` (UTC)."""
    local = begin_ms + offset_min * MINUTE_MS
    first = int(hour_of_week(np.array([local]))[0])
    ahead = (np.arange(HOURS) - first) % HOURS
    moments: np.ndarray = local // HOUR_MS * HOUR_MS + ahead * HOUR_MS - offset_min * MINUTE_MS
    moments[first] = begin_ms
    return moments


def moment_of(hour: int, begin_ms: int, offset_min: int) -> int:
    """UTC: when an hour of the week (0..167) comes next, at or after `begin_ms`."""
    return int(week_moments(begin_ms, offset_min)[hour % HOURS])


@dataclass(frozen=True)
class When:
    """One item's chance over the week. chance: (168,), NaN where not computed yet.

    step_hours: how many hours share a value. share_done: of the week, 0 to 1.
    """

    chance: np.ndarray
    moments: np.ndarray
    step_hours: int
    share_done: float

    @property
    def likeliest(self) -> int | None:
        """The hour of the week with the highest chance, None while nothing is computed."""
        known = np.isfinite(self.chance)
        return int(np.nanargmax(self.chance)) if known.any() else None


class Week:
    """One user at one place; `go_on` computes the next hours, those nearest the begin first."""

    def __init__(self, scene: Scene, user: int, near: Place | None, begin_ms: int) -> None:
        self._scene, self.user, self.near, self.begin_ms = scene, user, near, begin_ms
        self.moments = week_moments(begin_ms, scene.offset_min(user))
        items = scene.log.catalogue.items
        self.step = next((step for step in STEPS if HOURS // step * items <= MOST_CELLS), STEPS[-1])
        hours = np.arange(0, HOURS, self.step)
        self._slot = np.arange(HOURS) // self.step
        self._todo = hours[np.argsort(self.moments[hours], kind="stable")].tolist()
        self._scores = np.empty((len(hours), items))
        self._log_sum = np.full(len(hours), np.nan)
        self._hours_each_ms = 0.0

    @property
    def share_done(self) -> float:
        return 1.0 - len(self._todo) / len(self._log_sum)

    def go_on(self, budget_ms: float) -> bool:
        """Compute for about this long; False when the week is complete."""
        if not self._todo:
            return False
        many = max(1, int(budget_ms / self._hours_each_ms)) if self._hours_each_ms else 1
        hours, self._todo = np.array(self._todo[:many]), self._todo[many:]
        began = time.perf_counter()
        users = np.full(len(hours), self.user, np.int32)
        scores = self._scene.block(users, self.moments[hours], self.near).scores
        slots = self._slot[hours]
        self._scores[slots] = scores
        self._log_sum[slots] = _log_sum(scores)
        self._hours_each_ms = (time.perf_counter() - began) * 1000 / len(hours)
        return bool(self._todo)

    def scores_at(self, at_ms: int) -> np.ndarray | None:
        """(items,) the model's scores for a moment of the week, None where they are not there."""
        found = np.flatnonzero(self.moments == at_ms)
        if not len(found) or found[0] % self.step or np.isnan(self._log_sum[self._slot[found[0]]]):
            return None
        scores: np.ndarray = self._scores[self._slot[found[0]]]
        return scores

    def of_item(self, item: int) -> When:
        """How an item's chance runs over the week; item: index."""
        done = np.isfinite(self._log_sum)
        chance = np.full(len(done), np.nan)
        chance[done] = np.exp(self._scores[done, item] - self._log_sum[done])
        return When(chance[self._slot], self.moments, self.step, self.share_done)

    def of_category(self, category: int) -> When:
        """The same for all items of a category together; category: index."""
        done = np.isfinite(self._log_sum)
        own = self._scene.log.catalogue.item_category == category
        chance = np.full(len(done), np.nan)
        shares = np.exp(self._scores[done][:, own] - self._log_sum[done, None])
        chance[done] = shares.sum(axis=1)
        return When(chance[self._slot], self.moments, self.step, self.share_done)


def _log_sum(scores: np.ndarray) -> np.ndarray:
    """(rows,) log of the summed odds, whose share an item's odds are."""
    top = scores.max(axis=1)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        sums: np.ndarray = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return np.where(np.isfinite(sums), sums, 0.0)
