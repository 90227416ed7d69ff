"""Writes the map of a log, of one user or of a segment, as a page of its own."""

import base64
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import DAY_MS, HOUR_MS, EventLog, Groups, group_events, load_log
from stdesk.insight import Bounds, Spots, bounds_of, step_for
from stdesk.language import day, language, mark, ntr, speaking, tr
from stdesk.maps.file import SavedMap, write_saved_map
from stdesk.maps.layers import (
    Layer,
    MapLog,
    Measure,
    gather,
    legend_message,
    moments_message,
    spot_frames,
    spots_message,
)
from stdesk.maps.message import Message
from stdesk.maps.packing import pack
from stdesk.maps.ways import flows_message, flows_shown, trail_ends, trail_message, trail_of
from stdesk.maps.words import spots_words, stop_words
from stdesk.progress import Progress
from stdesk.recommend import check_place

if TYPE_CHECKING:
    from stdesk.project import Project

Exported = Literal["automatic", "cells", "heat", "clusters", "points", "flows", "paths"]
WINDOWS = {"hour": HOUR_MS, "day": DAY_MS, "week": 7 * DAY_MS, "month": 30 * DAY_MS}
SCREEN = (1000, 640)  # pixels that the whole is to fit in
DEEPER = 5  # zooms below that for which there are counts of their own
MOST_WORDS = 3000  # spots that can be clicked for more than their number
MOST_STOPS = 1000
FAR_OFF = 3.0  # a few events so much farther than the rest are not brought into view
MOST_CELLS = 12_000
NOTHING = mark("there is nothing to map: no event with coordinates was chosen.")


@dataclass(frozen=True)
class MapSettings:
    """What is mapped and where it is written.

    user: key in the log; segment: name. from_ms, to_ms: UTC, to is excluded. layer: paths need a
    user. window: how long a time is shown at once (one of WINDOWS); None shows all of it.
    """

    path: Path
    user: str | None = None
    segment: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    layer: Exported = "automatic"
    measure: Measure = "events"
    window: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class MapResult:
    """What was written: events with coordinates, of how many users, bytes."""

    path: Path
    events: int
    users: int
    size_bytes: int


def write_map(project: "Project", settings: MapSettings, progress: Progress) -> MapResult:
    """Write the page. Raises `SettingProblem` for what does not fit together, `ProjectProblem` for
    an unknown segment, `ReportProblem` where the place cannot be written."""
    check_place(settings.path)
    log = load_log(project)
    rows = chosen_events(project, log, settings)
    if not len(rows):
        raise SettingProblem(NOTHING)
    if settings.layer == "paths" and settings.user is None:
        raise SettingProblem("a path is one user's: name her with --user.")
    with speaking(settings.language or language()):
        made = _saved(MapLog(log), rows, settings, progress)
        write_saved_map(made, settings.path)
    users = len(np.unique(log.user[rows]))
    return MapResult(settings.path, len(rows), users, settings.path.stat().st_size)


def chosen_events(project: "Project", log: EventLog, settings: MapSettings) -> np.ndarray:
    """Positions in the log of the events with coordinates that the settings choose."""
    keep = np.isfinite(log.latitude) & np.isfinite(log.longitude)
    if settings.user is not None and settings.segment is not None:
        raise SettingProblem("a map is of one user or of a segment: leave one of them out.")
    if settings.user is not None:
        keep &= log.user == _user(log, settings.user)
    if settings.segment is not None:
        users = np.array(project.segments.named(settings.segment).users, dtype=np.int64) - 1
        keep &= np.isin(log.user, users)
    if settings.from_ms is not None:
        keep &= log.instant_ms >= settings.from_ms
    if settings.to_ms is not None:
        keep &= log.instant_ms < settings.to_ms
    return np.flatnonzero(keep)


def _user(log: EventLog, key: str) -> int:
    keys = list(log.catalogue.user_keys)
    if key not in keys:
        raise SettingProblem("there is no user '{key}' in this log.", key=key)
    return keys.index(key)


def _saved(known: MapLog, rows: np.ndarray, settings: MapSettings, progress: Progress) -> SavedMap:
    log = known.log
    whole = bounds_of(log.latitude[rows], log.longitude[rows], 0)
    inner = bounds_of(log.latitude[rows], log.longitude[rows], 0.01)
    if whole is None or inner is None:
        raise SettingProblem(NOTHING)
    inner = inner if _span(whole) > FAR_OFF * _span(inner) else whole
    zoom = _fitting(inner)
    messages = [_theme(), _look(inner, zoom)]
    levels: list[tuple[float, dict[str, Any]]] = []
    if settings.layer == "paths":
        trail = trail_of(log, rows, replace(whole, zoom=zoom + DEEPER))
        words = [stop_words(log, int(row)) for row in trail.rows[:MOST_STOPS]]
        messages += [_inside(trail_message(log, trail), words=words if _all(trail.rows) else None)]
        ends = trail_ends(log, trail)
        messages.append(_inside(Message("legend", {"title": "", "entries": [], "ramp": ends})))
    elif settings.layer == "flows":
        for step in range(DEEPER):
            progress.step(step, DEEPER, tr("Counting moves"))
            shown = flows_shown(log, rows, replace(whole, zoom=zoom + step))
            levels.append((zoom + step, _inside(flows_message(log, shown))))
    else:
        made = _levels(known, rows, whole, zoom, settings, progress)
        levels, legend = made
        messages.append(legend)
        if settings.window is not None:
            asked = _counting(settings.layer)
            spots = gather(known, rows, replace(whole, zoom=zoom), asked, MOST_CELLS)[1]
            messages.append(levels[0][1])
            messages.append(_moments(log, rows, spots, settings))
            levels = []
    return SavedMap(
        tuple(messages), settings.language or language(), _title(log, rows, settings), tuple(levels)
    )


def _levels(
    known: MapLog,
    rows: np.ndarray,
    whole: Bounds,
    zoom: float,
    settings: MapSettings,
    progress: Progress,
) -> tuple[list[tuple[float, dict[str, Any]]], dict[str, Any]]:
    """The counts for each zoom down to where nothing gets finer, and the legend."""
    log, found, seen = known.log, [], -1
    groups = group_events(log, "category")
    asked = _counting(settings.layer)
    legend = Message("legend", {"title": "", "entries": [], "ramp": None})
    for step in range(DEEPER + 1):
        progress.step(step, DEEPER + 1, tr("Counting events"))
        asked = "points" if step == DEEPER and asked == "automatic" else asked
        layer, spots = gather(known, rows, replace(whole, zoom=zoom + step), asked, MOST_CELLS)
        if step and settings.window is not None:
            break
        if len(spots) == seen:
            continue
        seen = len(spots)
        found.append((zoom + step, _counted(log, rows, spots, layer, settings, groups)))
        legend = legend_message(layer, spots, groups, None)
        if layer == "points" and spots.single:
            break
    return found, _inside(legend)


def _counting(layer: Exported) -> Layer:
    return layer if layer not in ("flows", "paths") else "automatic"  # type: ignore[return-value]


def _counted(
    log: EventLog,
    rows: np.ndarray,
    spots: Spots,
    layer: Layer,
    settings: MapSettings,
    groups: Groups,
) -> dict[str, Any]:
    message = spots_message(log, rows, spots, layer, settings.measure, groups)
    tells = layer != "heat" and len(spots) <= MOST_WORDS
    return _inside(
        message,
        words=spots_words(log, rows, spots) if tells else None,
        timed=settings.window is not None,
    )


def _moments(
    log: EventLog, rows: np.ndarray, spots: Spots, settings: MapSettings
) -> dict[str, Any]:
    window = WINDOWS[settings.window or "day"]
    local = log.local_ms[rows]
    within = int(local.min()), int(local.max()) + 1
    step = step_for(window, within[1] - within[0])
    made = spot_frames(log, rows, spots, settings.measure, step, within)
    return _inside(moments_message(made, "spots", max(round(window / step), 1)))


def _inside(message: Message, **more: Any) -> dict[str, Any]:
    """The message as the page obeys it, its arrays within."""
    kept = {name: value for name, value in more.items() if value is not None}
    content = {"command": message.command, **message.content, **kept}
    if message.arrays is not None:
        packed, parts = pack(message.arrays)
        content["data"] = {"base64": base64.b64encode(packed).decode(), "parts": parts}
    return content


def _theme() -> dict[str, Any]:
    """Colours are those of the reader's system; fonts too."""
    said = language().replace("_", "-")
    return {
        "command": "theme",
        "name": "light",
        "colours": {},
        "font": "system-ui",
        "size": "13px",
        "language": said,
    }


def _look(bounds: Bounds, zoom: float) -> dict[str, Any]:
    return {
        "command": "look",
        "latitude": (bounds.south + bounds.north) / 2,
        "longitude": (bounds.west + bounds.east) / 2,
        "zoom": zoom,
    }


def _fitting(bounds: Bounds) -> float:
    """The closest zoom, in halves, at which the bounds fit on the screen."""
    from stdesk.insight import to_pixels

    x, y = to_pixels(
        np.array([bounds.south, bounds.north]), np.array([bounds.west, bounds.east]), 0
    )
    share = max((x[1] - x[0]) / SCREEN[0], (y[0] - y[1]) / SCREEN[1], 2.0**-17)
    return float(np.floor(-np.log2(share) * 2) / 2)


def _span(bounds: Bounds) -> float:
    return max(bounds.east - bounds.west, bounds.north - bounds.south)


def _all(rows: np.ndarray) -> bool:
    return len(rows) <= MOST_STOPS


def _title(log: EventLog, rows: np.ndarray, settings: MapSettings) -> str:
    local = log.local_ms[rows]
    who = settings.segment or tr("Everyone")
    if settings.user is not None:
        who = tr("User {key}", key=settings.user)
    when = f"{day(int(local.min()))} – {day(int(local.max()))}"
    return f"{who} · {when} · {ntr('{n} event', '{n} events', len(rows))}"
