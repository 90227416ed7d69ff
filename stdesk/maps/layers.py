"""The layers of a map as small messages: counts at spots, a user's way, moves; numbers and words.

The map page draws them, in the window as in a saved file. All is pure and meant for background
queries; `rows` are always positions in the log of the events that are looked at.
"""

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from stdesk.features import EventLog, Groups
from stdesk.insight import (
    Arcs,
    Bounds,
    Flows,
    Frames,
    Hexes,
    Spots,
    arcs,
    frames,
    hexes,
    in_cells,
    in_places,
    in_squares,
    moves,
    numbered,
    outlines,
    path,
    reach,
    to_pixels,
)
from stdesk.insight.screen import TILE
from stdesk.insight.spots import MOST_CELLS
from stdesk.language import day, language, tr
from stdesk.maps.words import flow_words

Layer = Literal["automatic", "cells", "heat", "clusters", "points", "none"]
Measure = Literal["events", "users"]
LAYERS: tuple[Layer, ...] = ("automatic", "cells", "heat", "clusters", "points", "none")
MOST_NEAR = 1500  # places in sight that are shown one by one where the layer is automatic
GLANCE = 30  # events for each of these, at which one looks first
HEAT_PIXELS, CLUSTER_PIXELS, POINT_PIXELS = 6, 72, 10


@dataclass(frozen=True)
class Message:
    """What the map page is told: a command, its content, and arrays that go with it packed."""

    command: str
    content: dict[str, Any]
    arrays: dict[str, np.ndarray] | None = None


@dataclass
class MapLog:
    """A log with what its maps need, found once; ask for it in the background, it takes a while."""

    log: EventLog
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _hexes: Hexes | None = None
    _place: np.ndarray | None = None
    _reach: tuple[Bounds | None] | None = None

    @property
    def hexes(self) -> Hexes:
        with self._lock:
            if self._hexes is None:
                self._hexes = hexes(self.log.latitude, self.log.longitude)
            return self._hexes

    def find_all(self) -> None:
        """Before a map asks."""
        _ = self.place, self.reach

    @property
    def reach(self) -> Bounds | None:
        """What a map should show of all events; None without coordinates."""
        with self._lock:
            if self._reach is None:
                self._reach = (reach(self.log.latitude, self.log.longitude),)
            return self._reach[0]

    @property
    def place(self) -> np.ndarray:
        """(events,) number of the item, or of the item's cell where an item has many positions."""
        found = self.hexes
        with self._lock:
            if self._place is None:
                of_item = self.log.item.astype(np.int64) * (len(found.cell) + 1)
                self._place = numbered(of_item + found.code + 1)[1]
            return self._place


def gather(
    known: MapLog,
    rows: np.ndarray,
    bounds: Bounds,
    layer: Layer,
    most_cells: int = MOST_CELLS,
    most_near: int = MOST_NEAR,
) -> tuple[Layer, Spots]:
    """The spots of the events `rows`, and the layer that they are shown as: never automatic."""
    if layer == "none":
        return layer, Spots(np.full(len(rows), -1, dtype=np.int32), np.empty(0), np.empty(0))
    if layer == "automatic":
        near = _few_places(known, rows, bounds, most_near)
        if near is not None:
            return "points", near
        layer = "cells"
    if layer == "cells":
        return layer, in_cells(known.hexes, rows, bounds, most_cells)
    latitude, longitude = known.log.latitude[rows], known.log.longitude[rows]
    if layer == "heat":
        return layer, in_squares(latitude, longitude, bounds, HEAT_PIXELS)
    if layer == "clusters":
        return layer, in_squares(latitude, longitude, bounds, CLUSTER_PIXELS, middle=False)
    near = in_places(latitude, longitude, known.place[rows], bounds)
    if near is None:
        near = in_squares(latitude, longitude, bounds, POINT_PIXELS, middle=False)
    return layer, near


def _few_places(known: MapLog, rows: np.ndarray, bounds: Bounds, most: int) -> Spots | None:
    """The places of the events `rows`; None where more than `most` are in sight."""
    log, near = known.log, None
    for part in (rows[: GLANCE * most], rows):  # mostly the first part shows too many already
        near = in_places(log.latitude[part], log.longitude[part], known.place[part], bounds, most)
        if near is None or len(part) == len(rows):
            break
    return near


def spots_message(
    log: EventLog,
    rows: np.ndarray,
    spots: Spots,
    layer: Layer,
    measure: Measure,
    groups: Groups | None = None,
    some: np.ndarray | None = None,
) -> Message:
    """The message `spots`; some: (rows,) which of the events count, where only a part does."""
    if not len(spots):
        return Message("spots", {"layer": "none"})
    total = spots.events(some) if measure == "events" else spots.distinct(log.user[rows], some)
    arrays = {**_world(spots.latitude, spots.longitude), "total": total}
    if spots.cell is not None:
        corners = outlines(spots.cell)
        shape = _world(corners[..., 0].ravel(), corners[..., 1].ravel())
        arrays |= {"shapeX": shape["x"], "shapeY": shape["y"]}
    if layer == "points" and spots.single and groups is not None and groups.by != "none":
        code = spots.commonest(groups.code[rows].astype(np.int64))
        arrays["group"] = np.where(code < len(groups.names), code, 7)
    content = {
        "layer": layer,
        "unit": unit(measure),
        "scaleTitle": _scale_title(layer, measure),
        "differenceTitle": tr("Share at right minus share at left"),
    }
    return Message("spots", content, arrays)


def moments_message(made: Frames, layer: str, length: int) -> Message:
    """The message `moments`: what enters and leaves as a window of `length` steps moves."""
    arrays = {"offset": made.offset, "key": made.key, "count": made.count}
    if made.distinct:
        arrays["spot"] = made.spot
    content = {
        "layer": layer,
        "start": made.start_ms,
        "step": made.step_ms,
        "steps": made.steps,
        "spots": made.spots,
        "length": length,
        "distinct": made.distinct,
    }
    return Message("moments", content, arrays)


def spot_frames(
    log: EventLog,
    rows: np.ndarray,
    spots: Spots,
    measure: Measure,
    step_ms: int,
    within: tuple[int, int],
) -> Frames:
    """Frames of the events at the spots, within local milliseconds."""
    user = log.user[rows] if measure == "users" else None
    return frames(spots.of_event, len(spots), log.local_ms[rows], step_ms, within, user)


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
        **_world(log.latitude[rows], log.longitude[rows]),
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


def legend_message(
    layer: Layer, spots: Spots, groups: Groups | None, ends: dict[str, str] | None
) -> Message:
    """The message `legend`: the colours of the groups, and of time where there is a way."""
    title = ""
    entries: list[dict[str, Any]] = []
    if layer == "points" and groups is not None and groups.by != "none":
        title, entries = _group_entries(groups) if spots.single else ("", [])
    return Message("legend", {"title": title, "entries": entries, "ramp": ends})


def unit(measure: Measure) -> list[str]:
    """ "{n} event" and "{n} events", as the page fills them in."""
    one = tr("{n} event") if measure == "events" else tr("{n} user")
    many = "{n} events" if measure == "events" else "{n} users"
    return [one, many if language() == "en" else one]


def _world(latitude: np.ndarray, longitude: np.ndarray) -> dict[str, np.ndarray]:
    """Places where the world is a square of side 1."""
    x, y = to_pixels(latitude, longitude, 0)
    return {"x": x / TILE, "y": y / TILE}


def _scale_title(layer: Layer, measure: Measure) -> str:
    if layer == "heat":
        return tr("Events per km²") if measure == "events" else tr("Users per km²")
    return tr("Events per cell") if measure == "events" else tr("Users per cell")


def _group_entries(groups: Groups) -> tuple[str, list[dict[str, Any]]]:
    title = tr("Category") if groups.by == "category" else tr("Kind")
    entries = [{"label": name, "series": code} for code, name in enumerate(groups.names)]
    if groups.others:
        entries.append({"label": tr("Other"), "series": 7})
    return title, entries


def _at(latitude: float, longitude: float) -> list[float]:
    return [round(float(latitude), 5), round(float(longitude), 5)]
