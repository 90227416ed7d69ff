"""How far two divisions of the same things into groups agree."""

import numpy as np


def adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """1 for the same groups under whatever names, 0 for as much agreement as chance brings.

    one, other: (things,) labels. Hubert and Arabie, "Comparing partitions", 1985. Two divisions
    into a single group each, or into single things, agree wholly.
    """
    _, rows = np.unique(one, return_inverse=True)
    _, columns = np.unique(other, return_inverse=True)
    if len(rows) != len(columns):
        raise ValueError(f"{len(rows)} labels cannot be compared with {len(columns)}")
    if len(rows) < 2:
        return 1.0
    width = int(columns.max()) + 1
    together = _pairs(np.bincount(rows * width + columns))
    in_one, in_other = _pairs(np.bincount(rows)), _pairs(np.bincount(columns))
    expected = in_one * in_other / _pairs(np.array([len(rows)]))
    most = (in_one + in_other) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(counts: np.ndarray) -> float:
    counts = counts.astype(np.float64)
    return float((counts * (counts - 1) / 2).sum())
