"""What the user's own events say for a candidate: counts under kernels of time and order."""

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS
from stdesk.models.ranker.candidates import Candidates
from stdesk.models.ranker.hours import hour_of_week, slot_of
from stdesk.models.ranker.overlaps import overlaps
from stdesk.models.ranker.sources import known_last
from stdesk.models.ranker.sums import Named
from stdesk.models.rhythm import WEEK_HOURS, local_moment

NEVER = np.float32(np.nan)


class Pairs:
    """The events of all histories with what kernels ask of them; all arrays are (pairs,).

    back: how many events ago, 1 for the newest. age: days before the newest. before, before_second:
    the item one and two events earlier, -1 at the beginning. overlap, kind_overlap: how many of the
    three events before have a match before the moment, by item and by category. hour: local clock
    in hours. gap: log of the hours since the event before. moment, moment_gap: (batch,) the
    moment's, None if unknown.
    """

    def __init__(self, candidates: Candidates) -> None:
        contexts = candidates.contexts
        log, row, position = contexts.log, candidates.pair_row, candidates.pair_position
        end, begin = contexts.history_end, contexts.history_begin
        newest = np.maximum(end - 1, 0)
        self.candidates, self.row, self.position = candidates, row, position
        self.back = (end[row] - position).astype(np.float32)
        self.age = ((log.instant_ms[newest[row]] - log.instant_ms[position]) / DAY_MS).astype(
            np.float32
        )
        first, second = position - 1 < begin[row], position - 2 < begin[row]
        self.before = np.where(first, -1, log.item[np.maximum(position - 1, 0)])
        self.before_second = np.where(second, -1, log.item[np.maximum(position - 2, 0)])
        self.hour = log.local_ms[position] / HOUR_MS
        earlier = np.maximum(position - 1, 0)
        self.hour_before = np.where(first, np.nan, log.local_ms[earlier] / HOUR_MS)
        gap = log_gap(log.instant_ms[position] - log.instant_ms[earlier])
        self.gap = np.where(first, np.nan, gap).astype(np.float32)
        self.overlap, self.kind_overlap = overlaps(contexts, row, position)
        self.newest_hour = log.local_ms[newest] / HOUR_MS if len(log) else np.zeros(len(end))
        self.moment: np.ndarray | None = None
        self.moment_gap: np.ndarray | None = None
        if contexts.instant_ms is not None:
            self.moment = local_moment(contexts.instant_ms, contexts.offset_min) / HOUR_MS
            newest_ms = log.instant_ms[newest] if len(log) else contexts.instant_ms
            self.moment_gap = log_gap(contexts.instant_ms - newest_ms)


def log_gap(gap_ms: np.ndarray) -> np.ndarray:
    """Log of hours, so that 10 minutes and 1 hour are as far apart as 4 hours and a day."""
    logged: np.ndarray = np.log(np.maximum(gap_ms, 0) / HOUR_MS + 0.05)
    return logged.astype(np.float32)


def circular_kernel(apart: np.ndarray, period: float, width: float) -> np.ndarray:
    """Gaussian of the distance round a clock; 0 where the distance is unknown."""
    round_the_clock = np.abs(apart) % period
    shortest = np.minimum(round_the_clock, period - round_the_clock)
    weight = np.exp(-0.5 * (shortest / width) ** 2).astype(np.float32)
    return np.nan_to_num(weight)


def order_kernels(pairs: Pairs) -> Named:
    """Weights of events that need no instant: recency, and what came before them."""
    contexts = pairs.candidates.contexts
    items = pairs.candidates.background.items
    last = known_last(contexts, 1, items)
    second = known_last(contexts, 2, items)
    yield "count", np.ones(len(pairs.row), np.float32)
    for half_life in (2.0, 10.0, 40.0):
        yield f"recent_{half_life:g}d", np.exp2(-pairs.age / half_life)
    yield "of_last_10", (pairs.back <= 10).astype(np.float32)
    after_last = (pairs.before == last[pairs.row]) & (pairs.before >= 0)
    yield "after_last", after_last.astype(np.float32)
    yield "overlap", pairs.overlap
    yield "overlap_recent", pairs.overlap * np.exp2(-pairs.age / 20.0)
    yield "kind_overlap", pairs.kind_overlap
    yield "after_last_recent", after_last * np.exp2(-pairs.age / 20.0)
    after_second = (pairs.before_second == second[pairs.row]) & (pairs.before_second >= 0)
    yield "after_both", (after_last & after_second).astype(np.float32)
    skipped = (pairs.before_second == last[pairs.row]) & (pairs.before_second >= 0)
    yield "second_after_last", skipped.astype(np.float32)
    category = contexts.log.catalogue.item_category
    last_category = np.where(last >= 0, category[np.maximum(last, 0)], -2)
    category_before = np.where(pairs.before >= 0, category[np.maximum(pairs.before, 0)], -1)
    yield "after_category", (category_before == last_category[pairs.row]).astype(np.float32)
    apart = pairs.newest_hour[pairs.row] - pairs.hour_before
    yield "after_hour", circular_kernel(apart, 24.0, 1.5)


def clock_kernels(pairs: Pairs) -> Named:
    """Weights of events by how alike their time and the moment's are, or may be."""
    if pairs.moment is None or pairs.moment_gap is None:
        yield from _likely_clock_kernels(pairs)
        return
    moment = pairs.moment[pairs.row]
    apart = moment - pairs.hour
    recent = np.exp2(-pairs.age / 40.0)
    narrow = circular_kernel(apart, WEEK_HOURS, 0.8)
    wide = circular_kernel(apart, WEEK_HOURS, 2.5)
    day = circular_kernel(apart, 24.0, 1.0)
    same_type = is_weekend(moment) == is_weekend(pairs.hour)
    yield "week_narrow", narrow
    yield "week_wide", wide
    yield "week_recent", circular_kernel(apart, WEEK_HOURS, 1.2) * recent
    yield "day_narrow", circular_kernel(apart, 24.0, 0.4)
    yield "day", day
    yield "day_wide", circular_kernel(apart, 24.0, 2.5)
    yield "day_recent", day * np.exp2(-pairs.age / 8.0)
    yield "day_type", circular_kernel(apart, 24.0, 1.3) * same_type
    yield "day_type_recent", day * same_type * np.exp2(-pairs.age / 15.0)
    alike = np.exp(-0.5 * ((pairs.gap - pairs.moment_gap[pairs.row]) / 0.6) ** 2)
    alike = np.nan_to_num(alike)
    yield "gap", alike
    last = known_last(pairs.candidates.contexts, 1, pairs.candidates.background.items)
    after_last = (pairs.before == last[pairs.row]) & (pairs.before >= 0)
    yield "after_last_gap", after_last * alike
    yield "after_last_day", after_last * circular_kernel(apart, 24.0, 2.0)
    apart_before = pairs.newest_hour[pairs.row] - pairs.hour_before
    yield "day_after_hour", day * circular_kernel(apart_before, 24.0, 1.5)
    yield "day_gap", day * alike


def _likely_clock_kernels(pairs: Pairs) -> Named:
    """Weights of events by how likely the moment is at their hour, and soon after the newest."""
    hours, local_ms = pairs.candidates.hours, pairs.candidates.contexts.log.local_ms[pairs.position]
    at = hour_of_week(local_ms)
    week, day = hours.week[pairs.row, at], hours.day[pairs.row, at % 24]
    slot = hours.slot[pairs.row, slot_of(local_ms)]
    yield "likely_week", week
    yield "likely_week_recent", week * np.exp2(-pairs.age / 40.0)
    yield "likely_day", day
    yield "likely_day_type", slot
    yield "likely_day_type_recent", slot * np.exp2(-pairs.age / 15.0)
    newest = pairs.newest_hour[pairs.row]
    ahead = pairs.hour - newest
    for within in (1.5, 5.0):
        yield f"day_within_{within:g}h", np.exp(-(ahead % 24.0) / within)
    for within in (3.0, 12.0):
        yield f"week_within_{within:g}h", np.exp(-(ahead % WEEK_HOURS) / within)
    apart_before = newest - pairs.hour_before
    yield "after_hour_of_week", circular_kernel(apart_before, WEEK_HOURS, 2.0)
    last = known_last(pairs.candidates.contexts, 1, pairs.candidates.background.items)
    after_last = (pairs.before == last[pairs.row]) & (pairs.before >= 0)
    yield "after_last_likely", after_last * day
    yield "after_last_hour", after_last * circular_kernel(apart_before, 24.0, 2.0)


def _weekday(hour: np.ndarray) -> np.ndarray:
    weekday: np.ndarray = (hour // 24 + 3) % 7
    return weekday


def is_weekend(hour: np.ndarray) -> np.ndarray:
    weekend: np.ndarray = _weekday(hour) >= 5
    return weekend


def visit_columns(pairs: Pairs) -> Named:
    """When and how regularly the user had each candidate; NaN where she never had."""
    candidates = pairs.candidates
    contexts, index, size = candidates.contexts, pairs.candidates.pair_candidate, len(candidates)
    latest = np.full(size, -1)
    np.maximum.at(latest, index, pairs.position)
    had = latest >= 0
    count = np.bincount(index, minlength=size)
    first = np.full(size, np.inf)
    np.minimum.at(first, index, pairs.position)
    first_position = np.where(had, first, 0).astype(np.int64)
    latest_position = np.maximum(latest, 0)
    instant, end = contexts.log.instant_ms, contexts.history_end[candidates.row]
    newest = instant[np.maximum(end - 1, 0)] if len(instant) else np.zeros(size)
    latest_ms = instant[latest_position] if len(instant) else np.zeros(size)
    first_ms = instant[first_position] if len(instant) else np.zeros(size)
    yield "steps_since", np.where(had, end - latest, NEVER)
    yield "days_since", np.where(had, (newest - latest_ms) / DAY_MS, NEVER)
    yield "days_known", np.where(had, (newest - first_ms) / DAY_MS, NEVER)
    usual = np.where(count > 1, (latest_ms - first_ms) / DAY_MS / np.maximum(count - 1, 1), NEVER)
    yield "usual_gap", usual
    if contexts.instant_ms is None:
        yield "overdue", (newest - latest_ms) / DAY_MS / np.maximum(usual, 0.02)
        return
    now = contexts.instant_ms[candidates.row]
    since = np.where(had, (now - latest_ms) / DAY_MS, NEVER)
    yield "days_since_now", since
    yield "overdue", since / np.maximum(usual, 0.02)
    local = contexts.log.local_ms[latest_position] if len(instant) else np.zeros(size)
    today = local_moment(contexts.instant_ms, contexts.offset_min)[candidates.row] // DAY_MS
    yield "midnights_since", np.where(had, today - local // DAY_MS, NEVER)


RETURN_WIDTH = 0.5  # of the logarithm of how long until the user came back


def return_columns(pairs: Pairs) -> Named:
    """How often the user came back to a candidate after about as long as it is now.

    Long is counted in events, and in hours where the moment is known.
    """
    candidates = pairs.candidates
    contexts, index, size = candidates.contexts, candidates.pair_candidate, len(candidates)
    order = np.lexsort((pairs.position, index))
    again = order[1:][index[order[1:]] == index[order[:-1]]]
    before = order[:-1][index[order[1:]] == index[order[:-1]]]
    latest = np.full(size, -1)
    np.maximum.at(latest, index, pairs.position)
    of = index[again]
    times = np.bincount(of, minlength=size)
    steps = np.log(pairs.position[again] - pairs.position[before])
    steps_now = np.log(np.maximum(contexts.history_end[candidates.row] - latest, 1))
    yield "back_after_steps", _share_alike(steps, steps_now, of, times)
    if contexts.instant_ms is None:
        return
    instant = contexts.log.instant_ms
    hours = log_gap(instant[pairs.position[again]] - instant[pairs.position[before]])
    latest_ms = instant[np.maximum(latest, 0)] if len(instant) else np.zeros(size)
    hours_now = log_gap(contexts.instant_ms[candidates.row] - latest_ms)
    yield "back_after_hours", _share_alike(hours, hours_now, of, times)


def _share_alike(
    value: np.ndarray, now: np.ndarray, of: np.ndarray, times: np.ndarray
) -> np.ndarray:
    alike = np.exp(-0.5 * ((value - now[of]) / RETURN_WIDTH) ** 2)
    total = np.bincount(of, alike, len(times))
    return np.where(times > 0, total / (times + 1.0), NEVER)
