"""Judges forecasts of daily activity on the stretch of time after a fold's training part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split
from stdesk.features import EventLog
from stdesk.language import tr
from stdesk.metrics import bootstrap_mean, interval_coverage, mase, rmsse
from stdesk.models import HourCounts, Series, outlook, series_of_hours
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import RunRecord

MOST_SERIES = 30
SHORTEST_DAYS = 21
FIGURES = ("MASE", "RMSSE", "coverage of 80 %", "coverage of 95 %")


@dataclass(frozen=True)
class ForecastOutcome:
    """values: (series, figures) in the order of FIGURES. series: (series,) which one it is."""

    values: np.ndarray
    series: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence["ForecastOutcome"]) -> "ForecastOutcome":
        return cls(
            np.concatenate([part.values for part in parts]),
            np.concatenate([part.series for part in parts]),
        )

    def figures(
        self, run: "RunRecord", settings: EvaluateSettings, fold: int | None
    ) -> list[Measured]:
        """The mean over the series, with an interval over them."""
        rows = []
        for name, values in zip(FIGURES, self.values.T, strict=True):
            finite = np.isfinite(values)
            if not finite.any():
                continue
            interval = bootstrap_mean(values[finite], self.series[finite])
            rows.append(
                Measured(
                    run.model, settings.protocol, "none", "all", name, interval.value,
                    interval.low, interval.high, int(finite.sum()), run.id, fold,
                )
            )  # fmt: skip
        return rows


def judge_forecasts(
    run: "RunRecord", log: EventLog, split: Split, settings: EvaluateSettings, progress: Progress
) -> ForecastOutcome | None:
    """Daily activity of everyone and of the busiest categories after the training part.

    Only under `rolling`, whose windows are stretches of time.
    """
    if settings.protocol != "rolling" or not len(split.test):
        return None
    cut, end = int(log.instant_ms[split.test].min()), int(log.instant_ms[split.test].max())
    whole = log.select(log.instant_ms <= end)
    everyone = HourCounts.of(whole.local_ms)
    before = HourCounts.of(whole.local_ms[whole.instant_ms < cut])
    values, series = [], []
    groups = _groups(whole)
    for number, chosen in enumerate(progress.each(groups, tr("Forecasting activity"))):
        known = HourCounts.of(whole.local_ms[chosen & (whole.instant_ms < cut)])
        if not len(known.hour):
            continue
        past = series_of_hours(known, before, "day")
        actual = series_of_hours(HourCounts.of(whole.local_ms[chosen]), everyone, "day")
        found = _compare(past, actual, run)
        if found is not None:
            values.append(found)
            series.append(number)
    return ForecastOutcome(np.array(values), np.array(series)) if values else None


def _groups(log: EventLog) -> list[np.ndarray]:
    """Masks of events: everyone's, then those of the busiest categories."""
    category = log.catalogue.item_category[log.item]
    count = np.bincount(category[category >= 0])
    busiest = np.argsort(-count, kind="stable")[: MOST_SERIES - 1]
    return [np.ones(len(log), bool), *(category == one for one in busiest if count[one] >= 100)]


def _compare(past: Series, actual: Series, run: "RunRecord") -> list[float] | None:
    """The figures of one series in the order of FIGURES; None where it is too short."""
    horizon = actual.first + len(actual.counts) - past.first - len(past.counts)
    if len(past.counts) < SHORTEST_DAYS or horizon < 1:
        return None
    settings = {
        name: run.settings[name] for name in ("family", "max_order") if name in run.settings
    }
    ahead = outlook(past, horizon, Progress(), seed=run.seed, **settings).ahead
    came = actual.counts[-horizon:]
    return [
        mase(came, ahead.mean, past.counts, 7),
        rmsse(came, ahead.mean, past.counts, 7),
        interval_coverage(came, ahead.low80, ahead.high80),
        interval_coverage(came, ahead.low95, ahead.high95),
    ]
