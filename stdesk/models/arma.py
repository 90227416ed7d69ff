"""How much activity comes: AR, MA and ARMA for everyone, each category, and the busiest users."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import EventLog
from stdesk.language import mark
from stdesk.models.arma_backtest import backtest_series
from stdesk.models.arma_fit import ArmaFit, fit_series
from stdesk.models.arma_forecast import SeriesForecast, forecast_series
from stdesk.models.arma_series import PERIOD, HourCounts, Series, Unit, series_of_hours
from stdesk.models.base import Learner, Task
from stdesk.models.info import SettingInfo
from stdesk.progress import Progress

Whose = Literal["everyone", "category", "user"]
LEAST_EVENTS = 20
SHORTEST = 14
HORIZON: dict[Unit, int] = {"day": 14, "hour": 48, "week": 8}


@dataclass(frozen=True)
class SeriesName:
    """Whose series: index of the category or user (0 for everyone), and its unit."""

    whose: Whose
    index: int
    unit: Unit


@dataclass(frozen=True)
class StoredSeries:
    """A fitted series and the number of the period after its last one (since 1970, local)."""

    fit: ArmaFit
    next_period: int


class Arma(Learner):
    """Fits the series of everyone (daily and hourly), of each category and of the busiest users.

    It forecasts counts, not items; `fits` holds what was learnt, by name.
    """

    name: ClassVar[str] = "arma"
    family: ClassVar[str] = "temporal"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "family": SettingInfo(
            "auto",
            "choice",
            mark("Which terms the equation may have."),
            choices=("auto", "ar", "ma", "arma"),
        ),
        "max_order": SettingInfo(
            3, "int", mark("How many past steps the equation may look back."), low=1, high=7
        ),
        "users": SettingInfo(
            1000, "int", mark("How many of the busiest users get a series of their own."), low=0
        ),
    }

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__(settings)
        self.fits: dict[SeriesName, StoredSeries] = {}

    def fit(self, task: Task, progress: Progress) -> None:
        """Fit every series; the errors of the larger ones over their last fifth are told."""
        found = dict(self._series(task.log))
        if not found:
            raise ModelProblem(
                "an activity forecast needs {days} days of events; the log has fewer.",
                days=SHORTEST,
            )
        for done, (name, counted) in enumerate(found.items()):
            progress.step(done, len(found))
            fit = fit_series(counted.counts, PERIOD[name.unit], **self._how())
            self.fits[name] = StoredSeries(fit, counted.first + len(counted.counts))
            if name.whose == "everyone":
                self._tell_error(name, counted, progress)

    def forecast(self, name: SeriesName, horizon: int, seed: int = 0) -> SeriesForecast:
        """What follows a series as it was when learnt; `ModelProblem` where it was not."""
        if name not in self.fits:
            raise ModelProblem("this run has not learnt that series; train with more users.")
        return forecast_series(self.fits[name].fit, horizon, seed)

    def state(self) -> dict[str, np.ndarray]:
        """Each array of all fits one after the other, with their lengths: (series,) int."""
        parts = [stored.fit.to_arrays() for stored in self.fits.values()]
        names = list(parts[0]) if parts else []
        arrays = {name: np.concatenate([part[name] for part in parts]) for name in names}
        lengths = {
            f"{name}.length": np.array([len(part[name]) for part in parts]) for name in names
        }
        following = np.array([stored.next_period for stored in self.fits.values()])
        return {**arrays, **lengths, "next_period": following}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        pieces = {
            name: np.split(state[name], np.cumsum(state[f"{name}.length"])[:-1])
            for name in state
            if f"{name}.length" in state
        }
        self.fits = {}
        for row, (whose, index, unit) in enumerate(details["series"]):
            fit = ArmaFit.from_arrays({name: piece[row] for name, piece in pieces.items()})
            stored = StoredSeries(fit, int(state["next_period"][row]))
            self.fits[SeriesName(whose, index, unit)] = stored

    def details(self) -> dict[str, Any]:
        return {"series": [[name.whose, name.index, name.unit] for name in self.fits]}

    def _how(self) -> dict[str, Any]:
        settings = {name: info.default for name, info in self.SETTINGS.items()} | self.settings
        return {"family": settings["family"], "max_order": settings["max_order"]}

    def _series(self, log: EventLog) -> Iterator[tuple[SeriesName, Series]]:
        """All series that are long enough, everyone's first."""
        if not len(log):
            return
        everyone = HourCounts.of(log.local_ms)
        chosen: list[tuple[SeriesName, np.ndarray]] = [
            (SeriesName("everyone", 0, "day"), np.arange(len(log))),
            (SeriesName("everyone", 0, "hour"), np.arange(len(log))),
        ]
        category = log.catalogue.item_category[log.item]
        chosen += [(SeriesName("category", c, "day"), rows) for c, rows in _groups(category)]
        busiest = sorted(_groups(log.user), key=lambda group: -len(group[1]))
        most = int(self.settings.get("users", self.SETTINGS["users"].default))
        chosen += [(SeriesName("user", u, "day"), rows) for u, rows in busiest[:most]]
        for name, rows in chosen:
            counted = series_of_hours(HourCounts.of(log.local_ms[rows]), everyone, name.unit)
            if len(counted.counts) >= SHORTEST * (24 if name.unit == "hour" else 1):
                yield name, counted

    def _tell_error(self, name: SeriesName, counted: Series, progress: Progress) -> None:
        how = self._how()
        found = backtest_series(counted.counts, PERIOD[name.unit], HORIZON[name.unit], **how)
        if found is not None:
            progress.metric(f"mase_{name.unit}", found.arma.mase, 0)


def _groups(code: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Each known code that occurs often enough, and the positions where it does."""
    order = np.argsort(code, kind="stable")
    codes, begin = np.unique(code[order], return_index=True)
    groups = zip(codes.tolist(), np.split(order, begin[1:]), strict=True) if len(code) else ()
    return [(c, rows) for c, rows in groups if c >= 0 and len(rows) >= LEAST_EVENTS]
