"""What somebody goes for more than others do, and whether that is more than a whim of few days."""

from dataclasses import dataclass

import numpy as np

from stdesk.metrics.many import benjamini_hochberg, normal_p

LEAST_DAYS = 6  # active days below which nothing is called certain
CERTAIN = 0.05


@dataclass(frozen=True)
class Leanings:
    """(categories,) the user's share of events, and the p-value, adjusted for many categories,
    that it is the usual one; NaN where the user was never seen or days are too few."""

    share: np.ndarray
    chance: np.ndarray

    @property
    def certain(self) -> np.ndarray:
        return np.nan_to_num(self.chance, nan=1.0) <= CERTAIN


def leanings(day: np.ndarray, category: np.ndarray, usual: np.ndarray) -> Leanings:
    """Compare one user's mix with the usual one.

    day, category: (events,), category -1 where unknown. usual: (categories,) shares that sum to 1.
    Days are the units: a share is a ratio of sums over days, its variance that of the linearised
    ratio, so that ten visits on one day count as one habit and not as ten.
    """
    known = category >= 0
    categories = len(usual)
    days, row = np.unique(day[known], return_inverse=True)
    counts = np.zeros((len(days), categories))
    np.add.at(counts, (row, category[known]), 1)
    total = counts.sum()
    if not total:
        return Leanings(np.zeros(categories), np.full(categories, np.nan))
    share = counts.sum(axis=0) / total
    if len(days) < LEAST_DAYS:
        return Leanings(share, np.full(categories, np.nan))
    rest = counts - share * counts.sum(axis=1, keepdims=True)
    error = np.sqrt((rest**2).sum(axis=0) * len(days) / (len(days) - 1)) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where((share > 0) & (error > 0), (share - usual) / error, np.nan)
    return Leanings(share, benjamini_hochberg(normal_p(score)))


def usual_shares(user: np.ndarray, category: np.ndarray, users: int, categories: int) -> np.ndarray:
    """(categories,) the mean over users of their shares; users without a category do not count."""
    known = category >= 0
    counts = np.bincount(user[known], minlength=users).astype(np.float64)
    weight = 1.0 / np.maximum(counts, 1)[user[known]]
    shares = np.bincount(category[known], weights=weight, minlength=categories)
    return shares / max(int((counts > 0).sum()), 1)
