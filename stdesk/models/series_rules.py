"""Simple rules that a forecast has to beat: the week before, the last value, the usual."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

import numpy as np

from stdesk.models.forecaster import Ahead

Rule = Literal["seasonal_naive", "naive", "profile"]
ERRORS_KEPT = 400


@dataclass(frozen=True)
class RuleFit:
    """A rule at the end of its series.

    last: (season,) the newest values, newest last, or the mean of each phase, the next first.
    errors: what the rule missed one season (or step) ahead in the past. wanders: whether errors
    add up from season to season, as they do when values are repeated.
    """

    last: np.ndarray
    errors: np.ndarray
    wanders: bool

    def ahead(self, horizon: int, seed: int, paths: int) -> Ahead:
        """The rule itself is mean and median; its futures are the rule and past errors."""
        step = np.arange(horizon)
        season = len(self.last)
        rule = self.last[step % season]
        chance = np.random.default_rng(seed)
        drawn = chance.choice(self.errors, (paths, horizon))
        spread = np.sqrt(step // season + 1.0) if self.wanders else np.ones(horizon)
        return Ahead(rule, rule, np.maximum(rule + drawn * spread, 0.0))

    def advance(self, counts: np.ndarray) -> Self:
        season = len(self.last)
        if not self.wanders:
            return type(self)(np.roll(self.last, -len(counts)), self.errors, False)
        seen = np.concatenate([self.last, np.asarray(counts, dtype=float)])
        return type(self)(seen[len(seen) - season :], self.errors, True)

    def to_arrays(self) -> dict[str, np.ndarray]:
        return {f.name: np.atleast_1d(np.asarray(getattr(self, f.name))) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        plain: dict[str, Any] = {f.name: arrays[f.name] for f in fields(cls)}
        plain["wanders"] = bool(plain["wanders"][0])
        return cls(**plain)


def fit_rule(counts: np.ndarray, period: int, rule: Rule) -> RuleFit:
    """The rule for a series of counts, (steps,); shorter than a season, the last value stands."""
    counts = np.asarray(counts, dtype=float)
    if not len(counts):
        raise ValueError("the series is empty")
    season = 1 if rule == "naive" or len(counts) < 2 * period else period
    if rule == "profile":
        phase = np.arange(len(counts)) % season
        mean = np.bincount(phase, counts) / np.bincount(phase)
        errors = counts - mean[phase]
        return RuleFit(np.roll(mean, -(len(counts) % season)), errors[-ERRORS_KEPT:], False)
    errors = counts[season:] - counts[:-season]
    kept = errors[-ERRORS_KEPT:] if len(errors) else np.zeros(1)
    return RuleFit(counts[-season:], kept, True)
