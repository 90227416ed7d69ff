"""All that was measured on the very same events, the best first, and whether the first is better.

boards = board_heads(project)
board = leaderboard(project, boards[0])
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from stdesk.evaluation.leading import about_leader
from stdesk.evaluation.sentences import main_figure
from stdesk.metrics import hit_rate, mrr, ndcg, paired_test
from stdesk.models.base import Reason
from stdesk.models.registry import model_info, model_names
from stdesk.project import Measured, RankedLine

if TYPE_CHECKING:
    from stdesk.project import JudgementRecord, Project

PARTS = ("all", "return", "discovery")
Figure = tuple[str, str]  # part and name of a measured value
Key = tuple[str, int | None]  # model and run of a line


@dataclass(frozen=True)
class BoardHead:
    """A table that can be made: evaluations that share protocol, time, log and events.

    evaluations: their numbers, the newest first. is_current: the log is still the same.
    """

    protocol: str
    time: str
    instances: int
    evaluations: tuple[int, ...]
    is_current: bool


@dataclass(frozen=True)
class BoardLine:
    """One model. figures: its measured values by part and name, without single folds.

    p_value: paired test over users against the first line, on the events whose ranks are kept;
    None for the first line itself. evaluation: the newest that measured it.
    """

    model: str
    run: int | None
    evaluation: int
    is_baseline: bool
    figures: dict[Figure, Measured]
    p_value: float | None = None

    @property
    def key(self) -> Key:
        return self.model, self.run

    def value(self, name: str, part: str = "all") -> float:
        """A figure, NaN where it was not measured."""
        found = self.figures.get((part, name))
        return float("nan") if found is None else found.value


@dataclass(frozen=True)
class Board:
    """name: the figure that decides the order. kept: of how many events the tests are."""

    head: BoardHead
    name: str
    lines: tuple[BoardLine, ...]
    kept: int
    sentences: tuple[Reason, ...]


def board_heads(project: "Project") -> list[BoardHead]:
    """The tables that the stored evaluations make, the one with the newest first."""
    found: dict[tuple[str, str, str, str], list[JudgementRecord]] = {}
    for record in project.judgements.all():
        found.setdefault(record.sort, []).append(record)
    now = project.log.fingerprint()
    return [
        BoardHead(
            protocol=records[0].protocol,
            time=records[0].time,
            instances=records[0].instances,
            evaluations=tuple(record.number for record in records),
            is_current=records[0].data == now,
        )
        for records in found.values()
    ]


def leaderboard(project: "Project", head: BoardHead) -> Board:
    """Every model once, by its newest measurement; the best first."""
    name = main_figure(head.protocol)
    ranks = _ranks(project, head)
    lines = [line for line in _measured(project, head) if line.key in ranks]
    lines.sort(key=lambda line: -line.value(name))
    events = project.judgements.events(head.evaluations[0])
    users, known = _users(project, events)
    figures = {line.key: per_event(ranks[line.key].rank, name)[known] for line in lines}
    tested = _tested(lines, figures, users)
    said = about_leader(tested, figures, users, name)
    return Board(head, name, tuple(tested), len(users), tuple(said))


def per_event(rank: np.ndarray, name: str) -> np.ndarray:
    """(events,) the figure of each; what could not be ranked counts as the last place does."""
    rank = np.where(np.isfinite(rank), rank, np.inf)
    if name == "MRR":
        return mrr(rank)
    if name == "NDCG@10":
        return ndcg(rank, 10)
    return hit_rate(rank, int(name.partition("@")[2]))


def _measured(project: "Project", head: BoardHead) -> list[BoardLine]:
    found: dict[Key, BoardLine] = {}
    for number in head.evaluations:
        figures: dict[Key, dict[Figure, Measured]] = {}
        for value in project.results.evaluation(number):
            if value.fold is None and value.part in PARTS:
                of_line = figures.setdefault((value.model, value.run), {})
                of_line[value.part, value.name] = value
        for (model, run), measured in figures.items():
            line = BoardLine(model, run, number, is_baseline(model), measured)
            found.setdefault((model, run), line)
    return list(found.values())


def _ranks(project: "Project", head: BoardHead) -> dict[Key, RankedLine]:
    found: dict[Key, RankedLine] = {}
    for number in head.evaluations:
        for id, model, run in project.judgements.models(number):
            if (model, run) not in found:
                found[model, run] = project.judgements.line(id)
    return found


def _tested(
    lines: Sequence[BoardLine], figures: Mapping[Key, np.ndarray], users: np.ndarray
) -> list[BoardLine]:
    first = figures[lines[0].key] if lines else np.zeros(0)
    return [
        replace(line, p_value=paired_test(first, figures[line.key], users)) if number else line
        for number, line in enumerate(lines)
    ]


def _users(project: "Project", events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The user's id of each event that the log still has, and (events,) whether it has it."""
    rows = project.query(
        "SELECT coalesce(e.user, 0) AS user FROM json_each(?) j LEFT JOIN event e "
        "ON e.id = j.value ORDER BY j.key",
        events.tolist(),
    )
    user = np.asarray(rows["user"].to_numpy(), np.int64)
    return user[user > 0], user > 0


def is_baseline(model: str) -> bool:
    """Whether a model only counts."""
    return model in model_names() and model_info(model).family == "baselines"
