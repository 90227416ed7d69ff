"""Others' newest events with each candidate, one by one: who came, from where, how long ago."""

from collections.abc import Iterator

import numpy as np

from stdesk.features import HOUR_MS
from stdesk.insight import great_circle_km
from stdesk.models.ranker.attended import Attended
from stdesk.models.ranker.candidates import Candidates
from stdesk.models.ranker.hours import SLOTS, slot_of
from stdesk.models.ranker.lately import known_until
from stdesk.models.ranker.own import circular_kernel, log_gap
from stdesk.models.ranker.sources import known_user
from stdesk.models.ranker.sparse import ranges, value_at
from stdesk.models.ranker.visits import FAR_KM, UNKNOWN_GAP
from stdesk.models.rhythm import WEEK_HOURS, local_moment

NEWEST = 8
LOOKED_AT = 16  # among which the user's own are left out


def others_visits(candidates: Candidates) -> Attended:
    """At most `NEWEST` events of each candidate by other users, all known before the moment."""
    contexts = candidates.contexts
    log = contexts.log
    first_ms = int(log.instant_ms.min()) if len(log) else 0
    begin = log.place_of_item(candidates.item, np.full(len(candidates), first_ms))
    end = log.place_of_item(candidates.item, known_until(contexts)[candidates.row])
    owner, place = ranges(np.maximum(begin, end - LOOKED_AT), end)
    position = log.item_order[place] if len(log) else place
    others = log.user[position] != contexts.user[candidates.row[owner]]
    owner, position = owner[others], position[others]
    count = np.bincount(owner, minlength=len(candidates))
    behind = np.repeat(np.cumsum(count), count) - np.arange(len(owner))
    owner, position = owner[behind <= NEWEST], position[behind <= NEWEST]
    columns = [column.astype(np.float16) for column in _columns(candidates, owner, position)]
    return Attended(np.minimum(count, NEWEST), np.stack(columns, axis=1))


def _columns(
    candidates: Candidates, owner: np.ndarray, position: np.ndarray
) -> Iterator[np.ndarray]:
    contexts, row = candidates.contexts, candidates.row[owner]
    log = contexts.log
    yield np.log(
        np.maximum(known_until(contexts)[row] - log.instant_ms[position], 0) / HOUR_MS + 0.1
    )
    other = log.user[position]
    known = np.where(other < candidates.background.users, other, 0)
    yield value_at(
        candidates.background.kin, known_user(contexts, candidates.background)[row], known
    )
    yield np.log1p(position - log.user_start[other])
    yield from _way(candidates, row, position)
    if contexts.instant_ms is not None:
        yield from _clock(candidates, row, position)
    else:
        at = candidates.hours.slot[row, slot_of(log.local_ms[position])]
        yield np.log(at * SLOTS + 0.02)


def _way(candidates: Candidates, row: np.ndarray, position: np.ndarray) -> Iterator[np.ndarray]:
    """Whether the other came from where the user is now, and after which pause."""
    contexts = candidates.contexts
    log, category = contexts.log, contexts.log.catalogue.item_category
    before = np.maximum(position - 1, 0)
    now = np.maximum(contexts.history_end[row] - 1, 0)
    both = (position > log.user_start[log.user[position]]) & (
        contexts.history_end > contexts.history_begin
    )[row]
    from_item, at_item = log.item[before], log.item[now]
    yield both & (from_item == at_item)
    yield both & (category[from_item] == category[at_item]) & (category[at_item] >= 0)
    km = great_circle_km(
        log.latitude[before], log.longitude[before], log.latitude[now], log.longitude[now]
    )
    yield np.where(both & np.isfinite(km), np.log1p(np.nan_to_num(km)), FAR_KM)
    yield _pause(candidates, position)


def _pause(candidates: Candidates, position: np.ndarray) -> np.ndarray:
    log = candidates.contexts.log
    before = np.maximum(position - 1, 0)
    first = position == log.user_start[log.user[position]]
    pause = log_gap(log.instant_ms[position] - log.instant_ms[before])
    return np.where(first, UNKNOWN_GAP, pause)


def _clock(candidates: Candidates, row: np.ndarray, position: np.ndarray) -> Iterator[np.ndarray]:
    contexts = candidates.contexts
    log, instant_ms = contexts.log, contexts.instant_ms
    assert instant_ms is not None  # noqa: S101 - told to mypy
    moment = local_moment(instant_ms, contexts.offset_min)[row] / HOUR_MS
    apart = moment - log.local_ms[position] / HOUR_MS
    yield np.cos(apart * (2 * np.pi / 24))
    yield np.sin(apart * (2 * np.pi / 24))
    for period, smallest in ((24.0, 0.1), (WEEK_HOURS, 0.2)):
        round_the_clock = np.abs(apart) % period
        yield np.log(np.minimum(round_the_clock, period - round_the_clock) + smallest)
    yield circular_kernel(apart, WEEK_HOURS, 2.0)
    newest = log.instant_ms[np.maximum(contexts.history_end - 1, 0)][row]
    pause = log_gap(instant_ms[row] - newest)
    yield pause
    yield pause - _pause(candidates, position)
