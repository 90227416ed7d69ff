"""From where to where: trips, or visits that follow each other, counted between items."""

from dataclasses import dataclass

import numpy as np

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Flows:
    """Moves between items, most frequent first: (pairs,) origin, destination, count."""

    origin: np.ndarray
    destination: np.ndarray
    count: np.ndarray

    def top(self, k: int) -> "Flows":
        return Flows(self.origin[:k], self.destination[:k], self.count[:k])

    def between_places(self) -> "Flows":
        """Without what returns to where it began."""
        moved = self.origin != self.destination
        return Flows(self.origin[moved], self.destination[moved], self.count[moved])

    def matrix(self, items: int) -> np.ndarray:
        """(items, items) counts, origin by destination; for small catalogues."""
        dense = np.zeros((items, items), dtype=np.int64)
        dense[self.origin, self.destination] = self.count
        return dense


@dataclass(frozen=True)
class Moves:
    """Single moves: (moves,) item of origin, item of destination, position of the event where it
    begins."""

    origin: np.ndarray
    destination: np.ndarray
    begin: np.ndarray


def moves_of_trips(trip: np.ndarray, item: np.ndarray, instant_ms: np.ndarray) -> Moves:
    """From the first to the last event of each trip; trip: (events,) id, -1 for none."""
    on_trip = np.flatnonzero(trip >= 0)
    order = on_trip[np.lexsort((instant_ms[on_trip], trip[on_trip]))]
    number = trip[order]
    begins = np.flatnonzero(np.diff(number, prepend=-1))
    ends = np.append(begins[1:], len(number)) - 1
    whole = begins < ends  # a trip whose other end was rejected goes nowhere
    begin, end = order[begins[whole]], order[ends[whole]]
    return Moves(item[begin], item[end], begin)


def moves_of_visits(
    user: np.ndarray, item: np.ndarray, instant_ms: np.ndarray, gap_hours: float = 24.0
) -> Moves:
    """Between a user's consecutive visits at most `gap_hours` apart.

    Arrays: (events,), sorted by user and instant.
    """
    if not len(user):
        return Moves(item, item, np.empty(0, dtype=np.int64))
    gap = np.diff(np.asarray(instant_ms, dtype=np.int64))
    begin = np.flatnonzero((np.diff(user) == 0) & (gap <= int(gap_hours * HOUR_MS)))
    return Moves(item[begin], item[begin + 1], begin)


def moves(user: np.ndarray, item: np.ndarray, instant_ms: np.ndarray, trip: np.ndarray) -> Moves:
    """The trips where the log has trips, else consecutive visits within a day."""
    if (trip >= 0).any():
        return moves_of_trips(trip, item, instant_ms)
    return moves_of_visits(user, item, instant_ms)


def flows_of_trips(trip: np.ndarray, item: np.ndarray, instant_ms: np.ndarray) -> Flows:
    """Flows from the first to the last event of each trip; trip: (events,) id, -1 for none."""
    return _counted(moves_of_trips(trip, item, instant_ms))


def flows_of_visits(
    user: np.ndarray, item: np.ndarray, instant_ms: np.ndarray, gap_hours: float = 24.0
) -> Flows:
    """Flows between a user's consecutive visits at most `gap_hours` apart.

    Arrays: (events,), sorted by user and instant.
    """
    return _counted(moves_of_visits(user, item, instant_ms, gap_hours))


def flows(user: np.ndarray, item: np.ndarray, instant_ms: np.ndarray, trip: np.ndarray) -> Flows:
    """Flows of the trips where the log has trips, else of consecutive visits within a day."""
    return _counted(moves(user, item, instant_ms, trip))


def _counted(single: Moves) -> Flows:
    return _count(single.origin, single.destination)


def _count(origin: np.ndarray, destination: np.ndarray) -> Flows:
    width = int(max(origin.max(initial=0), destination.max(initial=0))) + 1
    pair, count = np.unique(origin.astype(np.int64) * width + destination, return_counts=True)
    order = np.argsort(-count, kind="stable")
    return Flows(pair[order] // width, pair[order] % width, count[order])
