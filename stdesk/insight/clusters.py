"""Divides points into groups: k-means, how many groups, and whether they would come again.

Everything is deterministic by its seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.metrics.agreement import adjusted_rand
from stdesk.progress import Progress

STARTS, STEPS = 12, 100
SILHOUETTE_POINTS = 2000  # of more points, so many are looked at: the work grows with the square
DRAWS = 20


@dataclass(frozen=True)
class Clustering:
    """labels: (points,) from 0, the largest group first. centres: (groups, columns). loss: the sum
    of squared distances to the own centre."""

    labels: np.ndarray
    centres: np.ndarray
    loss: float

    @property
    def groups(self) -> int:
        return len(self.centres)


def kmeans(points: np.ndarray, groups: int, seed: int = 0, starts: int = STARTS) -> Clustering:
    """The best of several starts (greedy k-means++), each improved until nothing moves.

    points: (points, columns). Raises ValueError for fewer points than groups.
    Arthur and Vassilvitskii, "k-means++", SODA 2007.
    """
    if not 1 <= groups <= len(points):
        raise ValueError(f"{len(points)} points cannot make {groups} groups")
    chance = np.random.default_rng(seed)
    found = [_improved(points, _start(points, groups, chance)) for _ in range(starts)]
    return _by_size(min(found, key=lambda one: one.loss))


def assign(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(points,) the nearest centre."""
    nearest: np.ndarray = _squares(points, centres).argmin(axis=1)
    return nearest


def silhouette(points: np.ndarray, labels: np.ndarray, seed: int = 0) -> float:
    """From -1 to 1, how much nearer points are to their own group than to the next one.

    The mean over points; of many, over 2,000 drawn ones. 0 with a single group.
    Rousseeuw, Journal of Computational and Applied Mathematics 1987.
    """
    if len(points) > SILHOUETTE_POINTS:
        drawn = np.random.default_rng(seed).choice(len(points), SILHOUETTE_POINTS, replace=False)
        points, labels = points[drawn], labels[drawn]
    _, labels = np.unique(labels, return_inverse=True)
    groups = int(labels.max(initial=0)) + 1
    if groups < 2:
        return 0.0
    apart = np.sqrt(_squares(points, points))
    size = np.bincount(labels)
    sums = apart @ np.eye(groups)[labels]  # (points, groups)
    own = np.arange(len(points)), labels
    within = sums[own] / np.maximum(size[labels] - 1, 1)
    others = sums / size
    others[own] = np.inf
    between = others.min(axis=1)
    score = (between - within) / np.maximum(np.maximum(between, within), 1e-12)
    return float(np.where(size[labels] > 1, score, 0.0).mean())


@dataclass(frozen=True)
class Stability:
    """How alike the groups come out when users are drawn anew: the adjusted Rand index of each
    draw (draws,), and each group's Jaccard likeness to its nearest (groups,), both means 0 to 1."""

    agreement: np.ndarray
    groups: np.ndarray

    @property
    def mean(self) -> float:
        return float(self.agreement.mean()) if len(self.agreement) else float("nan")


def stability(
    points: np.ndarray, found: Clustering, progress: Progress, seed: int = 0, draws: int = DRAWS
) -> Stability:
    """Cluster bootstrap samples of the points and let their centres divide all points again.

    Hennig, "Cluster-wise assessment of cluster stability", CSDA 2007.
    """
    chance = np.random.default_rng(seed + 1)
    agreement, likeness = [], []
    for draw in range(draws):
        progress.step(draw, draws)
        sample = points[chance.integers(0, len(points), len(points))]
        again = kmeans(sample, found.groups, seed + draw, starts=3)
        labels = assign(points, again.centres)
        agreement.append(adjusted_rand(found.labels, labels))
        likeness.append(_likeness(found.labels, labels, found.groups))
    return Stability(np.array(agreement), np.mean(likeness, axis=0))


def silhouettes(
    points: np.ndarray, groups: Sequence[int], progress: Progress, seed: int = 0
) -> dict[int, tuple[float, Clustering]]:
    """For each number of groups that the points can make: its silhouette and its clustering."""
    found = {}
    for step, number in enumerate(groups):
        progress.step(step, len(groups))
        if number < len(points):
            one = kmeans(points, number, seed)
            found[number] = (silhouette(points, one.labels, seed), one)
    return found


def _start(points: np.ndarray, groups: int, chance: np.random.Generator) -> np.ndarray:
    """Centres far from one another: of a few drawn by distance, the one that helps most."""
    tries = 2 + int(np.log(groups))
    chosen = [int(chance.integers(len(points)))]
    nearest = _squares(points, points[chosen])[:, 0]
    for _ in range(groups - 1):
        total = nearest.sum()
        if total <= 0:  # fewer different points than groups
            chosen.append(int(chance.integers(len(points))))
            continue
        drawn = chance.choice(len(points), tries, p=nearest / total)
        reach = np.minimum(nearest[:, None], _squares(points, points[drawn]))
        best = int(reach.sum(axis=0).argmin())
        chosen.append(int(drawn[best]))
        nearest = reach[:, best]
    return points[chosen].copy()


def _improved(points: np.ndarray, centres: np.ndarray) -> Clustering:
    """Lloyd's steps; a group that loses its last point takes the one farthest from its centre."""
    labels = np.full(len(points), -1)
    for _ in range(STEPS):
        apart = _squares(points, centres)
        new = apart.argmin(axis=1)
        if (new == labels).all():
            break
        labels = new
        size = np.bincount(labels, minlength=len(centres))
        for lost in np.flatnonzero(size == 0).tolist():
            far = int(apart[np.arange(len(points)), labels].argmax())
            apart[far] = 0.0
            labels[far] = lost
        size = np.bincount(labels, minlength=len(centres))
        sums = np.eye(len(centres))[labels].T @ points
        centres = sums / np.maximum(size, 1)[:, None]
    loss = float(_squares(points, centres)[np.arange(len(points)), labels].sum())
    return Clustering(labels, centres, loss)


def _by_size(found: Clustering) -> Clustering:
    size = np.bincount(found.labels, minlength=found.groups)
    order = np.argsort(-size, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return Clustering(place[found.labels], found.centres[order], found.loss)


def _squares(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(points, centres) squared distances."""
    inner = points @ centres.T
    squares = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * inner
    return np.maximum(squares, 0.0)


def _likeness(labels: np.ndarray, others: np.ndarray, groups: int) -> np.ndarray:
    """(groups,) the Jaccard likeness of each group to the group of the others nearest to it."""
    both = np.zeros((groups, groups))
    np.add.at(both, (labels, others), 1)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
    likeness: np.ndarray = (both / np.maximum(either, 1)).max(axis=1)
    return likeness
