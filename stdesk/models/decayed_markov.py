"""`decayed_markov`: what comes after the newest events, each counting less the further back."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from scipy import sparse

from stdesk.features import Contexts, EventLog
from stdesk.language import mark
from stdesk.models.base import Reason, Task
from stdesk.models.counts import of_column, transition_counts
from stdesk.models.info import SettingInfo
from stdesk.models.markov import Markov
from stdesk.models.trails import FADE, chosen_fade, faded_history, log_with_fame
from stdesk.progress import Progress

REACH = 10
FADES = (0.9, 0.8, 0.7, 0.5)
STEP_FADE = 0.8  # what a transition counts beside one that is a step shorter


class DecayedMarkov(Markov):
    """log(own transitions + a Σ_d fade^d P(i | event d before the last) + fame).

    In P a pair counts STEP_FADE^(d - 1) where d events lie between its two, up to `reach`.
    """

    name = "decayed_markov"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        **Markov.SETTINGS,
        "reach": SettingInfo(
            REACH, "int", mark("How many steps back events are looked at."), low=1, high=100
        ),
        "fade": FADE,
    }

    def fit(self, task: Task, progress: Progress) -> None:
        super().fit(task, progress)
        self.settings["fade"] = chosen_fade(self, task, FADES)

    def _counted(self, log: EventLog) -> sparse.csr_array:
        total = transition_counts(log)
        for steps in range(2, min(self._reach, len(log)) + 1):
            total = total + STEP_FADE ** (steps - 1) * transition_counts(log, steps)
        return total.tocsr()

    def _everyone(self, contexts: Contexts) -> np.ndarray:
        found: np.ndarray = (self._newest(contexts) @ self.shares).toarray()
        return found

    def _log_odds(self, told: np.ndarray, count: np.ndarray) -> np.ndarray:
        return log_with_fame(told, count)

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        self._grow(contexts.log.catalogue.items)
        newest = self._newest(contexts.take(slice(row, row + 1)))
        part = newest.data * of_column(self.shares, newest.indices, item)
        if not len(part) or part.max() <= 0:
            return []
        place = contexts.log.catalogue.item_name(int(newest.indices[part.argmax()]))
        text = mark("people often go on to this within a few steps of {place}")
        return [Reason(text, {"place": place}, weight=float(min(part.max(), 1.0)))]

    @property
    def _reach(self) -> int:
        return int(self.settings.get("reach", REACH))

    def _newest(self, contexts: Contexts) -> sparse.csr_array:
        fade = float(self.settings.get("fade", 0.0)) or FADES[1]
        return faded_history(contexts, fade, self.shares.shape[0], self._reach)
