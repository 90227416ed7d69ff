"""Segments of a project's users: by rule, by clustering, and what sets two of them apart.

found = cluster_users(project, ClusterSettings(groups=5), Progress())
print([(one.name, len(one.users)) for one in found.groups], found.stability)
"""

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import EventLog, load_log
from stdesk.insight import (
    ASPECTS,
    Aspect,
    Distinction,
    Events,
    Grouping,
    Population,
    Rule,
    Traits,
    distinctions,
    group_users,
    matching,
    mix_codes,
    nameable,
    names_of,
    traits,
)
from stdesk.language import tr
from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project

_Kept = tuple["weakref.ref[EventLog]", Events, Traits]
_kept: list[_Kept] = []  # of the log counted last, until it is let go


@dataclass(frozen=True)
class ClusterSettings:
    """groups: how many, or None for the best silhouette of 2 to 10. aspects: what counts."""

    groups: int | None = None
    aspects: tuple[Aspect, ...] = ASPECTS
    seed: int = 0

    def __post_init__(self) -> None:
        if self.groups is not None and not 2 <= self.groups <= 50:
            raise SettingProblem(
                "{setting} is '{value}', but must be {wanted}.",
                setting="k",
                value=self.groups,
                wanted="2 … 50",
            )
        unknown = set(self.aspects) - set(ASPECTS)
        if unknown or not self.aspects:
            raise SettingProblem(
                "{setting} is '{value}', but must be {wanted}.",
                setting="aspect",
                value=", ".join(sorted(unknown)) or "–",
                wanted=" | ".join(ASPECTS),
            )


@dataclass(frozen=True)
class Cluster:
    """One group: its name, user ids, how stable it is (Jaccard, 0 to 1), and what sets it apart:
    pairs of a trait's key and Cliff's delta, the largest first."""

    name: str
    users: tuple[int, ...]
    stability: float
    distinctions: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Clusters:
    """silhouettes: (number of groups, silhouette) of all that was tried. stability: the mean
    adjusted Rand index when users are drawn anew. left_out: users with too few events."""

    settings: ClusterSettings
    groups: tuple[Cluster, ...]
    silhouettes: tuple[tuple[int, float], ...]
    stability: float
    left_out: int
    grouping: Grouping = field(compare=False, repr=False)

    @property
    def silhouette(self) -> float:
        return self.grouping.silhouette

    def rule(self, group: int) -> dict[str, Any]:
        """How a group came about, as its segment keeps it."""
        return {
            "by": "clusters",
            "group": group,
            "groups": len(self.groups),
            "aspects": list(self.settings.aspects),
            "seed": self.settings.seed,
            "silhouette": round(self.silhouette, 4),
            "stability": round(self.groups[group].stability, 4),
            "distinctions": [
                [key, round(effect, 3)] for key, effect in self.groups[group].distinctions[:8]
            ],
        }


def events_of(log: EventLog) -> Events:
    """The log's columns as the insights want them."""
    catalogue = log.catalogue
    return Events(
        user=log.user,
        item=log.item,
        category=catalogue.item_category[log.item],
        kind=log.kind,
        local_ms=log.local_ms,
        latitude=log.latitude,
        longitude=log.longitude,
        users=catalogue.users,
        items=catalogue.items,
        categories=len(catalogue.category_names),
        kinds=len(catalogue.kind_names),
    )


def traits_of(log: EventLog) -> tuple[Events, Traits]:
    """Everyone's figures; of the same log, counted once."""
    for kept, events, known in tuple(_kept):
        if kept() is log:
            return events, known
    events = events_of(log)
    known = traits(events)
    _kept[:] = [(weakref.ref(log, lambda _: _kept.clear()), events, known)]
    return events, known


def population(project: "Project", log: EventLog, progress: Progress | None = None) -> Population:
    """All that rules ask about, as the project is now."""
    from stdesk.recommend.portrait_sketch import user_attributes
    from stdesk.recommend.segment_changed import who_changed

    events, known = traits_of(log)
    return Population(
        events=events,
        known=known,
        category_names=tuple(log.catalogue.category_names),
        kind_names=tuple(log.catalogue.kind_names),
        attributes=user_attributes(project),
        segments=segment_users(project),
        changed=lambda: who_changed(log, progress or Progress()),
    )


def segment_users(project: "Project") -> Mapping[str, np.ndarray]:
    """Users (indices) of each stored segment by its name."""
    return {one.name: np.array(one.users, np.int64) - 1 for one in project.segments.all()}


def users_by_rule(
    project: "Project", rule: Rule, progress: Progress, log: EventLog | None = None
) -> np.ndarray:
    """Ids of the users for whom a rule holds. Raises `SettingProblem` for a rule that asks for
    what the log does not have."""
    progress.step(0, 1, tr("Reading the log"))
    found = matching(rule, population(project, log or load_log(project), progress))
    progress.step(1, 1)
    return np.flatnonzero(found) + 1


def cluster_users(
    project: "Project", settings: ClusterSettings, progress: Progress, log: EventLog | None = None
) -> Clusters:
    """Group the users by how they live; nothing is stored.

    Raises `SettingProblem` when fewer than four users have five events.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = log or load_log(project)
    _, known = traits_of(log)
    work = progress.part(0.05, 0.95)
    grouping = group_users(known, work, settings.groups, settings.aspects, settings.seed)
    if grouping is None:
        raise SettingProblem("there are too few users with events enough to group them.")
    found = apart(log, [grouping.members(group) for group in range(grouping.found.groups)])
    taken = [segment.name for segment in project.segments.all()]
    groups = tuple(
        Cluster(
            name,
            tuple((grouping.members(number) + 1).tolist()),
            float(grouping.stability.groups[number]),
            tuple((one.trait.key, one.effect) for one in found[number]),
        )
        for number, name in enumerate(names_of(found, taken))
    )
    left_out = int((known.events > 0).sum()) - len(grouping.user)
    progress.step(1, 1)
    return Clusters(
        settings, groups, grouping.silhouettes, grouping.stability.mean, left_out, grouping
    )


def apart(log: EventLog, groups: Sequence[np.ndarray]) -> list[list[Distinction]]:
    """What sets each group of users (indices) apart from all others in the groups."""
    events, known = traits_of(log)
    nameables = nameable(known, mix_names(log, events), log.catalogue.kind_names)
    among = np.unique(np.concatenate(list(groups)))
    return [distinctions(nameables, members, among) for members in groups]


def mix_names(log: EventLog, events: Events) -> list[str]:
    """What each column of the mix is called; empty for the one that rare categories share."""
    names = log.catalogue.category_names
    return [names[code] if code >= 0 else "" for code in mix_codes(events)]


def keep_clusters(project: "Project", found: Clusters) -> list[int]:
    """Store every group as a segment; returns their ids."""
    return [
        project.segments.add(one.name, found.rule(number), one.users)
        for number, one in enumerate(found.groups)
    ]
