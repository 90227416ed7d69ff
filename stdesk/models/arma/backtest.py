"""Would the forecast have been any good? Replays the end of a series beside simple opponents."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stdesk.models.arma.fit import Family, fit_series
from stdesk.models.arma.forecast import ArmaForecaster
from stdesk.models.ets.fit import fit_ets
from stdesk.models.forecaster import Forecaster, Score, score
from stdesk.models.series_rules import fit_rule

TEST_SHARE = 0.2
ORIGINS = 40
PATHS = 400
SIMPLEST_FIRST = ("naive", "seasonal_naive", "profile", "ets", "auto_arima", "arma")


@dataclass(frozen=True)
class Backtest:
    """Errors over the last part of a series, forecast again and again without refitting.

    scores: by name: arma; seasonal_naive, the same phase of the last season; naive, the last value;
    profile, the mean of the phase; ets, exponential smoothing; auto_arima where it was asked for.
    steps: length of the test; horizon: steps ahead.
    """

    scores: Mapping[str, Score]
    steps: int
    origins: int
    horizon: int

    @property
    def arma(self) -> Score:
        return self.scores["arma"]

    @property
    def best(self) -> str:
        """The one with the lowest MASE; of equals the simplest."""
        named = [name for name in SIMPLEST_FIRST if name in self.scores]
        return min(named, key=lambda name: np.nan_to_num(self.scores[name].mase, nan=np.inf))


def backtest_series(
    counts: np.ndarray,
    period: int,
    horizon: int,
    family: Family = "auto",
    max_order: int = 3,
    seed: int = 0,
    auto_arima: bool = False,
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
    origins = np.unique(np.linspace(begin, len(counts) - horizon, ORIGINS).astype(int))
    fitted: dict[str, Forecaster] = {
        "arma": ArmaForecaster(fit_series(counts[:begin], period, family, max_order)),
        "ets": fit_ets(counts[:begin], period),
        "seasonal_naive": fit_rule(counts[:begin], period, "seasonal_naive"),
        "naive": fit_rule(counts[:begin], period, "naive"),
        "profile": fit_rule(counts[:begin], period, "profile"),
    }
    if auto_arima:
        from stdesk.models.auto_arima import fit_auto_arima

        fitted["auto_arima"] = fit_auto_arima(counts[:begin], period)
    scores = {
        name: replay(one, counts, origins, horizon, period, seed) for name, one in fitted.items()
    }
    return Backtest(scores, test, len(origins), horizon)


def replay(
    fitted: Forecaster,
    counts: np.ndarray,
    origins: np.ndarray,
    horizon: int,
    period: int,
    seed: int = 0,
) -> Score:
    """Forecast from each origin, told what came before it; `fitted` stands at the first of them."""
    made, seen = [], int(origins[0])
    for origin in origins.tolist():
        fitted = fitted.advance(counts[seen:origin])
        seen = origin
        made.append(fitted.ahead(horizon, seed, PATHS))
    actual = counts[origins[:, None] + np.arange(horizon)]
    return score(actual, made, counts[: origins[0]], period)
