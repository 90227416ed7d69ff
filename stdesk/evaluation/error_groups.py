"""Where a model fails: by user, segment, hour, category and history, from ranks that are stored.

found = errors(project, line_of(project, model="ranker"))
print([(group.kind, group.label, group.mrr.value) for group in found.groups])
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.evaluation.boards import is_baseline, per_event
from stdesk.evaluation.error_reasons import who_is_missed
from stdesk.evaluation.instances import seen_before
from stdesk.features import EventLog
from stdesk.metrics import Interval, bootstrap_mean, hit_rate
from stdesk.models.base import Reason

if TYPE_CHECKING:
    from stdesk.project import JudgementRecord, Project

PAST_EVENTS = (10, 30, 100, 300)  # borders between groups by the length of the history
MOST_CATEGORIES = 20
FEWEST_EVENTS = 5  # of a category or a segment that is told apart
FEWEST_USERS = 5  # of a group whose figures have intervals
DRAWS = 1000


@dataclass(frozen=True)
class JudgedModel:
    """One stored line: a model, judged under a protocol. id: of its ranks."""

    id: int
    model: str
    run: int | None
    judgement: "JudgementRecord"

    @property
    def can_be_asked(self) -> bool:
        """Whether the model is there still: with its run, or learnt again at no cost."""
        return self.run is not None or is_baseline(self.model)


@dataclass(frozen=True)
class ErrorGroup:
    """Some of the judged events. mrr, first, tenth: mean MRR and hit rates at 1 and 10.

    kind: what they share (part, segment, past, hour, weekday, category). key: a number to sort and
    say it by. label: a name that the log or the user gave, else empty. rows: which of the judged
    events they are.
    """

    kind: str
    key: int
    label: str
    events: int
    users: int
    mrr: Interval
    first: Interval
    tenth: Interval
    rows: np.ndarray = field(repr=False, compare=False)


@dataclass(frozen=True)
class UserErrors:
    """All (users,): index; judged events; mean MRR; hit rate at 10; median rank; what she is like.

    past: events before the first one judged. bits: entropy of the items among these, in bits.
    new_share: of the judged events, how many were of items that she never had before.
    """

    user: np.ndarray
    events: np.ndarray
    mrr: np.ndarray
    tenth: np.ndarray
    median_rank: np.ndarray
    past: np.ndarray
    bits: np.ndarray
    new_share: np.ndarray


@dataclass(frozen=True)
class Errors:
    """Groups and users of a line's judged events, and the events themselves, all (events,).

    groups: the whole first. users: the worst predicted first. position: in the log. first: index of
    the item that the model put first, -1 for none.
    """

    line: JudgedModel
    groups: tuple[ErrorGroup, ...]
    users: UserErrors
    position: np.ndarray
    rank: np.ndarray
    first: np.ndarray
    sentences: tuple[Reason, ...]


def judged_models(project: "Project") -> list[JudgedModel]:
    """Every model whose ranks are stored for the log as it is now.

    The newest evaluation comes first, and in it the best model.
    """
    now = project.log.fingerprint()
    return [
        JudgedModel(id, model, run, record)
        for record in project.judgements.all()
        if record.data == now
        for id, model, run in project.judgements.models(record.number)
    ]


def judged_model(
    project: "Project",
    model: str | None = None,
    run: int | None = None,
    protocol: str | None = None,
    to_be_asked: bool = False,
) -> JudgedModel:
    """The newest line of a model or a run; without either, the best one of the newest evaluation.

    to_be_asked: only of models that are there still, if none is named. Raises `ModelProblem` when
    nothing of the kind was measured on the log as it is now.
    """
    lines = [
        line
        for line in judged_models(project)
        if (protocol is None or line.judgement.protocol == protocol)
        and (model is None or line.model == model)
        and (run is None or line.run == run)
        and (line.can_be_asked or model is not None or not to_be_asked)
    ]
    if not lines:
        raise ModelProblem(
            "no ranks of {model} are stored for the log as it is now; compare the models first "
            "(stdesk evaluate).",
            model=model or (run if run is not None else "any model"),
        )
    return lines[0]


def errors(project: "Project", line: JudgedModel, log: EventLog) -> Errors:
    """What the stored ranks of a line say. log: the whole log of the project."""
    stored = project.judgements.line(line.id)
    events = project.judgements.events(line.judgement.number)
    position, found = positions_of(log, events)
    rank = stored.rank[found]
    judged = _Judged(log, position, rank)
    users = _users(judged)
    groups = [
        judged.group("all", 0, "", np.ones(len(position), bool)),
        *judged.by_part(),
        *judged.by_segment(project),
        *judged.by_past(),
        *judged.by_hour(),
        *judged.by_weekday(),
        *judged.by_category(),
    ]
    first = stored.first[found] - 1
    said = tuple(who_is_missed(users))
    return Errors(line, tuple(groups), users, position, rank, first, said)


def worst_first(found: Errors, log: EventLog, user: int | None = None) -> np.ndarray:
    """Rows of the judged events, of one user (index) or of all, the worst ranked first."""
    rows = np.arange(len(found.position))
    if user is not None:
        rows = rows[log.user[found.position] == user]
    rank = np.nan_to_num(found.rank[rows], nan=np.inf)
    return rows[np.argsort(-rank, kind="stable")]


def positions_of(log: EventLog, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions in the log of these event ids, and (events,) which of them the log has."""
    order = np.argsort(log.event_id, kind="stable")
    ids = log.event_id[order]
    place = np.minimum(np.searchsorted(ids, events), max(len(ids) - 1, 0))
    found = ids[place] == events if len(ids) else np.zeros(len(events), bool)
    return order[place[found]] if len(ids) else np.zeros(0, np.int64), found


class _Judged:
    """The judged events beside the log that they come from."""

    def __init__(self, log: EventLog, position: np.ndarray, rank: np.ndarray) -> None:
        self.log, self.position, self.rank = log, position, rank
        self.user, self.item = log.user[position], log.item[position]
        self.mrr, self.tenth = per_event(rank, "MRR"), hit_rate(_last(rank), 10)
        self.first = hit_rate(_last(rank), 1)
        self.past = position - log.user_start[self.user]
        self.returning = seen_before(log)[position]

    def group(self, kind: str, key: int, label: str, inside: np.ndarray) -> ErrorGroup:
        user = self.user[inside]
        users = len(np.unique(user))

        def mean(values: np.ndarray) -> Interval:
            if users < FEWEST_USERS:  # too few to be drawn from
                return Interval(float(values[inside].mean()), float("nan"), float("nan"))
            return bootstrap_mean(values[inside], user, DRAWS)

        return ErrorGroup(
            kind, key, label, int(inside.sum()), users,
            mean(self.mrr), mean(self.first), mean(self.tenth), np.flatnonzero(inside),
        )  # fmt: skip

    def by_part(self) -> Iterator[ErrorGroup]:
        for key, inside in enumerate((self.returning, ~self.returning)):
            if inside.any():
                yield self.group("part", key, "", inside)

    def by_segment(self, project: "Project") -> Iterator[ErrorGroup]:
        for segment in project.segments.all():
            inside = np.isin(self.user, np.asarray(segment.users, np.int64) - 1)
            if inside.sum() >= FEWEST_EVENTS:
                yield self.group("segment", segment.id, segment.name, inside)

    def by_past(self) -> Iterator[ErrorGroup]:
        band = np.digitize(self.past, PAST_EVENTS)
        yield from self._each("past", band)

    def by_hour(self) -> Iterator[ErrorGroup]:
        yield from self._each("hour", self.log.hour_of_week[self.position] % 24)

    def by_weekday(self) -> Iterator[ErrorGroup]:
        yield from self._each("weekday", self.log.hour_of_week[self.position] // 24)

    def by_category(self) -> Iterator[ErrorGroup]:
        category = self.log.catalogue.item_category[self.item]
        count = np.bincount(category[category >= 0])
        largest = np.argsort(-count, kind="stable")[:MOST_CATEGORIES]
        for key in largest[count[largest] >= FEWEST_EVENTS].tolist():
            label = self.log.catalogue.category_names[key]
            yield self.group("category", key, label, category == key)

    def _each(self, kind: str, of: np.ndarray) -> Iterator[ErrorGroup]:
        for key in np.unique(of).tolist():
            yield self.group(kind, int(key), "", of == key)


def _users(judged: _Judged) -> UserErrors:
    """One row a user, the worst mean first."""
    users, index = np.unique(judged.user, return_inverse=True)
    count = np.bincount(index)

    def mean(values: np.ndarray) -> np.ndarray:
        means: np.ndarray = np.bincount(index, values) / count
        return means

    past = np.full(len(users), np.iinfo(np.int64).max)
    np.minimum.at(past, index, judged.past)
    found = {
        "user": users,
        "events": count,
        "mrr": mean(judged.mrr),
        "tenth": mean(judged.tenth),
        "median_rank": _medians(index, judged.rank, len(users)),
        "past": past,
        "bits": _bits(judged.log, users, past),
        "new_share": mean(~judged.returning),
    }
    order = np.lexsort((-count, found["mrr"]))
    return UserErrors(**{name: values[order] for name, values in found.items()})


def _medians(group: np.ndarray, values: np.ndarray, groups: int) -> np.ndarray:
    """(groups,) median of each group's values."""
    order = np.lexsort((values, group))
    count = np.bincount(group, minlength=groups)
    start = np.concatenate(([0], np.cumsum(count)[:-1]))
    ordered = values[order]
    medians: np.ndarray = (ordered[start + (count - 1) // 2] + ordered[start + count // 2]) / 2
    return medians


def _bits(log: EventLog, users: np.ndarray, past: np.ndarray) -> np.ndarray:
    """(users,) entropy of the items among each one's first `past` events."""
    found = np.zeros(len(users))
    for row, (user, length) in enumerate(zip(users.tolist(), past.tolist(), strict=True)):
        begin = int(log.user_start[user])
        _, count = np.unique(log.item[begin : begin + length], return_counts=True)
        share = count / max(length, 1)
        found[row] = -(share * np.log2(share)).sum()
    return np.maximum(found, 0.0)


def _last(rank: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(rank), rank, np.inf)
