"""Histories and logs counted in one vectorised pass: the ground of all counting models."""

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from stdesk.features import DAY_MS, Contexts, EventLog


def history_pairs(contexts: Contexts, limit: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Every event in every context's history: (row of the context, position in the log).

    Both (pairs,), the rows ascending, the positions in time order within a row. limit: only the
    newest so many events of each history.
    """
    length = contexts.history_end - contexts.history_begin
    if limit is not None:
        length = np.minimum(length, limit)
    row = np.repeat(np.arange(len(length)), length)
    begin_of_row = np.cumsum(length) - length
    position = np.arange(len(row)) - np.repeat(begin_of_row - contexts.history_end + length, length)
    return row, position


def item_counts(log: EventLog) -> np.ndarray:
    """(items,) how often each item occurs."""
    return np.bincount(log.item, minlength=log.catalogue.items).astype(np.float64)


def for_catalogue(count: np.ndarray, items: int) -> np.ndarray:
    """Counts as long as the catalogue of today; items that came after the training have none."""
    return count if len(count) >= items else np.pad(count, (0, items - len(count)))


def transition_counts(log: EventLog, steps: int = 1) -> sparse.csr_array:
    """(items, items) how often j was a user's event `steps` events after one at i."""
    same = np.flatnonzero(log.user[steps:] == log.user[:-steps])
    size = log.catalogue.items
    pairs = (log.item[same], log.item[same + steps])
    return sparse.coo_array((np.ones(len(same)), pairs), shape=(size, size)).tocsr()


def spread(
    row: np.ndarray, item: np.ndarray, weight: np.ndarray, shape: tuple[int, int]
) -> np.ndarray:
    """(batch, items) float64: the weights of each row's items, added up."""
    flat = row.astype(np.int64) * shape[1] + item
    return np.bincount(flat, weight, minlength=shape[0] * shape[1]).reshape(shape)


def of_column(matrix: sparse.csr_array, row: np.ndarray, column: int) -> np.ndarray:
    """(rows,) what some rows hold in one column; to slice it out would visit the whole matrix."""
    if not len(row):
        return np.zeros(0)
    found: np.ndarray = np.asarray(matrix[row, np.full(len(row), column)]).ravel()
    return found


def log_over(told: np.ndarray, ground: np.ndarray, part: np.ndarray | None = None) -> np.ndarray:
    """(batch, items) log(told + part * ground).

    told: (batch, items), mostly nothing: there the logarithm of the ground (items,) serves all
    rows, which is most of the work in a large catalogue. part: (batch, 1), by default 1.
    """
    part = np.ones((len(told), 1)) if part is None else part
    scores = np.log(ground) + np.log(part)
    cell = np.flatnonzero(told)
    row, item = np.divmod(cell, told.shape[1])
    scores.reshape(-1)[cell] = np.log(told.reshape(-1)[cell] + part[row, 0] * ground[item])
    return scores


def last_items(contexts: Contexts, back: int = 1) -> np.ndarray:
    """(batch,) the item `back` events before the moment, -1 where the history is shorter."""
    position = contexts.history_end - back
    known = position >= contexts.history_begin
    if not len(contexts.log):
        return np.full(len(contexts), -1)
    return np.where(known, contexts.log.item[np.where(known, position, 0)], -1)


def days_before_last(contexts: Contexts, row: np.ndarray, position: np.ndarray) -> np.ndarray:
    """(pairs,) days from each event of a history to its newest; knows no target instant."""
    newest = contexts.log.instant_ms[np.maximum(contexts.history_end - 1, 0)]
    age: np.ndarray = (newest[row] - contexts.log.instant_ms[position]) / DAY_MS
    return age


def share(count: np.ndarray) -> np.ndarray:
    """Counts as shares, smoothed by one in total so that nothing is impossible."""
    smoothed: np.ndarray = (count + 1.0 / max(len(count), 1)) / (count.sum() + 1.0)
    return smoothed


def pack(name: str, matrix: sparse.csr_array) -> dict[str, np.ndarray]:
    """A sparse matrix as named arrays, for `Recommender.state`."""
    return {
        f"{name}.data": matrix.data,
        f"{name}.indices": matrix.indices.astype(np.int32),
        f"{name}.indptr": matrix.indptr.astype(np.int64),
        f"{name}.shape": np.array(matrix.shape, np.int64),
    }


def unpack(name: str, state: Mapping[str, np.ndarray]) -> sparse.csr_array:
    """What `pack` packed."""
    parts = tuple(state[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
    rows, columns = state[f"{name}.shape"]
    return sparse.csr_array(parts, shape=(int(rows), int(columns)))
