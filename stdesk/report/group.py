"""A group of users beside everyone: who they are, how far they move, how much is new to them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import first_visits, home_and_work, jump_lengths, radius_of_gyration
from stdesk.language import day, distance, number, percent, tr
from stdesk.report.facts import Facts

MOST_MEMBERS = 30
DAY_MS = 86_400_000
_ANCHORED = 400  # members whose home and work are looked for, the busiest


@dataclass(frozen=True)
class Compared:
    """A figure of the middle user of the group and of everyone, as shown; then the numbers."""

    label: str
    shown: str
    everyone: str
    own: float
    usual: float


@dataclass(frozen=True)
class Member:
    key: str
    events: str
    share: str
    last: str


@dataclass(frozen=True)
class Group:
    """users, events: counts with their share of all. members: the busiest ones."""

    users: str
    events: str
    rule: str
    figures: tuple[Compared, ...]
    members: tuple[Member, ...]
    more: int


@dataclass(frozen=True)
class Mobility:
    """figures: of the middle user. anchored: in words, how many have a known home or work."""

    figures: tuple[Compared, ...]
    anchored: str


def group(facts: Facts) -> Group:
    """Who they are, in counts."""
    log, own = facts.log, facts.own
    events = np.diff(log.user_start)
    mine = events[facts.users]
    busiest = facts.users[np.argsort(-mine, kind="stable")]
    return Group(
        users=_part(len(facts.users), log.catalogue.users),
        events=_part(len(own), len(log)),
        rule="" if facts.segment is None else rule_text(facts.segment.rule),
        figures=tuple(
            _compared(label, per_user, shown, facts.users)
            for label, per_user, shown in (
                (tr("events a user"), events.astype(float), _whole),
                (tr("active days"), _active_days(log), _whole),
                (_kinds_of_item(log), _items(log), _whole),
                (tr("first visits"), _new_share(log), percent),
            )
        ),
        members=tuple(_member(log, user) for user in busiest[:MOST_MEMBERS].tolist()),
        more=max(len(busiest) - MOST_MEMBERS, 0),
    )


def mobility(facts: Facts) -> Mobility | None:
    """None where nothing has coordinates."""
    log = facts.log
    if not log.catalogue.has_coordinates:
        return None
    users = range(log.catalogue.users)
    radius = np.array([_radius(log, log.of_user(user)) for user in users])
    jump = np.array([_median_jump(log, log.of_user(user)) for user in users])
    return Mobility(
        figures=(
            _compared(tr("radius of movement"), radius, distance, facts.users),
            _compared(tr("from one visit to the next"), jump, distance, facts.users),
        ),
        anchored=_anchored(facts),
    )


def rule_text(rule: dict[str, object]) -> str:
    """How the segment was made, as it is noted in the project."""
    said = rule.get("said")
    return said if isinstance(said, str) else ""


def _anchored(facts: Facts) -> str:
    events = np.diff(facts.log.user_start)
    asked = facts.users[np.argsort(-events[facts.users], kind="stable")][:_ANCHORED]
    found = np.zeros(2, int)
    for user in asked.tolist():
        own = facts.log.of_user(user)
        log = facts.log
        anchors = home_and_work(log.local_ms[own], log.latitude[own], log.longitude[own])
        found += [anchor is not None for anchor in anchors]
    return tr(
        "Of {users} users, {homes} have a home that shows in their nights and {works} a place of "
        "work or study that shows in their working hours.",
        users=number(len(asked)),
        homes=number(int(found[0])),
        works=number(int(found[1])),
    )


def _compared(
    label: str, per_user: np.ndarray, shown: Callable[[float], str], users: np.ndarray
) -> Compared:
    own, usual = _middle(per_user[users]), _middle(per_user)
    return Compared(label, shown(own), shown(usual), round(own, 6), round(usual, 6))


def _middle(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _whole(value: float) -> str:
    return number(value, 0) if value == value else "–"


def _part(count: int, of: int) -> str:
    return tr("{n} ({share} of all)", n=number(count), share=percent(count / max(of, 1), 1))


def _kinds_of_item(log: EventLog) -> str:
    return tr("places") if log.catalogue.has_coordinates else tr("items")


def _member(log: EventLog, user: int) -> Member:
    own = log.of_user(user)
    events = own.stop - own.start
    return Member(
        key=log.catalogue.user_keys[user],
        events=number(events),
        share=percent(events / max(len(log), 1), 2),
        last=day(int(log.local_ms[own][-1])) if events else "–",
    )


def _active_days(log: EventLog) -> np.ndarray:
    pairs = np.unique(np.stack((log.user.astype(np.int64), log.local_ms // DAY_MS)), axis=1)
    return np.bincount(pairs[0], minlength=log.catalogue.users).astype(float)


def _items(log: EventLog) -> np.ndarray:
    new = first_visits(log.user, log.item)
    return np.bincount(log.user[new], minlength=log.catalogue.users).astype(float)


def _new_share(log: EventLog) -> np.ndarray:
    events = np.diff(log.user_start).astype(float)
    return np.divide(_items(log), events, out=np.full(len(events), np.nan), where=events > 0)


def _radius(log: EventLog, own: slice) -> float:
    latitude, longitude = log.latitude[own], log.longitude[own]
    known = np.isfinite(latitude) & np.isfinite(longitude)
    return radius_of_gyration(latitude, longitude) if known.any() else float("nan")


def _median_jump(log: EventLog, own: slice) -> float:
    jumps = jump_lengths(log.latitude[own], log.longitude[own])
    return _middle(jumps[jumps > 0])
