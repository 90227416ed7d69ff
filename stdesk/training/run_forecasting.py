"""Carries all series of a trained run forward: everyone's, users', categories' or places'."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.models import NamedForecast, Series, SeriesModel
from stdesk.progress import Progress
from stdesk.training.run import load_run

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from stdesk.project import Project

LONGEST = 24 * 31
BOUNDS = ("mean", "low80", "high80", "low95", "high95")


@dataclass(frozen=True)
class RunForecast:
    """What follows each series that a run has learnt."""

    run: int
    model: str
    series: tuple[NamedForecast, ...]

    def table(self) -> "pa.Table":
        """series (whose), name, unit, begin (local time), mean, low80, high80, low95, high95."""
        import pyarrow as pa

        parts = [_columns(one) for one in self.series]
        joined = {name: [v for part in parts for v in part[name]] for name in parts[0]}
        return pa.table(joined)

    def frame(self) -> "pd.DataFrame":
        """The same for those who script."""
        return self.table().to_pandas()

    @property
    def equations(self) -> list[dict[str, str]]:
        """Of each series, with its numbers."""
        return [
            {"series": one.whose, "name": one.name, "unit": one.unit, "equation": one.equation}
            for one in self.series
        ]


def forecast_run(project: "Project", run: int, horizon: int, progress: Progress) -> RunForecast:
    """The next `horizon` periods of each series, from where the log ended when it was learnt.

    Raises `ModelProblem` where the run is no finished one of a model of series.
    """
    if not 1 <= horizon <= LONGEST:
        raise SettingProblem(
            "the horizon is {horizon}, but must be 1 to {longest}.",
            horizon=horizon,
            longest=LONGEST,
        )
    record = project.runs.get(run)
    model = load_run(project, run)
    if not isinstance(model, SeriesModel):
        raise ModelProblem(
            "run {run} ({model}) forecasts no activity; choose one of arma, ets or cells.",
            run=run,
            model=record.model,
        )
    made = tuple(progress.each(model.forecasts(horizon, record.seed)))
    return RunForecast(run, record.model, made)


def _columns(one: NamedForecast) -> dict[str, Sequence[object]]:
    horizon = len(one.ahead.mean)
    begins = Series(one.unit, one.next_period, np.empty(0)).start_ms(0, horizon)
    told = {name: getattr(one.ahead, name).tolist() for name in BOUNDS}
    return {
        "series": [one.whose] * horizon,
        "name": [one.name] * horizon,
        "unit": [one.unit] * horizon,
        "begin": begins.astype("datetime64[ms]").astype("datetime64[s]").tolist(),
        **told,
    }
