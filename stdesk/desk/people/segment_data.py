"""What the segments' views ask in the background: what rules can name, who matches, comparisons."""

from dataclasses import dataclass

import numpy as np

from stdesk.desk.work.log_cache import shared_log
from stdesk.features import EventLog
from stdesk.insight import Rule
from stdesk.progress import Progress
from stdesk.project import Project, SegmentRecord
from stdesk.recommend import (
    Clusters,
    ClusterSettings,
    SegmentComparison,
    cluster_users,
    compare_segments,
    user_attributes,
    users_by_rule,
)

MOST_VALUES = 500  # of an attribute that are offered
MOST_CATEGORIES = 1000


@dataclass(frozen=True)
class Offers:
    """What conditions can name in this project. attributes: values by name. segments: names."""

    users: int
    categories: tuple[str, ...]
    kinds: tuple[str, ...]
    attributes: dict[str, tuple[str, ...]]
    segments: tuple[str, ...]
    placed: bool


@dataclass(frozen=True)
class Seen:
    """The segments, what rules can name, and how many users have events."""

    segments: list[SegmentRecord]
    offers: Offers
    log: EventLog


def read_segments(project: Project) -> Seen:
    log = shared_log(project)
    segments = project.segments.all()
    return Seen(segments, _offers(project, log, segments), log)


def count_users(project: Project, rule: Rule, progress: Progress) -> np.ndarray:
    """Ids of the users for whom a rule holds."""
    return users_by_rule(project, rule, progress, shared_log(project))


def find_groups(project: Project, settings: ClusterSettings, progress: Progress) -> Clusters:
    return cluster_users(project, settings, progress, shared_log(project))


def compared(project: Project, one: str, other: str | None) -> SegmentComparison:
    return compare_segments(project, one, other, Progress(), shared_log(project))


def _offers(project: Project, log: EventLog, segments: list[SegmentRecord]) -> Offers:
    catalogue = log.catalogue
    values: dict[str, set[str]] = {}
    for said in user_attributes(project).values():
        for name, value in said.items():
            values.setdefault(name, set()).add(value)
    category = catalogue.item_category[log.item]
    counts = np.bincount(category[category >= 0], minlength=len(catalogue.category_names))
    frequent = np.argsort(-counts, kind="stable")[:MOST_CATEGORIES]
    names = [catalogue.category_names[code] for code in frequent.tolist() if counts[code]]
    return Offers(
        users=int((np.diff(log.user_start) > 0).sum()),
        categories=tuple(names),
        kinds=tuple(catalogue.kind_names),
        attributes={name: tuple(sorted(found)[:MOST_VALUES]) for name, found in values.items()},
        segments=tuple(segment.name for segment in segments),
        placed=catalogue.has_coordinates,
    )
