"""The command that writes reports: one file, or one for each user or segment into a folder."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.options import AsJson, At, Everyone, ProjectFile, instant, place
from stdesk.cli.said import wrote
from stdesk.cli.terminal import Terminal
from stdesk.language import ntr, number, tr
from stdesk.progress import Cancelled

if TYPE_CHECKING:
    from stdesk.project import Project
    from stdesk.report import BatchResult, Printer, ReportSettings, Template

EACH = ("html", "pdf", "csv", "xlsx", "json", "geojson")


def report(
    project: ProjectFile,
    run: Annotated[
        int | None,
        typer.Option("--run", help=tr("The run whose lists it gives; none: behaviour alone.")),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help=tr("The file to write; its ending says the kind."))
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help=tr("Write one report for each user or segment here.")),
    ] = None,
    format: Annotated[
        Literal["html", "pdf", "csv", "xlsx", "json", "geojson"] | None,
        typer.Option(help=tr("The kind of file of a batch; html by default.")),
    ] = None,
    user: Annotated[
        list[str] | None, typer.Option("--user", help=tr("A user's key; can be given again."))
    ] = None,
    everyone: Everyone = False,
    segment: Annotated[str | None, typer.Option(help=tr("The name of a segment."))] = None,
    template: Annotated[
        Literal["user", "segment", "project"] | None,
        typer.Option(help=tr("What it is about; otherwise told by what is asked for.")),
    ] = None,
    sections: Annotated[
        str | None,
        typer.Option(help=tr("Names with commas between, in their order; otherwise all.")),
    ] = None,
    title: Annotated[str | None, typer.Option(help=tr("The heading."))] = None,
    logo: Annotated[
        Path | None, typer.Option(help=tr("A picture at the top: PNG, JPEG, SVG."))
    ] = None,
    footer: Annotated[str | None, typer.Option(help=tr("A line at the end of each sheet."))] = None,
    paper: Annotated[Literal["A4", "Letter"], typer.Option(help=tr("The size of a sheet."))] = "A4",
    language: Annotated[
        Literal["en", "zh_CN"] | None, typer.Option(help=tr("Of the report; otherwise yours."))
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help=tr("How long each list is."))] = 20,
    at: At = None,
    near: Annotated[
        str | None, typer.Option(metavar="LAT,LON", help=tr("Where the user is, in degrees."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a report: what was done, what comes next and why, and how good that is."""
    from stdesk.project import open_project
    from stdesk.report import ReportSettings

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        _check_what_is_asked(out, batch, format, user, everyone, segment, template)
        settings = ReportSettings(
            run=run,
            path=out or Path(f"report.{format or 'html'}"),
            users=tuple(user) if user else None,
            segment=None if segment is None else opened.segments.named(segment).id,
            template=_template(template, batch),
            sections=None if sections is None else _names(sections),
            title=title,
            logo=logo,
            footer=footer,
            paper=paper,
            language=language,
            k=k,
            at_ms=instant(at),
            near=place(near),
        )
        with ExitStack() as open_things:
            printer = _printer(open_things) if settings.suffix == ".pdf" else None
            if batch is not None:
                of_segments = template == "segment"
                _write_batch(terminal, opened, settings, batch, of_segments, printer)
            else:
                _write_one(terminal, opened, settings, printer)


def _write_one(
    terminal: Terminal, project: "Project", settings: "ReportSettings", printer: "Printer | None"
) -> None:
    from stdesk.report import write_report

    written = write_report(project, settings, terminal.progress, printer)
    answer = {"out": written.path, "users": written.users, "rows": written.rows}
    said = wrote(written.path, written.users)
    terminal.answer(answer | {"bytes": written.size_bytes}, said)


def _write_batch(
    terminal: Terminal,
    project: "Project",
    settings: "ReportSettings",
    folder: Path,
    of_segments: bool,
    printer: "Printer | None",
) -> None:
    from stdesk.report import BatchResult, BatchSettings, write_batch

    wish = BatchSettings(settings, folder, "segment" if of_segments else "user")
    try:
        written = write_batch(project, wish, terminal.progress, printer)
    except Cancelled as stopped:
        if isinstance(stopped.kept, BatchResult):
            terminal.note(_said(stopped.kept))
        raise
    answer = {"folder": written.folder, "index": written.index, "reports": written.written}
    terminal.answer(answer | {"bytes": written.size_bytes}, _said(written))


def _said(written: "BatchResult") -> str:
    if not written.whole:
        return tr(
            "{written} of {asked} reports were written and stay; {index} links them.",
            written=number(written.written),
            asked=number(written.asked),
            index=written.index,
        )
    return ntr(
        "Wrote {n} report; {index} links it.",
        "Wrote {n} reports; {index} links them.",
        written.written,
        index=written.index,
    )


def _printer(open_things: ExitStack) -> "Printer":
    """The web engine, loaded only when a PDF is asked for."""
    from stdesk.desk import lone_printer

    return open_things.enter_context(lone_printer())


def _check_what_is_asked(
    out: Path | None,
    batch: Path | None,
    format: str | None,
    users: list[str] | None,
    everyone: bool,
    segment: str | None,
    template: str | None,
) -> None:
    """Refuse what contradicts itself, in a sentence."""
    if (out is None) == (batch is None):
        raise typer.BadParameter(tr("Give either --out FILE or --batch FOLDER."))
    if out is not None and format is not None and out.suffix.lower() != f".{format}":
        raise typer.BadParameter(tr("--out ends otherwise than --format says; leave one out."))
    asked = sum((bool(users), everyone, segment is not None))
    by_itself = template == "project" or (batch is not None and template == "segment")
    if asked > 1 or (asked == 0 and not by_itself):
        raise typer.BadParameter(
            tr("Give one of --user KEY, --all, --segment NAME, or --template project.")
        )


def _template(template: "Template | None", batch: Path | None) -> "Template | None":
    return None if batch is not None else template


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
