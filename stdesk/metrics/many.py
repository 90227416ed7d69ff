"""Many tests at once: what is beyond chance when one looks at so many figures."""

import numpy as np


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """Adjusted p-values: keeping those below q, at most a share q of the findings is false.

    p_values: (tests,); NaN stays NaN and counts as no test.
    Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 1995.
    """
    p_values = np.asarray(p_values, np.float64)
    adjusted = np.full(p_values.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    scaled = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def normal_p(z: np.ndarray) -> np.ndarray:
    """Two-sided p-value of each standard score; NaN stays NaN."""
    from math import erfc, sqrt

    flat = [erfc(abs(score) / sqrt(2)) for score in np.ravel(z).tolist()]
    return np.array(flat, np.float64).reshape(np.shape(z))
