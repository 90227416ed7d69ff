"""What all models of series share: many of them learnt from a log, stored, carried forward."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol, Self

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import EventLog
from stdesk.language import mark
from stdesk.models.arma.forecast import PATHS, SeriesForecast
from stdesk.models.arma.series import HourCounts, Series, Unit, series_of_hours
from stdesk.models.base import Learner, Task
from stdesk.models.forecaster import Ahead, StoredForecaster
from stdesk.models.info import SettingInfo
from stdesk.models.packing import packed, unpacked
from stdesk.models.panel import Panel
from stdesk.progress import Progress

Whose = Literal["everyone", "category", "user", "item", "cell"]
LEAST_EVENTS = 20
SHORTEST = 14
USERS = SettingInfo(
    1000, "int", mark("How many of the busiest users get a series of their own."), low=0
)


@dataclass(frozen=True)
class SeriesName:
    """Whose series: index of the category, user, item or cell (0 for everyone), and its unit."""

    whose: Whose
    index: int
    unit: Unit


@dataclass(frozen=True)
class StoredSeries:
    """A fitted series and the number of the period after its last one (since 1970, local)."""

    fit: StoredForecaster
    next_period: int


class PanelForecaster(Protocol):
    """All series of a panel at its end."""

    def ahead(self, horizon: int, seed: int, paths: int) -> list[Ahead]:
        """The next periods of each."""

    def advance(self, counts: np.ndarray) -> Self:
        """After further counts, (nodes, steps)."""


@dataclass(frozen=True)
class OneByOne:
    """Series that know nothing of each other."""

    fits: tuple[StoredForecaster, ...]

    def ahead(self, horizon: int, seed: int, paths: int) -> list[Ahead]:
        return [fit.ahead(horizon, seed, paths) for fit in self.fits]

    def advance(self, counts: np.ndarray) -> Self:
        moved = (fit.advance(row) for fit, row in zip(self.fits, counts, strict=True))
        return type(self)(tuple(moved))


class SeriesModel(Learner):
    """Forecasts counts, not items."""

    @abstractmethod
    def fit_panel(self, panel: Panel, seed: int, progress: Progress) -> PanelForecaster:
        """Learn series that are judged together; nothing is kept in the model."""

    @abstractmethod
    def forecasts(self, horizon: int, seed: int = 0) -> Iterator["NamedForecast"]:
        """What follows each of the series that were learnt."""


@dataclass(frozen=True)
class NamedForecast:
    """name: key of the user, category, item or cell, empty for everyone. next_period: the first
    one that is forecast. equation: with its numbers, empty where there is none."""

    whose: Whose
    name: str
    unit: Unit
    next_period: int
    ahead: SeriesForecast
    equation: str = ""


class OneByOneModel(SeriesModel):
    """Fits the series of everyone (daily and hourly), of each category and of the busiest users.

    `fits` holds what was learnt, by name.
    """

    FIT: ClassVar[type[StoredForecaster]]

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__(settings)
        self.fits: dict[SeriesName, StoredSeries] = {}
        self.keys: dict[SeriesName, str] = {}

    @abstractmethod
    def fit_one(self, counts: np.ndarray, unit: Unit) -> StoredForecaster:
        """Learn one series."""

    def equation_of(self, fit: StoredForecaster) -> str:
        """With its numbers."""
        return ""

    def fit(self, task: Task, progress: Progress) -> None:
        """Fit every series; `ModelProblem` where even everyone's is too short."""
        found = dict(self._series(task.log))
        if not found:
            raise ModelProblem(
                "an activity forecast needs {days} days of events; the log has fewer.",
                days=SHORTEST,
            )
        for done, (name, counted) in enumerate(found.items()):
            progress.step(done, len(found))
            fit = self.fit_one(counted.counts, name.unit)
            self.fits[name] = StoredSeries(fit, counted.first + len(counted.counts))
            self.keys[name] = _key(task.log, name)
            if name.whose == "everyone":
                self.tell(name, counted, progress)

    def tell(self, name: SeriesName, counted: Series, progress: Progress) -> None:
        """Figures of a large series for the curve of the training."""

    def fit_panel(self, panel: Panel, seed: int, progress: Progress) -> OneByOne:
        rows = progress.each(list(zip(panel.counts, panel.begin.tolist(), strict=True)), "")
        return OneByOne(
            tuple(self.fit_one(row[min(begin, len(row) - 1) :], panel.unit) for row, begin in rows)
        )

    def forecast(self, name: SeriesName, horizon: int, seed: int = 0) -> SeriesForecast:
        """What follows a series as it was when learnt; `ModelProblem` where it was not."""
        if name not in self.fits:
            raise ModelProblem("this run has not learnt that series; train with more users.")
        return SeriesForecast.of(self.fits[name].fit.ahead(horizon, seed, PATHS))

    def forecasts(self, horizon: int, seed: int = 0) -> Iterator[NamedForecast]:
        for name, stored in self.fits.items():
            ahead = self.forecast(name, horizon, seed)
            said = self.equation_of(stored.fit)
            yield NamedForecast(
                name.whose, self.keys[name], name.unit, stored.next_period, ahead, said
            )

    def state(self) -> dict[str, np.ndarray]:
        following = np.array([stored.next_period for stored in self.fits.values()])
        parts = [stored.fit.to_arrays() for stored in self.fits.values()]
        return {**packed(parts), "next_period": following}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.fits, self.keys = {}, {}
        keys = details.get("keys") or [""] * len(details["series"])
        for row, arrays in enumerate(unpacked(state)):
            name = SeriesName(*details["series"][row])
            fit = self.FIT.from_arrays(arrays)
            self.fits[name] = StoredSeries(fit, int(state["next_period"][row]))
            self.keys[name] = keys[row]

    def details(self) -> dict[str, Any]:
        names = [[name.whose, name.index, name.unit] for name in self.fits]
        return {"series": names, "keys": list(self.keys.values())}

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
        most = int(self.settings.get("users", USERS.default))
        chosen += [(SeriesName("user", u, "day"), rows) for u, rows in busiest[:most]]
        for name, rows in chosen:
            counted = series_of_hours(HourCounts.of(log.local_ms[rows]), everyone, name.unit)
            if len(counted.counts) >= SHORTEST * (24 if name.unit == "hour" else 1):
                yield name, counted


def _key(log: EventLog, name: SeriesName) -> str:
    if name.whose == "category":
        return log.catalogue.category_names[name.index]
    return log.catalogue.user_keys[name.index] if name.whose == "user" else ""


def _groups(code: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Each known code that occurs often enough, and the positions where it does."""
    order = np.argsort(code, kind="stable")
    codes, begin = np.unique(code[order], return_index=True)
    groups = zip(codes.tolist(), np.split(order, begin[1:]), strict=True) if len(code) else ()
    return [(c, rows) for c, rows in groups if c >= 0 and len(rows) >= LEAST_EVENTS]
