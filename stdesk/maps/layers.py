"""The layers of a map as small messages: counts at spots, still or moving, and their legend.

The map page draws them, in the window as in a saved file. All is pure and meant for background
queries; `rows` are always positions in the log of the events that are looked at.
"""

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from stdesk.features import EventLog, Groups
from stdesk.insight import (
    Bounds,
    Frames,
    Hexes,
    Spots,
    frames,
    hexes,
    in_cells,
    in_places,
    in_squares,
    numbered,
    outlines,
    reach,
)
from stdesk.insight.spots import MOST_CELLS
from stdesk.language import language, tr
from stdesk.maps.message import Message, in_world

Layer = Literal["automatic", "cells", "heat", "clusters", "points", "none"]
Measure = Literal["events", "users"]
LAYERS: tuple[Layer, ...] = ("automatic", "cells", "heat", "clusters", "points", "none")
MOST_NEAR = 1500  # places in sight that are shown one by one where the layer is automatic
GLANCE = 30  # events for each of these, at which one looks first
HEAT_PIXELS, CLUSTER_PIXELS, POINT_PIXELS = 6, 72, 10


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
    arrays = {**in_world(spots.latitude, spots.longitude), "total": total}
    if spots.cell is not None:
        corners = outlines(spots.cell)
        shape = in_world(corners[..., 0].ravel(), corners[..., 1].ravel())
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
