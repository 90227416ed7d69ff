"""Models beside each other: which is really better, in a sentence, a picture and a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.evaluation import board_heads, leaderboard
from stdesk.evaluation.variants import ALONE
from stdesk.language import mark, tr, tr_dynamic
from stdesk.models import model_info, model_names
from stdesk.report.standing import (
    PARTS,
    Standing,
    measured_text,
    numbered,
    said_of,
    said_with,
    shown,
    time_title,
)

if TYPE_CHECKING:
    from stdesk.project import Measured, Project

WIDE = 300.0  # of a picture of intervals
_MAIN = ("MRR", "NDCG@10", "log-loss", "MASE")


@dataclass(frozen=True)
class Rival:
    """A line of the picture: the interval from low to high, the value between; in its units.

    tag: what it stands for, where the others are held against it.
    """

    title: str
    tag: str
    value: str
    low: float
    high: float
    at: float
    number: float


@dataclass(frozen=True)
class Rivalry:
    """One comparison: what follows from it, and the figure by which it was decided."""

    title: str
    sentences: tuple[str, ...]
    figure: str
    rivals: tuple[Rival, ...]
    ticks: tuple[tuple[float, str], ...]
    tables: tuple[dict[str, Any], ...]


def rivalries(project: "Project", found: tuple[Standing, ...]) -> tuple[Rivalry, ...]:
    """One for each comparison; where its events were kept, the sentences are the leaderboard's."""
    return tuple(
        _rivalry(one, tuple(_of_leader(project, one) or said_of(one.values)), _baseline)
        for one in found
    )


def added(found: tuple[Standing, ...]) -> tuple[Rivalry, ...]:
    """What other models add to the ranker, one for each ablation."""
    return tuple(_rivalry(one, tuple(said_of(one.values)), _alone) for one in found)


def _of_leader(project: "Project", one: Standing) -> list[str]:
    """Whether the first is really better than the second and than the best baseline."""
    for head in board_heads(project):
        if one.number in head.evaluations:
            board = leaderboard(project, head)
            lines = [(line.model, line.run) for line in board.lines]
            return [said_with(reason, lines) for reason in board.sentences]
    return []


def tables_of(found: tuple[Standing, ...]) -> list[dict[str, Any]]:
    """The tables of all protocols: caption, metrics, rows of models, paired tests."""
    tables = []
    for one in found:
        for time in one.times:
            for part in PARTS:
                table = one.table(time, part)
                if table.models:
                    said = {
                        "protocol": one.title,
                        "time": time_title(time),
                        "part": tr_dynamic(_PARTS[part]),
                    }
                    tables.append({**said, "table": table})
    return tables


def is_baseline(model: str) -> bool:
    return model in model_names() and model_info(model).family == "baselines"


def _baseline(model: str) -> str:
    return tr("baseline") if is_baseline(model) else ""


def _alone(model: str) -> str:
    return tr("without other models") if model == ALONE else ""


def _rivalry(one: Standing, sentences: tuple[str, ...], tag_of: Callable[[str], str]) -> Rivalry:
    time = one.times[0]
    table = one.table(time, "all")
    name = next((name for name in _MAIN if name in table.names), table.names[0])
    values = [found[name] for found in table.models.values() if name in found]
    lower = name in ("log-loss", "MASE")
    values.sort(key=lambda value: value.value if lower else -value.value)
    rivals, ticks = _drawn(values, list(table.models), tag_of)
    return Rivalry(
        title=f"{one.title} · {time_title(time)}",
        sentences=sentences,
        figure=name,
        rivals=rivals,
        ticks=ticks,
        tables=tuple(tables_of((one,))),
    )


def _drawn(
    values: "list[Measured]",
    lines: list[tuple[str, int | None]],
    tag_of: Callable[[str], str],
) -> tuple[tuple[Rival, ...], tuple[tuple[float, str], ...]]:
    ends = [
        (v.value if v.low is None else v.low, v.value if v.high is None else v.high) for v in values
    ]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    room = (high - low) * 0.06 or 0.01
    low, high = low - room, high + room

    def at(value: float) -> float:
        return round((value - low) / (high - low) * WIDE, 1)

    rivals = tuple(
        Rival(
            title=numbered(value.model, value.run, lines),
            tag=tag_of(value.model),
            value=measured_text(value),
            low=at(begin),
            high=at(end),
            at=at(value.value),
            number=round(value.value, 6),
        )
        for value, (begin, end) in zip(values, ends, strict=True)
    )
    steps = [low + (high - low) * share for share in (0.1, 0.5, 0.9)]
    return rivals, tuple((at(step), shown(round(step, 3))) for step in steps)


_PARTS = {
    "all": mark("all events"),
    "return": mark("returns"),
    "discovery": mark("discoveries"),
}
