"""Leaves out most of the candidates that nobody would confuse with the true one.

All hard candidates stay, and a quarter of the easy ones (at most some two dozen), each of which
then stands for several in the softmax (importance sampling): fewer rows, less time for trees.
"""

from dataclasses import replace

import numpy as np

from stdesk.models.ranker_boosting import Moments

HARD = 16
EASY_SHARE = 0.25
MOST_EASY = 24
# Columns whose sum tells hard from easy well enough.
TELLING = (
    "count_share", "recent_10d_share", "after_last_share", "week_narrow_share", "week_wide_share",
    "day_type_share", "after_hour_share", "gap_share", "follows", "together", "near",
)  # fmt: skip


def thinned(moments: Moments, generator: np.random.Generator) -> Moments:
    """The same moments with fewer candidates; the true ones always stay."""
    moment, begin = moments.moment, moments.begin
    columns = [moments.names.index(name) for name in TELLING if name in moments.names]
    hardness = moments.table[:, columns].sum(axis=1)
    order = np.lexsort((-hardness, moment))
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
    )
