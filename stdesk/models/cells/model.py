"""Counts of many places forecast together: what happens next door tells what comes here."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import EventLog
from stdesk.models.arma.forecast import PATHS, SeriesForecast, equation
from stdesk.models.arma.series import Unit
from stdesk.models.base import Task
from stdesk.models.cells.fit import CellsFit, fit_cells
from stdesk.models.cells.settings import CELLS
from stdesk.models.info import SettingInfo
from stdesk.models.nodes import Nodes, choose_nodes
from stdesk.models.panel import Panel, panel_of
from stdesk.models.series_learner import NamedForecast, SeriesModel, Whose
from stdesk.progress import Progress

SHORTEST: dict[Unit, int] = {"hour": 96, "day": 28, "week": 52}
DAYS_FOR_HOURS = 183


class Cells(SeriesModel):
    """A recurrent graph step over nodes, joined with an ARMA of each."""

    name: ClassVar[str] = "cells"
    family: ClassVar[str] = "spatial"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = CELLS

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__(settings)
        self.fitted: CellsFit | None = None
        self.whose: Whose = "item"
        self.names: tuple[str, ...] = ()
        self.next_period = 0

    def fit(self, task: Task, progress: Progress) -> None:
        """Learn the counts of the log's nodes; `ModelProblem` where there are too few."""
        unit = self._unit(task.log)
        nodes = choose_nodes(task.log, self._all()["nodes"], self._all()["most"])
        panel = _long_enough(panel_of(task.log, nodes, unit), nodes)
        self.fitted = self.fit_panel(panel, task.seed, progress)
        self.whose, self.names = nodes.whose, panel.names
        self.next_period = panel.first + panel.steps

    def fit_panel(self, panel: Panel, seed: int, progress: Progress) -> CellsFit:
        return fit_cells(panel, self._all(), seed, self.device, progress)

    def forecasts(self, horizon: int, seed: int = 0) -> Iterator[NamedForecast]:
        if self.fitted is None:
            return
        made = self.fitted.ahead(horizon, seed, PATHS // 4)
        for name, ahead, arma in zip(self.names, made, self.fitted.armas, strict=True):
            yield NamedForecast(
                self.whose,
                name,
                self.fitted.unit,
                self.next_period,
                SeriesForecast.of(ahead),
                equation(arma),
            )

    def state(self) -> dict[str, np.ndarray]:
        return {} if self.fitted is None else self.fitted.to_arrays()

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.fitted = CellsFit.from_arrays(state, details["unit"], details["how"])
        self.whose, self.names = details["whose"], tuple(details["names"])
        self.next_period = details["next_period"]

    def details(self) -> dict[str, Any]:
        return {
            "unit": self.fitted.unit if self.fitted else "day",
            "how": self._all()["how"],
            "whose": self.whose,
            "names": list(self.names),
            "next_period": self.next_period,
        }

    def _all(self) -> dict[str, Any]:
        return {name: info.default for name, info in CELLS.items()} | self.settings

    def _unit(self, log: EventLog) -> Unit:
        wish = self._all()["unit"]
        if wish != "auto":
            return "hour" if wish == "hour" else "day"
        days = np.ptp(log.local_ms) / 86_400_000 if len(log) else 0
        return "hour" if days <= DAYS_FOR_HOURS else "day"


def _long_enough(panel: Panel, nodes: Nodes) -> Panel:
    if not len(nodes) or panel.steps < SHORTEST[panel.unit]:
        raise ModelProblem(
            "forecasting places together needs {least} whole periods; the log has {count}.",
            least=SHORTEST[panel.unit],
            count=panel.steps if len(nodes) else 0,
        )
    return panel
