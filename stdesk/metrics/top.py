"""The best few of a list over the whole catalogue."""

import numpy as np

BLOCK = 64  # scores whose largest is found first


def best_items(scores: np.ndarray, count: int) -> np.ndarray:
    """(batch, count) the best items of each row in order, ties by index.

    scores: (batch, items), higher is better. -1 where fewer have a score.
    """
    best = np.full((len(scores), count), -1, np.int64)
    for number, row in enumerate(scores):
        found = best_of_row(row, count)
        best[number, : len(found)] = found
    return best


def best_of_row(row: np.ndarray, count: int) -> np.ndarray:
    """Up to `count` indices by falling score, ties by index; minus infinity is no score."""
    found = np.flatnonzero(row >= _at_most(row, count))
    score = row[found]
    some = score > -np.inf
    if not some.all():
        found, score = found[some], score[some]
    if len(found) > count:
        least = np.partition(score, -count)[-count] if count else np.inf
        above, equal = np.flatnonzero(score > least), np.flatnonzero(score == least)
        kept = np.sort(np.concatenate((above, equal[: count - len(above)])))
        found, score = found[kept], score[kept]
    ranked: np.ndarray = found[np.argsort(-score, kind="stable")]
    return ranked


def _at_most(row: np.ndarray, count: int) -> float:
    """A bound that the `count` best reach: as many blocks have a score of their own that does.

    A partition of the whole row would take ten times as long, and more where many are equal.
    """
    blocks = len(row) // BLOCK
    if not 0 < count < blocks:
        return -np.inf
    largest = np.fmax.reduce(row[: blocks * BLOCK].reshape(blocks, BLOCK), axis=1)
    largest = largest[~np.isnan(largest)]
    return float(np.partition(largest, -count)[-count]) if len(largest) >= count else -np.inf
