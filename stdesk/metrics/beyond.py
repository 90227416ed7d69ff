"""What accuracy does not say: how much of the catalogue is shown, how new, how honest."""

import numpy as np


def coverage(lists: np.ndarray, items: int) -> float:
    """The share of the catalogue that appears in any list; lists: (batch, k) item indexes."""
    return float(len(np.unique(lists)) / items) if items else float("nan")


def novelty(lists: np.ndarray, popularity: np.ndarray) -> np.ndarray:
    """(batch,) mean self-information in bits of the items in each list.

    popularity: (items,) counts; an item's surprise is -log2 of its share, counts smoothed by one.
    Zhou et al., "Solving the apparent diversity-accuracy dilemma", PNAS 2010.
    """
    share = (popularity + 1.0) / (popularity.sum() + len(popularity))
    bits: np.ndarray = -np.log2(share)[lists]
    return bits.mean(axis=1)


def calibration_gap(hit: np.ndarray, probability: np.ndarray, bins: int = 15) -> float:
    """How far the said chance of the first place is from its seen frequency (ECE of the top)."""
    from stdesk.metrics.binary import ece

    return ece(hit, probability, bins=bins)
