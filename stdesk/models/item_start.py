"""Where items begin before a network learns: near those that the log's users had around them."""

import numpy as np
from scipy import sparse

from stdesk.features import EventLog

REACH = 10  # events to either side that count as around
FADE = 0.8  # what a pair counts beside one that is an event closer
MOST_PAIRS = 5_000_000  # counted in all; a longer log is looked at less far
LENGTH = 4.0  # of the vectors, in the root mean square
ROUNDS = 4  # of subspace iteration
MORE = 16  # directions carried along beside those that are kept


def counted_vectors(log: EventLog, width: int, seed: int) -> np.ndarray:
    """(items, width) float32; zeros for an item that never had another around it.

    The leading directions of M_ij = log(1 + n_ij n / (n_i n_j)): n_ij how many users had i and j
    within `REACH` events of each other, fading. After Levy and Goldberg, "Neural word embedding as
    implicit matrix factorization", NeurIPS 2014; the directions after Halko et al., SIAM Review
    2011, scaled by the square roots of their sizes.
    """
    around = _association(log)
    size, direction = _leading(around, min(width, around.shape[0]), seed)
    vectors = np.zeros((around.shape[0], width))
    vectors[:, : len(size)] = direction * np.sqrt(np.abs(size))
    length = np.linalg.norm(vectors, axis=1)
    known = length > 0
    if known.any():
        vectors *= LENGTH / np.sqrt(np.mean(length[known] ** 2))
    return vectors.astype(np.float32)


def _association(log: EventLog) -> sparse.csr_array:
    """(items, items) symmetric M."""
    follows = _neighbours(log)
    together = (follows + follows.T).tocoo()
    row, column = together.row, together.col
    each = np.asarray(together.sum(axis=1)).ravel()
    strength = np.log1p(together.data * each.sum() / (each[row] * each[column]))
    other = row != column
    pairs = (row[other], column[other])
    return sparse.coo_array((strength[other], pairs), shape=together.shape).tocsr()


def _neighbours(log: EventLog) -> sparse.csr_array:
    """(items, items) how many users had j after i, each at her closest, fading by events."""
    reach = int(np.clip(MOST_PAIRS // max(len(log), 1), 1, min(REACH, max(len(log) - 1, 1))))
    items = log.catalogue.items
    keys, weights = [], []
    for steps in range(1, reach + 1):
        same = np.flatnonzero(log.user[steps:] == log.user[:-steps])
        pair = log.item[same].astype(np.int64) * items + log.item[same + steps]
        keys.append(log.user[same].astype(np.int64) * items * items + pair)
        weights.append(np.full(len(same), FADE ** (steps - 1)))
    key, closest = np.unique(np.concatenate(keys), return_index=True)
    pair = key % (items * items)
    shape = (items, items)
    counted = (np.concatenate(weights)[closest], (pair // items, pair % items))
    return sparse.coo_array(counted, shape=shape).tocsr()


def _leading(matrix: sparse.csr_array, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The eigenvalues of largest size of a symmetric matrix, and their directions as columns."""
    items = matrix.shape[0]
    start = np.random.default_rng(seed).standard_normal((items, min(count + MORE, items)))
    basis, _ = np.linalg.qr(start)
    for _ in range(ROUNDS):
        basis, _ = np.linalg.qr(matrix @ basis)
    size, turned = np.linalg.eigh(basis.T @ (matrix @ basis))
    order = np.argsort(-np.abs(size), kind="stable")[:count]
    return size[order], basis @ turned[:, order]
