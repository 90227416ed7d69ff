"""Commands about project files: new, info, check, backup, demo."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdesk.cli.options import AsJson, ProjectFile
from stdesk.cli.terminal import PROBLEM, Terminal
from stdesk.language import moment, number, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.project import SourceRecord, Summary


def new(project: ProjectFile, as_json: AsJson = False) -> None:
    """Make an empty project file."""
    from stdesk.project import create_project

    with Terminal(as_json) as terminal:
        with create_project(project) as made:
            path = made.path
        terminal.answer({"project": path}, tr("Made {path}.", path=path))


def info(project: ProjectFile, as_json: AsJson = False) -> None:
    """Say what a project holds."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        summary, sources = opened.log.summary(), opened.log.sources()
        answer = {"project": opened.path, **dataclasses.asdict(summary), "sources": sources}
        terminal.answer(answer, _summary_table(summary), _source_table(sources))


def check(project: ProjectFile, as_json: AsJson = False) -> None:
    """Look for damage in a project file; the exit code is 1 where there is some."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        found = opened.check()
        said = found or [tr("{path} is sound.", path=opened.path)]
        terminal.answer({"project": opened.path, "sound": not found, "problems": found}, *said)
        if found:
            raise typer.Exit(PROBLEM)


def backup(
    project: ProjectFile,
    out: Annotated[Path, typer.Argument(metavar="OUT", help=tr("The new file."))],
    as_json: AsJson = False,
) -> None:
    """Copy a project to one new file, also while it is in use."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        opened.backup(out)
        terminal.answer({"project": opened.path, "backup": out}, tr("Copied to {path}.", path=out))


def demo(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help=tr("A .csv file, or a .stdesk project."))
    ],
    events: Annotated[int, typer.Option(min=1, help=tr("How many events."))] = 24_000,
    users: Annotated[int, typer.Option(min=2, help=tr("How many users."))] = 60,
    days: Annotated[int, typer.Option(min=1, help=tr("How many days."))] = 120,
    items: Annotated[int, typer.Option(min=1, help=tr("How many items."))] = 600,
    images: Annotated[
        int, typer.Option(min=0, help=tr("How many items get a picture, at most."))
    ] = 300,
    seed: Annotated[int, typer.Option(help=tr("Another seed invents another world."))] = 0,
    as_json: AsJson = False,
) -> None:
    """Invent a log whose truth is known, and write the truth beside it."""
    from stdesk.demo import DemoSettings, write_demo

    with Terminal(as_json) as terminal:
        settings = DemoSettings(events, users, days, items, seed, images)
        written = write_demo(out, settings, terminal.progress)
        files = [path for path in dataclasses.astuple(written) if path is not None]
        terminal.answer(dataclasses.asdict(written), *(str(path) for path in files))


def _summary_table(summary: "Summary") -> "Table":
    table = _grid()
    table.add_row(tr("events"), number(summary.events))
    table.add_row(tr("users"), number(summary.users))
    table.add_row(tr("items"), number(summary.items))
    table.add_row(tr("categories"), number(summary.categories))
    table.add_row(tr("kinds"), ", ".join(summary.kinds) or "–")
    if summary.first_instant is not None and summary.last_instant is not None:
        span = f"{moment(summary.first_instant)} – {moment(summary.last_instant)} UTC"
        table.add_row(tr("time"), span)
    table.add_row(tr("coordinates"), tr("yes") if summary.has_coordinates else tr("no"))
    table.add_row(tr("trips"), tr("yes") if summary.has_trips else tr("no"))
    table.add_row(tr("trained runs"), number(summary.runs))
    return table


def _source_table(sources: "list[SourceRecord]") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(tr("file"))
    for name in (tr("rows"), tr("kept"), tr("rejected"), tr("twice")):
        table.add_column(name, justify="right")
    for source in sources:
        counts = (
            source.rows_read,
            source.rows_kept,
            source.rows_rejected,
            source.rows_duplicate,
        )
        table.add_row(source.name, *(number(count) for count in counts))
    return table


def _grid() -> "Table":
    from rich.table import Table

    table = Table.grid(padding=(0, 3))
    table.add_column()
    table.add_column()
    return table
