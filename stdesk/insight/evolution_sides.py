"""Two times of a life beside each other: its week, its home and work, its places."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.insight.evolution_log import Log
from stdesk.insight.places import Anchor, home_and_work
from stdesk.insight.rhythm import week_rhythm

MOST_PLACES = 30


@dataclass(frozen=True)
class Side:
    """What a time was like: local milliseconds [begin, end), events, (7, 24) week, anchors of a
    single user with their confidence (the share of nights or working days), and the places most
    visited: items and how often."""

    begin_ms: int
    end_ms: int
    events: int
    rhythm: np.ndarray
    home: Anchor | None
    work: Anchor | None
    item: np.ndarray
    count: np.ndarray


def sides_of(log: Log, users: Sequence[int] | None, borders_ms: Sequence[int]) -> tuple[Side, ...]:
    """The times between the borders (local ms), from the first event to the last."""
    if users is None:
        rows = np.arange(len(log.user))
    else:
        parts = [np.arange(int(log.user_start[u]), int(log.user_start[u + 1])) for u in users]
        rows = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    if not len(rows):
        return ()
    local = log.local_ms[rows]
    edges = [int(local.min()), *borders_ms, int(local.max()) + 1]
    alone = users is not None and len(users) == 1
    return tuple(
        _side(log, rows[(local >= begin) & (local < end)], begin, end, alone)
        for begin, end in itertools.pairwise(edges)
    )


def _side(log: Log, rows: np.ndarray, begin: int, end: int, alone: bool) -> Side:
    local, latitude, longitude = log.local_ms[rows], log.latitude[rows], log.longitude[rows]
    home = work = None
    if alone and np.isfinite(latitude).any():
        home, work = home_and_work(local, latitude, longitude)
    items, count = np.unique(log.item[rows], return_counts=True)
    most = np.lexsort((items, -count))[:MOST_PLACES]
    return Side(
        begin_ms=begin,
        end_ms=end,
        events=len(rows),
        rhythm=week_rhythm(local),
        home=home,
        work=work,
        item=items[most],
        count=count[most],
    )
