"""A user's newest events with each candidate, one by one.

Sums under fixed kernels, as `own` takes them, cannot say that a visit was both at this hour and
after a long way; a row for each visit can.
"""

from collections.abc import Iterator

import numpy as np

from stdesk.features import DAY_MS
from stdesk.insight import great_circle_km
from stdesk.models.ranker.attended import Attended
from stdesk.models.ranker.candidates import Candidates
from stdesk.models.ranker.hours import DAY, WEEK, hour_of_week
from stdesk.models.ranker.own import Pairs, circular_kernel, is_weekend, log_gap
from stdesk.models.rhythm import WEEK_HOURS

NEWEST = 24  # visits of one candidate that are looked at
LONG_GAP_MS = DAY_MS  # after which a trajectory has ended
FAR_KM = 1.5  # log(1 + km), where a way is unknown
UNKNOWN_GAP = 6.0  # log of hours, where there was no event before


def visits(candidates: Candidates) -> Attended:
    """At most `NEWEST` visits of each candidate; fewer columns if the time is unknown.

    All that the columns tell of a visit was known before the moment.
    """
    order = np.lexsort((candidates.pair_position, candidates.pair_candidate))
    size = np.bincount(candidates.pair_candidate, minlength=len(candidates))
    behind = np.repeat(np.cumsum(size), size) - np.arange(len(order))
    chosen = order[behind <= NEWEST]
    looked_at = candidates.with_pairs(chosen)
    columns = [column.astype(np.float16) for column in _columns(looked_at)]
    return Attended(np.minimum(size, NEWEST), np.stack(columns, axis=1))


def _columns(candidates: Candidates) -> Iterator[np.ndarray]:
    pairs = Pairs(candidates)
    yield from _order(candidates, pairs)
    yield from _way(candidates, pairs)
    yield from _gaps(candidates, pairs)
    if pairs.moment is not None:
        yield from _clock(pairs, pairs.moment)
    else:
        yield from _likely_clock(pairs)
    # Last, since runs of before these were told know only what comes first.
    yield pairs.overlap
    yield pairs.kind_overlap
    yield circular_kernel(pairs.newest_hour[pairs.row] - pairs.hour_before, WEEK_HOURS, 2.0)


def _order(candidates: Candidates, pairs: Pairs) -> Iterator[np.ndarray]:
    """How long ago, and whether what came before the visit is what came now."""
    contexts, row = candidates.contexts, pairs.row
    category = contexts.log.catalogue.item_category
    yield np.log(pairs.back)
    last, second = _ago(candidates, 1)[row], _ago(candidates, 2)[row]
    yield (pairs.before == last) & (last >= 0)
    kind, kind_now = _of(category, pairs.before), _of(category, last)
    yield (kind == kind_now) & (kind >= 0)
    yield (pairs.before_second == second) & (second >= 0)
    yield (pairs.before == second) & (second >= 0)
    yield np.log(pairs.age + 0.02)
    since = (pairs.hour_before - pairs.newest_hour[row]) * (2 * np.pi / 24)
    yield np.nan_to_num(np.cos(since))


def _way(candidates: Candidates, pairs: Pairs) -> Iterator[np.ndarray]:
    """How far the place before the visit is from where the user is now."""
    log = candidates.contexts.log
    before, now = np.maximum(pairs.position - 1, 0), candidates.contexts.history_end[pairs.row] - 1
    km = great_circle_km(
        log.latitude[before], log.longitude[before], log.latitude[now], log.longitude[now]
    )
    known = np.isfinite(km) & (pairs.before >= 0)
    yield np.where(known, np.log1p(np.nan_to_num(km)), FAR_KM)


def _gaps(candidates: Candidates, pairs: Pairs) -> Iterator[np.ndarray]:
    """The pause before the visit and after it, and whether it ended a trajectory."""
    log, end = candidates.contexts.log, candidates.contexts.history_end[pairs.row]
    yield np.nan_to_num(pairs.gap, nan=UNKNOWN_GAP)
    newest = pairs.position + 1 >= end
    after = np.minimum(pairs.position + 1, len(log) - 1)
    pause_ms = log.instant_ms[after] - log.instant_ms[pairs.position]
    yield np.where(newest, 0.0, log_gap(pause_ms))
    yield newest
    yield ~newest & (pause_ms > LONG_GAP_MS)


def _clock(pairs: Pairs, moment_of_row: np.ndarray) -> Iterator[np.ndarray]:
    """How alike the clocks of the visit and of the moment are, and the pauses before both."""
    moment = moment_of_row[pairs.row]
    apart = moment - pairs.hour
    turn = 2 * np.pi / 24
    yield np.cos(apart * turn)
    yield np.sin(apart * turn)
    for period, smallest, widths in ((24.0, 0.1, (0.5, 1.5)), (WEEK_HOURS, 0.2, (1.0, 2.5))):
        round_the_clock = np.abs(apart) % period
        yield np.log(np.minimum(round_the_clock, period - round_the_clock) + smallest)
        for width in widths:
            yield circular_kernel(apart, period, width)
    yield is_weekend(moment) == is_weekend(pairs.hour)
    yield moment // 24 == pairs.hour // 24
    yield np.log(np.maximum(apart, 0) / 24 + 0.02)
    yield np.cos(moment * turn)
    yield np.sin(moment * turn)
    pause = np.zeros(len(pairs.row)) if pairs.moment_gap is None else pairs.moment_gap[pairs.row]
    alike = np.nan_to_num(pairs.gap, nan=UNKNOWN_GAP) - pause
    yield pause
    yield alike
    yield np.exp(-0.5 * (alike / 0.5) ** 2)


def _likely_clock(pairs: Pairs) -> Iterator[np.ndarray]:
    """How likely the moment is at the visit's hour, and how alike the clocks before both are."""
    hours, log = pairs.candidates.hours, pairs.candidates.contexts.log
    newest, turn = pairs.newest_hour[pairs.row], 2 * np.pi / 24
    ahead = pairs.hour - newest
    yield np.cos(ahead * turn)
    yield np.sin(ahead * turn)
    yield np.log(ahead % 24.0 + 0.3)
    yield np.log(ahead % WEEK_HOURS + 0.3)
    yield is_weekend(newest) == is_weekend(pairs.hour)
    yield np.cos(newest * turn)
    yield np.sin(newest * turn)
    yield circular_kernel(newest - pairs.hour_before, 24.0, 1.0)
    at = hour_of_week(log.local_ms[pairs.position])
    yield np.log(hours.week[pairs.row, at] * WEEK + 0.02)
    yield np.log(hours.day[pairs.row, at % DAY] * DAY + 0.02)


def _ago(candidates: Candidates, back: int) -> np.ndarray:
    """(batch,) the item `back` events before the moment, -1 where there is none."""
    contexts = candidates.contexts
    position = contexts.history_end - back
    known = position >= contexts.history_begin
    if not len(contexts.log):
        return np.full(len(position), -1)
    item: np.ndarray = np.where(known, contexts.log.item[np.maximum(position, 0)], -1)
    return item


def _of(category: np.ndarray, item: np.ndarray) -> np.ndarray:
    """The category of each item, -1 where there is no item."""
    found: np.ndarray = np.where(item >= 0, category[np.maximum(item, 0)], -1)
    return found
