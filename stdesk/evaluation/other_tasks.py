"""Judges models that do not rank items: forecasts of activity, and how likely an act is."""

from typing import TYPE_CHECKING

import numpy as np

from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split
from stdesk.features import EventLog
from stdesk.language import tr
from stdesk.metrics import bootstrap_mean, interval_coverage, mase, rmsse
from stdesk.models import HourCounts, Series, Task, model_info, outlook, series_of_hours
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord

MOST_SERIES = 30
SHORTEST_DAYS = 21


def judge_other(
    project: "Project",
    run: "RunRecord",
    log: EventLog,
    split: Split,
    task: Task,
    settings: EvaluateSettings,
    progress: Progress,
) -> list[Measured]:
    """The figures of one run in one fold; none where they make no sense."""
    if model_info(run.model).task == "series":
        return _forecasts(run, log, split, settings, progress)
    from stdesk.evaluation.intents import judge_intent

    return judge_intent(project, run, log, split, task, settings, progress)


def _forecasts(
    run: "RunRecord", log: EventLog, split: Split, settings: EvaluateSettings, progress: Progress
) -> list[Measured]:
    """Daily activity of everyone and of the busiest categories after the training part.

    Only under `rolling`, whose windows are stretches of time. The interval is over the series.
    """
    if settings.protocol != "rolling" or not len(split.test):
        return []
    cut, end = int(log.instant_ms[split.test].min()), int(log.instant_ms[split.test].max())
    whole = log.select(log.instant_ms <= end)
    everyone = HourCounts.of(whole.local_ms)
    before = HourCounts.of(whole.local_ms[whole.instant_ms < cut])
    found: dict[str, list[float]] = {
        "MASE": [],
        "RMSSE": [],
        "coverage of 80 %": [],
        "coverage of 95 %": [],
    }
    for chosen in progress.each(_groups(whole), tr("Forecasting activity")):
        known = HourCounts.of(whole.local_ms[chosen & (whole.instant_ms < cut)])
        if not len(known.hour):
            continue
        past = series_of_hours(known, before, "day")
        actual = series_of_hours(HourCounts.of(whole.local_ms[chosen]), everyone, "day")
        _add(found, past, actual, run)
    series = np.arange(len(found["MASE"]))
    rows = []
    for name, numbers in found.items():
        finite = np.isfinite(numbers)
        interval = bootstrap_mean(np.array(numbers)[finite], series[finite])
        rows.append(
            Measured(
                run.model, settings.protocol, "none", "all", name, interval.value, interval.low,
                interval.high, int(finite.sum()), run.id, split.fold,
            )
        )  # fmt: skip
    return [row for row in rows if row.instances]


def _groups(log: EventLog) -> list[np.ndarray]:
    """Masks of events: everyone's, then those of the busiest categories."""
    category = log.catalogue.item_category[log.item]
    count = np.bincount(category[category >= 0])
    busiest = np.argsort(-count, kind="stable")[: MOST_SERIES - 1]
    return [np.ones(len(log), bool), *(category == one for one in busiest if count[one] >= 100)]


def _add(found: dict[str, list[float]], past: Series, actual: Series, run: "RunRecord") -> None:
    horizon = actual.first + len(actual.counts) - past.first - len(past.counts)
    if len(past.counts) < SHORTEST_DAYS or horizon < 1:
        return
    settings = {
        name: run.settings[name] for name in ("family", "max_order") if name in run.settings
    }
    ahead = outlook(past, horizon, Progress(), seed=run.seed, **settings).ahead
    came = actual.counts[-horizon:]
    found["MASE"].append(mase(came, ahead.mean, past.counts, 7))
    found["RMSSE"].append(rmsse(came, ahead.mean, past.counts, 7))
    found["coverage of 80 %"].append(interval_coverage(came, ahead.low80, ahead.high80))
    found["coverage of 95 %"].append(interval_coverage(came, ahead.low95, ahead.high95))
