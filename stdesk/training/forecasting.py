"""Forecasts how much activity comes, and says honestly how good such forecasts were."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.language import figure, mark, percent, tr, tr_dynamic
from stdesk.models import (
    Backtest,
    Family,
    HourCounts,
    Series,
    SeriesForecast,
    outlook,
    series_of_hours,
)
from stdesk.progress import Progress

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from stdesk.project import Project

SHORTEST = 8
LONGEST_HORIZON: dict[str, int] = {"day": 366, "hour": 24 * 31, "week": 104}
OPPONENTS = {
    "seasonal_naive": mark("the same as a season before"),
    "naive": mark("the same as the last value"),
    "profile": mark("the mean of the season"),
    "ets": mark("exponential smoothing"),
    "auto_arima": mark("AutoARIMA"),
}


@dataclass(frozen=True)
class ForecastSettings:
    """What to forecast: the activity of a user or of a category (keys), or of everyone.

    horizon: periods ahead. family, max_order: which ARMA orders may be chosen. auto_arima: try
    AutoARIMA on the past too, where the package statsforecast is installed.
    """

    user: str | None = None
    category: str | None = None
    unit: Literal["day", "hour", "week"] = "day"
    horizon: int = 14
    family: Family = "auto"
    max_order: int = 3
    seed: int = 0
    auto_arima: bool = False


@dataclass(frozen=True)
class Forecast:
    """What was, what is expected, and how far such expectations were to be trusted.

    history_ms, history: local begin and count of each past period. start_ms: local begins of the
    periods ahead. orders: p and q. season: length of the profile (1: none). backtest: None where
    the series is too short for one.
    """

    settings: ForecastSettings
    history_ms: np.ndarray
    history: np.ndarray
    start_ms: np.ndarray
    ahead: SeriesForecast
    orders: tuple[int, int]
    season: int
    equation: str
    backtest: Backtest | None

    def table(self) -> "pa.Table":
        """begin (local time), mean, low80, high80, low95, high95 of the periods ahead."""
        import pyarrow as pa

        return pa.table(
            {
                "begin": pa.array(self.start_ms.astype("datetime64[ms]").astype("datetime64[s]")),
                "mean": self.ahead.mean,
                "low80": self.ahead.low80,
                "high80": self.ahead.high80,
                "low95": self.ahead.low95,
                "high95": self.ahead.high95,
            }
        )

    def frame(self) -> "pd.DataFrame":
        """The same for those who script."""
        return self.table().to_pandas()

    def verdict(self) -> str:
        """One plain sentence on how it did against simple opponents in the past."""
        return backtest_said(self.backtest)


def forecast(project: "Project", settings: ForecastSettings, progress: Progress) -> Forecast:
    """Fit the chosen series and carry it forward.

    Half days at the ends of the log are left out. Raises `SettingProblem` for settings that make no
    sense, `ModelProblem` when there are too few periods.
    """
    _check(settings)
    progress.step(0, 1, tr("Counting events"))
    counted = _counts(project, settings)
    if len(counted.counts) < SHORTEST:
        raise ModelProblem(
            "there are {count} whole periods to learn from; a forecast needs {least}.",
            count=len(counted.counts),
            least=SHORTEST,
        )
    found = outlook(
        counted,
        settings.horizon,
        progress.part(0.3, 1),
        settings.family,
        settings.max_order,
        settings.seed,
        settings.auto_arima,
    )
    progress.step(1, 1)
    steps = len(counted.counts)
    return Forecast(
        settings=settings,
        history_ms=counted.start_ms(),
        history=counted.counts,
        start_ms=counted.start_ms(steps, steps + settings.horizon),
        ahead=found.ahead,
        orders=found.orders,
        season=found.season,
        equation=found.equation,
        backtest=found.backtest,
    )


def backtest_said(tested: Backtest | None) -> str:
    """One plain sentence on how forecasts did against opponents in the past."""
    if tested is None or np.isnan(tested.arma.mase) or not tested.scores[tested.best].mase:
        return tr("The series is too short or too even to say how good this forecast is.")
    values = {
        "mase": figure(tested.arma.mase),
        "covered": percent(tested.arma.coverage80),
        "steps": tested.steps,
    }
    if tested.best == "arma":
        return tr(
            "Over the last {steps} periods it was better than every opponent (MASE {mase}); "
            "{covered} of counts lay in its 80 % interval.",
            **values,
        )
    return tr(
        "Over the last {steps} periods an opponent was better: {rule} (MASE {theirs} against "
        "{mase}); {covered} of counts lay in the 80 % interval.",
        rule=tr_dynamic(OPPONENTS[tested.best]),
        theirs=figure(tested.scores[tested.best].mase),
        **values,
    )


def _check(settings: ForecastSettings) -> None:
    if settings.user is not None and settings.category is not None:
        raise SettingProblem("choose a user or a category, not both.")
    if settings.unit not in LONGEST_HORIZON:
        raise SettingProblem(
            "the unit is '{unit}', but must be hour, day or week.", unit=settings.unit
        )
    longest = LONGEST_HORIZON[settings.unit]
    if not 1 <= settings.horizon <= longest:
        raise SettingProblem(
            "the horizon is {horizon}, but must be 1 to {longest}.",
            horizon=settings.horizon,
            longest=longest,
        )


def _counts(project: "Project", settings: ForecastSettings) -> Series:
    user = category = None
    if settings.user is not None:
        user = project.log.user_id(settings.user)
        if user is None:
            raise SettingProblem("there is no user '{user}' in the project.", user=settings.user)
    if settings.category is not None:
        names = project.log.categories()
        if settings.category not in names:
            raise SettingProblem(
                "there is no category '{category}' in the project.", category=settings.category
            )
        category = names.index(settings.category) + 1
    everyone = _hours(project.log.hour_counts())
    if not len(everyone.hour):
        raise ModelProblem("the project holds no events yet; import a log first.")
    if user is None and category is None:
        return series_of_hours(everyone, everyone, settings.unit)
    return series_of_hours(_hours(project.log.hour_counts(user, category)), everyone, settings.unit)


def _hours(table: "pa.Table") -> HourCounts:
    return HourCounts(table["hour"].to_numpy(), table["count"].to_numpy())
