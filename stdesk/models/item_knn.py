"""`item_knn`: what is most like the things that the user had, by who else had both."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from scipy import sparse

from stdesk.language import mark, tr
from stdesk.models.base import Task
from stdesk.models.counts import item_counts
from stdesk.models.ease import LinearItems, had_matrix
from stdesk.models.info import SettingInfo
from stdesk.models.trails import FADE, chosen_fade
from stdesk.progress import Progress

NEIGHBOURS = 300
PAIRS = 20_000_000  # of items that one user had, held at a time
MOST_ITEMS_A_USER = 2000
MOST_WEIGHTS, FEWEST = 6_000_000, 20  # kept in all, and of each item however many there are


class ItemKnn(LinearItems):
    """Cosine of two items' users, the nearest neighbours of each item only.

    Deshpande and Karypis, "Item-based top-N recommendation algorithms", TOIS 2004.
    """

    name = "item_knn"
    family = "baselines"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "neighbours": SettingInfo(
            NEIGHBOURS, "int", mark("How many items most like it count for an item."),
            low=1, high=2000,
        ),
        "shrink": SettingInfo(
            10.0, "float", mark("How many users in common are taken off by doubt."),
            low=0.0, high=10_000.0,
        ),
        "fade": FADE,
    }  # fmt: skip

    def fit(self, task: Task, progress: Progress) -> None:
        self.count = item_counts(task.log)
        had = _thinned(had_matrix(task.log), task.seed)
        wish = int(self.settings.get("neighbours", NEIGHBOURS))
        neighbours = min(wish, max(MOST_WEIGHTS // max(task.log.catalogue.items, 1), FEWEST))
        shrink = float(self.settings.get("shrink", 10.0))
        self.weights = _cosines(had, neighbours, shrink, progress.part(0.0, 0.8))
        self.settings["fade"] = chosen_fade(self, task)


def _thinned(had: sparse.csr_array, seed: int) -> sparse.csr_array:
    """A user of very many items keeps a sample of them: she says little about each pair."""
    each = np.diff(had.indptr)
    if each.max(initial=0) <= MOST_ITEMS_A_USER:
        return had
    row = np.repeat(np.arange(len(each)), each)
    order = np.lexsort((np.random.default_rng(seed).random(had.nnz), row))
    place = np.empty(had.nnz, np.int64)
    place[order] = np.arange(had.nnz) - np.repeat(had.indptr[:-1], each)
    kept = place < MOST_ITEMS_A_USER
    pairs = (row[kept], had.indices[kept])
    return sparse.coo_array((had.data[kept], pairs), shape=had.shape).tocsr()


def _cosines(
    had: sparse.csr_array, neighbours: int, shrink: float, progress: Progress
) -> sparse.csr_array:
    """(items, items) sparse: column j holds the neighbours of j; some items at a time."""
    of_items = had.T.tocsr()
    size = np.sqrt(np.asarray(had.sum(axis=0)).ravel())
    pairs_of_item = of_items @ np.diff(had.indptr)  # an upper bound of what a row will hold
    done = np.cumsum(pairs_of_item)
    blocks, begin, items = [], 0, of_items.shape[0]
    while begin < items:
        progress.step(begin, items, tr("Finding what goes together"))
        limit = (done[begin - 1] if begin else 0) + PAIRS
        end = max(int(np.searchsorted(done, limit, side="right")), begin + 1)
        together = (of_items[begin:end] @ had).tocoo()
        blocks.append(_nearest(together, begin, size, shrink, neighbours))
        begin = end
    return sparse.vstack(blocks).T.tocsr()


def _nearest(
    together: sparse.coo_array, begin: int, size: np.ndarray, shrink: float, neighbours: int
) -> sparse.csr_array:
    """The largest cosines of each row but its own; rows are items from `begin` on."""
    row, item = together.row, together.col
    other = item != row + begin
    row, item, both = row[other], item[other], together.data[other]
    cosine = both / (size[row + begin] * size[item] + shrink)
    order = np.lexsort((item, -cosine, row))
    row, item, cosine = row[order], item[order], cosine[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    kept = place < neighbours
    shape = together.shape
    return sparse.coo_array((cosine[kept], (row[kept], item[kept])), shape=shape).tocsr()
