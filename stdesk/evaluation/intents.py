"""Judges models that say how likely an act of a kind is next, beside the user's own rate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.evaluation.refits import refit
from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split
from stdesk.features import Contexts, EventLog, contexts_of_events
from stdesk.metrics import auc, bootstrap_statistic, ece, log_loss, paired_test, pr_auc
from stdesk.models import Task
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord

OWN_RATE = "own rate"  # how often the user's acts were of the kind so far; the honest opponent
PRIOR_EVENTS = 20.0
FIGURES: dict[str, Callable[..., float]] = {
    "AUC": auc,
    "PR-AUC": pr_auc,
    "log-loss": log_loss,
    "ECE": ece,
}


@dataclass(frozen=True)
class IntentOutcome:
    """All (instances,): whether it was the act, the chances said, the user's own rate, the user."""

    truth: np.ndarray
    said: np.ndarray
    rate: np.ndarray
    user: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence["IntentOutcome"]) -> "IntentOutcome":
        return cls(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in ("truth", "said", "rate", "user")
            )
        )

    def figures(
        self, run: "RunRecord", settings: EvaluateSettings, fold: int | None
    ) -> list[Measured]:
        """AUC, PR-AUC, log-loss and calibration error, with intervals over users.

        log-loss carries the paired test against the user's own rate.
        """
        losses = _losses(self.truth, self.said), _losses(self.truth, self.rate)
        p_value = paired_test(*losses, self.user)
        rows = []
        for model, chance, number in (
            (OWN_RATE, self.rate, None),
            (run.model, self.said, run.id),
        ):
            for figure, measure in FIGURES.items():
                found = bootstrap_statistic(
                    lambda weight, c=chance, m=measure: m(self.truth, c, weight),  # type: ignore[misc]
                    self.user,
                )
                tested = figure == "log-loss" and number is not None
                rows.append(
                    Measured(
                        model, settings.protocol, settings.time, "all", figure, found.value,
                        found.low, found.high, len(self.truth), number, fold,
                        OWN_RATE if tested else None, p_value if tested else None,
                    )
                )  # fmt: skip
        return [row for row in rows if np.isfinite(row.value)]


def judge_intent(
    project: "Project",
    run: "RunRecord",
    log: EventLog,
    split: Split,
    task: Task,
    settings: EvaluateSettings,
    progress: Progress,
) -> IntentOutcome:
    """Refit on the training part; every event of the test part is or is not the act."""
    from stdesk.evaluation.comparison import part_name

    learnt, _ = refit(project, run, task, part_name(settings, split), progress)
    model: Any = learnt
    contexts = contexts_of_events(log, split.test, settings.time == "given")
    truth = np.asarray(model.truth(contexts), np.float64)
    said = np.asarray(model.predict(contexts), np.float64)
    everyone = float(model.act.events(task.log).mean())
    rate = own_rate(contexts, model.act.events(log), everyone)
    return IntentOutcome(truth, said, rate, contexts.user)


def own_rate(contexts: Contexts, is_act: np.ndarray, everyone: float) -> np.ndarray:
    """(batch,) share of each history's events that are the act, drawn to everyone's share.

    is_act: (events,) of the contexts' log.
    """
    acts = np.concatenate(([0], np.cumsum(is_act)))
    begin, end = contexts.history_begin, contexts.history_end
    count = acts[end] - acts[begin]
    rate: np.ndarray = (count + PRIOR_EVENTS * everyone) / (end - begin + PRIOR_EVENTS)
    return rate


def _losses(truth: np.ndarray, chance: np.ndarray) -> np.ndarray:
    kept = np.clip(chance, 1e-15, 1 - 1e-15)
    return -np.where(truth > 0, np.log(kept), np.log1p(-kept))
