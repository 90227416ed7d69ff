"""Small tools for sparse matrices whose rows are moments, users or items."""

import numpy as np
from scipy import sparse


def row_shares(matrix: sparse.csr_array) -> sparse.csr_array:
    """Each row divided by its sum."""
    total = np.asarray(matrix.sum(axis=1)).ravel()
    shares = matrix.copy()
    shares.data = matrix.data / np.repeat(np.maximum(total, 1e-12), np.diff(matrix.indptr))
    return shares


def row_numbers(matrix: sparse.csr_array) -> np.ndarray:
    """(stored values,) the row of each."""
    return np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))


def strongest(matrix: sparse.csr_array, kept: int) -> sparse.csr_array:
    """The `kept` largest values of each row."""
    row = row_numbers(matrix)
    chosen = places_in_rows(row, matrix.data) < kept
    pairs = (row[chosen], matrix.indices[chosen])
    return sparse.coo_array((matrix.data[chosen], pairs), shape=matrix.shape).tocsr()


def places_in_rows(row: np.ndarray, value: np.ndarray) -> np.ndarray:
    """(n,) the place of each value among those of its row, the largest first, from 0.

    row: (n,) ascending. value: (n,) not negative.
    """
    if not len(row):
        return np.zeros(0, np.int64)
    # One number to sort by, since that is several times as fast as sorting by two.
    below = 1.0 - value.astype(np.float64) / (float(value.max()) * 1.001 + 1e-300)
    order = np.argsort(row + below, kind="stable")
    begin = np.searchsorted(row, np.arange(int(row[-1]) + 1))
    place = np.empty(len(row), np.int64)
    place[order] = np.arange(len(row))
    return place - begin[row]


def rows_of(matrix: sparse.csr_array, index: np.ndarray) -> sparse.csr_array:
    """The rows of `matrix` at `index`, empty where it is -1."""
    if not matrix.shape[0]:
        return sparse.csr_array((len(index), matrix.shape[1]))
    picked = matrix[np.maximum(index, 0)]
    if (index < 0).any():
        picked = sparse.diags_array((index >= 0).astype(np.float64)) @ picked
        picked = picked.tocsr()
    return picked


def value_at(matrix: sparse.csr_array, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """matrix[row, column] element by element, 0 where the row is -1; indices must be sorted."""
    width = matrix.shape[1]
    held = row_numbers(matrix) * width + matrix.indices
    if not len(held):
        return np.zeros(len(row))
    wanted = row.astype(np.int64) * width + column
    at = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
    return np.where((held[at] == wanted) & (row >= 0), matrix.data[at], 0.0)


def ranges(begin: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which range each number is of, and the numbers: begin[i] to end[i], one after the other."""
    length = np.maximum(end - begin, 0)
    row = np.repeat(np.arange(len(length)), length)
    before = np.cumsum(length) - length
    return row, np.arange(len(row)) - np.repeat(before - begin, length)
