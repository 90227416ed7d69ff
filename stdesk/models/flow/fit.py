"""Flows from place to place by hour, forecast: how many leave, times where they go.

λ_ij(t) = O_i(t) · P(j | i, part of day). O_i(t) is the usual number of departures in the hour of
the week, raised or lowered by what an ARMA expects of all departures together and by how the
place itself has stood of late.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from stdesk.features import EventLog, cartesian_km
from stdesk.insight import moves
from stdesk.models.arma.fit import ArmaFit, fit_series
from stdesk.models.arma.origins import expected_everywhere
from stdesk.models.arma.series import HourCounts, period_of_hour, whole_periods
from stdesk.models.flow.shares import learn_shares, part_of_week
from stdesk.models.node_rhythm import Rhythm, learn_rhythm
from stdesk.models.nodes import Nodes

SPAN = 168.0  # hours over which a place's own level is averaged
PRIOR = 10.0  # moves' worth of trust in a place's usual level
FURTHEST = 4.0  # times by which the total may be above or below what is usual


@dataclass(frozen=True)
class HourMoves:
    """Moves between nodes in order of time: (moves,) origin, destination, step (hour since
    `first`, the number of the log's first whole hour since 1970, local); steps: whole hours."""

    origin: np.ndarray
    destination: np.ndarray
    step: np.ndarray
    first: int
    steps: int

    def until(self, step: int) -> "HourMoves":
        """As known before a step."""
        end = int(np.searchsorted(self.step, step))
        cut = (self.origin[:end], self.destination[:end], self.step[:end])
        return HourMoves(*cut, self.first, min(step, self.steps))

    def departures(self, nodes: int, begin: int = 0) -> np.ndarray:
        """(nodes, steps - begin) counts."""
        width = self.steps - begin
        late = self.step >= begin
        cell = self.origin[late] * width + self.step[late] - begin
        return np.bincount(cell, minlength=nodes * width).reshape(nodes, width).astype(float)

    def dense(self, nodes: int, begin: int, end: int) -> np.ndarray:
        """(end - begin, nodes, nodes) counts."""
        inside = (self.step >= begin) & (self.step < end)
        cell = (self.step[inside] - begin) * nodes + self.origin[inside]
        cell = cell * nodes + self.destination[inside]
        shape = (end - begin, nodes, nodes)
        return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(np.float32)


def hour_moves(log: EventLog, nodes: Nodes) -> HourMoves:
    """All moves of a log that begin and end in nodes, within its whole hours."""
    first, last = whole_periods(HourCounts.of(log.local_ms), "hour")
    single = moves(log.user, log.item, log.instant_ms, log.trip)
    hour = log.local_ms[single.begin] // 3_600_000
    step = period_of_hour(hour, "hour") - first
    origin, destination = nodes.of_item[single.origin], nodes.of_item[single.destination]
    steps = last - first + 1
    known = np.flatnonzero((origin >= 0) & (destination >= 0) & (step >= 0) & (step < steps))
    known = known[np.argsort(step[known], kind="stable")]
    return HourMoves(origin[known], destination[known], step[known], first, steps)


@dataclass(frozen=True)
class FlowFit:
    """departures: (nodes, steps), to the end. shares: (parts, nodes, nodes)."""

    first: int
    departures: np.ndarray
    rhythm: Rhythm
    total: ArmaFit
    shares: np.ndarray

    def ahead(self, horizon: int) -> np.ndarray:
        """(horizon, nodes, nodes) expected moves in each of the next hours."""
        steps = self.departures.shape[1]
        usual = self.rhythm.at(steps, steps + horizon)
        total = expected_everywhere(self.total, self.departures.sum(axis=0), horizon)[-1]
        level = np.clip(total / usual.sum(axis=0), 1 / FURTHEST, FURTHEST)
        leaving = usual * self._own_level()[:, None]
        leaving *= usual.sum(axis=0) / leaving.sum(axis=0) * level
        hour = (self.first + 72 + np.arange(steps, steps + horizon)) % 168
        return leaving.T[:, :, None] * self.shares[part_of_week(hour)]

    def advance(self, departures: np.ndarray) -> Self:
        """After further departures, (nodes, hours)."""
        return replace(self, departures=np.hstack([self.departures, departures]))

    def _own_level(self) -> np.ndarray:
        """(nodes,) how each place has stood of late beside what is usual and all others."""
        newest = min(self.departures.shape[1], int(4 * SPAN))
        steps = self.departures.shape[1]
        came = self.departures[:, steps - newest :]
        usual = self.rhythm.at(steps - newest, steps)
        usual = usual * (came.sum(axis=0) + 1) / (usual.sum(axis=0) + 1)
        weight = np.exp(-np.arange(newest)[::-1] / SPAN)
        level: np.ndarray = (came @ weight + PRIOR) / (usual @ weight + PRIOR)
        return level


def fit_flows(known: HourMoves, nodes: Nodes) -> FlowFit:
    """Learn from all moves; needs at least some days of hours, see `training.flows`."""
    departures = known.departures(len(nodes))
    part = part_of_week((known.first + 72 + known.step) % 168)
    place = cartesian_km(nodes.latitude, nodes.longitude)
    return FlowFit(
        first=known.first,
        departures=departures,
        rhythm=learn_rhythm(departures, known.first, "hour"),
        total=fit_series(departures.sum(axis=0), 168),
        shares=learn_shares(known.origin, known.destination, part, place),
    )
