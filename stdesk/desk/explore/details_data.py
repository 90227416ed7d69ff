"""What the Details panel tells of a user, an item, a category, a segment, or of everyone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from stdesk.desk.tables.columns import Column
from stdesk.desk.work.log_cache import shared_log
from stdesk.features import EventLog
from stdesk.insight import profile
from stdesk.insight.footfall import Footfall, footfall
from stdesk.insight.places import TopPlaces
from stdesk.language import day, distance, mark, number, percent, tr, weekday
from stdesk.project import Project
from stdesk.recommend.portrait_sketch import visits_of

Kind = Literal["everyone", "user", "item", "category", "segment"]
TOP = 8
KIND_TITLES: dict[Kind, str] = {
    "everyone": mark("Everyone"),
    "user": mark("User"),
    "item": mark("Item or place"),
    "category": mark("Category"),
    "segment": mark("Segment"),
}


@dataclass(frozen=True)
class Subject:
    """Of what details are wanted; code: index (id - 1) of user, item, category; id of a segment."""

    kind: Kind
    code: int = 0


@dataclass(frozen=True)
class Details:
    """name: as in the log. facts: label and value, both as they are read. top: what comes most
    often, below its title. place: latitude and longitude where they are known."""

    subject: Subject
    name: str
    facts: list[tuple[str, str]]
    top_title: str = ""
    top: list[Column] = field(default_factory=list)
    place: tuple[float, float] | None = None


def details_of(project: Project, subject: Subject) -> Details:
    """Read and reckon; for a background query."""
    log = shared_log(project)
    tell: dict[Kind, Callable[[], Details]] = {
        "everyone": lambda: _of_everyone(log),
        "user": lambda: _of_user(log, subject),
        "item": lambda: _of_item(log, subject),
        "category": lambda: _of_category(log, subject),
        "segment": lambda: _of_segment(project, log, subject),
    }
    return tell[subject.kind]()


def _of_everyone(log: EventLog) -> Details:
    subject = Subject("everyone")
    return _of_events(log, subject, tr("Everyone"), np.arange(len(log)), "item")


def _of_user(log: EventLog, subject: Subject) -> Details:
    name = log.catalogue.user_keys[subject.code]
    visits = visits_of(log, subject.code)
    if not len(visits):
        return Details(subject, name, [(tr("Events"), number(0))])
    found = profile(visits)
    facts = [
        (tr("Events"), number(found.events)),
        (tr("Active days"), number(found.active_days)),
        (tr("First"), day(found.first_local_ms)),
        (tr("Last"), day(found.last_local_ms)),
        (tr("Different places"), number(found.places)),
        (tr("First visits"), percent(found.new_share)),
        (tr("Busiest weekday"), weekday(found.busiest_weekday)),
    ]
    if found.radius_km is not None:
        facts.append((tr("Radius of gyration"), distance(found.radius_km)))
    top = _top(log.catalogue.item_name, found.top_places, tr("Place"))
    return Details(subject, name, facts, tr("Most visited"), top)


def _of_item(log: EventLog, subject: Subject) -> Details:
    catalogue, item = log.catalogue, subject.code
    events = np.flatnonzero(log.item == item)
    facts = []
    category = int(catalogue.item_category[item])
    if category >= 0:
        facts.append((tr("Category"), catalogue.category_names[category]))
    where = float(catalogue.item_latitude[item]), float(catalogue.item_longitude[item])
    place = where if np.isfinite(where).all() else None
    if place is not None:
        facts.append((tr("Coordinates"), f"{where[0]:.5f}, {where[1]:.5f}"))
    return _of_events(log, subject, catalogue.item_name(item), events, "user", facts, place)


def _of_category(log: EventLog, subject: Subject) -> Details:
    events = np.flatnonzero(log.catalogue.item_category[log.item] == subject.code)
    return _of_events(log, subject, log.catalogue.category_names[subject.code], events, "item")


def _of_segment(project: Project, log: EventLog, subject: Subject) -> Details:
    segment = project.segments.get(subject.code)
    chosen = np.zeros(log.catalogue.users, bool)
    chosen[np.array(segment.users, np.int64) - 1] = True
    return _of_events(log, subject, segment.name, np.flatnonzero(chosen[log.user]), "item")


def _of_events(
    log: EventLog,
    subject: Subject,
    name: str,
    events: np.ndarray,
    by: Literal["user", "item"],
    facts: list[tuple[str, str]] | None = None,
    place: tuple[float, float] | None = None,
) -> Details:
    """Of any events; `by` is what the list at the end counts."""
    told = list(facts or [])
    if not len(events):
        return Details(subject, name, [*told, (tr("Events"), number(0))], place=place)
    found = footfall(log.user[events], log.item[events], log.local_ms[events], TOP)
    told += _footfall_facts(found, subject.kind)
    if by == "user":
        top = _top(log.catalogue.user_keys.__getitem__, found.top_users, tr("User"))
        return Details(subject, name, told, tr("Who comes most often"), top, place)
    top = _top(log.catalogue.item_name, found.top_items, tr("Place"))
    return Details(subject, name, told, tr("Most visited"), top, place)


def _footfall_facts(found: Footfall, kind: Kind) -> list[tuple[str, str]]:
    hour = found.busiest_hour
    facts = [(tr("Events"), number(found.events)), (tr("Users"), number(found.users))]
    if kind != "item":
        facts.append((tr("Different places"), number(found.items)))
    return [
        *facts,
        (tr("First"), day(found.first_local_ms)),
        (tr("Last"), day(found.last_local_ms)),
        (tr("Busiest hour"), f"{hour}:00–{hour + 1}:00"),
        (tr("Return visits"), percent(found.returning)),
    ]


def _top(name: Callable[[int], Any], top: TopPlaces, title: str) -> list[Column]:
    return [
        Column(title, [str(name(int(code))) for code in top.item[:TOP]], stretch=True),
        Column(tr("Events"), top.count[:TOP].tolist(), show=number, numeric=True),
    ]
