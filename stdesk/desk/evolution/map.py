"""Before and after a change on one map: the places most visited, home and work, in two colours."""

from typing import Any

import numpy as np

from stdesk.desk.look.theme import Theme
from stdesk.desk.maps.map_view import MapView
from stdesk.features import EventLog
from stdesk.insight import Anchor, Bounds, Side
from stdesk.language import ntr, percent, tr

MOST_SHOWN = 12
COLOURS = (0, 1)  # of before and after, in the theme's series


def draw_sides(view: MapView, log: EventLog, before: Side, after: Side, theme: Theme) -> None:
    """Send both sides and bring them into view; without coordinates, say so."""
    pieces: list[dict[str, Any]] = []
    points: list[tuple[float, float]] = []
    entries = []
    for number, (side, title) in enumerate(((before, tr("Before")), (after, tr("After")))):
        colour = theme.series[COLOURS[number]]
        entries.append({"label": title, "colour": colour})
        for anchor, dotted in ((side.home, False), (side.work, True)):
            if anchor is not None:
                outline = _outline(anchor)
                pieces.append({"points": outline, "colour": colour, "gap": dotted})
                points.append((anchor.latitude, anchor.longitude))
    entries.insert(1, {"label": tr("Before and after"), "colour": theme.muted})
    colours = theme.series[COLOURS[0]], theme.muted, theme.series[COLOURS[1]]
    places = _places(log, before, after, colours, points)
    view.send("path", pieces=pieces)
    view.send("places", places=places, here=None)
    view.send("legend", title="", entries=entries, ramp=None)
    if points:
        view.fit(_around(np.array(points, np.float64)), closest=14)


def anchor_words(side: Side) -> list[str]:
    """How sure home and work of that time are."""
    said = []
    if side.home is not None:
        said.append(
            tr(
                "Home: seen on {nights}, {share} of those with events",
                nights=ntr("{n} night", "{n} nights", side.home.days),
                share=percent(side.home.share),
            )
        )
    if side.work is not None:
        said.append(
            tr(
                "Work: seen on {days}, {share} of the working days with events",
                days=ntr("{n} day", "{n} days", side.work.days),
                share=percent(side.work.share),
            )
        )
    return said


def _places(
    log: EventLog,
    before: Side,
    after: Side,
    colours: tuple[str, str, str],
    points: list[tuple[float, float]],
) -> list[dict[str, Any]]:
    """The most visited of both sides, a place of both only once; their points are added."""
    counts = [
        dict(zip(side.item[:MOST_SHOWN].tolist(), side.count[:MOST_SHOWN].tolist(), strict=True))
        for side in (before, after)
    ]
    totals = {item: sum(one.get(item, 0) for one in counts) for one in counts for item in one}
    where, drawn = log.catalogue, []
    for rank, item in enumerate(sorted(totals, key=lambda item: (-totals[item], item)), start=1):
        at = float(where.item_latitude[item]), float(where.item_longitude[item])
        if at[0] != at[0] or at[1] != at[1]:
            continue
        points.append(at)
        kind = 1 if item in counts[0] and item in counts[1] else 0 if item in counts[0] else 2
        lines = [
            f"{title}: {ntr('{n} event', '{n} events', int(one[item]))}"
            for title, one in zip((tr("Before"), tr("After")), counts, strict=True)
            if item in one
        ]
        drawn.append(
            {
                "at": [round(at[0], 5), round(at[1], 5)],
                "rank": rank,
                "id": rank,
                "title": where.item_name(item),
                "lines": lines,
                "colour": colours[kind],
            }
        )
    return drawn


def _outline(anchor: Anchor) -> list[list[float]]:
    import h3

    corners = [[round(n, 5), round(e, 5)] for n, e in h3.cell_to_boundary(anchor.cell)]
    return [*corners, corners[0]]


def _around(points: np.ndarray, slack: float = 0.003) -> Bounds:
    """All of them, unless a few far ones would make the rest a dot: (n, 2) degrees."""
    middle = np.median(points, axis=0)
    far = np.hypot(*(points - middle).T)
    near = points[far <= max(8 * float(np.median(far)), 0.02)]
    (south, west), (north, east) = near.min(axis=0), near.max(axis=0)
    return Bounds(west - slack, south - slack, east + slack, north + slack)
