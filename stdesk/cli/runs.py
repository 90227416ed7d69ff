"""The commands `runs list`, `rename`, `note`, `delete`, `restore`, `purge`, `export`, `import`."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from stdesk.cli.options import AsJson, ProjectFile
from stdesk.cli.terminal import Terminal
from stdesk.language import moment, ntr, number, seconds, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.project import RunRecord

RunId = Annotated[int, typer.Argument(metavar="RUN", help=tr("The number of a trained run."))]


class _ListByDefault(TyperGroup):
    """`stdesk runs P` means `stdesk runs list P`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["list", *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


runs = typer.Typer(
    cls=_ListByDefault, no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


def list_runs(project: ProjectFile, as_json: AsJson = False) -> None:
    """List the runs of a project, oldest first."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        records = opened.runs.all()
        deleted = [run.id for run in opened.runs.deleted()]
        shown: list[Table | str] = [_run_table(records)]
        if deleted:
            numbers = ", ".join(str(run) for run in deleted)
            shown.append(tr("Deleted, and not yet for good: {runs}.", runs=numbers))
        answer = {"runs": [run_object(run) for run in records], "deleted": deleted}
        terminal.answer(answer, *shown)


def rename(
    project: ProjectFile,
    run: RunId,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=tr("Empty for none."))],
    as_json: AsJson = False,
) -> None:
    """Call a run what you like; it is shown wherever the run is named."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project) as opened:
        opened.runs.get(run)
        opened.runs.rename(run, title)
        terminal.answer(run_object(opened.runs.get(run)), tr("Run {run} renamed.", run=run))


def note(
    project: ProjectFile,
    run: RunId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=tr("Empty for none."))],
    as_json: AsJson = False,
) -> None:
    """Note what to remember of a run."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project) as opened:
        opened.runs.get(run)
        opened.runs.annotate(run, text)
        terminal.answer(run_object(opened.runs.get(run)), tr("Noted with run {run}.", run=run))


def delete(project: ProjectFile, run: RunId, as_json: AsJson = False) -> None:
    """Hide a run everywhere; `purge` makes that final, as does closing the project's window."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project) as opened:
        opened.runs.get(run)
        opened.runs.delete(run)
        line = f"stdesk runs restore {project} {run}"
        said = tr("Run {run} deleted. To take that back: {line}", run=run, line=line)
        terminal.answer({"deleted": run}, said)


def restore(project: ProjectFile, run: RunId, as_json: AsJson = False) -> None:
    """Take back the deletion of a run."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project) as opened:
        opened.runs.restore(run)
        terminal.answer(run_object(opened.runs.get(run)), tr("Run {run} is back.", run=run))


def purge(project: ProjectFile, as_json: AsJson = False) -> None:
    """Make the deletion of runs final, with all that came of them."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project) as opened:
        gone = opened.runs.purge()
        said = ntr("{n} deleted run is gone for good.", "{n} deleted runs are gone for good.", gone)
        terminal.answer({"purged": gone}, said)


def export(
    project: ProjectFile,
    run: RunId,
    out: Annotated[Path, typer.Option("--out", help=tr("The .zip file to write."))],
    as_json: AsJson = False,
) -> None:
    """Write a run with its card, settings, curves, figures and weights to one file."""
    from stdesk.project import open_project
    from stdesk.training import export_run

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        written = export_run(opened, run, out)
        terminal.answer({"out": written, "run": run}, tr("Wrote {path}.", path=written))


def take_up(
    project: ProjectFile,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("What `export` wrote."))],
    as_json: AsJson = False,
) -> None:
    """Take up an exported run; the project must hold the log that it was trained on."""
    from stdesk.project import open_project
    from stdesk.training import import_run

    with Terminal(as_json) as terminal, open_project(project) as opened:
        record = opened.runs.get(import_run(opened, file))
        said = tr("Run {run}: {model} taken up.", run=record.id, model=record.model)
        terminal.answer(run_object(record), said)


def run_object(record: "RunRecord") -> dict[str, object]:
    """A run as programs read it: its id is called `run`, as in the options of other commands."""
    fields = dataclasses.asdict(record)
    return {"run": fields.pop("id"), **fields}


def _run_table(records: "list[RunRecord]") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(tr("run"), justify="right")
    for name in (tr("model"), tr("title"), tr("preset"), tr("state"), tr("started (UTC)")):
        table.add_column(name)
    table.add_column(tr("took"), justify="right")
    table.add_column(tr("note"))
    for run in records:
        took = "–" if run.seconds is None else seconds(run.seconds)
        said, title = escape(run.message or run.note or ""), escape(run.title or "")
        start = moment(run.started_at)
        table.add_row(number(run.id), run.model, title, run.preset, run.state, start, took, said)
    return table


runs.command("list", help=tr("List the runs of a project."))(list_runs)
runs.command("rename", help=tr("Give a run a title of your own."))(rename)
runs.command("note", help=tr("Note what to remember of a run."))(note)
runs.command("delete", help=tr("Hide a run everywhere."))(delete)
runs.command("restore", help=tr("Take back the deletion of a run."))(restore)
runs.command("purge", help=tr("Make the deletion of runs final."))(purge)
runs.command("export", help=tr("Write a run with its card to one file."))(export)
runs.command("import", help=tr("Take up a run that was exported."))(take_up)
