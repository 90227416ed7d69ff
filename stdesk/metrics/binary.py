"""How good probabilities of yes are: intent, such as a purchase coming next.

In all functions truth is (instances,) of 0 and 1, weight (instances,) or None for equal weights.
Where the figure is undefined (no instance, or only one class for the areas) it is NaN.
"""

from dataclasses import dataclass

import numpy as np


def auc(truth: np.ndarray, score: np.ndarray, weight: np.ndarray | None = None) -> float:
    """The chance that a yes is scored above a no; ties count half (Mann and Whitney)."""
    yes, no = _by_threshold(truth, score, weight)
    if yes.sum() <= 0 or no.sum() <= 0:
        return float("nan")
    below = np.concatenate(([0.0], np.cumsum(no[::-1])[:-1]))[::-1]
    return float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))


def pr_auc(truth: np.ndarray, score: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Average precision: the mean precision at the thresholds at which a yes is found."""
    yes, no = _by_threshold(truth, score, weight)
    if yes.sum() <= 0:
        return float("nan")
    found, shown = np.cumsum(yes), np.cumsum(yes + no)
    precision = np.divide(found, shown, out=np.zeros_like(found), where=shown > 0)
    return float((precision * yes).sum() / yes.sum())


def log_loss(truth: np.ndarray, probability: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Mean negative log-likelihood in nats; probabilities are kept 1e-15 away from 0 and 1."""
    truth, probability, weight = _columns(truth, probability, weight)
    if weight.sum() <= 0:
        return float("nan")
    probability = np.clip(probability, 1e-15, 1 - 1e-15)
    loss = -np.where(truth > 0, np.log(probability), np.log1p(-probability))
    return float((loss * weight).sum() / weight.sum())


def ece(
    truth: np.ndarray, probability: np.ndarray, weight: np.ndarray | None = None, bins: int = 15
) -> float:
    """Expected calibration error: mean gap between said and seen frequency in equal-width bins.

    Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
    """
    truth, probability, weight = _columns(truth, probability, weight)
    if weight.sum() <= 0:
        return float("nan")
    bin_of = np.clip((probability * bins).astype(int), 0, bins - 1)
    gap = np.bincount(bin_of, weight * (truth - probability), minlength=bins)
    return float(np.abs(gap).sum() / weight.sum())


def _columns(
    truth: np.ndarray, score: np.ndarray, weight: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    truth, score = np.asarray(truth, np.float64), np.asarray(score, np.float64)
    return truth, score, np.ones(len(truth)) if weight is None else np.asarray(weight, np.float64)


def _by_threshold(
    truth: np.ndarray, score: np.ndarray, weight: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of yes and of no at each distinct score, the highest first."""
    truth, score, weight = _columns(truth, score, weight)
    _, group = np.unique(-score, return_inverse=True)
    groups = int(group.max()) + 1 if len(group) else 0
    yes = np.bincount(group, weight * (truth > 0), minlength=groups)
    return yes, np.bincount(group, weight * (truth <= 0), minlength=groups)


@dataclass(frozen=True)
class ReliabilityBin:
    """Moments of about the same chance: the mean chance said, the share seen, its 95 % interval."""

    said: float
    seen: float
    low: float
    high: float
    count: int


def reliability_bins(
    truth: np.ndarray, probability: np.ndarray, bins: int = 10
) -> list[ReliabilityBin]:
    """At most so many bins of equally many instances, by rising chance; equal chances stay whole.

    Bins of equal width would leave nearly all instances of a rare act in one. The interval is
    Wilson's. Nothing for no instance.
    """
    truth, probability = np.asarray(truth, np.float64), np.asarray(probability, np.float64)
    if not len(truth):
        return []
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, bins + 1)[1:-1], method="higher"))
    bin_of = np.searchsorted(edges, probability, side="left")
    found = []
    for number in np.unique(bin_of):
        inside = bin_of == number
        seen, count = float(truth[inside].mean()), int(inside.sum())
        low, high = wilson(seen, count)
        found.append(ReliabilityBin(float(probability[inside].mean()), seen, low, high, count))
    return found


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of `count` independent cases (Wilson, JASA 1927)."""
    z = 1.959964
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    # Rounding may put an end a hair inside the share itself.
    return min(max(float(centre - half), 0.0), share), max(min(float(centre + half), 1.0), share)
