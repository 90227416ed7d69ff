"""Lasting changes in behaviour, each in a sentence with how sure it is."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight import (
    ChangePoint,
    change_sentence,
    changes_of,
    changes_of_group,
    changes_of_users,
    sureness,
)
from stdesk.language import number, tr
from stdesk.progress import Progress
from stdesk.report.facts import Facts

MOST_MEMBERS, MOST_CHANGES = 60, 12
LEAST_EVENTS = 30


@dataclass(frozen=True)
class Changed:
    """A change of one user, or of a group together (user is then empty). local_ms: since when."""

    user: str
    sentence: str
    sure: str
    local_ms: int
    chance: float


@dataclass(frozen=True)
class Changes:
    """together: of all those asked for taken as one; single: of the one user, or the clearest of
    each of the members who changed most; summary: what was looked at."""

    together: tuple[Changed, ...]
    single: tuple[Changed, ...]
    summary: str


def changes(facts: Facts, progress: Progress) -> Changes:
    """Of the one user, or of a group and of its most active members; they may take a while."""
    if facts.one_user:
        found = changes_of(facts.log, int(facts.users[0]))
        none = tr("Nothing changed for good: what differs from week to week may be chance.")
        own = tuple(_said(facts, change) for change in found)
        return Changes((), own, "" if own else none)
    events = np.diff(facts.log.user_start)
    asked = facts.users[np.argsort(-events[facts.users], kind="stable")]
    asked = asked[events[asked] >= LEAST_EVENTS][:MOST_MEMBERS]
    members = [one for one in changes_of_users(facts.log, asked.tolist(), progress) if one.holds]
    members.sort(key=lambda one: -one.strength)
    single = [_said(facts, max(one.changes, key=_strength), one.user) for one in members]
    together = changes_of_group(facts.log, facts.users.tolist())
    return Changes(
        tuple(_said(facts, change) for change in together),
        tuple(single[:MOST_CHANGES]),
        tr(
            "Of the {users} most active with at least {events} events, {changed} changed for good.",
            users=number(len(asked)),
            events=number(LEAST_EVENTS),
            changed=number(len(members)),
        ),
    )


def _strength(change: ChangePoint) -> float:
    return change.strength


def _said(facts: Facts, change: ChangePoint, user: int | None = None) -> Changed:
    catalogue = facts.log.catalogue
    return Changed(
        user="" if user is None else catalogue.user_keys[user],
        sentence=change_sentence(change, catalogue.category_names),
        sure=sureness(change),
        local_ms=change.local_ms,
        chance=change.chance,
    )
