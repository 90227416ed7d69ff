"""Two groups of users side by side: figure by figure, the difference, how sure, and beyond chance.

Users are the units. Intervals come from drawing users anew, chance from shuffling who belongs
where; since many figures are looked at, p-values are adjusted (Benjamini and Hochberg).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from stdesk.insight.distinction import DAY_PARTS
from stdesk.insight.traits import Traits, shares
from stdesk.language import mark
from stdesk.metrics.many import benjamini_hochberg

Scale = Literal["count", "ratio", "share", "hour", "hours", "days", "km", "bits", "rate"]
DRAWS, SHUFFLES = 1000, 4999
MOST_CATEGORIES = 20
CERTAIN = 0.05
_CELLS = 8_000_000


@dataclass(frozen=True)
class Figure:
    """One figure of all users: a marked title, the group of figures it stands with, how its values
    read, and the values (users,), NaN where unknown. name: goes into the title as {name}.

    Where `ratio` holds, groups are compared by their geometric means, and the difference is a
    ratio: such figures spread over orders of magnitude.
    """

    key: str
    part: str
    title: str
    scale: Scale
    values: np.ndarray
    name: str = ""
    ratio: bool = False


@dataclass(frozen=True)
class Compared:
    """One line. one, other: the means (geometric for ratios), with 95 % intervals one_low ...

    difference: one minus other, or one over other; low, high: its 95 % interval. chance: how often
    shuffled users differ as much, adjusted for all figures. NaN where a side has no value.
    """

    figure: Figure
    one: float
    one_low: float
    one_high: float
    other: float
    other_low: float
    other_high: float
    difference: float
    low: float
    high: float
    chance: float

    @property
    def certain(self) -> bool:
        return self.chance <= CERTAIN


def figures_of(
    known: Traits, category_names: Sequence[str], kind_names: Sequence[str]
) -> list[Figure]:
    """All figures that are compared. category_names: of the columns of the mix."""
    activity, rhythm = mark("Activity"), mark("Rhythm")
    mobility, interests = mark("Mobility"), mark("Interests")
    found = [
        Figure("events", activity, mark("Events"), "count", _log(known.events), ratio=True),
        Figure(
            "active_days", activity, mark("Active days"), "count", _log(known.active_days),
            ratio=True,
        ),
        Figure(
            "pace", activity, mark("Events on an active day"), "ratio", _log(known.pace), ratio=True
        ),
        Figure(
            "recency", activity, mark("Days since the last event"), "days", known.recency_days
        ),
        Figure("mean_hour", rhythm, mark("Mean hour of the day"), "hour", known.mean_hour),
        Figure("hour_spread", rhythm, mark("Spread of the hours"), "hours", known.hour_spread),
        Figure("weekend", rhythm, mark("At weekends"), "share", known.weekend),
    ]  # fmt: skip
    hours = known.hours.reshape(-1, 7, 24).sum(axis=1)
    day = np.where(hours.sum(axis=1, keepdims=True) > 0, shares(hours), np.nan)
    found += [
        Figure(key, rhythm, _DAY_TITLES[key], "share", day[:, begin:end].sum(axis=1))
        for key, (begin, end), _ in DAY_PARTS
    ]
    if known.located:
        radius = np.log(np.maximum(known.radius_km, 0.01))
        found.append(
            Figure("radius", mobility, mark("Radius of movement"), "km", radius, ratio=True)
        )
    found += [
        Figure("new", mobility, mark("First visits"), "share", known.new_share),
        Figure("top", mobility, mark("At the favourite place"), "share", known.top_share),
        Figure("entropy", mobility, mark("Variety of places or items"), "bits", known.entropy),
    ]
    for counts, names in ((known.mix, category_names), (known.kinds, kind_names)):
        found += _mix_figures(counts, names, interests)
    return found


def compare(
    figures: Sequence[Figure], one: np.ndarray, other: np.ndarray, seed: int = 0
) -> list[Compared]:
    """Compare two groups, (users,) masks each; they may overlap. Lines in the figures' order.

    Raises ValueError when a group is empty.
    """
    one, other = np.asarray(one, bool), np.asarray(other, bool)
    if not one.any() or not other.any():
        raise ValueError("an empty group cannot be compared")
    anybody = np.flatnonzero(one | other)
    table = np.stack([figure.values[anybody] for figure in figures], axis=1).astype(np.float64)
    sides = np.stack([one[anybody], other[anybody]]).astype(np.float64)
    chance = np.random.default_rng(seed)
    means = _drawn(table, sides, chance)
    gap = means[:, 0] - means[:, 1]
    level = _means(table, sides)
    p_values = benjamini_hochberg(_shuffled(table, sides, level[0] - level[1], chance))
    with np.errstate(invalid="ignore"):
        bounds = _bounds(means), _bounds(gap)
    return [
        _line(figure, level[:, i], bounds[0][:, :, i], bounds[1][:, i], float(p_values[i]))
        for i, figure in enumerate(figures)
    ]


_DAY_TITLES = {
    "night": mark("Night (0 to 5 h)"),
    "morning": mark("Morning (5 to 11 h)"),
    "midday": mark("Midday (11 to 14 h)"),
    "afternoon": mark("Afternoon (14 to 18 h)"),
    "evening": mark("Evening (18 to 24 h)"),
}


def _mix_figures(counts: np.ndarray, names: Sequence[str], part: str) -> list[Figure]:
    """Shares of the most frequent categories or kinds; none where there is only one."""
    total = counts.sum(axis=0)
    if (total > 0).sum() < 2:
        return []
    share = np.where(counts.sum(axis=1, keepdims=True) > 0, shares(counts), np.nan)
    order = [i for i in np.argsort(-total, kind="stable").tolist() if total[i] and names[i]]
    return [
        Figure(f"mix:{names[i]}", part, "{name}", "share", share[:, i], names[i])
        for i in order[:MOST_CATEGORIES]
    ]


def _log(values: np.ndarray) -> np.ndarray:
    positive = np.where(values > 0, values, np.nan)
    result: np.ndarray = np.log(positive)
    return result


def _means(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(rows of weights, figures) weighted means over users, unknown values left out."""
    known = np.isfinite(table)
    with np.errstate(divide="ignore", invalid="ignore"):
        means: np.ndarray = (weights @ np.where(known, table, 0.0)) / (weights @ known)
    return means


def _drawn(table: np.ndarray, sides: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """(draws, 2, figures) means of both groups with users drawn anew."""
    users = sides.shape[1]
    step = max(1, _CELLS // users)
    found = []
    for begin in range(0, DRAWS, step):
        size = min(step, DRAWS - begin)
        picked = chance.integers(0, users, (size, users))
        flat = (picked + np.arange(size)[:, None] * users).ravel()
        weight = np.bincount(flat, minlength=size * users).reshape(size, users)
        found.append(np.stack([_means(table, weight * side) for side in sides], axis=1))
    return np.concatenate(found)


def _shuffled(
    table: np.ndarray, sides: np.ndarray, gap: np.ndarray, chance: np.random.Generator
) -> np.ndarray:
    """(figures,) how often chance does as much: users of one group alone change sides at random."""
    alone = sides[0] != sides[1]
    fixed = np.where(alone, 0.0, sides[0])  # who is in both groups stays in both
    mine, movable = int((sides[0] > sides[1]).sum()), np.flatnonzero(alone)
    if not mine or mine == len(movable):
        return np.full(table.shape[1], np.nan)
    extreme = np.ones(table.shape[1])
    step = max(1, _CELLS // sides.shape[1])
    for begin in range(0, SHUFFLES, step):
        size = min(step, SHUFFLES - begin)
        order = np.argsort(chance.random((size, len(movable))), axis=1)
        first = np.tile(fixed, (size, 1))
        second = np.tile(fixed, (size, 1))
        first[:, movable] = order < mine
        second[:, movable] = order >= mine
        drawn = np.abs(_means(table, first) - _means(table, second))
        extreme += (drawn >= np.abs(gap) - 1e-12).sum(axis=0)
    result: np.ndarray = np.where(np.isfinite(gap), extreme / (SHUFFLES + 1), np.nan)
    return result


def _bounds(drawn: np.ndarray) -> np.ndarray:
    """(2, ...) the 2.5 and 97.5 % quantiles over draws, those without a value left out."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a figure that nobody has
        result: np.ndarray = np.nanquantile(drawn, [0.025, 0.975], axis=0)
    return result


def _line(
    figure: Figure, level: np.ndarray, bounds: np.ndarray, gap: np.ndarray, chance: float
) -> Compared:
    """level: (2,) means. bounds: (2, 2) low and high of each side. gap: (2,) of the difference."""
    back = np.exp if figure.ratio else np.asarray
    levels, sides, difference = back(level), back(bounds), back([level[0] - level[1], *gap])
    return Compared(
        figure=figure,
        one=float(levels[0]),
        one_low=float(sides[0, 0]),
        one_high=float(sides[1, 0]),
        other=float(levels[1]),
        other_low=float(sides[0, 1]),
        other_high=float(sides[1, 1]),
        difference=float(difference[0]),
        low=float(difference[1]),
        high=float(difference[2]),
        chance=chance,
    )
