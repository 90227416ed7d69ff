"""Two segments side by side: what differs, by how much, and whether chance explains it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import EventLog, load_log
from stdesk.insight import Compared, Figure, compare, figures_of
from stdesk.language import mark, tr
from stdesk.progress import Progress
from stdesk.recommend.segment_work import mix_names, traits_of

if TYPE_CHECKING:
    from stdesk.project import Project

HIT_AT = 10
HIT_KEY = "hit:"  # begins the key of a figure about a model, whose name follows


@dataclass(frozen=True)
class SegmentComparison:
    """names: of both sides, the second None for everyone else. sizes: users on each side; shared:
    users in both. hours: (2, 168) mean shares by hour of the week. lines: all figures."""

    names: tuple[str, str | None]
    sizes: tuple[int, int]
    shared: int
    hours: np.ndarray
    lines: tuple[Compared, ...]


def compare_segments(
    project: "Project",
    one: str,
    other: str | None,
    progress: Progress,
    log: EventLog | None = None,
) -> SegmentComparison:
    """Compare two segments by name, or one with everyone who is not in it (`other` None).

    Raises `ProjectProblem` when there is no such segment, `SettingProblem` when a side is empty.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = log or load_log(project)
    events, known = traits_of(log)
    active = known.events > 0
    first = members(project, one, known.users) & active
    second = (members(project, other, known.users) if other is not None else ~first) & active
    for name, side in ((one, first), (other, second)):
        if not side.any():
            raise SettingProblem(
                "“{name}” has no users with events.", name=name or tr("Everyone else")
            )
    figures = figures_of(known, mix_names(log, events), log.catalogue.kind_names)
    figures += accuracy(project, log)
    progress.step(0.2, 1, tr("Comparing users"))
    lines = compare(figures, first, second)
    progress.step(1, 1)
    share = known.hours / np.maximum(known.hours.sum(axis=1, keepdims=True), 1)
    return SegmentComparison(
        names=(one, other),
        sizes=(int(first.sum()), int(second.sum())),
        shared=int((first & second).sum()),
        hours=np.stack([share[first].mean(axis=0), share[second].mean(axis=0)]),
        lines=tuple(lines),
    )


def members(project: "Project", name: str, users: int) -> np.ndarray:
    """(users,) who is in a segment."""
    found = np.zeros(users, bool)
    ids = np.array(project.segments.named(name).users, np.int64) - 1
    found[ids[ids < users]] = True
    return found


def accuracy(project: "Project", log: EventLog) -> list[Figure]:
    """Of the newest evaluation that kept its ranks: how often each model was right, by user.

    Empty without one, or when events came in since.
    """
    fingerprint = project.log.fingerprint()
    stored = next((one for one in project.judgements.all() if one.data == fingerprint), None)
    if stored is None:
        return []
    place = np.full(int(log.event_id.max(initial=0)) + 1, -1)
    place[log.event_id] = log.user
    user = place[project.judgements.events(stored.number)]
    return [
        Figure(
            key=f"{HIT_KEY}{model}",
            part=mark("Accuracy"),
            title=mark("{name}: right among its first 10"),
            scale="share",
            values=_rates(project.judgements.line(line).rank, user, log.catalogue.users),
            name=model,
        )
        for line, model, run in project.judgements.models(stored.number)
        if run is not None
    ]


def _rates(rank: np.ndarray, user: np.ndarray, users: int) -> np.ndarray:
    """(users,) the share of judged events whose true item was among the first ten; NaN without."""
    known = np.isfinite(rank) & (user >= 0)
    total = np.bincount(user[known], minlength=users).astype(np.float64)
    hits = np.bincount(user[known], weights=rank[known] <= HIT_AT, minlength=users)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, hits / total, np.nan)
