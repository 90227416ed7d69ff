"""From scores to the best few, and to probabilities."""

import numpy as np

from stdesk.metrics import best_of_row


def best(scores: np.ndarray, k: int, first: frozenset[int] = frozenset()) -> np.ndarray:
    """Up to k indices by falling score, equals by index, those in `first` before all others.

    What scores -inf is left out, also when it stands in `first`.
    """
    ahead = np.array([i for i in sorted(first) if np.isfinite(scores[i])], np.int64)
    found = np.union1d(best_of_row(scores, k), ahead)
    order = np.lexsort((found, -scores[found], ~np.isin(found, ahead)))
    chosen: np.ndarray = found[order][:k]
    return chosen


def softmax(scores: np.ndarray) -> np.ndarray:
    """(users, items) probabilities of the whole catalogue; a row without any score gives zeros."""
    top = scores.max(axis=1, keepdims=True)
    odds = np.exp(scores - np.where(np.isfinite(top), top, 0.0))
    share: np.ndarray = odds / np.maximum(odds.sum(axis=1, keepdims=True), 1e-300)
    return share
