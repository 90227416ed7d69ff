"""What a map is to show, as messages to its page: worked out in the background, kept for clicks."""

from dataclasses import dataclass, replace

import numpy as np

from stdesk.desk.explore.data import Selection, positions
from stdesk.desk.maps.map_bridge import Asked
from stdesk.features import EventLog, Groups
from stdesk.insight import Bounds, Spots, step_for
from stdesk.maps import (
    FlowsShown,
    Layer,
    MapLog,
    Measure,
    Message,
    Trail,
    Words,
    cell_words,
    flows_message,
    flows_shown,
    gather,
    legend_message,
    moments_message,
    spot_frames,
    spots_message,
    stop_words,
    trail_ends,
    trail_message,
    trail_of,
)

SIDES = ("left", "right")
MOST_PICTURES = 4  # that wait to be painted


@dataclass(frozen=True)
class Wish:
    """What is drawn. window_ms: how long a time is shown at once; None: all of it."""

    layer: Layer = "automatic"
    measure: Measure = "events"
    path: bool = True
    flows: bool = False
    window_ms: int | None = None
    difference: bool = False


@dataclass(frozen=True)
class Drawn:
    """One map as it was drawn, for what is asked about it later."""

    log: EventLog
    rows: np.ndarray
    layer: Layer
    spots: Spots
    trail: Trail | None
    messages: tuple[Message, ...]
    start_ms: int = 0
    step_ms: int = 0
    steps: int = 0
    length: int = 0


class Pictures:
    """What the page may still show: the newest picture, and those before it until it is painted.

    number: of the newest; none is given twice.
    """

    def __init__(self) -> None:
        self.number = 0
        self._kept: dict[int, dict[str, Drawn]] = {}

    @property
    def newest(self) -> dict[str, Drawn]:
        """By its sides; nothing where none was drawn of this log."""
        return self._kept.get(self.number, {})

    def add(self, drawn: list[Drawn]) -> int:
        """The number of the new picture."""
        self.number += 1
        self._kept[self.number] = dict(zip(SIDES, drawn, strict=False))
        self._kept.pop(self.number - MOST_PICTURES, None)
        return self.number

    def find(self, asked: Asked) -> Drawn | None:
        """The side of the picture that was asked about; None where that is not shown any more."""
        return self._kept.get(asked.picture, {}).get(asked.side)

    def forget(self, before: int | None = None) -> None:
        """A picture was painted, so that those before it are gone; or another log has come."""
        gone = [one for one in self._kept if before is None or one < before]
        for number in gone:
            del self._kept[number]


def draw(
    known: MapLog,
    groups: Groups,
    selections: tuple[Selection, ...],
    bounds: Bounds,
    wish: Wish,
) -> list[Drawn]:
    """One map, or two with the same spots; all that brings the page up to date."""
    log = known.log
    rows = [positions(log, replace(selection, bounds=None)) for selection in selections]
    layer: Layer = "cells" if wish.difference and len(rows) > 1 else wish.layer
    every = rows[0] if len(rows) == 1 else np.union1d(*rows)
    layer, spots = gather(known, every, bounds, layer)
    return [
        _drawn(known, groups, selection, own, layer, _part(spots, every, own), bounds, wish)
        for selection, own in zip(selections, rows, strict=True)
    ]


def details(drawn: Drawn, asked: Asked) -> Words:
    """What is told of the thing that was clicked, in the picture that it was clicked in."""
    log = drawn.log
    if asked.layer == "trail" and drawn.trail is not None:
        return stop_words(log, int(drawn.trail.rows[asked.number]))
    rows, spots = drawn.rows, drawn.spots
    if asked.step is not None and drawn.step_ms:
        begin = drawn.start_ms + asked.step * drawn.step_ms
        local = log.local_ms[rows]
        shown = (local >= begin) & (local < begin + drawn.length * drawn.step_ms)
        rows, spots = rows[shown], replace(spots, of_event=spots.of_event[shown])
    return cell_words(log, rows, spots, asked.number)


def span_of(known: MapLog, selection: Selection) -> tuple[int, int]:
    """From and to local milliseconds: what the selection is restricted to, else the whole log."""
    if selection.within is not None:
        return selection.within
    local = known.log.local_ms
    return int(local.min()), int(local.max()) + 1


def _drawn(
    known: MapLog,
    groups: Groups,
    selection: Selection,
    rows: np.ndarray,
    layer: Layer,
    spots: Spots,
    bounds: Bounds,
    wish: Wish,
) -> Drawn:
    log, timed = known.log, wish.window_ms is not None
    trail = trail_of(log, rows, bounds) if wish.path and selection.user is not None else None
    moving = flows_shown(log, rows, bounds) if wish.flows else None
    shown = spots_message(log, rows, spots, layer, wish.measure, groups)
    messages = [
        replace(shown, content={**shown.content, "timed": timed}),
        flows_message(log, moving),
        trail_message(log, trail),
        legend_message(layer, spots, groups, trail_ends(log, trail)),
    ]
    drawn = Drawn(log, rows, layer, spots, trail, tuple(messages))
    return _timed(known, selection, drawn, moving, wish) if timed else drawn


def _timed(
    known: MapLog, selection: Selection, drawn: Drawn, moving: FlowsShown | None, wish: Wish
) -> Drawn:
    """The same with what enters and leaves while a window of time moves."""
    log, rows, spots = known.log, drawn.rows, drawn.spots
    window = wish.window_ms or 0
    within = span_of(known, selection)
    step = step_for(window, within[1] - within[0])
    length = max(round(window / step), 1)
    made = spot_frames(log, rows, spots, wish.measure, step, within)
    messages = [*drawn.messages, moments_message(made, "spots", length)]
    if moving is not None:
        begun = Spots(moving.of_event, np.empty(len(moving.arcs)), np.empty(len(moving.arcs)))
        flowing = spot_frames(log, rows, begun, "events", step, within)
        messages.append(moments_message(flowing, "flows", length))
    return replace(
        drawn,
        messages=tuple(messages),
        start_ms=made.start_ms,
        step_ms=step,
        steps=made.steps,
        length=length,
    )


def _part(spots: Spots, every: np.ndarray, own: np.ndarray) -> Spots:
    """The same spots of some of the events; `own` is among `every`, both ascending."""
    if len(own) == len(every):
        return spots
    return replace(spots, of_event=spots.of_event[np.searchsorted(every, own)])
