"""Keeps trials with the project, so that a tuning that was stopped goes on with what it knows.

All of it is one JSON setting a model, `tuning NAME`: what was asked, every trial, what the two
trials that matter did on the confirming events, and what was chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.models.base import Reason
from stdesk.training.tuning_settings import Trial, Tuned

if TYPE_CHECKING:
    from stdesk.project import Project

DIGITS = 5  # of the figures kept of each confirming event


@dataclass
class Study:
    """Trials of one model that can be compared with each other.

    asked: what they have in common. confirmed: (instances,) figures of the preset and of the best
    trial by its number. chosen: what the last conclusion stored, or None.
    """

    model: str
    asked: dict[str, Any]
    trials: list[Trial] = field(default_factory=list)
    confirmed: dict[int, np.ndarray] = field(default_factory=dict)
    chosen: dict[str, Any] | None = None

    def done(self) -> list[Trial]:
        return [trial for trial in self.trials if trial.value is not None]


def read_study(project: "Project", model: str) -> Study | None:
    """The stored trials of a model, or None."""
    stored = project.setting(setting_of(model))
    if stored is None:
        return None
    return Study(
        model,
        stored["asked"],
        [Trial.of(trial) for trial in stored["trials"]],
        {int(number): np.array(values) for number, values in stored["confirmed"].items()},
        stored["chosen"],
    )


def write_study(project: "Project", study: Study) -> None:
    project.set_setting(
        setting_of(study.model),
        {
            "asked": study.asked,
            "trials": [trial.plain() for trial in study.trials],
            "confirmed": {
                number: [round(float(value), DIGITS) for value in values]
                for number, values in study.confirmed.items()
            },
            "chosen": study.chosen,
        },
    )


def read_tuning(project: "Project", model: str) -> Tuned | None:
    """What a tuning of the model chose so far, and its trials; None where there was none."""
    study = read_study(project, model)
    return None if study is None or study.chosen is None else told(study)


def told(study: Study) -> Tuned:
    chosen = dict(study.chosen or {})
    said = tuple(Reason(one["text"], one["values"]) for one in chosen.pop("sentences"))
    return Tuned(model=study.model, trials=tuple(study.trials), sentences=said, **chosen)


def trials(project: "Project", model: str) -> list[Trial]:
    """Every trial so far, also of a tuning that still runs."""
    study = read_study(project, model)
    return [] if study is None else study.trials


def unseen_by_tuning(project: "Project", model: str, protocol: str, folds: int) -> bool:
    """Whether what a protocol tests on had no part in choosing the model's tuned settings."""
    study = read_study(project, model)
    if study is None or study.chosen is None:
        return True
    asked, known_folds = study.asked["protocol"], int(study.asked["folds"])
    if protocol == "rolling":
        return asked == "rolling" and folds <= known_folds
    return protocol == asked or (protocol == "next-place" and asked == "rolling")


def tuned_settings(
    project: "Project", model: str, overrides: Mapping[str, object]
) -> dict[str, Any]:
    """The settings of the preset `tuned`, with what is to differ from them."""
    from stdesk.models import model_info

    info = model_info(model)
    study = read_study(project, model)
    if study is None or study.chosen is None:
        raise SettingProblem(
            "{model} has not been tuned in this project; tune it first, or choose the preset fast, "
            "balanced or best.",
            model=model,
        )
    known = {k: v for k, v in study.chosen["settings"].items() if k in info.settings}
    return info.complete(study.asked["preset"], {**known, **overrides})


def setting_of(model: str) -> str:
    """The name of the project's setting that keeps a model's trials."""
    return f"tuning {model}"
