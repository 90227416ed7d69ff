"""Puts together what a person is told about an imported file."""

from pathlib import Path

from stdesk.errors import ImportProblem
from stdesk.ingest.inspection import Inspection
from stdesk.ingest.settings import ImportReport
from stdesk.ingest.tally import Tally
from stdesk.language import number, tr


def already_imported(path: Path, inspection: Inspection) -> ImportReport:
    note = tr("{file} was imported before; nothing was added.", file=path.name)
    return ImportReport(
        path,
        path.name,
        inspection.file_role,
        inspection.preset,
        inspection.mapping,
        rows_read=0,
        rows_kept=0,
        rows_rejected=0,
        rows_duplicate=0,
        events=0,
        reasons={},
        examples={},
        notes=(note,),
        seconds=0.0,
        already_imported=True,
    )


def report_of(inspection: Inspection, tally: Tally, seconds: float) -> ImportReport:
    return ImportReport(
        inspection.path,
        inspection.path.name,
        inspection.file_role,
        inspection.preset,
        inspection.mapping,
        tally.read,
        tally.kept,
        tally.rejected,
        tally.duplicate,
        tally.events,
        tally.reasons,
        tally.examples,
        inspection.notes,
        seconds,
    )


def nothing_good(path: Path, tally: Tally) -> ImportProblem:
    return ImportProblem(
        "{path}: none of its {count} rows can be used. {example}",
        path=path.name,
        count=number(tally.read),
        example=next(iter(tally.examples.values()), ""),
    )
