"""`ease`: which items go together, as the best linear weights, found in one step."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from scipy import linalg, sparse

from stdesk.features import Contexts, EventLog
from stdesk.language import mark, tr
from stdesk.models.base import Reason, Recommender, Task
from stdesk.models.counts import for_catalogue, item_counts, of_column, pack, unpack
from stdesk.models.info import SettingInfo
from stdesk.models.trails import FADE, chosen_fade, faded_history, log_with_fame
from stdesk.progress import Progress

PULL = 500.0
MOST_ITEMS = 4000  # the matrix has their square: 64 MB, and some seconds to invert
KEPT = 200  # weights of an item that are stored; the others are next to nothing


class LinearItems(Recommender):
    """Scores by weights between items: what the user had, fading, times what goes with it.

    The positive parts as shares of their sum; a tenth of the chance goes by fame.
    """

    weights: sparse.csr_array
    count: np.ndarray

    def score(self, contexts: Contexts) -> np.ndarray:
        count = for_catalogue(self.count, contexts.log.catalogue.items)
        fade = float(self.settings.get("fade", 0.0)) or 1.0
        had = faded_history(contexts, fade, self.weights.shape[0])
        told = np.maximum((had @ self.weights).toarray(), 0.0)
        told = np.pad(told, ((0, 0), (0, len(count) - told.shape[1])))
        return log_with_fame(told, count)

    def settled(self) -> dict[str, Any]:
        return dict(self.settings)

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        if item >= self.weights.shape[1]:
            return []
        fade = float(self.settings.get("fade", 0.0)) or 1.0
        had = faded_history(contexts.take(slice(row, row + 1)), fade, self.weights.shape[0])
        part = had.data * of_column(self.weights, had.indices, item)
        if not len(part) or part.max() <= 0:
            return []
        strongest = int(had.indices[part.argmax()])
        text = mark("people who have {place} often have this too")
        values = {"place": contexts.log.catalogue.item_name(strongest)}
        return [Reason(text, values, weight=float(min(part.max() / part.clip(0).sum(), 1.0)))]

    def state(self) -> dict[str, np.ndarray]:
        return {"count": self.count, **pack("weights", self.weights)}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.count = np.asarray(state["count"])
        self.weights = unpack("weights", state)


class Ease(LinearItems):
    """Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019.

    B minimises |X − X B|² + pull |B|² with a zero diagonal: with P = (X'X + pull I)^-1,
    B_ij = −P_ij / P_jj. X: (users, items), 1 where the user had the item.
    """

    name = "ease"
    family = "baselines"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "pull": SettingInfo(
            PULL, "float", mark("How strongly weights are pulled to zero."), low=0.01, high=1e6
        ),
        "fade": FADE,
        "most_items": SettingInfo(
            MOST_ITEMS,
            "int",
            mark("How many items, those that most people had, are reckoned with; memory grows "
                 "with the square."),
            low=2,
            high=20_000,
        ),
    }  # fmt: skip

    def fit(self, task: Task, progress: Progress) -> None:
        self.count = item_counts(task.log)
        progress.step(0, 1, tr("Finding what goes together"))
        had = had_matrix(task.log)
        wanted = int(self.settings.get("most_items", MOST_ITEMS))
        people = np.asarray(had.sum(axis=0)).ravel()
        frequent = np.sort(np.argsort(-people, kind="stable")[:wanted])
        frequent = frequent[people[frequent] > 0]
        pull = float(self.settings.get("pull", PULL))
        weights = strongest_weights(ease_weights(had[:, frequent], pull), KEPT)
        self.weights = _spread_out(weights, frequent, task.log.catalogue.items)
        progress.step(0.8, 1)
        self.settings["fade"] = chosen_fade(self, task)


def had_matrix(log: EventLog) -> sparse.csr_array:
    """(users, items) sparse float32: 1 where the user had the item."""
    shape = (log.catalogue.users, log.catalogue.items)
    ones = np.ones(len(log), np.float32)
    had = sparse.coo_array((ones, (log.user, log.item)), shape=shape).tocsr()
    had.data[:] = 1.0
    return had


def ease_weights(had: sparse.csr_array, pull: float) -> np.ndarray:
    """(items, items) float32 the closed form, by Cholesky."""
    together = (had.T @ had).toarray().astype(np.float32)
    together[np.diag_indices_from(together)] += pull
    factor, _ = linalg.lapack.spotrf(together, lower=1, overwrite_a=1)
    inverse, _ = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights: np.ndarray = -inverse / np.diag(inverse)
    weights[np.diag_indices_from(weights)] = 0.0
    return weights


def strongest_weights(weights: np.ndarray, kept: int) -> sparse.csr_array:
    """The `kept` largest of each column by size."""
    if len(weights) > kept:
        size = np.abs(weights)
        least = np.partition(size, len(size) - kept, axis=0)[len(size) - kept]
        weights = np.where(size >= least, weights, 0.0)
    return sparse.csr_array(weights)


def _spread_out(weights: sparse.csr_array, place: np.ndarray, items: int) -> sparse.csr_array:
    """Weights between some items as weights between all; place: (some,) which they are."""
    entries = weights.tocoo()
    pairs = (place[entries.row], place[entries.col])
    return sparse.coo_array((entries.data, pairs), shape=(items, items)).tocsr()
