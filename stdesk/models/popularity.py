"""`popularity`: what everyone does most; the opponent that knows nobody."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from stdesk.features import Contexts
from stdesk.language import mark
from stdesk.models.base import Reason, Recommender, Task
from stdesk.models.counts import for_catalogue, history_pairs, item_counts, log_over, share, spread
from stdesk.progress import Progress

BACKOFF = 1e-3  # how many events of the user's own the whole of popularity is worth


class Popularity(Recommender):
    """The logarithm of an item's share of all events seen in training, the same for everyone."""

    name = "popularity"
    family = "baselines"

    def fit(self, task: Task, progress: Progress) -> None:
        self.count = item_counts(task.log)

    def score(self, contexts: Contexts) -> np.ndarray:
        count = for_catalogue(self.count, contexts.log.catalogue.items)
        return np.repeat(np.log(share(count))[None], len(contexts), axis=0)

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        visits = int(for_catalogue(self.count, contexts.log.catalogue.items)[item])
        place = 1 + int((self.count > visits).sum())
        if not visits or place > 100:
            return []
        text = mark("number {place} among all by {visits} events of everyone")
        return [Reason(text, {"place": place, "visits": visits}, weight=1.0 / place)]

    def state(self) -> dict[str, np.ndarray]:
        return {"count": self.count}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.count = np.asarray(state["count"])


class OwnCounts(Popularity):
    """A model that weighs the user's own events; where she has none, popularity decides."""

    @abstractmethod
    def weights(self, contexts: Contexts, row: np.ndarray, position: np.ndarray) -> np.ndarray:
        """(pairs,) what each event of a history counts."""

    def score(self, contexts: Contexts) -> np.ndarray:
        row, position = history_pairs(contexts)
        count = for_catalogue(self.count, contexts.log.catalogue.items)
        shape = (len(contexts), len(count))
        own = spread(row, contexts.log.item[position], self.weights(contexts, row, position), shape)
        return log_over(own, BACKOFF * share(count))

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        own = slice(int(contexts.history_begin[row]), int(contexts.history_end[row]))
        visits = int((contexts.log.item[own] == item).sum())
        if not visits:
            return super().reasons(contexts, row, item)
        text = mark("{visits} of your {events} earlier events")
        return [Reason(text, {"visits": visits, "events": own.stop - own.start}, weight=visits)]
