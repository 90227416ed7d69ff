"""AutoARIMA as an opponent, where the package statsforecast is installed.

It is no part of stdesk: with what it needs it takes 83 MB, and 0.7 s a series where our ARMA takes
9 ms and errs no more on our logs (tests/benchmarks/bench_forecast.py).
"""

from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any, Self

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.models.forecaster import Ahead

LONGEST_SEASON = 24  # a state of 168 hours takes minutes a series


@dataclass(frozen=True)
class AutoArimaFit:
    """The orders that AutoARIMA chose, and the series to apply them to."""

    model: Any
    counts: np.ndarray

    def ahead(self, horizon: int, seed: int, paths: int) -> Ahead:
        """Normal futures around its mean, as its own intervals have them; none below zero."""
        found = self.model.forward(self.counts, h=horizon, level=[95])
        mean = np.asarray(found["mean"])
        scatter = (np.asarray(found["hi-95"]) - mean) / 1.959964
        chance = np.random.default_rng(seed)
        futures = mean + chance.normal(size=(paths, horizon)) * scatter
        whole = Ahead.of(np.maximum(futures, 0.0), seed)
        return Ahead(np.maximum(mean, 0.0), whole.median, whole.paths)

    def advance(self, counts: np.ndarray) -> Self:
        return replace(self, counts=np.concatenate([self.counts, counts]))


def has_auto_arima() -> bool:
    return find_spec("statsforecast") is not None


def fit_auto_arima(counts: np.ndarray, period: int) -> AutoArimaFit:
    """Hyndman and Khandakar, Journal of Statistical Software 2008, as statsforecast has it."""
    if not has_auto_arima():
        raise ModelProblem(
            "AutoARIMA needs the package statsforecast; install it with 'pip install "
            "statsforecast', or leave AutoARIMA out."
        )
    from statsforecast.models import AutoARIMA

    counts = np.asarray(counts, dtype=float)
    season = min(period, LONGEST_SEASON)
    return AutoArimaFit(AutoARIMA(season_length=season).fit(counts), counts)
