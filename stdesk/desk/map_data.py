"""Turns what was found in a log into the small messages that the map page draws: colours, words."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.desk.explore_data import Groups, Way
from stdesk.desk.theme import Theme
from stdesk.features import Catalogue, EventLog
from stdesk.insight import Arcs, Marks
from stdesk.language import day, moment, ntr, number, tr

MOST_STOPS = 300
# From early to late: lightness falls (or rises, on a dark ground) all the way, for every eye.
_RAMP_LIGHT = ("#dda52f", "#e0793a", "#cf5059", "#a8337c", "#701f92", "#2c1a86")
_RAMP_DARK = ("#7d55b8", "#a55fc2", "#d06fb1", "#f08686", "#f8ad6d", "#fbe27c")


@dataclass(frozen=True)
class Legend:
    """What the corner of the map explains."""

    title: str = ""
    entries: tuple[dict[str, Any], ...] = ()
    ramp: dict[str, Any] | None = None


def ramp(theme: Theme) -> tuple[str, ...]:
    """The colours of time, from early to late."""
    return _RAMP_DARK if theme.dark else _RAMP_LIGHT


def group_color(theme: Theme, groups: Groups, code: int) -> str:
    """The colour of a group; where nothing is told apart, the theme's accent."""
    if groups.by == "none":
        return theme.accent
    return theme.series[code] if 0 <= code < len(groups.names) else theme.series[-1]


def group_legend(theme: Theme, groups: Groups, single: bool = True) -> Legend:
    """The colours of the groups, the rest together as the last; none where places are gathered."""
    if groups.by == "none":
        return Legend()
    if not single:
        entry = {"label": tr("Several places; zoom in for each"), "colour": theme.accent}
        return Legend(entries=(entry,))
    title = tr("Category") if groups.by == "category" else tr("Kind")
    entries = [
        {"label": name, "colour": group_color(theme, groups, code)}
        for code, name in enumerate(groups.names)
    ]
    if groups.others:
        entries.append({"label": tr("Other"), "colour": theme.series[-1]})
    return Legend(title, tuple(entries))


def draw_marks(marks: Marks, groups: Groups, catalogue: Catalogue, theme: Theme) -> dict[str, Any]:
    """The message `marks`: circles whose area grows with the events."""
    largest = max(int(marks.events.max(initial=1)), 1)
    widest = 16 if len(marks) < 800 else 12
    radius = 3 + (widest - 3) * np.sqrt(marks.events / largest)
    drawn = []
    for i in range(len(marks)):
        item = int(marks.item[i])
        title, lines = _words_of_mark(marks, i, catalogue.item_name(item), catalogue)
        drawn.append(
            {
                "at": _at(marks.latitude[i], marks.longitude[i]),
                "radius": round(float(radius[i]), 1),
                "colour": (
                    group_color(theme, groups, int(marks.category[i]))
                    if marks.single
                    else theme.accent
                ),
                "title": title,
                "lines": lines,
            }
        )
    return {"marks": drawn}


def draw_flows(arcs: Arcs, catalogue: Catalogue, theme: Theme, trips: bool) -> dict[str, Any]:
    """The message `flows`: curved lines as wide as they are travelled."""
    share = np.sqrt(arcs.count / max(int(arcs.count.max(initial=1)), 1))
    drawn = []
    for i in range(len(arcs)):
        start = catalogue.item_name(int(arcs.from_item[i]))
        end = catalogue.item_name(int(arcs.to_item[i]))
        count = int(arcs.count[i])
        said = ntr("{n} trip", "{n} trips", count) if trips else ntr("{n} move", "{n} moves", count)
        drawn.append(
            {
                "from": _at(arcs.from_latitude[i], arcs.from_longitude[i]),
                "to": _at(arcs.to_latitude[i], arcs.to_longitude[i]),
                "width": round(1 + 5 * float(share[i]), 1),
                "opacity": round(0.25 + 0.55 * float(share[i]), 2),
                "colour": theme.accent,
                "title": f"{start} → {end}",
                "lines": [said],
            }
        )
    return {"flows": drawn}


def draw_way(way: Way, log: EventLog, theme: Theme) -> dict[str, Any]:
    """The message `path`: pieces coloured by time, and stops that tell when."""
    rows, session = way.rows, way.path.session
    if not len(rows):
        return {"pieces": [], "stops": []}
    colours = ramp(theme)
    place = np.stack([log.latitude[rows], log.longitude[rows]], axis=1).round(5).tolist()
    bucket = _bucket(log.instant_ms[rows], len(colours))
    return {
        "pieces": _pieces(place, session, bucket, colours),
        "stops": [_stop(log, int(rows[i]), place[i], colours[bucket[i]]) for i in _some(len(rows))],
    }


def way_legend(way: Way, log: EventLog, theme: Theme) -> Legend:
    """The colours of time with the first and the last day."""
    if len(way.rows) < 2:
        return Legend()
    first, last = int(way.rows[0]), int(way.rows[-1])
    ends = [day(int(log.instant_ms[row]), int(log.offset_min[row])) for row in (first, last)]
    return Legend(ramp={"colours": list(ramp(theme)), "low": ends[0], "high": ends[1]})


def _words_of_mark(marks: Marks, i: int, name: str, catalogue: Catalogue) -> tuple[str, list[str]]:
    events = ntr("{n} event", "{n} events", int(marks.events[i]))
    users = ntr("{n} user", "{n} users", int(marks.users[i]))
    counts = tr("{events} of {users}", events=events, users=users)
    category = int(catalogue.item_category[int(marks.item[i])])
    kind = [catalogue.category_names[category]] if category >= 0 else []
    places = int(marks.items[i])
    if places == 1:
        return name, [*kind, counts]
    most = tr("Most visited: {name}", name=name)
    return tr("{n} places", n=number(places)), [counts, most]


def _pieces(
    place: list[list[float]], session: np.ndarray, bucket: np.ndarray, colours: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Lines of one colour within a session, and dotted ones across the pauses."""
    cuts = np.flatnonzero((np.diff(session) != 0) | (np.diff(bucket) != 0)) + 1
    begins = [0, *cuts.tolist()]
    ends = [*cuts.tolist(), len(place)]
    pieces = []
    for begin, end in zip(begins, ends, strict=True):
        colour = colours[bucket[end - 1]]
        follows = end < len(place) and session[end] == session[end - 1]
        line = place[begin : end + 1] if follows else place[begin:end]
        if len(line) > 1:
            pieces.append({"points": line, "colour": colour, "gap": False})
        if end < len(place) and not follows:
            pieces.append({"points": place[end - 1 : end + 1], "colour": colour, "gap": True})
    return pieces


def _stop(log: EventLog, row: int, place: list[float], colour: str) -> dict[str, Any]:
    item = int(log.item[row])
    when = moment(int(log.instant_ms[row]), int(log.offset_min[row]))
    category = int(log.catalogue.item_category[item])
    kind = [log.catalogue.category_names[category]] if category >= 0 else []
    return {
        "at": place,
        "colour": colour,
        "title": log.catalogue.item_name(item),
        "lines": [when, *kind],
    }


def _bucket(instant_ms: np.ndarray, buckets: int) -> np.ndarray:
    """(points,) which colour of the ramp each point has, by its place in time."""
    passed = instant_ms - instant_ms[0]
    return np.minimum(passed * buckets // max(int(passed[-1]), 1), buckets - 1)


def _some(count: int) -> list[int]:
    """Evenly spaced positions, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST_STOPS)).astype(int)).tolist()


def _at(latitude: float, longitude: float) -> list[float]:
    return [round(float(latitude), 5), round(float(longitude), 5)]
