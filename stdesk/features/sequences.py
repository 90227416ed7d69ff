"""Events as what a sequence model reads: columns an event, windows a user, moments to predict."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from stdesk.features.contexts import Contexts
from stdesk.features.log import DAY_MS, HOUR_MS, EventLog, hour_of_week
from stdesk.features.places import cartesian_km

GAP_EDGES_HOURS = np.array(
    [1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 4, 8, 12, 18, 24, 36, 48, 72, 168, 336, 720]
)
STEP_EDGES_KM = np.array([0.001, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 512])
GAPS = len(GAP_EDGES_HOURS) + 2  # the last one: there is no event before
STEPS = len(STEP_EDGES_KM) + 2
HOURS = 168
WEEK_MS = 7 * DAY_MS
CLOCK_TURNS = np.array([1, 2, 3, 4, 6, 7, 8, 13, 14, 15, 21, 28, 35])  # a week; 7 is once a day
MOST_AGAIN = 5
CLOCK = 2 * len(CLOCK_TURNS)


@dataclass(frozen=True)
class EventColumns:
    """What a sequence model reads of each event of a log; all (events,) unless said otherwise.

    item, kind: index, kind -1 where unknown. hour: of the local week, 0..167. gap, step: bucket of
    the time and of the distance since the user's event before. day: days since the log's first
    event. clock: (events, CLOCK) see `clock_waves`. place: (events, 3) km, see `cartesian_km`.
    """

    item: np.ndarray
    kind: np.ndarray
    hour: np.ndarray
    gap: np.ndarray
    step: np.ndarray
    day: np.ndarray
    clock: np.ndarray
    place: np.ndarray


@dataclass(frozen=True)
class Windows:
    """Stretches of users' histories, side by side: columns as in `EventColumns`, (batch, steps, …).

    user: (batch,). known: (batch, steps) False where a history is shorter. again: (batch, steps)
    how often an item came before in its window, at most MOST_AGAIN.
    """

    user: np.ndarray
    known: np.ndarray
    again: np.ndarray
    item: np.ndarray
    kind: np.ndarray
    hour: np.ndarray
    gap: np.ndarray
    step: np.ndarray
    day: np.ndarray
    clock: np.ndarray
    place: np.ndarray

    @cached_property
    def first(self) -> np.ndarray:
        """(batch, steps) where an item occurs for the first time in its window."""
        new: np.ndarray = self.known & (self.again == 0)
        return new

    @cached_property
    def length(self) -> np.ndarray:
        """(batch,) events in each window."""
        return self.known.sum(axis=1)


@dataclass(frozen=True)
class Moments:
    """When something is to be predicted: (batch, moments), each after `step` events of its window.

    hour: 0..167 or HOURS where the time is unknown; gap: bucket since the last event, or GAPS.
    clock: (batch, moments, CLOCK), zeros where unknown. place: (batch, moments, 3) km, where the
    user is, or NaN.
    """

    step: np.ndarray
    hour: np.ndarray
    gap: np.ndarray
    clock: np.ndarray
    place: np.ndarray


def event_columns(log: EventLog) -> EventColumns:
    """Every event of a log as a sequence model reads it."""
    first = np.zeros(len(log), bool)
    first[log.user_start[:-1][np.diff(log.user_start) > 0]] = True
    place = cartesian_km(log.latitude, log.longitude)
    gap_hours = np.diff(log.instant_ms, prepend=log.instant_ms[:1]) / HOUR_MS
    step_km = np.linalg.norm(np.diff(place, axis=0, prepend=place[:1]), axis=1)
    begin = log.instant_ms.min() if len(log) else 0
    return EventColumns(
        item=log.item.astype(np.int64),
        kind=log.kind.astype(np.int64),
        hour=log.hour_of_week.astype(np.int64),
        gap=np.where(first, GAPS - 1, gap_bucket(gap_hours)),
        step=np.where(first | np.isnan(step_km), STEPS - 1, np.digitize(step_km, STEP_EDGES_KM)),
        day=((log.instant_ms - begin) / DAY_MS).astype(np.float32),
        clock=clock_waves(log.local_ms),
        place=place,
    )


def gap_bucket(hours: np.ndarray) -> np.ndarray:
    """The bucket of a time between two events; 0 is under a minute."""
    bucket: np.ndarray = np.digitize(hours, GAP_EDGES_HOURS)
    return bucket


def clock_waves(local_ms: np.ndarray) -> np.ndarray:
    """(events, CLOCK) float32: cosines and sines that turn with the local week and day.

    The product of two moments' waves depends only on how far apart they are round the week, so
    that weights on them are a learned kernel over the clock.
    """
    share = (local_ms % WEEK_MS) / WEEK_MS
    angle = 2 * np.pi * share[:, None] * CLOCK_TURNS
    return np.concatenate((np.cos(angle), np.sin(angle)), axis=1).astype(np.float32)


def windows(columns: EventColumns, user: np.ndarray, begin: np.ndarray, end: np.ndarray) -> Windows:
    """The events at positions begin to end (exclusive) of each row, filled up at the right."""
    steps = int(max((end - begin).max(initial=0), 1))
    position = begin[:, None] + np.arange(steps)
    return windows_at(columns, user, position, position < end[:, None])


def windows_at(
    columns: EventColumns, user: np.ndarray, position: np.ndarray, known: np.ndarray
) -> Windows:
    """The events at these positions, (batch, steps); known: which of them are meant."""
    if not len(columns.item):
        return _no_events(user)
    position = np.minimum(position, len(columns.item) - 1)
    picked = {field.name: getattr(columns, field.name)[position] for field in fields(EventColumns)}
    return Windows(user=user, known=known, again=_again(picked["item"], known), **picked)


def windows_with_one_left_out(
    columns: EventColumns, contexts: Contexts, row: int, longest: int, newest: int
) -> tuple[np.ndarray, Windows, Moments]:
    """The window of one context, whole and then without each of its `newest` events in turn.

    The history must not be empty.

    Returns the positions left out (variants - 1,), windows and moments of the variants.
    """
    begin = max(contexts.history_begin[row], contexts.history_end[row] - longest)
    whole = np.arange(begin, contexts.history_end[row])
    left_out = whole[max(len(whole) - newest, 0) :]
    kept = np.tile(whole, (len(left_out) + 1, 1))
    for variant, position in enumerate(left_out, start=1):
        kept[variant, : len(whole) - 1] = whole[whole != position]
    known = np.ones(kept.shape, bool)
    known[1:, -1] = False
    user = np.full(len(kept), contexts.user[row], np.int64)
    moment = moments_of_contexts(contexts.take(np.full(len(kept), row)))
    step = known.sum(axis=1)[:, None]
    shown = Moments(step, moment.hour, moment.gap, moment.clock, moment.place)
    return left_out, windows_at(columns, user, kept, known), shown


def moments_of_steps(window: Windows) -> Moments:
    """Each event of a window as a moment, to be predicted from the events before it."""
    batch, steps = window.known.shape
    shifted = np.full(window.place.shape, np.nan, np.float32)
    shifted[:, 1:] = window.place[:, :-1]
    return Moments(
        step=np.tile(np.arange(steps), (batch, 1)),
        hour=window.hour,
        gap=window.gap,
        clock=window.clock,
        place=shifted,
    )


def moments_of_contexts(contexts: Contexts) -> Moments:
    """The one moment of each context, (batch, 1); what depends on an unknown time says so."""
    log, batch = contexts.log, len(contexts)
    length = contexts.history_end - contexts.history_begin
    last = np.clip(contexts.history_end - 1, 0, max(len(log) - 1, 0))
    place = _whereabouts(contexts, last, length)
    if contexts.instant_ms is None:
        hour = np.full(batch, HOURS)
        gap = np.full(batch, GAPS)
        clock = np.zeros((batch, CLOCK), np.float32)
    else:
        local = contexts.instant_ms + contexts.offset_min.astype(np.int64) * 60_000
        hour = hour_of_week(local).astype(np.int64)
        clock = clock_waves(local)
        since = (contexts.instant_ms - log.instant_ms[last]) / HOUR_MS if len(log) else hour * 0.0
        gap = np.where(length > 0, gap_bucket(np.maximum(since, 0)), GAPS - 1)
    step = length.astype(np.int64)
    return Moments(step[:, None], hour[:, None], gap[:, None], clock[:, None], place[:, None])


def windows_of_contexts(
    columns: EventColumns, contexts: Contexts, longest: int
) -> tuple[Windows, Moments]:
    """The newest `longest` events that each context knows, and the moment after them."""
    begin = np.maximum(contexts.history_begin, contexts.history_end - longest)
    window = windows(columns, contexts.user.astype(np.int64), begin, contexts.history_end)
    moments = moments_of_contexts(contexts)
    step = np.minimum(moments.step, window.length[:, None])
    return window, Moments(step, moments.hour, moments.gap, moments.clock, moments.place)


def segments(log: EventLog, longest: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Stretches of at most `longest` events that together show every event once as a target.

    Returns user, begin, target, end, each (segments,): events from `target` to `end` (exclusive)
    are to be predicted; those from `begin` only give the past. Stretches overlap by half, so that a
    target of a long history has at least half a window before it.
    """
    stride = max(longest // 2, 1)
    rows: list[np.ndarray] = []
    start, stop = log.user_start[:-1], log.user_start[1:]
    target = start.copy()
    open_users = np.flatnonzero(stop > start)
    while len(open_users):
        at = target[open_users]
        begin = np.maximum(start[open_users], at - (longest - stride))
        end = np.minimum(stop[open_users], begin + longest)
        rows.append(np.stack((open_users, begin, at, end)))
        target[open_users] = end
        open_users = open_users[end < stop[open_users]]
    user, begin, first, end = np.concatenate(rows, axis=1) if rows else np.zeros((4, 0), np.int64)
    return user, begin, first, end


def _again(item: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(batch, steps) how often the same item came before in its row, at most MOST_AGAIN."""
    marked = np.where(known, item, -1)
    order = np.argsort(marked, axis=1, kind="stable")
    ordered = np.take_along_axis(marked, order, axis=1)
    index = np.broadcast_to(np.arange(item.shape[1]), item.shape)
    new = np.ones(item.shape, bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    begin = np.maximum.accumulate(np.where(new, index, 0), axis=1)
    again = np.empty(item.shape, np.int64)
    np.put_along_axis(again, order, np.minimum(index - begin, MOST_AGAIN), axis=1)
    return again


def _whereabouts(contexts: Contexts, last: np.ndarray, length: np.ndarray) -> np.ndarray:
    """(batch, 3) km: where the user says she is, else where her last event was, else NaN."""
    log = contexts.log
    place = np.full((len(contexts), 3), np.nan, np.float32)
    if len(log):
        there = length > 0
        place[there] = cartesian_km(log.latitude[last[there]], log.longitude[last[there]])
    if contexts.latitude is not None and contexts.longitude is not None:
        said = np.isfinite(contexts.latitude) & np.isfinite(contexts.longitude)
        place[said] = cartesian_km(contexts.latitude[said], contexts.longitude[said])
    return place


def _no_events(user: np.ndarray) -> Windows:
    shape = (len(user), 1)
    whole = np.zeros(shape, np.int64)
    none = np.zeros(shape, bool)
    return Windows(
        user=user, known=none, again=whole, item=whole, kind=whole - 1, hour=whole, gap=whole,
        step=whole, day=np.zeros(shape, np.float32), clock=np.zeros((*shape, CLOCK), np.float32),
        place=np.full((*shape, 3), np.nan, np.float32),
    )  # fmt: skip
