"""Where the true item stands in a list over the whole catalogue."""

import numpy as np


def expected_rank(scores: np.ndarray, target: np.ndarray) -> np.ndarray:
    """(batch,) float64, the expected rank of each true item when ties are broken at random.

    scores: (batch, items), higher is better; target: (batch,) item indexes. The rank is
    1 + #(score > s*) + (#(score = s*) - 1) / 2, compared in the precision in which the scores come
    (counting models score in float64). A target whose score is not a number comes last.
    """
    scores, target = np.asarray(scores), np.asarray(target)
    own = scores[np.arange(len(target)), target]
    # Row by row, since counting along an axis takes several times as long.
    above = [np.count_nonzero(row > mine) for row, mine in zip(scores, own, strict=True)]
    tied = [np.count_nonzero(row == mine) for row, mine in zip(scores, own, strict=True)]
    rank = 1.0 + np.array(above, np.int64) + (np.array(tied, np.int64) - 1) / 2.0
    return np.where(np.isnan(own), float(scores.shape[1]), rank)


def hit_rate(rank: np.ndarray, k: int) -> np.ndarray:
    """(batch,) 1 where the true item is among the first k: HR@K = Acc@K = Recall@K."""
    return (np.asarray(rank) <= k).astype(np.float64)


def ndcg(rank: np.ndarray, k: int) -> np.ndarray:
    """(batch,) 1 / log2(rank + 1) within the first k, else 0; the ideal list has 1."""
    rank = np.asarray(rank, np.float64)
    return np.where(rank <= k, 1.0 / np.log2(rank + 1.0), 0.0)


def mrr(rank: np.ndarray) -> np.ndarray:
    """(batch,) reciprocal rank, over the whole catalogue."""
    return 1.0 / np.asarray(rank, np.float64)
