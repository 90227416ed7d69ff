"""What every forecast of one series is made of, and how it is scored against what came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from stdesk.metrics import crps, interval_coverage, mase, rmsse, seasonal_scale

BOUNDS = (0.025, 0.1, 0.9, 0.975)


@dataclass(frozen=True)
class Ahead:
    """The next periods: expected count and median, (horizon,); futures, (paths, horizon).

    The mean has the least squared error, the median the least absolute one: of counts that are
    mostly zero they differ (Kolassa, "Why the best point forecast depends on the error measure",
    IJF 2020).
    """

    mean: np.ndarray
    median: np.ndarray
    paths: np.ndarray

    @classmethod
    def of(cls, paths: np.ndarray, seed: int = 0) -> "Ahead":
        """From futures that are no whole numbers: each becomes one of the two next to it, by
        chance, so that what is expected stays the same. Counts have whole futures.
        """
        chance = np.random.default_rng(seed)
        whole = np.floor(paths + chance.random(paths.shape))
        return cls(paths.mean(axis=0), np.median(whole, axis=0), whole)


class Forecaster(Protocol):
    """A fitted series that stands at its end."""

    def ahead(self, horizon: int, seed: int, paths: int) -> Ahead:
        """The next `horizon` periods."""

    def advance(self, counts: np.ndarray) -> Self:
        """The same after further counts, (steps,), were seen; what was learnt stays."""


class StoredForecaster(Forecaster, Protocol):
    """One that a run keeps; opponents that are only measured need not be."""

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it as arrays by name."""

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """What `to_arrays` gave."""


@dataclass(frozen=True)
class Score:
    """How forecasts of one series did, lower is better for the first three.

    mase: of the median; rmsse: of the mean; crps: divided by the same scale as MASE. All are
    relative to repeating the season before, within the history, and NaN where that never errs.
    coverage80, coverage95: shares of counts inside the intervals.
    """

    mase: float
    rmsse: float
    crps: float
    coverage80: float
    coverage95: float


def score(actual: np.ndarray, made: list[Ahead], history: np.ndarray, season: int) -> Score:
    """actual: (origins, horizon) what came after each of the forecasts `made`."""
    median = np.concatenate([one.median for one in made])
    mean = np.concatenate([one.mean for one in made])
    paths = np.hstack([one.paths for one in made])  # (paths, origins * horizon)
    low95, low80, high80, high95 = np.quantile(paths, BOUNDS, axis=0)
    came = actual.ravel()
    return Score(
        mase=mase(came, median, history, season),
        rmsse=rmsse(came, mean, history, season),
        crps=crps(came, paths) / seasonal_scale(history, season),
        coverage80=interval_coverage(came, low80, high80),
        coverage95=interval_coverage(came, low95, high95),
    )
