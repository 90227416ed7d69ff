"""Brings back a model as it was judged: learnt from a protocol's training part alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.evaluation.boards import is_baseline
from stdesk.evaluation.error_groups import JudgedModel
from stdesk.evaluation.instances import competing_items, part_name, task_of_split
from stdesk.evaluation.ranking import competing_scores
from stdesk.evaluation.refits import learn, refit
from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split, splits
from stdesk.features import Contexts, EventLog
from stdesk.models import Recommender
from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project


@dataclass(frozen=True)
class Rejudged:
    """A model of one fold. rows: which of the asked positions it was judged on.

    competing: (items,) mask of what was ranked. time_given: whether it knew the instant.
    """

    model: Recommender
    rows: np.ndarray
    competing: np.ndarray
    time_given: bool

    def scores(self, contexts: Contexts) -> np.ndarray:
        """(batch, items) as they were ranked, float64."""
        asked = contexts if self.time_given else contexts.without_time()
        return competing_scores(self.model, asked, self.competing).astype(np.float64)


def rejudged(
    project: "Project",
    line: JudgedModel,
    log: EventLog,
    positions: np.ndarray,
    progress: Progress,
) -> Iterator[Rejudged]:
    """The models that judged the events at these positions of the log, fold by fold.

    A run's model is as stored with the run; a baseline is learnt again. Raises `ModelProblem` for a
    model that was learnt for an ablation only.
    """
    record = line.judgement
    settings = EvaluateSettings(record.protocol, time=record.time, folds=record.folds)
    for split in splits(log, record.protocol, record.folds):
        rows = np.flatnonzero(np.isin(positions, split.test))
        if len(rows):
            model = _model(project, line, log, split, settings, progress)
            given = record.time == "given"
            yield Rejudged(model, rows, competing_items(log, split), given)


def _model(
    project: "Project",
    line: JudgedModel,
    log: EventLog,
    split: Split,
    settings: EvaluateSettings,
    progress: Progress,
) -> Recommender:
    task = task_of_split(log, split)
    if not line.can_be_asked:
        raise ModelProblem(
            "{model} was learnt for “what models add” and not kept; choose the model of a run.",
            model=line.model,
        )
    run = None if line.run is None else project.runs.get(line.run)
    if run is None or is_baseline(line.model):
        model, _ = learn(line.model, run.settings if run else {}, task, progress)
    else:
        model, _ = refit(project, run, task, part_name(settings, split), progress)
    if not isinstance(model, Recommender):
        raise ModelProblem("{model} does not rank items.", model=line.model)
    return model
