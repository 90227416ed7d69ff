"""What `recommend` answers for a run of intent: who is likely to do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stdesk.cli.said import because, sentences, wrote
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import day, number, percent, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.recommend import Chances

SHOWN = 20


@dataclass(frozen=True)
class ChanceWish:
    """What was asked for on the command line."""

    run: int
    users: tuple[str, ...] | None
    k: int | None
    at_ms: int | None
    out: Path


def answer_chances(
    terminal: Terminal, project: Path, wish: ChanceWish, unfit: Sequence[Any]
) -> None:
    """Make the list, write it, and say it; unfit: options that make sense for items alone."""
    from stdesk.project import open_project
    from stdesk.recommend import ChanceSettings, export_chances, reason_sentence, user_chances

    if any(option is not None for option in unfit):
        raise SettingProblem(
            "run {run} says how likely users are to do something; --near, --only-new, --within, "
            "--category, --kind, --explore, --known-until, --heed-feedback and --target are for "
            "lists of items.",
            run=wish.run,
        )
    settings = ChanceSettings(wish.run, wish.users, wish.k, wish.at_ms)
    with open_project(project, read_only=True) as opened:
        found = user_chances(opened, settings, terminal.progress)
    export_chances(found, wish.out)
    notes = sentences(found.notes)
    answer = {
        "out": wish.out,
        "run": found.run,
        "model": found.model,
        "act": found.act,
        "horizon": found.horizon,
        "as_of_ms": found.as_of_ms,
        "base_rate": found.base_rate,
        "expected": found.expected,
        "users": len(found.rows),
        "notes": notes,
    }
    expected = tr(
        "Expected among them: {expected}; the usual rate is {base}.",
        expected=number(found.expected, 1),
        base=percent(found.base_rate, 1),
    )
    title = reason_sentence(found.question)
    terminal.answer(
        answer, title, chance_table(found), *notes, expected, wrote(wish.out, len(found.rows))
    )


def chance_table(found: "Chances") -> "Table":
    """The likeliest users and why."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("", justify="right")
    table.add_column(tr("user"))
    table.add_column(tr("chance"), justify="right")
    table.add_column(tr("so far"), justify="right")
    table.add_column(tr("last event"))
    table.add_column(tr("because"))
    for row in found.rows[:SHOWN]:
        last = "–" if row.last_ms is None else day(row.last_ms)
        cells = number(row.rank), escape(row.user), percent(row.chance, 1), number(row.acts)
        table.add_row(*cells, last, escape(because(row.reasons)))
    return table
