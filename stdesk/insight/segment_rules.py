"""Who belongs to a segment by rule: conditions on users, all or any of which must hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.insight.area import inside
from stdesk.insight.traits import Events, Traits
from stdesk.language import mark

What = Literal[
    "events",
    "pace",
    "recency",
    "category",
    "kind",
    "hours",
    "weekend",
    "radius",
    "area",
    "new",
    "changed",
    "attribute",
    "segment",
]
COUNTS: tuple[What, ...] = ("events", "pace", "recency", "radius")  # plain numbers
SHARES: tuple[What, ...] = ("weekend", "new", "category", "kind", "hours", "area")  # 0 to 1
NAMED: tuple[What, ...] = ("category", "kind", "attribute", "segment")
NO_BOUND: tuple[What, ...] = ("changed", "attribute", "segment")
WHATS: Mapping[What, str] = {
    "events": mark("Number of events"),
    "pace": mark("Events on an active day"),
    "recency": mark("Days since the last event"),
    "category": mark("Share of a category"),
    "kind": mark("Share of a kind of event"),
    "hours": mark("Share in certain hours"),
    "weekend": mark("Share at weekends"),
    "radius": mark("Radius of movement, km"),
    "area": mark("Share inside an area"),
    "new": mark("Share of first visits"),
    "changed": mark("Has lastingly changed"),
    "attribute": mark("Attribute"),
    "segment": mark("Belongs to a segment"),
}


@dataclass(frozen=True)
class Condition:
    """One condition. above: at least the bound, else at most it.

    bound: a count, km, days, or a share from 0 to 1. name: of the category, kind, attribute or
    segment. value: what the attribute must be. hours: from and until, of the day; over midnight
    where until is not larger. area: corners of a polygon, (latitude, longitude) in degrees.
    """

    what: What
    above: bool = True
    bound: float = 0.0
    name: str = ""
    value: str = ""
    hours: tuple[int, int] = (18, 24)
    area: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Rule:
    """match: whether all conditions must hold, or any one."""

    conditions: tuple[Condition, ...]
    match: Literal["all", "any"] = "all"

    def plain(self) -> dict[str, Any]:
        """As JSON values, the way a segment keeps it."""
        return {
            "by": "rule",
            "match": self.match,
            "conditions": [_plain(one) for one in self.conditions],
        }


@dataclass(frozen=True)
class Population:
    """All that rules ask about. category_names, kind_names: of all codes. attributes: of users by
    index. segments: users (indices) by name. changed: who has changed; slow, so only when asked."""

    events: Events
    known: Traits
    category_names: tuple[str, ...] = ()
    kind_names: tuple[str, ...] = ()
    attributes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    segments: Mapping[str, np.ndarray] = field(default_factory=dict)
    changed: Callable[[], np.ndarray] = lambda: np.empty(0, np.int64)


def rule_of(plain: Mapping[str, Any]) -> Rule:
    """A stored rule again; raises `SettingProblem` for one that is none."""
    try:
        conditions = tuple(_condition(one) for one in plain["conditions"])
        match = plain.get("match", "all")
    except (KeyError, TypeError, ValueError) as error:
        raise SettingProblem("this segment's rule cannot be read: {error}.", error=error) from error
    if match not in ("all", "any") or not conditions:
        raise SettingProblem("this segment's rule cannot be read: {error}.", error=match)
    return Rule(conditions, match)


def matching(rule: Rule, crowd: Population) -> np.ndarray:
    """(users,) whether each user belongs. Users without any event never do.

    Raises `SettingProblem` when a condition names what this log does not have.
    """
    holds = [met(one, crowd) for one in rule.conditions]
    found = np.all(holds, axis=0) if rule.match == "all" else np.any(holds, axis=0)
    result: np.ndarray = found & (crowd.known.events > 0)
    return result


def met(one: Condition, crowd: Population) -> np.ndarray:
    """(users,) whether one condition holds."""
    if one.what in ("changed", "segment"):
        members = crowd.changed() if one.what == "changed" else _segment(one.name, crowd)
        found = np.zeros(crowd.events.users, bool)
        found[members] = True
        return found if one.above else ~found
    if one.what == "attribute":
        equal = [
            crowd.attributes.get(user, {}).get(one.name) == one.value
            for user in range(crowd.events.users)
        ]
        return np.array(equal, bool) == one.above
    values = measured(one, crowd)
    with np.errstate(invalid="ignore"):
        beyond = values >= one.bound if one.above else values <= one.bound
    return np.asarray(beyond & np.isfinite(values))


def measured(one: Condition, crowd: Population) -> np.ndarray:
    """(users,) the figure that a condition compares with its bound; NaN where unknown."""
    known, events = crowd.known, crowd.events
    plain = {
        "events": known.events,
        "pace": known.pace,
        "recency": known.recency_days,
        "radius": known.radius_km,
        "weekend": known.weekend,
        "new": known.new_share,
    }
    if one.what in plain:
        return np.asarray(plain[one.what], np.float64)
    if one.what == "category":
        code = _code(one.name, crowd.category_names, mark("category"))
        return _share(events.category == code, events.category >= 0, events)
    if one.what == "kind":
        code = _code(one.name, crowd.kind_names, mark("kind"))
        return _share(events.kind == code, events.kind >= 0, events)
    if one.what == "hours":
        return _share(_within(events.local_ms, one.hours), np.ones(len(events), bool), events)
    placed = np.isfinite(events.latitude) & np.isfinite(events.longitude)
    return _share(inside(one.area, events.latitude, events.longitude), placed, events)


def _share(chosen: np.ndarray, known: np.ndarray, events: Events) -> np.ndarray:
    total = np.bincount(events.user[known], minlength=events.users).astype(np.float64)
    part = np.bincount(events.user[chosen & known], minlength=events.users)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, part / total, np.nan)


def _within(local_ms: np.ndarray, hours: tuple[int, int]) -> np.ndarray:
    hour = np.asarray(local_ms, np.int64) // 3_600_000 % 24
    begin, end = hours
    result = (hour >= begin) & (hour < end) if begin < end else (hour >= begin) | (hour < end)
    return np.asarray(result)


def _code(name: str, names: tuple[str, ...], sort: str) -> int:
    if name not in names:
        raise SettingProblem("this log knows no {sort} “{name}”.", sort=sort, name=name)
    return names.index(name)


def _segment(name: str, crowd: Population) -> np.ndarray:
    if name not in crowd.segments:
        raise SettingProblem(
            "there is no segment “{name}” in this project; there are: {names}.",
            name=name,
            names=", ".join(crowd.segments) or "–",
        )
    return crowd.segments[name]


def _plain(one: Condition) -> dict[str, Any]:
    found: dict[str, Any] = {"what": one.what, "above": one.above}
    if one.what not in NO_BOUND:
        found["bound"] = one.bound
    if one.what in NAMED:
        found["name"] = one.name
    if one.what == "attribute":
        found["value"] = one.value
    if one.what == "hours":
        found["hours"] = list(one.hours)
    if one.what == "area":
        found["area"] = [list(corner) for corner in one.area]
    return found


def _condition(plain: Mapping[str, Any]) -> Condition:
    what = plain["what"]
    if what not in WHATS:
        raise ValueError(what)
    begin, end = plain.get("hours", (18, 24))
    return Condition(
        what,
        bool(plain.get("above", True)),
        float(plain.get("bound", 0.0)),
        str(plain.get("name", "")),
        str(plain.get("value", "")),
        (int(begin), int(end)),
        tuple((float(north), float(east)) for north, east in plain.get("area", ())),
    )
