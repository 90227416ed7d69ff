"""Many series over one calendar: a row a node, and how the nodes hang together."""

from dataclasses import dataclass, replace

import numpy as np

from stdesk.features import EventLog, cartesian_km
from stdesk.insight import flows
from stdesk.models.arma.series import HourCounts, Unit, period_of_hour, whole_periods
from stdesk.models.nodes import Nodes


@dataclass(frozen=True)
class Panel:
    """counts: (nodes, steps), oldest first; first: number of the first period, see `Series`.

    begin: (nodes,) the step of each node's first event. flow: (nodes, nodes) moves, origin by
    destination. place: (nodes, 3) km on the globe, NaN where unknown. names: (nodes,).
    """

    unit: Unit
    first: int
    counts: np.ndarray
    begin: np.ndarray
    flow: np.ndarray
    place: np.ndarray
    names: tuple[str, ...]

    @property
    def steps(self) -> int:
        return self.counts.shape[1]

    def until(self, step: int) -> "Panel":
        """As it was known before a step."""
        return replace(self, counts=self.counts[:, :step])

    def rows(self, chosen: np.ndarray) -> "Panel":
        """Some of the nodes."""
        return replace(
            self,
            counts=self.counts[chosen],
            begin=self.begin[chosen],
            flow=self.flow[np.ix_(chosen, chosen)],
            place=self.place[chosen],
            names=tuple(self.names[row] for row in chosen.tolist()),
        )


def panel_of(log: EventLog, nodes: Nodes, unit: Unit, known: EventLog | None = None) -> Panel:
    """The counts of nodes over the whole periods of a log.

    known: the part of the log from which flows are counted, all of it by default.
    """
    first, last = whole_periods(HourCounts.of(log.local_ms), unit)
    steps = max(last - first + 1, 0)
    node = nodes.of_item[log.item]
    step = period_of_hour(log.local_ms // 3_600_000, unit) - first
    inside = (node >= 0) & (step >= 0) & (step < steps)
    cell = node[inside] * steps + step[inside]
    counts = np.bincount(cell, minlength=len(nodes) * steps).reshape(len(nodes), steps)
    begin = np.where(counts.any(axis=1), (counts > 0).argmax(axis=1), steps) if steps else 0
    return Panel(
        unit=unit,
        first=first,
        counts=counts.astype(float),
        begin=np.broadcast_to(begin, (len(nodes),)),
        flow=_flow(log if known is None else known, nodes),
        place=cartesian_km(nodes.latitude, nodes.longitude),
        names=nodes.names,
    )


def with_everyone(panel: Panel, log: EventLog) -> Panel:
    """The panel and a first row that counts all events; it hangs together with nothing."""
    step = period_of_hour(log.local_ms // 3_600_000, panel.unit) - panel.first
    inside = step[(step >= 0) & (step < panel.steps)]
    everyone = np.bincount(inside, minlength=panel.steps).astype(float)
    nodes = len(panel.names)
    flow = np.zeros((nodes + 1, nodes + 1))
    flow[1:, 1:] = panel.flow
    return replace(
        panel,
        counts=np.vstack([everyone, panel.counts]),
        begin=np.concatenate([[0], panel.begin]),
        flow=flow,
        place=np.vstack([np.full((1, 3), np.nan), panel.place]),
        names=("", *panel.names),
    )


def _flow(log: EventLog, nodes: Nodes) -> np.ndarray:
    moves = flows(log.user, log.item, log.instant_ms, log.trip)
    origin, destination = nodes.of_item[moves.origin], nodes.of_item[moves.destination]
    known = (origin >= 0) & (destination >= 0)
    size = len(nodes)
    pair = origin[known] * size + destination[known]
    return np.bincount(pair, moves.count[known], size * size).reshape(size, size)
