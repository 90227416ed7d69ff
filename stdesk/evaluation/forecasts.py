"""Judges forecasts of activity on the stretch of time after a fold's training part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split
from stdesk.features import HOUR_MS, EventLog
from stdesk.language import mark, tr
from stdesk.metrics import bootstrap_mean, paired_test
from stdesk.models import (
    Panel,
    SeriesModel,
    Unit,
    Whose,
    choose_nodes,
    model_class,
    model_info,
    model_names,
    panel_of,
    period_of_hour,
    score_ahead,
    with_everyone,
)
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import RunRecord

MOST_SERIES: dict[Unit, int] = {"day": 30, "hour": 60}
SHORTEST: dict[Unit, int] = {"day": 28, "hour": 96}  # periods before the window
HORIZON: dict[Unit, int] = {"day": 7, "hour": 24}
LONGEST_BY_HOUR = 183  # days of a log up to which its hours are judged too
PATHS = 400
FIGURES = (
    "MASE",
    "RMSSE",
    mark("CRPS, scaled"),
    mark("coverage of 80 %"),
    mark("coverage of 95 %"),
)


@dataclass(frozen=True)
class ForecastOutcome:
    """By unit and model: (series, figures) in the order of FIGURES, NaN where one says nothing.

    The same series in the same order for all models of a unit. told: the opponents whose figures
    are told beside this run's; in a comparison of several runs each is told once.
    """

    values: Mapping[tuple[Unit, str], np.ndarray]
    told: tuple[str, ...]

    @classmethod
    def joined(cls, parts: Sequence["ForecastOutcome"]) -> "ForecastOutcome":
        keys = dict.fromkeys(key for part in parts for key in part.values)
        return cls(
            {key: np.vstack([p.values[key] for p in parts if key in p.values]) for key in keys},
            parts[0].told,
        )

    def figures(
        self, run: "RunRecord", settings: EvaluateSettings, fold: int | None
    ) -> list[Measured]:
        """Means over the series, with intervals over them; days first, then hours.

        Where a log is too short for days, its hours are the part `all`.
        """
        rows: list[Measured] = []
        for unit in dict.fromkeys(unit for unit, _ in self.values):
            part = "hour" if rows and unit == "hour" else "all"
            found = {model: v for (u, model), v in self.values.items() if u == unit}
            peer = _best_opponent(found, run.model)
            for model, values in found.items():
                if model == run.model:
                    rows += _rows(run, settings, part, fold, values, (peer, found.get(peer)))
                elif model in self.told:
                    rows += _rows(model, settings, part, fold, values, ("", None))
        return rows


def judge_forecasts(
    run: "RunRecord",
    log: EventLog,
    split: Split,
    settings: EvaluateSettings,
    progress: Progress,
    told: tuple[str, ...] = (),
) -> ForecastOutcome | None:
    """Activity of everyone and of the busiest nodes after the training part, day by day and, of
    logs up to half a year, hour by hour; beside the opponents.

    Forecasts of a week (a day of hours) are made again and again, each knowing all before it,
    without learning anew. Only under `rolling`, whose windows are stretches of time.
    """
    if settings.protocol != "rolling" or not len(split.test):
        return None
    cut, end = int(log.instant_ms[split.test].min()), int(log.instant_ms[split.test].max())
    whole = log.select(log.instant_ms <= end)
    found: dict[tuple[Unit, str], np.ndarray] = {}
    units: tuple[Unit, ...] = ("day", "hour")
    for number, unit in enumerate(units):
        part = progress.part(number / 2, (number + 1) / 2, tr("Forecasting activity"))
        panel = judged_panel(whole, cut, unit)
        if panel is not None:
            known = whole.select(whole.instant_ms < cut)
            begin = _first_step(panel, known)
            found |= {(unit, m): v for m, v in _judged(panel, begin, run, part).items()}
    return ForecastOutcome(found, told) if found else None


def judged_panel(whole: EventLog, cut: int, unit: Unit) -> Panel | None:
    """The series that are judged, everyone's first, chosen by what was known before the cut.

    None where there is too little before it or nothing whole after it.
    """
    known = whole.select(whole.instant_ms < cut)
    if not len(known):
        return None
    days = float(np.ptp(whole.local_ms)) / (24 * HOUR_MS)
    if unit == "hour" and days > LONGEST_BY_HOUR:
        return None
    nodes = choose_nodes(known, _whose(known, unit), MOST_SERIES[unit] - 1)
    panel = with_everyone(panel_of(whole, nodes, unit, known), whole)
    begin = _first_step(panel, known)
    if begin < SHORTEST[unit] or panel.steps <= begin:
        return None
    return panel


def _whose(log: EventLog, unit: Unit) -> Whose | Literal["auto"]:
    return "category" if unit == "day" and log.catalogue.category_names else "auto"


def _first_step(panel: Panel, known: EventLog) -> int:
    """The step in which what was known ends; it is the first that is forecast."""
    last = known.local_ms.max(keepdims=True) // HOUR_MS
    return int(period_of_hour(last, panel.unit)[0]) - panel.first


def _judged(
    panel: Panel, begin: int, run: "RunRecord", progress: Progress
) -> dict[str, np.ndarray]:
    """(series, figures) of the run's model and of the opponents."""
    models: dict[str, dict[str, Any]] = {name: {} for name in opponents()}
    models[run.model] = run.settings
    found = {}
    for number, (name, settings) in enumerate(models.items()):
        part = progress.part(number / len(models), (number + 1) / len(models))
        model = model_class(name)(settings)
        if isinstance(model, SeriesModel):
            found[name] = replay_panel(model, panel, begin, run.seed, part)
    return found


def opponents() -> list[str]:
    """The rules that stand beside every forecast."""
    return [name for name in model_names("series") if model_info(name).family == "baselines"]


def replay_panel(
    model: SeriesModel, panel: Panel, begin: int, seed: int, progress: Progress
) -> np.ndarray:
    """(series, figures): learnt before step `begin`, then forecast until the end of the panel."""
    known = panel.until(begin)
    horizon = min(HORIZON[panel.unit], panel.steps - begin)
    origins = np.arange(begin, panel.steps - horizon + 1, horizon)
    fitted = model.fit_panel(known, seed, progress.part(0.0, 0.8))
    made, seen = [], begin
    for origin in progress.part(0.8, 1.0).each(origins.tolist()):
        fitted = fitted.advance(panel.counts[:, seen:origin])
        made.append(fitted.ahead(horizon, seed, PATHS))
        seen = origin
    season = {"day": 7, "hour": 168 if begin >= 336 else 24, "week": 52}[panel.unit]
    rows = []
    for row, counts in enumerate(panel.counts):
        actual = counts[origins[:, None] + np.arange(horizon)]
        past = known.counts[row, min(int(panel.begin[row]), begin - 1) :]
        one = score_ahead(actual, [ahead[row] for ahead in made], past, season)
        rows.append([one.mase, one.rmsse, one.crps, one.coverage80, one.coverage95])
    return np.array(rows)


def _best_opponent(found: Mapping[str, np.ndarray], run: str) -> str:
    """By MASE over the series; empty where there is none."""
    others = {model: float(np.nanmean(v[:, 0])) for model, v in found.items() if model != run}
    return min(others, key=lambda model: others[model]) if others else ""


def _rows(
    run: "RunRecord | str",
    settings: EvaluateSettings,
    part: str,
    fold: int | None,
    values: np.ndarray,
    peer: tuple[str, np.ndarray | None],
) -> list[Measured]:
    rows = []
    for column, name in enumerate(FIGURES):
        finite = np.isfinite(values[:, column])
        if not finite.any():
            continue
        own, series = values[finite, column], np.flatnonzero(finite)
        interval = bootstrap_mean(own, series)
        p_value = None
        if peer[1] is not None and column < 3:
            p_value = paired_test(own, peer[1][finite, column], series)
        rows.append(
            Measured(
                run if isinstance(run, str) else run.model,
                settings.protocol, "none", part, name, interval.value, interval.low, interval.high,
                len(own), None if isinstance(run, str) else run.id, fold,
                peer[0] if p_value is not None else None, p_value,
            )
        )  # fmt: skip
    return rows
