"""The command that brings logs and descriptions into a project: import."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdesk.cli.options import AsJson, ProjectFile, pairs, zone
from stdesk.cli.terminal import Terminal
from stdesk.language import number, percent, seconds, tr

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from stdesk.ingest import ImportReport, Inspection


Preset = Annotated[
    str | None,
    typer.Option("--preset", metavar="NAME", help=tr("A known data set; found out otherwise.")),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="ROLE=COLUMN", help=tr("Correct the guess; repeatable.")),
]
TimeZone = Annotated[
    str | None,
    typer.Option("--tz", metavar="ZONE", help=tr("Of times without one: America/New_York.")),
]


def import_logs(
    project: ProjectFile,
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help=tr("Logs, and descriptions of items."))
    ],
    preset: Preset = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Show what would happen; write nothing."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add files to a project: all of them, or, where one fails, none."""
    from stdesk.ingest import ImportSettings, import_files, inspect_file
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        settings = ImportSettings(
            paths=tuple(paths),
            preset=preset,
            mapping=pairs(mapping or [], "--map"),
            time_zone=zone(time_zone),
            dry_run=dry_run,
        )
        with open_project(project) as opened:
            reports = import_files(opened, settings, terminal.progress)
        shown: list[RenderableType] = []
        if dry_run:
            seen = [inspect_file(r.path, preset, r.mapping, time_zone) for r in reports]
            shown = [_columns_table(inspection) for inspection in seen]
        shown += [_report_table(reports), *_reasons(reports), *_notes(reports)]
        terminal.answer({"files": reports, "dry_run": dry_run}, *shown)


def _columns_table(inspection: "Inspection") -> "Table":
    """What each column was taken for, with some of its values."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(
        box=None, pad_edge=False, title=escape(inspection.path.name), title_justify="left"
    )
    table.add_column(tr("column"))
    table.add_column(tr("is the"))
    table.add_column(tr("surely"), justify="right")
    table.add_column(tr("for example"), no_wrap=True)
    for column in inspection.columns:
        sure = percent(column.confidence) if column.role else ""
        examples = escape(" · ".join(column.examples))
        table.add_row(escape(column.name), column.role or "–", sure, examples)
    return table


def _report_table(reports: "Sequence[ImportReport]") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(tr("file"))
    table.add_column(tr("holds"))
    for name in (tr("rows"), tr("kept"), tr("rejected"), tr("twice"), tr("events"), tr("took")):
        table.add_column(name, justify="right")
    for report in reports:
        counts = (
            report.rows_read,
            report.rows_kept,
            report.rows_rejected,
            report.rows_duplicate,
            report.events,
        )
        numbers = (number(count) for count in counts)
        table.add_row(escape(report.name), _holds(report), *numbers, seconds(report.seconds))
    return table


def _holds(report: "ImportReport") -> str:
    words = {"log": tr("a log"), "items": tr("items"), "users": tr("users")}
    return words[report.file_role]


def _reasons(reports: "Sequence[ImportReport]") -> list[str]:
    """Why rows were rejected, each with its first example."""
    from rich.markup import escape

    from stdesk.ingest import reason_text

    return [
        escape(f"  {number(count)} × {reason_text(reason)}: {report.examples.get(reason, '')}")
        for report in reports
        for reason, count in report.reasons.items()
    ]


def _notes(reports: "Sequence[ImportReport]") -> list[str]:
    from rich.markup import escape

    return [escape(note) for report in reports for note in report.notes]
