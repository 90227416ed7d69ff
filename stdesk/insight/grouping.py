"""Turns what users are like into points between which distance means something, and groups them.

A mix (of hours, of categories) becomes the square roots of its smoothed shares, so that distances
are Hellinger's and rare categories count neither nothing nor everything; other figures are
standardised. Each aspect has the same total variance, whatever its number of columns; mobility and
activity then weigh half, because how much somebody does says less of who she is than when and what.
Of all these columns the first eight principal components are kept: what many columns share is a way
of life, the rest mostly the chance of few events. Weights and components were chosen on generated
logs (seeds 0 to 3); tests/benchmarks/bench_segments.py measures them on others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from stdesk.insight.clusters import Clustering, Stability, silhouettes, stability
from stdesk.insight.traits import Traits
from stdesk.language import tr
from stdesk.progress import Progress

Aspect = Literal["rhythm", "interests", "mobility", "activity"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
WEIGHTS: dict[Aspect, float] = {
    "rhythm": 1.0, "interests": 1.0, "mobility": 0.5, "activity": 0.5,
}  # fmt: skip
PARTS = ((4, 7), (7, 10), (10, 12), (12, 14), (14, 17), (17, 20), (20, 23), (23, 28))  # hours
PRIOR_EVENTS = 5.0  # with so many events a user's mix counts as much as everyone's
LEAST_EVENTS = 5  # a user with fewer says too little to be put anywhere
MOST_GROUPS = 10
COMPONENTS = 8
KINDS = 0.25  # what is done, beside what it is done to


@dataclass(frozen=True)
class Grouping:
    """Groups of users. user: (grouped,) indices of those with enough events; found.labels runs
    along them. silhouettes: of each number of groups tried, as pairs."""

    user: np.ndarray
    found: Clustering
    silhouettes: tuple[tuple[int, float], ...]
    stability: Stability
    aspects: tuple[Aspect, ...]
    seed: int

    @property
    def silhouette(self) -> float:
        return dict(self.silhouettes)[self.found.groups]

    def members(self, group: int) -> np.ndarray:
        """(members,) user indices of one group."""
        return self.user[self.found.labels == group]


def group_users(
    known: Traits,
    progress: Progress,
    groups: int | None = None,
    aspects: Sequence[Aspect] = ASPECTS,
    seed: int = 0,
) -> Grouping | None:
    """Group the users with at least five events; None when there are too few of them.

    groups: how many, or None for the number from 2 to 10 with the best silhouette.
    """
    user = np.flatnonzero(known.events >= LEAST_EVENTS)
    points = principal(coordinates(known, user, aspects))
    if len(user) < 4 or not points.shape[1]:
        return None
    tried = range(2, MOST_GROUPS + 1) if groups is None else (min(groups, len(user) - 1),)
    seen = progress.part(0.0, 0.6, tr("Looking for groups"))
    offers = silhouettes(points, [number for number in tried if number < len(user)], seen, seed)
    best = max(offers, key=lambda number: offers[number][0])
    found = offers[best][1]
    again = stability(points, found, progress.part(0.6, 1.0, tr("Drawing users anew")), seed)
    values = tuple((number, offer[0]) for number, offer in offers.items())
    return Grouping(user, found, values, again, tuple(aspects), seed)


def coordinates(known: Traits, user: np.ndarray, aspects: Sequence[Aspect] = ASPECTS) -> np.ndarray:
    """(grouped, columns) the points; an aspect that this log does not have is left out."""
    parts = [
        WEIGHTS[aspect] * _MAKERS[aspect](known, user) for aspect in ASPECTS if aspect in aspects
    ]
    return np.concatenate(
        [part for part in parts if part.shape[1]] or [np.empty((len(user), 0))], 1
    )


def principal(points: np.ndarray, components: int = COMPONENTS) -> np.ndarray:
    """(points, components) the directions of most variance, the largest first."""
    if min(points.shape) <= components:
        return points
    middle = points - points.mean(axis=0)
    left, size, _ = np.linalg.svd(middle, full_matrices=False)
    return left[:, :components] * size[:components]


def parts_of_day(hours: np.ndarray) -> np.ndarray:
    """(users, 16) counts in eight parts of working days, then of the weekend.

    hours: (users, 168). A night belongs to the day before it.
    """
    week = hours.reshape(-1, 7, 24)
    parts = []
    for days in (week[:, :5].sum(axis=1), week[:, 5:].sum(axis=1)):
        around = np.concatenate([days, days[:, :4]], axis=1)
        parts += [around[:, begin:end].sum(axis=1) for begin, end in PARTS]
    return np.stack(parts, axis=1)


def _rhythm(known: Traits, user: np.ndarray) -> np.ndarray:
    return _mix(parts_of_day(known.hours[user]))


def _interests(known: Traits, user: np.ndarray) -> np.ndarray:
    """Of categories and of kinds, where there is more than one of them."""
    found = [
        weight * _mix(counts[user])
        for weight, counts in ((1.0, known.mix), (KINDS, known.kinds))
        if (counts.sum(axis=0) > 0).sum() > 1
    ]
    return np.concatenate(found, axis=1) if found else np.empty((len(user), 0))


def _mobility(known: Traits, user: np.ndarray) -> np.ndarray:
    columns = [known.new_share, known.entropy, known.top_share]
    if known.located:
        columns.append(np.log(known.radius_km + 0.1))
    return _standardised(np.stack([column[user] for column in columns], axis=1))


def _activity(known: Traits, user: np.ndarray) -> np.ndarray:
    columns = (known.events, known.active_days, known.pace)
    return _standardised(np.log(np.stack([column[user] for column in columns], axis=1)))


def _mix(counts: np.ndarray) -> np.ndarray:
    """Square roots of smoothed shares around their mean, with total variance 1."""
    usual = counts.sum(axis=0) / max(counts.sum(), 1)
    smooth = (counts + PRIOR_EVENTS * usual) / (counts.sum(axis=1, keepdims=True) + PRIOR_EVENTS)
    root = np.sqrt(smooth)
    root -= root.mean(axis=0)
    spread = np.sqrt((root**2).sum(axis=1).mean())
    return root / spread if spread > 0 else root


def _standardised(columns: np.ndarray) -> np.ndarray:
    """Columns of variance 1 over their number; what is unknown of a user lies in the middle."""
    known = np.isfinite(columns)
    count = np.maximum(known.sum(axis=0), 1)
    middle = np.where(known, columns, 0).sum(axis=0) / count
    rest = np.where(known, columns - middle, 0.0)
    spread = np.sqrt((rest**2).sum(axis=0) / count)
    return rest / np.where(spread > 0, spread, 1) / np.sqrt(columns.shape[1])


_MAKERS = {
    "rhythm": _rhythm,
    "interests": _interests,
    "mobility": _mobility,
    "activity": _activity,
}
