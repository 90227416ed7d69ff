"""Fits a model by name to what it may learn from."""

from collections.abc import Mapping
from typing import Any

from stdesk.errors import ModelProblem
from stdesk.models import (
    CheckpointStore,
    Learner,
    Recommender,
    Returns,
    Task,
    model_class,
    model_info,
)
from stdesk.progress import Progress


def fit_model(
    name: str,
    settings: Mapping[str, Any],
    task: Task,
    progress: Progress,
    device: str = "auto",
    checkpoint: CheckpointStore | None = None,
) -> Learner:
    """A model that has learnt from `task.log` alone; `task.validation` only decides when to stop.

    settings: as in a run; what is left out has the model's default. Raises `ModelProblem` when the
    log does not suffice, `SettingProblem` when there is no such model.
    """
    info = model_info(name)
    if not len(task.log):
        raise ModelProblem("there are no events to learn from.")
    defaults = {key: setting.default for key, setting in info.settings.items()}
    model = model_class(name)({**defaults, **settings})
    model.device, model.checkpoint = device, checkpoint
    if isinstance(model, Recommender):
        model.returns = Returns.of_log(task.log, str(settings.get("again", "auto")))
    model.fit(task, progress)
    return model
