"""Writes a report in the format that the path's ending names."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from stdesk.errors import ReportProblem
from stdesk.language import LANGUAGES, language, speaking, tr
from stdesk.progress import Progress
from stdesk.recommend import check_place, write_atomically
from stdesk.report.facts import Facts, gather
from stdesk.report.html import page_pieces
from stdesk.report.settings import SUFFIXES, ReportResult, ReportSettings
from stdesk.report.tables import write_csv_report, write_json_report, write_xlsx_report

if TYPE_CHECKING:
    from stdesk.project import Project

FROM_LISTS = 0.6  # of the time; writing takes the rest


def write_report(project: "Project", settings: ReportSettings, progress: Progress) -> ReportResult:
    """Recommend for the users asked for, and write lists, reasons, figures and how it was made.

    The same lists as `recommend` with the same settings; nothing is stored in the project. A
    cancelled or failed report leaves no file, and an older one of that name as it was. Raises
    `ReportProblem` for an unknown ending or language or a place that cannot be written, and what
    `recommend` raises.
    """
    path = Path(settings.path)
    if path.suffix.lower() not in SUFFIXES:
        raise ReportProblem(
            "{path}: reports are written as {suffixes}; choose one of these endings.",
            path=path,
            suffixes=", ".join(SUFFIXES),
        )
    if settings.language is not None and settings.language not in LANGUAGES:
        raise ReportProblem(
            "there is no language '{language}'; choose one of {languages}.",
            language=settings.language,
            languages=", ".join(LANGUAGES),
        )
    check_place(path)
    with speaking(settings.language or language()):
        facts = gather(project, settings, progress.part(0, FROM_LISTS))
        writing = progress.part(FROM_LISTS, 1, tr("Writing the report"))
        _WRITERS[path.suffix.lower()](facts, path, writing)
    progress.step(1, 1)
    return ReportResult(
        path=path,
        users=len(facts.lists.users),
        rows=len(facts.lists.rows),
        size_bytes=path.stat().st_size,
    )


def preview_html(
    project: "Project", settings: ReportSettings, progress: Progress, most_users: int = 5
) -> str:
    """The page as text, about the first few users only; nothing is written."""
    users = settings.users
    if users is None:
        users = tuple(project.log.users()["key"].to_pylist()[:most_users])
    settings = dataclasses.replace(settings, users=users[:most_users])
    with speaking(settings.language or language()):
        facts = gather(project, settings, progress)
        return "".join(page_pieces(facts, progress))


def _write_html(facts: Facts, path: Path, progress: Progress) -> None:
    with write_atomically(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        for piece in page_pieces(facts, progress):
            file.write(piece)


_WRITERS = {
    ".html": _write_html,
    ".csv": write_csv_report,
    ".xlsx": write_xlsx_report,
    ".json": write_json_report,
}
