"""Judges models that say how likely an act comes, beside honest opponents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.evaluation.instances import part_name
from stdesk.evaluation.opponents import OPPONENTS, opponents
from stdesk.evaluation.refits import refit
from stdesk.evaluation.reliability import bins_measured
from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import WINDOW_SHARE, Split
from stdesk.features import Contexts, EventLog, contexts_of_events
from stdesk.metrics import auc, bootstrap_statistic, ece, log_loss, paired_test, pr_auc
from stdesk.models import Horizon, Task
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord

FIGURES: dict[str, Callable[..., float]] = {
    "AUC": auc,
    "PR-AUC": pr_auc,
    "log-loss": log_loss,
    "ECE": ece,
}


@dataclass(frozen=True)
class IntentOutcome:
    """All (instances,): whether the act came, the chances said, those of opponents, the user."""

    truth: np.ndarray
    said: np.ndarray
    opposed: dict[str, np.ndarray]
    user: np.ndarray
    time: str

    @classmethod
    def joined(cls, parts: Sequence["IntentOutcome"]) -> "IntentOutcome":
        def column(name: str) -> np.ndarray:
            return np.concatenate([getattr(part, name) for part in parts])

        opposed = {
            name: np.concatenate([part.opposed[name] for part in parts]) for name in OPPONENTS
        }
        return cls(column("truth"), column("said"), opposed, column("user"), parts[0].time)

    def figures(
        self, run: "RunRecord", settings: EvaluateSettings, fold: int | None
    ) -> list[Measured]:
        """AUC, PR-AUC, log-loss and calibration error, with intervals over users; the plot's bins.

        log-loss carries the paired test against the opponent that is best at it.
        """
        peer = min(self.opposed, key=lambda name: log_loss(self.truth, self.opposed[name]))
        losses = _losses(self.truth, self.said), _losses(self.truth, self.opposed[peer])
        p_value = paired_test(*losses, self.user)
        rows = []
        for model, chance in {**self.opposed, run.model: self.said}.items():
            for figure, measure in FIGURES.items():
                found = self._interval(measure, chance, fold)
                tested = figure == "log-loss" and model == run.model
                rows.append(
                    Measured(
                        model, settings.protocol, self.time, "all", figure, found[0],
                        *found[1:], len(self.truth), run.id, fold,
                        peer if tested else None, p_value if tested else None,
                    )
                )  # fmt: skip
        if fold is None:
            rows += bins_measured(self, run, settings)
        return [row for row in rows if np.isfinite(row.value)]

    def _interval(
        self, measure: Callable[..., float], chance: np.ndarray, fold: int | None
    ) -> tuple[float, float | None, float | None]:
        """The figure with its interval over users; a single fold has none."""
        if fold is not None:
            return measure(self.truth, chance), None, None
        found = bootstrap_statistic(lambda weight: measure(self.truth, chance, weight), self.user)
        return found.value, found.low, found.high


def judge_intent(
    project: "Project",
    run: "RunRecord",
    log: EventLog,
    split: Split,
    task: Task,
    settings: EvaluateSettings,
    progress: Progress,
) -> IntentOutcome | None:
    """Refit on what is known before the test part; None where that has no moment to be judged.

    Under `rolling` every moment of the window is an instance, and validation moments are such whose
    outcome is known before the window; under other protocols, where the next event alone makes
    sense, the instances are the events of the protocol.
    """
    horizon = Horizon.of(run.settings)
    given = settings.time == "given" or not horizon.asks_at_events
    if settings.protocol == "rolling":
        task, asked = _rolling(run, log, split.fold, settings, horizon)
    elif horizon.until == "event":
        asked = contexts_of_events(log, split.test)
    else:
        return None
    if not len(asked):
        return None
    learnt, _ = refit(project, run, task, part_name(settings, split), progress)
    model: Any = learnt
    is_act = model.act.events(log)
    truth = horizon.outcome(asked, is_act).astype(np.float64)
    shown = asked if given else asked.without_time()
    said = np.asarray(model.predict(shown), np.float64)
    opposed = opponents(horizon, model.act, task.log, asked, given)
    return IntentOutcome(truth, said, opposed, asked.user, "given" if given else "unknown")


def _rolling(
    run: "RunRecord", log: EventLog, fold: int, settings: EvaluateSettings, horizon: Horizon
) -> tuple[Task, Contexts]:
    """What is known before a window, and the moments of the window whose outcome the log tells.

    Where outcomes take days, the windows are the newest ones that the log tells to the end.
    """
    from stdesk.training import intent_task

    last = int(log.instant_ms.max())
    told = log.before(last - horizon.length_ms + 1) if horizon.length_ms else log
    window = int(len(told) * min(WINDOW_SHARE, 0.5 / settings.folds))
    end = len(told) - window * (settings.folds - 1 - fold)
    if window < 1:
        return Task(log, None, None, run.seed), contexts_of_events(log, np.zeros(0, np.int64))
    instants = told.instant_ms[told.time_order]
    cut = int(instants[end - window])
    until = int(instants[end]) if end < len(told) else last - horizon.length_ms + 1
    known = log.before(cut)
    return intent_task(known, run.seed, run.settings), horizon.moments(log, cut, until)


def _losses(truth: np.ndarray, chance: np.ndarray) -> np.ndarray:
    kept = np.clip(chance, 1e-15, 1 - 1e-15)
    return -np.where(truth > 0, np.log(kept), np.log1p(-kept))
