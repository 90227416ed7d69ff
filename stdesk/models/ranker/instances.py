"""Replays a log so that every moment of it sees only what was known then.

A moment's own history is what lies before it. Everyone's statistics are learned anew at the
beginning of each block of time and stay fixed within it, as they do after training: so no statistic
contains the event that is to be predicted, and the trees see statistics as stale as they will be.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from stdesk.features import DAY_MS, HOUR_MS, Contexts, EventLog, contexts_of_events
from stdesk.models.ranker.background import Background, background
from stdesk.models.ranker.boosting import Moments
from stdesk.models.ranker.candidates import HISTORY, candidates, row_blocks
from stdesk.models.ranker.components import Components
from stdesk.models.ranker.features import attended_events, feature_table
from stdesk.models.ranker.thinning import Hardness, thinned, told_by_columns, told_by_trees
from stdesk.models.ranker.threads import in_threads
from stdesk.progress import Progress

BLOCKS = 8
FIRST_SHARE = 0.35  # of the events, which only fill histories and statistics
END_GAP_HOURS = 24
END_WEIGHT = 2.0
FADE_DAYS = 120.0
USUAL_HISTORY = 400.0  # events, up to which a moment costs what it usually costs
ENOUGH_FOR_SCOUT = 500  # moments, for trees that tell hard candidates from easy ones


@dataclass(frozen=True)
class MomentSettings:
    """wanted: about how many moments. new_items: candidates that are new to the user.

    attend: whether the network's events are wanted beside the columns.
    """

    wanted: int
    new_items: int
    threads: int
    seed: int
    attend: bool = True


@dataclass(frozen=True)
class Block:
    """Moments in one stretch of time.

    world: what everyone did before it. chosen, weight: (moments,) positions in the log, and how
    much each counts.
    """

    world: Background
    chosen: np.ndarray
    weight: np.ndarray


def replay(
    log: EventLog, around: sparse.csr_array, settings: MomentSettings, progress: Progress
) -> list[Block]:
    """Parts the later events of a log into blocks of time.

    About `settings.wanted` moments in all, drawn at random; ends of trajectories are drawn twice as
    often and count twice as much, because that is where a person next asks what comes. Fewer where
    histories are very long, since each moment then costs more.
    """
    place = np.empty(len(log), np.int64)
    place[log.time_order] = np.arange(len(log))
    first = int(len(log) * FIRST_SHARE)
    ends = trajectory_end(log)
    odds = np.where(place >= first, np.where(ends, 2.0, 1.0), 0.0)
    if odds.sum() <= 0:
        return []
    known = np.minimum(np.arange(len(log)) - log.user_start[log.user], HISTORY)
    length = max(float((odds * known).sum() / odds.sum()), USUAL_HISTORY)
    wanted = settings.wanted * USUAL_HISTORY / length
    odds = np.minimum(odds * wanted / odds.sum(), 1.0)
    drawn = np.random.default_rng(settings.seed).random(len(log)) < odds
    newest = int(log.instant_ms.max())
    found = []
    cuts = np.linspace(first, len(log), BLOCKS + 1).astype(np.int64)
    for number, (begin, end) in enumerate(pairwise(cuts)):
        progress.step(number, BLOCKS)
        chosen = np.flatnonzero(drawn & (place >= begin) & (place < end))
        if len(chosen):
            age = (newest - log.instant_ms[chosen]) / DAY_MS
            weight = np.where(ends[chosen], END_WEIGHT, 1.0) * np.exp2(-age / FADE_DAYS)
            found.append(Block(background(log.select(place < begin), around), chosen, weight))
    return found


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
    blocks: list[Block],
    time_given: bool,
    settings: MomentSettings,
    progress: Progress,
    components: Components | None = None,
) -> tuple[Moments, float]:
    """Moments of the log to learn from, and the share whose true item was no candidate."""
    generator = np.random.default_rng(settings.seed)
    hardness: Hardness = told_by_columns
    found: list[Moments] = []
    for number, block in enumerate(blocks):
        progress.step(number, len(blocks))
        contexts, item = contexts_of_events(log, block.chosen, time_given), log.item[block.chosen]
        full = moments_of(contexts, item, block.weight, block.world, settings, progress, components)
        if full and hardness is told_by_columns and sum(map(len, full)) >= ENOUGH_FOR_SCOUT:
            sample = Moments.joined([thinned(part, generator) for part in full])
            hardness = told_by_trees(sample, settings.threads, settings.seed)
        found += [thinned(part, generator, hardness) for part in full]
    asked = sum(len(block.chosen) for block in blocks)
    missed = 1.0 - sum(map(len, found)) / max(asked, 1)
    return (Moments.joined(found) if found else empty_moments()), missed


def moments_of(
    contexts: Contexts,
    item: np.ndarray,
    weight: np.ndarray,
    world: Background,
    settings: MomentSettings,
    progress: Progress,
    components: Components | None = None,
) -> list[Moments]:
    """The moments whose true item is a candidate, in blocks of rows."""

    def block(rows: slice) -> Moments:
        progress.check()
        compared = candidates(contexts.take(rows), world, settings.new_items)
        truth = compared.of_targets(item[rows])
        size = np.bincount(compared.row, minlength=len(truth))
        usable = (truth >= 0) & (size > 1)
        if not usable.any():
            return empty_moments()
        compared = compared.only(usable)
        names, table = feature_table(compared, components)
        truth = compared.of_targets(item[rows][usable])
        stands_for = np.ones(len(table), np.float32)
        attended = attended_events(compared) if settings.attend else ()
        return Moments(
            names, table, size[usable], truth, weight[rows][usable], stands_for, attended
        )

    found = in_threads(block, row_blocks(contexts, settings.new_items), settings.threads)
    return [moments for moments in found if len(moments)]


def empty_moments() -> Moments:
    nothing = np.zeros(0, np.int64)
    return Moments([], np.zeros((0, 0), np.float32), nothing, nothing, nothing, nothing)
