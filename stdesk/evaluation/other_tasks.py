"""Judges models that do not rank items: forecasts of activity, and how likely an act is."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from stdesk.evaluation.refits import finished_runs
from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split
from stdesk.features import EventLog
from stdesk.models import Task, model_info
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord


class Outcome(Protocol):
    """What one fold, or several joined, showed of a run that does not rank items."""

    def figures(
        self, run: "RunRecord", settings: EvaluateSettings, fold: int | None
    ) -> list[Measured]:
        """The figures with their intervals; fold: None for all folds together."""


def judge_other(
    project: "Project",
    run: "RunRecord",
    log: EventLog,
    split: Split,
    task: Task,
    settings: EvaluateSettings,
    progress: Progress,
) -> Outcome | None:
    """One run in one fold; None where the protocol makes no sense for it."""
    if model_info(run.model).task == "series":
        from stdesk.evaluation.forecasts import judge_forecasts, opponents

        runs = [one for one in finished_runs(project, settings.runs) if _is_series(one)]
        own = {one.model for one in runs}
        told = [name for name in opponents() if name not in own] if run.id == runs[0].id else []
        return judge_forecasts(run, log, split, settings, progress, tuple(told))
    from stdesk.evaluation.intents import judge_intent

    return judge_intent(project, run, log, split, task, settings, progress)


def _is_series(run: "RunRecord") -> bool:
    return model_info(run.model).task == "series"


def told(
    run: "RunRecord", settings: EvaluateSettings, outcomes: Mapping[int, Outcome]
) -> list[Measured]:
    """All folds together, then each by its number where there are several."""
    if not outcomes:
        return []
    rows = _joined(list(outcomes.values())).figures(run, settings, None)
    if len(outcomes) > 1:
        for fold, outcome in outcomes.items():
            rows += outcome.figures(run, settings, fold)
    return rows


def _joined(outcomes: Sequence[Outcome]) -> Outcome:
    from stdesk.evaluation.forecasts import ForecastOutcome
    from stdesk.evaluation.intents import IntentOutcome

    if isinstance(outcomes[0], IntentOutcome):
        return IntentOutcome.joined([one for one in outcomes if isinstance(one, IntentOutcome)])
    return ForecastOutcome.joined([one for one in outcomes if isinstance(one, ForecastOutcome)])
