"""The command leaderboard: who leads among models judged on the same events."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.options import AsJson, ProjectFile
from stdesk.cli.said import sentences
from stdesk.cli.terminal import Terminal
from stdesk.language import figure, number, p_figure, seconds, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.evaluation import Board, BoardHead, BoardLine

Protocol = Annotated[
    Literal["next-place", "leave-one-out", "rolling", "cold-start"] | None,
    typer.Option(help=tr("Judged by this protocol; otherwise by the newest.")),
]


def leaderboard(
    project: ProjectFile,
    protocol: Protocol = None,
    time: Annotated[
        Literal["given", "unknown"] | None,
        typer.Option("--time", help=tr("Whether the moment to be predicted is known.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """All models that were judged on the very same events, best first, and whether that is sure."""
    from stdesk.evaluation import board_heads, named
    from stdesk.evaluation import leaderboard as board_of
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        heads = [
            head
            for head in board_heads(opened)
            if protocol in (None, head.protocol) and time in (None, head.time)
        ]
        if not heads:
            said = tr("Nothing is stored to be compared; run `stdesk evaluate` first.")
            terminal.answer({"lines": [], "sentences": [said]}, said)
            return
        board = board_of(opened, heads[0])
        told = sentences(named(sentence, line_name) for sentence in board.sentences)
        answer = {
            "protocol": board.head.protocol,
            "time": board.head.time,
            "instances": board.head.instances,
            "evaluations": board.head.evaluations,
            "is_current": board.head.is_current,
            "lines": [_line_object(line) for line in board.lines],
            "sentences": told,
        }
        terminal.answer(answer, _about(board.head), _board_table(board), *told)


def _about(head: "BoardHead") -> str:
    said = tr(
        "{protocol}, time {time}: {instances} events",
        protocol=head.protocol,
        time=head.time,
        instances=number(head.instances),
    )
    if head.is_current:
        return said
    return said + tr("; the log has changed since")


def _line_object(line: "BoardLine") -> dict[str, object]:
    return {
        "model": line.model,
        "run": line.run,
        "evaluation": line.evaluation,
        "is_baseline": line.is_baseline,
        "p_value": line.p_value,
        "figures": {f"{name}, {part}": value for (part, name), value in line.figures.items()},
    }


def _board_table(board: "Board") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("", justify="right")
    table.add_column(tr("model"))
    titles = (board.name, "95 %", tr("returns"), tr("discoveries"), tr("p"), tr("training"),
              tr("ranking"), tr("memory"))  # fmt: skip
    for title in titles:
        table.add_column(title, justify="right")
    for place, line in enumerate(board.lines, 1):
        main = line.figures["all", board.name]
        low, high = main.low, main.high
        table.add_row(
            number(place),
            escape(line_name(line.model, line.run)),
            figure(main.value),
            "" if low is None or high is None else f"{figure(low)}–{figure(high)}",
            figure(line.value(board.name, "return")),
            figure(line.value(board.name, "discovery")),
            "" if line.p_value is None else p_figure(line.p_value),
            *(_time(line.value(name)) for name in ("training s", "ranking s")),
            tr("{mb} MB", mb=number(line.value("peak MB"), 0)),
        )
    return table


def _time(value: float) -> str:
    return "–" if value != value else seconds(value)


def line_name(model: str, run: int | None) -> str:
    """A model, with the number of its run if it has one."""
    return model if run is None else f"{model} ({run})"
