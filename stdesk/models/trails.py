"""Histories that fade: what each item of a history counts when events further back count less."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from stdesk.features import Contexts, bites
from stdesk.language import mark
from stdesk.metrics import expected_rank, ndcg
from stdesk.models.base import Recommender, Task
from stdesk.models.counts import history_pairs, log_over, share
from stdesk.models.info import SettingInfo

NEWEST = 500  # events of a history that are looked at
FADES = (1.0, 0.98, 0.95, 0.9, 0.8)
FAME = 0.1  # how much of the chance goes by how often anyone has an item
FADE_UNTRIED = 0.95  # where there is no validation to choose by

FADE = SettingInfo(
    0.0,
    "float",
    mark("What an event counts beside the next one; 1 all alike, 0 lets validation choose."),
    low=0.0,
    high=1.0,
)


def faded_history(
    contexts: Contexts, fade: float, items: int, newest: int = NEWEST
) -> sparse.csr_array:
    """(batch, items) sparse: fade to the power of how many events ago the user last had each item.

    Items from `items` on, which came after the training, are left out.
    """
    row, position = history_pairs(contexts, newest)
    item = contexts.log.item[position]
    back = contexts.history_end[row] - 1 - position
    key = row.astype(np.int64) * max(contexts.log.catalogue.items, 1) + item
    _, last = np.unique(key[::-1], return_index=True)
    kept = len(key) - 1 - last
    kept = kept[item[kept] < items]
    weight = np.power(fade, back[kept])
    shape = (len(contexts), items)
    return sparse.coo_array((weight, (row[kept], item[kept])), shape=shape).tocsr()


def log_with_fame(told: np.ndarray, count: np.ndarray) -> np.ndarray:
    """(batch, items) log of what was told, and of each item's fame for a tenth of the chance.

    Without it an item of which nothing is told is ruled out; no model knows that much.
    """
    total = told.sum(axis=1, keepdims=True)
    return log_over(told, share(count), np.where(total > 0, FAME * total, 1.0))


def chosen_fade(model: Recommender, task: Task, fades: Sequence[float] = FADES) -> float:
    """The fade with which `model` validates best; it reads `settings["fade"]` when it scores."""
    wish = float(model.settings.get("fade", 0.0))
    if wish:
        return wish
    if task.validation is None or task.validation_item is None or not len(task.validation):
        return FADE_UNTRIED
    figures = [_figure(model, task.validation, task.validation_item, fade) for fade in fades]
    return fades[int(np.argmax(figures))]


def _figure(model: Recommender, contexts: Contexts, item: np.ndarray, fade: float) -> float:
    """Mean NDCG@10."""
    model.settings["fade"] = fade
    total = 0.0
    for rows in bites(contexts):
        rank = expected_rank(model.offer(contexts.take(rows)), item[rows])
        total += float(ndcg(rank, 10).sum())
    return total / len(contexts)
