"""All that one series tells of its future, in one call."""

from dataclasses import dataclass

from stdesk.language import tr
from stdesk.models.arma.backtest import Backtest, backtest_series
from stdesk.models.arma.fit import Family, fit_series
from stdesk.models.arma.forecast import SeriesForecast, equation, forecast_series
from stdesk.models.arma.series import PERIOD, Series
from stdesk.progress import Progress


@dataclass(frozen=True)
class Outlook:
    """What is expected, and how far such expectations were to be trusted.

    orders: p and q. season: length of the seasonal profile (1: none). backtest: None where the
    series is too short for one.
    """

    ahead: SeriesForecast
    orders: tuple[int, int]
    season: int
    equation: str
    backtest: Backtest | None


def outlook(
    past: Series,
    horizon: int,
    progress: Progress,
    family: Family = "auto",
    max_order: int = 3,
    seed: int = 0,
    auto_arima: bool = False,
) -> Outlook:
    """Fit the series, carry it `horizon` periods forward, and try the same on its last fifth.

    The trial looks ahead at most a fifth of the series. Raises ValueError when there is nothing.
    """
    period = PERIOD[past.unit]
    progress.step(0, 2, tr("Fitting the series"))
    fit = fit_series(past.counts, period, family, max_order)
    progress.step(1, 2, tr("Trying it on the past"))
    trial = min(horizon, max(len(past.counts) // 5, 1))
    return Outlook(
        ahead=forecast_series(fit, horizon, seed),
        orders=(len(fit.phi), len(fit.theta)),
        season=fit.season,
        equation=equation(fit),
        backtest=backtest_series(past.counts, period, trial, family, max_order, seed, auto_arima),
    )
