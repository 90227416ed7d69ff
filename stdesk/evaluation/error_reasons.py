"""What users who are predicted badly have in common, in plain sentences."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from stdesk.language import mark
from stdesk.models.base import Reason

if TYPE_CHECKING:
    from stdesk.evaluation.error_groups import UserErrors

FEWEST_USERS = 20
DRAWS = 1000
_TEXTS = {
    "new_share": (
        mark(
            "The more of a user's events are discoveries, the better she is predicted "
            "(rank correlation {r}, 95 % interval {low} to {high})."
        ),
        mark(
            "The more of a user's events are discoveries, the worse she is predicted "
            "(rank correlation {r}, 95 % interval {low} to {high})."
        ),
    ),
    "bits": (
        mark(
            "The more varied a user's past was, the better she is predicted "
            "(rank correlation {r}, 95 % interval {low} to {high})."
        ),
        mark(
            "The more varied a user's past was, the worse she is predicted "
            "(rank correlation {r}, 95 % interval {low} to {high})."
        ),
    ),
    "past": (
        mark(
            "The more is known of a user's past, the better she is predicted "
            "(rank correlation {r}, 95 % interval {low} to {high})."
        ),
        mark(
            "The more is known of a user's past, the worse she is predicted "
            "(rank correlation {r}, 95 % interval {low} to {high})."
        ),
    ),
}
_NOTHING = mark(
    "Neither how much is known of users, nor how varied they are, nor how often they try "
    "something new tells who is predicted badly."
)


def who_is_missed(users: "UserErrors") -> Iterator[Reason]:
    """What goes with a bad mean rank, the strongest first; nothing of too few users."""
    if len(users.user) < FEWEST_USERS:
        return
    found = {
        name: correlation(getattr(users, name), users.mrr) for name in ("new_share", "bits", "past")
    }
    sure = {name: r for name, r in found.items() if r[1] > 0 or r[2] < 0}
    if not sure:
        yield Reason(_NOTHING)
    for name, (r, low, high) in sorted(sure.items(), key=lambda pair: -abs(pair[1][0])):
        text = _TEXTS[name][0 if r > 0 else 1]
        yield Reason(text, {"r": _two(r), "low": _two(low), "high": _two(high)}, abs(r))


def correlation(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
    """Spearman's rank correlation over users with a 95 % bootstrap interval; 0 where undefined."""
    a, b = _ranked(one), _ranked(other)
    picked = np.random.default_rng(0).integers(0, len(a), (DRAWS, len(a)))
    drawn = _pearson(a[picked], b[picked])
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(_pearson(a[None], b[None])[0]), float(low), float(high)


def _two(value: float) -> str:
    """-.81"""
    return f"{value:.2f}".replace("0.", ".", 1)


def _pearson(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(draws,) of (draws, users) each."""
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    scale = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    together: np.ndarray = (a * b).sum(axis=1)
    return np.divide(together, scale, out=np.zeros_like(together), where=scale > 0)


def _ranked(values: np.ndarray) -> np.ndarray:
    """Ranks from 0, equal values sharing the mean of theirs."""
    _, index, count = np.unique(values, return_inverse=True, return_counts=True)
    begin = np.concatenate(([0], np.cumsum(count)[:-1]))
    ranks: np.ndarray = (begin + (count - 1) / 2)[index]
    return ranks
