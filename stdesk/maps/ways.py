"""Ways on a map as small messages: where one user went, and the busiest moves between places."""

from dataclasses import dataclass

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import Arcs, Bounds, Flows, arcs, moves, path
from stdesk.language import day, tr
from stdesk.maps.message import Message, in_world
from stdesk.maps.words import flow_words


@dataclass(frozen=True)
class Trail:
    """One user's way on a map: (points,) position in the log, session number."""

    rows: np.ndarray
    session: np.ndarray


def trail_of(log: EventLog, rows: np.ndarray, bounds: Bounds) -> Trail:
    """The way through the events of one user, thinned to what the map can show."""
    found = path(log.instant_ms[rows], log.latitude[rows], log.longitude[rows], bounds.zoom, bounds)
    return Trail(rows[found.row], found.session)


def trail_message(log: EventLog, trail: Trail | None) -> Message:
    """The message `trail`; without one the way is taken away."""
    if trail is None or not len(trail.rows):
        return Message("trail", {})
    rows = trail.rows
    arrays = {
        **in_world(log.latitude[rows], log.longitude[rows]),
        "time": log.local_ms[rows].astype(np.float64),
        "session": trail.session,
    }
    return Message("trail", {}, arrays)


def trail_ends(log: EventLog, trail: Trail | None) -> dict[str, str] | None:
    """Title, first and last day of a way, for the legend; None where there is no way."""
    if trail is None or len(trail.rows) < 2:
        return None
    first, last = (day(int(log.local_ms[trail.rows[end]])) for end in (0, -1))
    return {"title": tr("Path"), "low": first, "high": last}


@dataclass(frozen=True)
class FlowsShown:
    """Arcs on a map, and (rows,) the arc that begins with each event, -1 for none."""

    arcs: Arcs
    of_event: np.ndarray


def flows_shown(log: EventLog, rows: np.ndarray, bounds: Bounds) -> FlowsShown:
    """The busiest moves in sight: trips, or visits that follow each other within a day."""
    single = moves(log.user[rows], log.item[rows], log.instant_ms[rows], log.trip[rows])
    width = log.catalogue.items
    key = single.origin.astype(np.int64) * width + single.destination
    pair, of_move, count = np.unique(key, return_inverse=True, return_counts=True)
    where = log.catalogue
    every = Flows(pair // width, pair % width, count)
    found = arcs(every, where.item_latitude, where.item_longitude, bounds)
    of_event = np.full(len(rows), -1, dtype=np.int64)
    of_event[single.begin] = found.of_flow[of_move]
    return FlowsShown(found, of_event)


def flows_message(log: EventLog, shown: FlowsShown | None) -> Message:
    """The message `flows`: curved lines as wide as they are travelled; None takes them away."""
    if shown is None:
        return Message("flows", {"flows": []})
    found = shown.arcs
    share = np.sqrt(found.count / max(int(found.count.max(initial=1)), 1))
    drawn = [
        {
            "from": _at(found.from_latitude[i], found.from_longitude[i]),
            "to": _at(found.to_latitude[i], found.to_longitude[i]),
            "width": round(1 + 5 * float(share[i]), 1),
            "opacity": round(0.25 + 0.55 * float(share[i]), 2),
            "count": int(found.count[i]),
            **flow_words(log, int(found.from_item[i]), int(found.to_item[i]), int(found.count[i])),
        }
        for i in range(len(found))
    ]
    return Message("flows", {"flows": drawn})


def _at(latitude: float, longitude: float) -> list[float]:
    return [round(float(latitude), 5), round(float(longitude), 5)]
