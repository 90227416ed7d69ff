"""How sure a figure is: intervals by resampling users, and a paired test between two models.

A user's instances depend on each other, so users are drawn, not instances.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
_CELLS = 4_000_000  # draws x users held at a time


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % confidence interval."""

    value: float
    low: float
    high: float


def bootstrap_mean(
    values: np.ndarray, users: np.ndarray, draws: int = DRAWS, seed: int = 0
) -> Interval:
    """The mean of `values` over instances, with a percentile interval over resampled users.

    values: (instances,); users: (instances,) any integers. NaN throughout when there is none.
    """
    values = np.asarray(values, np.float64)
    if not len(values):
        return Interval(*[float("nan")] * 3)
    total, count = _by_user(values, users)
    means = [
        (weight @ total) / np.maximum(weight @ count, 1e-12)
        for weight in _weights(len(total), draws, seed)
    ]
    low, high = np.quantile(np.concatenate(means), [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))


def bootstrap_statistic(
    statistic: Callable[[np.ndarray], float], users: np.ndarray, draws: int = 200, seed: int = 0
) -> Interval:
    """Any figure that takes instance weights (instances,), such as an AUC, with its interval."""
    _, index = np.unique(users, return_inverse=True)
    value = statistic(np.ones(len(index)))
    count = int(index.max()) + 1 if len(index) else 0
    if not count:
        return Interval(*[float("nan")] * 3)
    drawn = [
        statistic(weight[index].astype(np.float64))
        for block in _weights(count, draws, seed)
        for weight in block
    ]
    low, high = (
        np.nanquantile(drawn, [0.025, 0.975]) if np.isfinite(drawn).any() else (value, value)
    )
    return Interval(value, float(low), float(high))


def paired_test(
    first: np.ndarray, second: np.ndarray, users: np.ndarray, draws: int = 10_000, seed: int = 0
) -> float:
    """Two-sided p-value that two models' mean figures differ, by flipping signs user by user.

    first, second: (instances,) the figures of the same instances. Fisher's randomisation test with
    users as the units; the observed arrangement counts as one, so p is never 0.
    """
    difference = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    total, _ = _by_user(difference, users)
    observed = abs(total.sum())
    generator = np.random.default_rng(seed)
    extreme = 1
    step = max(1, _CELLS // max(len(total), 1))
    for begin in range(0, draws, step):
        signs = generator.integers(0, 2, (min(step, draws - begin), len(total)), np.int8) * 2 - 1
        extreme += int((np.abs(signs @ total) >= observed - 1e-12).sum())
    return extreme / (draws + 1)


def _by_user(values: np.ndarray, users: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    _, index = np.unique(users, return_inverse=True)
    return np.bincount(index, values), np.bincount(index).astype(np.float64)


def _weights(users: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Blocks (draws, users) of how often each user is drawn."""
    generator = np.random.default_rng(seed)
    step = max(1, _CELLS // users)
    for begin in range(0, draws, step):
        size = min(step, draws - begin)
        picked = generator.integers(0, users, (size, users))
        flat = (picked + np.arange(size)[:, None] * users).ravel()
        yield np.bincount(flat, minlength=size * users).reshape(size, users)
