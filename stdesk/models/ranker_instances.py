"""Replays a log so that every moment of it sees only what was known then.

A moment's own history is what lies before it. Everyone's statistics are learned anew at the
beginning of each block of time and stay fixed within it, as they do after training: so no statistic
contains the event that is to be predicted, and the trees see statistics as stale as they will be.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy import sparse

from stdesk.features import DAY_MS, HOUR_MS, Contexts, EventLog, contexts_of_events
from stdesk.models.ranker_background import Background, background
from stdesk.models.ranker_boosting import Moments
from stdesk.models.ranker_candidates import candidates, row_blocks
from stdesk.models.ranker_components import Components
from stdesk.models.ranker_features import feature_table
from stdesk.models.ranker_thinning import thinned
from stdesk.progress import Progress

BLOCKS = 8
FIRST_SHARE = 0.35  # of the events, which only fill histories and statistics
END_GAP_HOURS = 24
END_WEIGHT = 2.0
FADE_DAYS = 120.0


def replay(
    log: EventLog, wanted: int, seed: int
) -> Iterator[tuple[EventLog, np.ndarray, np.ndarray]]:
    """Block by block: the log before it, positions of moments within it, their weights.

    wanted: about how many moments in all, drawn at random; ends of trajectories are drawn twice as
    often and count twice as much, because that is where a person next asks what comes.
    """
    place = np.empty(len(log), np.int64)
    place[log.time_order] = np.arange(len(log))
    first = int(len(log) * FIRST_SHARE)
    ends = trajectory_end(log)
    odds = np.where(place >= first, np.where(ends, 2.0, 1.0), 0.0)
    if odds.sum() <= 0:
        return
    odds = np.minimum(odds * wanted / odds.sum(), 1.0)
    drawn = np.random.default_rng(seed).random(len(log)) < odds
    newest = int(log.instant_ms.max())
    cuts = np.linspace(first, len(log), BLOCKS + 1).astype(np.int64)
    for begin, end in pairwise(cuts):
        chosen = np.flatnonzero(drawn & (place >= begin) & (place < end))
        if len(chosen):
            age = (newest - log.instant_ms[chosen]) / DAY_MS
            weight = np.where(ends[chosen], END_WEIGHT, 1.0) * np.exp2(-age / FADE_DAYS)
            yield log.select(place < begin), chosen, weight


def trajectory_end(log: EventLog) -> np.ndarray:
    """(events,) whether the user's next event is more than a day away, and this one was not."""
    gap = np.diff(log.instant_ms) > END_GAP_HOURS * HOUR_MS
    other = np.diff(log.user) != 0
    long_after = np.concatenate((gap | other, [True]))
    long_before = np.concatenate(([True], gap | other))
    end: np.ndarray = long_after & ~long_before
    return end


def training_moments(
    log: EventLog,
    around: sparse.csr_array,
    time_given: tuple[bool, ...],
    wanted: int,
    new_items: int,
    seed: int,
    progress: Progress,
    components: Components | None = None,
) -> tuple[list[Moments], float]:
    """Moments of the log to learn from, once for each entry of `time_given`.

    Also the share of moments whose true item was no candidate.
    """
    generator = np.random.default_rng(seed)
    parts: list[list[Moments]] = [[] for _ in time_given]
    blocks = list(replay(log, wanted, seed))
    for number, (past, chosen, weight) in enumerate(blocks):
        progress.step(number, len(blocks))
        world = background(past, around)
        for given, found in zip(time_given, parts, strict=True):
            contexts = contexts_of_events(log, chosen, given)
            full = moments_of(
                contexts, log.item[chosen], weight, world, new_items, progress, components
            )
            found += [thinned(moments, generator) for moments in full]
    asked = sum(len(chosen) for _, chosen, _ in blocks) * len(time_given)
    usable = sum(len(moments) for found in parts for moments in found)
    missed = 1.0 - usable / max(asked, 1)
    return [Moments.joined(found) if found else empty_moments() for found in parts], missed


def moments_of(
    contexts: Contexts,
    item: np.ndarray,
    weight: np.ndarray,
    world: Background,
    new_items: int,
    progress: Progress,
    components: Components | None = None,
) -> list[Moments]:
    """The moments whose true item is a candidate, in blocks of rows."""
    found = []
    for rows in row_blocks(contexts, new_items):
        progress.check()
        compared = candidates(contexts.take(rows), world, new_items)
        names, table = feature_table(compared, components)
        truth = compared.of_targets(item[rows])
        size = np.bincount(compared.row, minlength=len(truth))
        usable = (truth >= 0) & (size > 1)
        kept = usable[compared.row]
        place = np.cumsum(kept) - 1
        found.append(
            Moments(
                names,
                table[kept],
                size[usable],
                place[truth[usable]],
                weight[rows][usable],
                np.ones(int(kept.sum()), np.float32),
            )
        )
    return [moments for moments in found if len(moments)]


def empty_moments() -> Moments:
    nothing = np.zeros(0, np.int64)
    return Moments([], np.zeros((0, 0), np.float32), nothing, nothing, nothing, nothing)
