"""`intent`: how likely a chosen act, such as a purchase, comes next, or within a time to come."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Contexts, EventLog
from stdesk.models.act import Act, chosen_act
from stdesk.models.base import Learner, Reason, Task
from stdesk.models.info import SettingInfo
from stdesk.models.intent.calibration import Calibration, calibrate, habit_share, mixed
from stdesk.models.intent.habit import own_rate
from stdesk.models.intent.head import Cases, Head, Lesson
from stdesk.models.intent.horizon import Horizon
from stdesk.models.intent.settings import SETTINGS
from stdesk.progress import Progress

FITTED = "fitted"  # the name under which `settled` hands on what validation calibrated
FOREVER_MS = 2**62


class Intent(Learner):
    """p = calibrated σ(log-odds of a head): boosted trees, an LSTM or a Transformer.

    The head learns with acts weighed by (no / yes) ^ balance and takes that back in its log-odds;
    the share of the user's own rate in them and the calibration are fitted on validation alone.
    """

    name = "intent"
    family = "intent"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = SETTINGS

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        defaults = {name: setting.default for name, setting in self.SETTINGS.items()}
        super().__init__({**defaults, **(settings or {})})
        self.horizon = Horizon.of(self.settings)
        self._calibrations: dict[str, Calibration] = {}

    def fit(self, task: Task, progress: Progress) -> None:
        if not len(task.log):
            raise ModelProblem("there are no events to learn from.")
        self.act = chosen_act(str(self.settings["kind"]), task.log)
        cases = self._cases(task.log, task.seed)
        self.base_rate = float(cases.truth.mean())
        validation = self._validation(task)
        self._head = self._new_head()
        lesson = Lesson(task.log, cases, validation, task.seed, self.device, self.checkpoint)
        self._head.fit(lesson, progress)
        self._calibrate(validation)

    @property
    def is_calibrated(self) -> bool:
        """Whether validation held enough to make the probabilities honest."""
        return any(found.kind != "none" for found in self._calibrations.values())

    def predict(self, contexts: Contexts) -> np.ndarray:
        """(batch,) probability that the act comes within the horizon."""
        if not len(contexts):
            return np.zeros(0)
        calibration = self._calibrations.get(_time(contexts), Calibration())
        said = self._head.log_odds(contexts)
        if calibration.habit:
            said = mixed(said, self._habit(contexts), calibration.habit)
        return calibration(said)

    def _habit(self, contexts: Contexts) -> np.ndarray:
        """(batch,) log-odds of the user's own rate so far."""
        rate = np.clip(own_rate(self.horizon, self.act, contexts, self.base_rate), 1e-6, 1 - 1e-6)
        return np.log(rate) - np.log1p(-rate)

    def reasons(self, contexts: Contexts) -> list[list[Reason]]:
        """For each context what raises and what lowers its chance, the strongest first."""
        return self._head.reasons(contexts) if len(contexts) else []

    def settled(self) -> dict[str, Any]:
        fitted = {time: found.details() for time, found in self._calibrations.items()}
        return {**self.settings, **self._head.settled(), FITTED: fitted}

    def state(self) -> dict[str, np.ndarray]:
        return self._head.state()

    def details(self) -> dict[str, Any]:
        return {
            "act": self.act.details(),
            "base_rate": self.base_rate,
            "head": self._head.details(),
            FITTED: {time: found.details() for time, found in self._calibrations.items()},
        }

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.act, self.base_rate = Act(**details["act"]), float(details["base_rate"])
        self._calibrations = _read(details[FITTED])
        self._head = self._new_head()
        self._head.load_state(state, details["head"])

    def _new_head(self) -> Head:
        if self.settings["head"] == "trees":
            from stdesk.models.intent.trees import TreesHead

            return TreesHead(self.settings, self.act, self.horizon)
        from stdesk.models.intent.network import NetworkHead

        return NetworkHead(self.settings, self.act, self.horizon)

    def _cases(self, log: EventLog, seed: int) -> Cases:
        """Moments to learn from, drawn where there are more than wanted."""
        contexts = self.horizon.moments(log, -FOREVER_MS, FOREVER_MS)
        most = int(self.settings["moments"])
        if len(contexts) > most:
            drawn = np.random.default_rng(seed).permutation(len(contexts))[:most]
            contexts = contexts.take(np.sort(drawn))
        cases = Cases.of(contexts, self.act, self.horizon)
        if not len(cases):
            raise ModelProblem(
                "the log is too short for this horizon: of no moment is it known what came within "
                "it. Choose a shorter horizon, or the next event."
            )
        if not cases.both:
            raise ModelProblem(
                "'{act}' followed all of the {count} moments that could be learnt from."
                if cases.truth.all()
                else "'{act}' followed none of the {count} moments that could be learnt from.",
                act=self.act.name,
                count=len(cases),
            )
        return cases

    def _validation(self, task: Task) -> Cases | None:
        if task.validation is None or not len(task.validation):
            return None
        cases = Cases.of(task.validation, self.act, self.horizon)
        return cases if cases.both else None

    def _calibrate(self, validation: Cases | None) -> None:
        """By validation; without one, by what an earlier stage of the same training fitted."""
        if validation is None:
            self._calibrations = _read(self.settings.get(FITTED, {}))
            return
        asked = [validation.contexts]
        if self.horizon.asks_at_events:
            asked.append(validation.contexts.without_time())
        kind = str(self.settings["calibration"])
        for contexts in asked:
            said, habit = self._head.log_odds(contexts), self._habit(contexts)
            share = habit_share(said, habit, validation.truth)
            found = calibrate(kind, mixed(said, habit, share), validation.truth)
            self._calibrations[_time(contexts)] = replace(found, habit=share)


def _time(contexts: Contexts) -> str:
    return "unknown" if contexts.instant_ms is None else "given"


def _read(fitted: Mapping[str, Any]) -> dict[str, Calibration]:
    return {time: Calibration.of(details) for time, details in fitted.items()}
