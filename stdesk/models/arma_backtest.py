"""Would the forecast have been any good? Replays the end of a series beside simple opponents."""

from dataclasses import dataclass

import numpy as np

from stdesk.metrics import interval_coverage, mase
from stdesk.models.arma_fit import Family, advance, fit_series
from stdesk.models.arma_forecast import BOUNDS, simulate

TEST_SHARE = 0.2
ORIGINS = 40
PATHS = 400


@dataclass(frozen=True)
class Backtest:
    """Errors over the last part of a series, forecast again and again without refitting.

    MASE: mean absolute error over that of the seasonal naive forecast before the test (below 1 is
    better than that); NaN where the series never varies. arma; seasonal_naive: the same phase of
    the last season; naive: the last value; profile: the mean of the phase. coverage80, coverage95:
    shares of counts that fell into the intervals. steps: length of the test; horizon: steps ahead.
    """

    arma: float
    seasonal_naive: float
    naive: float
    profile: float
    coverage80: float
    coverage95: float
    steps: int
    origins: int
    horizon: int

    @property
    def best(self) -> str:
        """The field with the lowest MASE; of equals the simplest."""
        names = ("naive", "seasonal_naive", "profile", "arma")
        return min(names, key=lambda name: np.nan_to_num(getattr(self, name), nan=np.inf))


def backtest_series(
    counts: np.ndarray,
    period: int,
    horizon: int,
    family: Family = "auto",
    max_order: int = 3,
    seed: int = 0,
) -> Backtest | None:
    """Fit the first four fifths, then forecast `horizon` steps from up to 40 origins in the rest.

    Orders are chosen on the first part alone. None where the series is shorter than three periods
    before the test, or the test shorter than the horizon.
    """
    counts = np.asarray(counts, dtype=float)
    test = max(round(len(counts) * TEST_SHARE), horizon)
    begin = len(counts) - test
    if begin < 3 * period:
        return None
    fit = fit_series(counts[:begin], period, family, max_order)
    origins = np.unique(np.linspace(begin, len(counts) - horizon, ORIGINS).astype(int))
    ahead = origins[:, None] + np.arange(horizon)  # (origins, horizon) positions in the series
    actual, futures = counts[ahead], []
    seen = begin
    for origin in origins.tolist():
        fit = advance(fit, counts[seen:origin])
        seen = origin
        futures.append(simulate(fit, horizon, seed, PATHS))
    mean = np.stack(futures).mean(axis=1)
    low95, low80, high80, high95 = np.quantile(np.stack(futures), BOUNDS, axis=1)
    history = counts[:begin]

    def error_of(predicted: np.ndarray) -> float:
        return mase(actual.ravel(), predicted.ravel(), history, period)

    return Backtest(
        arma=error_of(mean),
        seasonal_naive=error_of(counts[_season_before(ahead, origins, period)]),
        naive=error_of(np.repeat(counts[origins - 1][:, None], horizon, axis=1)),
        profile=error_of(_profile(history, period)[ahead % period]),
        coverage80=interval_coverage(actual, low80, high80),
        coverage95=interval_coverage(actual, low95, high95),
        steps=test,
        origins=len(origins),
        horizon=horizon,
    )


def _season_before(ahead: np.ndarray, origins: np.ndarray, period: int) -> np.ndarray:
    """Positions of the same phase in the last whole season known at the origin."""
    seasons = (ahead - origins[:, None]) // period + 1
    return ahead - seasons * period


def _profile(history: np.ndarray, period: int) -> np.ndarray:
    phase = np.arange(len(history)) % period
    return np.bincount(phase, history) / np.bincount(phase)
