"""What the Explore page asks of a log: a selection of events, and the few numbers that are drawn.

All functions are pure and meant for background queries. Times are local milliseconds: the clock on
the wall, counted as if it were UTC.
"""

from dataclasses import dataclass, replace

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS, EventLog, Groups
from stdesk.insight import (
    Bounds,
    Corner,
    Unit,
    Volume,
    date_by_hour,
    inside,
    radius_of_gyration,
    reach,
    volume,
)
from stdesk.language import day, distance, ntr, tr
from stdesk.maps import MapLog

MOST_DOTS = 8_000
QUARTER_MS = HOUR_MS // 4


@dataclass(frozen=True)
class Selection:
    """Which events are looked at: of whom, in a local time range, in sight.

    user: index of the only one. among: indices of a segment's users. Neither: everyone. area:
    corners of a drawn polygon (latitude, longitude).
    """

    user: int | None = None
    among: frozenset[int] | None = None
    within: tuple[int, int] | None = None
    bounds: Bounds | None = None
    area: tuple[Corner, ...] | None = None


@dataclass(frozen=True)
class Rhythm:
    """Events by date and hour of day: dots (arrays of equal length), or a picture of counts.

    local_ms, hour (with decimals), group, count, row (position in the log of one of the events) of
    each dot; or day_ms (days,) and counts (days, 24), when there are too many for dots.
    """

    local_ms: np.ndarray
    hour: np.ndarray
    group: np.ndarray
    count: np.ndarray
    row: np.ndarray
    day_ms: np.ndarray
    counts: np.ndarray

    @property
    def is_picture(self) -> bool:
        return len(self.day_ms) > 0


def positions(log: EventLog, selection: Selection) -> np.ndarray:
    """Where the selected events lie in the log."""
    part = slice(0, len(log)) if selection.user is None else log.of_user(selection.user)
    keep = np.ones(part.stop - part.start, dtype=bool)
    if selection.among is not None:
        keep &= np.isin(log.user[part], np.fromiter(selection.among, np.int64))
    if selection.within is not None:
        local = log.local_ms[part]
        keep &= (local >= selection.within[0]) & (local < selection.within[1])
    if selection.bounds is not None:
        keep &= selection.bounds.holds(log.latitude[part], log.longitude[part])
    if selection.area is not None:
        keep &= inside(selection.area, log.latitude[part], log.longitude[part])
    return np.flatnonzero(keep) + part.start


def volume_of(log: EventLog, selection: Selection) -> Volume:
    """Events per hour, day or week, whichever suits the log; the time range is shown whole."""
    rows = positions(log, replace(selection, within=None))
    if not len(log):
        return volume(log.local_ms, "day")
    span = int(log.local_ms.min()), int(log.local_ms.max())
    return volume(log.local_ms[rows], unit_for(span[1] - span[0]), within=span)


def unit_for(span_ms: int) -> Unit:
    """Hours up to ten days, days up to eight years, then weeks."""
    if span_ms <= 10 * DAY_MS:
        return "hour"
    return "day" if span_ms <= 8 * 365 * DAY_MS else "week"


def rhythm_of(log: EventLog, groups: Groups, selection: Selection) -> Rhythm:
    """Date by hour of day of the selection, its time range aside; everyone's as a picture."""
    rows = positions(log, replace(selection, within=None))
    local = log.local_ms[rows]
    nothing = np.empty(0, dtype=np.int64)
    if selection.user is None:
        days, counts = date_by_hour(local)
        return Rhythm(nothing, nothing, nothing, nothing, nothing, days, counts)
    group, count = groups.code[rows], np.ones(len(rows), dtype=np.int64)
    if len(rows) > MOST_DOTS:
        rows, local, group, count = _thinned(rows, local, group, len(groups.names) + 1)
    return Rhythm(
        local_ms=local,
        hour=local % DAY_MS / HOUR_MS,
        group=group,
        count=count,
        row=rows,
        day_ms=nothing,
        counts=np.empty((0, 24), dtype=np.int64),
    )


def reach_of(known: MapLog, selection: Selection) -> Bounds | None:
    """What a map should show of the selection, wherever it looked before; None without places."""
    everywhere = replace(selection, bounds=None)
    if everywhere == Selection():
        return known.reach
    rows = positions(known.log, everywhere)
    return reach(known.log.latitude[rows], known.log.longitude[rows])


def said_of(log: EventLog, selection: Selection) -> str:
    """The selection in one sentence: who, how many events where, from when to when, how far."""
    rows = positions(log, selection)
    counts = tr(
        "{events} at {places}",
        events=ntr("{n} event", "{n} events", len(rows)),
        places=_places_said(log, len(np.unique(log.item[rows]))),
    )
    if selection.user is None:
        who = ntr("{n} user", "{n} users", len(np.unique(log.user[rows])))
    else:
        who = tr("User {key}", key=log.catalogue.user_keys[selection.user])
    parts = [who, counts]
    if len(rows):
        local = log.local_ms[rows]
        first, last = day(int(local.min())), day(int(local.max()))
        parts.append(first if first == last else f"{first} – {last}")
    if selection.user is not None and np.isfinite(log.latitude[rows]).any():
        km = radius_of_gyration(log.latitude[rows], log.longitude[rows])
        parts.append(tr("usually within {km}", km=distance(km)))
    return " · ".join(parts)


def _places_said(log: EventLog, count: int) -> str:
    if log.catalogue.has_coordinates:
        return ntr("{n} place", "{n} places", count)
    return ntr("{n} item", "{n} items", count)


def _thinned(
    rows: np.ndarray, local: np.ndarray, group: np.ndarray, groups: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One dot a quarter of an hour and group, then an hour, then days together."""
    step = QUARTER_MS
    while True:
        cell = local // step * groups + group
        _, first, count = np.unique(cell, return_index=True, return_counts=True)
        if len(first) <= MOST_DOTS or step >= DAY_MS:
            return rows[first], local[first], group[first], count
        step *= 2
