"""`markov`: what comes after the last thing done; the user's own transitions, then everyone's."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from scipy import sparse

from stdesk.features import Contexts, EventLog
from stdesk.language import mark
from stdesk.models.base import Reason, Recommender, Task
from stdesk.models.counts import (
    for_catalogue,
    history_pairs,
    item_counts,
    last_items,
    log_over,
    pack,
    share,
    spread,
    transition_counts,
    unpack,
)
from stdesk.models.info import SettingInfo
from stdesk.models.popularity import BACKOFF
from stdesk.progress import Progress

EVERYONE = 0.1  # the weight of everyone's transitions beside a count of one's own


class Markov(Recommender):
    """log(own transitions from the last item + everyone's share of them + a trace of fame)."""

    name = "markov"
    family = "baselines"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "everyone": SettingInfo(
            EVERYONE,
            "float",
            mark("What all transitions of everyone weigh beside one of the user's own."),
            low=0.0,
            high=1000.0,
        )
    }

    def fit(self, task: Task, progress: Progress) -> None:
        self.count = item_counts(task.log)
        self.transitions = self._counted(task.log)
        self._prepare()

    def _counted(self, log: EventLog) -> sparse.csr_array:
        return transition_counts(log)

    def _prepare(self) -> None:
        total = np.asarray(self.transitions.sum(axis=1)).ravel()
        per_row = np.repeat(total, np.diff(self.transitions.indptr))
        self.shares = self.transitions.copy()
        self.shares.data = self.transitions.data / np.maximum(per_row, 1.0)

    def score(self, contexts: Contexts) -> np.ndarray:
        count = for_catalogue(self.count, contexts.log.catalogue.items)
        self._grow(len(count))
        own = self._own(contexts, last_items(contexts))
        weight = float(self.settings.get("everyone", EVERYONE))
        return self._log_odds(own + weight * self._everyone(contexts), count)

    def _log_odds(self, told: np.ndarray, count: np.ndarray) -> np.ndarray:
        return log_over(told, BACKOFF * share(count))

    def _everyone(self, contexts: Contexts) -> np.ndarray:
        """(batch, items) the share of each item among what followed the last one."""
        last = last_items(contexts)
        found: np.ndarray = self.shares[np.maximum(last, 0)].toarray() * (last >= 0)[:, None]
        return found

    def _grow(self, items: int) -> None:
        """Make room for items that came after the training."""
        if items > self.shares.shape[0]:
            for matrix in (self.shares, self.transitions):
                matrix.resize((items, items))

    def _own(self, contexts: Contexts, last: np.ndarray) -> np.ndarray:
        """(batch, items) how often the user went from her last item to each."""
        row, position = history_pairs(contexts)
        follows = (position > contexts.history_begin[row]) & (
            contexts.log.item[np.maximum(position - 1, 0)] == last[row]
        )
        row, item = row[follows], contexts.log.item[position[follows]]
        return spread(row, item, np.ones(len(row)), (len(contexts), contexts.log.catalogue.items))

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        last = int(last_items(contexts)[row])
        self._grow(contexts.log.catalogue.items)
        if last < 0 or not (times := int(self.transitions[[last], [item]][0])):
            return []
        text = mark("people go here after {place} ({times} times)")
        values = {"place": contexts.log.catalogue.item_name(last), "times": times}
        return [Reason(text, values, weight=float(self.shares[[last], [item]][0]))]

    def state(self) -> dict[str, np.ndarray]:
        return {"count": self.count, **pack("transitions", self.transitions)}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.count = np.asarray(state["count"])
        self.transitions = unpack("transitions", state)
        self._prepare()
