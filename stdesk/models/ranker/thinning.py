"""Leaves out most of the candidates that nobody would confuse with the true one.

All hard candidates stay, and some of the easy ones, each of which then stands for several in the
softmax (importance sampling): fewer rows, less time for trees, as good a ranking. Which are hard is
told by a few columns at first, and then by the trees that those columns' choice taught.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from stdesk.models.ranker.boosting import Moments, TreeSettings, learn_trees
from stdesk.progress import Progress

Hardness = Callable[[Moments], np.ndarray]
HARD = 10
EASY_SHARE = 0.3
MOST_EASY = 20
SCOUT_ROUNDS = 60
# Columns whose sum tells hard from easy well enough to begin with.
TELLING = (
    "count_share", "recent_10d_share", "after_last_share", "week_narrow_share", "week_wide_share",
    "day_type_share", "after_hour_share", "gap_share", "likely_week_share", "follows", "together",
    "near", "kin_lately",
)  # fmt: skip


def told_by_columns(moments: Moments) -> np.ndarray:
    """(candidates,) larger for those that are easily taken for the true one."""
    columns = [moments.names.index(name) for name in TELLING if name in moments.names]
    hardness: np.ndarray = moments.table[:, columns].sum(axis=1)
    return hardness


def told_by_trees(sample: Moments, threads: int, seed: int) -> Hardness:
    """The same, learned from a sample of moments."""
    settings = TreeSettings(SCOUT_ROUNDS, 15, 0.15, threads, seed)
    trees, _ = learn_trees(sample, None, settings, Progress(), "")

    def hardness(moments: Moments) -> np.ndarray:
        told = trees.predict(moments.table, raw_score=True, num_threads=threads)
        return np.asarray(told)

    return hardness


def thinned(
    moments: Moments, generator: np.random.Generator, hardness: Hardness = told_by_columns
) -> Moments:
    """The same moments with fewer candidates; the true ones always stay."""
    moment, begin = moments.moment, moments.begin
    order = np.lexsort((-hardness(moments), moment))
    place = np.empty(len(moment), np.int64)
    place[order] = np.arange(len(moment)) - begin[moment]
    kept = place < HARD
    odds = np.minimum(EASY_SHARE, MOST_EASY / np.maximum(moments.size - HARD, 1))[moment]
    drawn = ~kept & (generator.random(len(kept)) < odds)
    stands_for = np.where(drawn, 1.0 / odds, 1.0).astype(np.float32)
    stands_for[moments.truth] = 1.0
    kept |= drawn
    kept[moments.truth] = True
    return replace(
        moments,
        table=moments.table[kept],
        size=np.bincount(moment[kept], minlength=len(moments)),
        truth=(np.cumsum(kept) - 1)[moments.truth],
        stands_for=(stands_for * moments.stands_for)[kept],
        attended=tuple(part.only(kept) for part in moments.attended),
    )
