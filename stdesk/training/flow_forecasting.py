"""Forecasts the moves from place to place in each of the next hours."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.features import EventLog, load_log
from stdesk.language import figure, tr
from stdesk.models import FlowBacktest, Nodes, backtest_flows, choose_nodes, fit_flows, hour_moves
from stdesk.progress import Progress

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from stdesk.project import Project

LONGEST = 24 * 14
SHORTEST = 72  # hours
HOUR_MS = 3_600_000


@dataclass(frozen=True)
class FlowSettings:
    """horizon: hours ahead. places: how many of the busiest take part; many are gathered in cells.
    least: flows of fewer expected moves an hour are left out of the table."""

    horizon: int = 24
    places: int = 100
    least: float = 0.01


@dataclass(frozen=True)
class FlowForecast:
    """start_ms: (horizon,) local begin of each hour. expected: (horizon, places, places) moves.
    backtest: None where the log is too short for one."""

    settings: FlowSettings
    nodes: Nodes
    names: tuple[str, ...]
    start_ms: np.ndarray
    expected: np.ndarray
    backtest: FlowBacktest | None

    def table(self) -> "pa.Table":
        """begin (local time), origin, destination, expected; the largest of each hour first."""
        import pyarrow as pa

        hour, origin, destination = np.nonzero(self.expected >= self.settings.least)
        moved = self.expected[hour, origin, destination]
        order = np.lexsort((-moved, hour))
        names = np.array(self.names, dtype=object)
        begin = self.start_ms[hour[order]].astype("datetime64[ms]").astype("datetime64[s]")
        columns = {
            "begin": pa.array(begin),
            "origin": pa.array(names[origin[order]], pa.string()),
            "destination": pa.array(names[destination[order]], pa.string()),
            "expected": pa.array(moved[order].round(4)),
        }
        return pa.table(columns)

    def frame(self) -> "pd.DataFrame":
        """The same for those who script."""
        return self.table().to_pandas()

    def verdict(self) -> str:
        """One plain sentence on how such forecasts did in the past."""
        if self.backtest is None:
            return tr("The log is too short to say how good this forecast of flows is.")
        by_hour = self.backtest.by_hour
        ratio = by_hour["flows"].crps / max(by_hour["week"].crps, 1e-12)
        values = {"days": self.backtest.days, "ratio": figure(ratio)}
        best = min(by_hour, key=lambda name: by_hour[name].crps)
        if best == "flows":
            return tr(
                "Over the last {days} days it was better than every simple rule: its error (CRPS) "
                "was {ratio} of that of repeating the week before.",
                **values,
            )
        return tr(
            "Over the last {days} days a simple rule was better; its error (CRPS) was {ratio} of "
            "that of repeating the week before.",
            **values,
        )


def forecast_flows(project: "Project", settings: FlowSettings, progress: Progress) -> FlowForecast:
    """Learn from all moves of the log (trips, or visits that follow each other within a day).

    Raises `SettingProblem` for settings that make no sense, `ModelProblem` where there is too
    little to learn from.
    """
    _check(settings)
    progress.step(0, 3, tr("Reading the log"))
    log = load_log(project)
    if not len(log):
        raise ModelProblem("the project holds no events yet; import a log first.")
    nodes = choose_nodes(log, "auto", settings.places)
    known = hour_moves(log, nodes)
    if known.steps < SHORTEST or len(known.step) < SHORTEST:
        raise ModelProblem(
            "there are {moves} moves in {hours} whole hours; a forecast of flows needs {least} of "
            "each.",
            moves=len(known.step),
            hours=known.steps,
            least=SHORTEST,
        )
    progress.step(1, 3, tr("Trying it on the past"))
    tried = backtest_flows(known, nodes)
    progress.step(2, 3, tr("Forecasting flows"))
    expected = fit_flows(known, nodes).ahead(settings.horizon)
    begin = known.first + known.steps
    progress.step(3, 3)
    return FlowForecast(
        settings=settings,
        nodes=nodes,
        names=_names(log, nodes),
        start_ms=(begin + np.arange(settings.horizon)) * HOUR_MS,
        expected=expected,
        backtest=tried,
    )


def _check(settings: FlowSettings) -> None:
    if not 1 <= settings.horizon <= LONGEST:
        raise SettingProblem(
            "the horizon is {horizon}, but must be 1 to {longest}.",
            horizon=settings.horizon,
            longest=LONGEST,
        )
    if not 2 <= settings.places <= 300:
        raise SettingProblem(
            "the number of places is {places}, but must be from 2 to 300.", places=settings.places
        )


def _names(log: EventLog, nodes: Nodes) -> tuple[str, ...]:
    """What a person calls the nodes: titles of items where there are some."""
    if nodes.whose != "item":
        return nodes.names
    item = {key: row for row, key in enumerate(log.catalogue.item_keys)}
    return tuple(log.catalogue.item_name(item[key]) for key in nodes.names)
