"""Writes a report in the format that the path's ending names."""

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stdesk.errors import ReportProblem
from stdesk.language import LANGUAGES, language, speaking, tr
from stdesk.progress import Progress
from stdesk.recommend import check_place, list_records, write_atomically
from stdesk.report.facts import Facts, gather
from stdesk.report.geojson import place_records, write_geojson_report
from stdesk.report.html import page_pieces
from stdesk.report.logo import logo_address
from stdesk.report.sections import chosen_sections
from stdesk.report.settings import PAPERS, SUFFIXES, Printer, ReportResult, ReportSettings
from stdesk.report.tables import write_csv_report, write_json_report, write_xlsx_report

if TYPE_CHECKING:
    from stdesk.project import Project

FROM_LISTS = 0.6  # of the time; writing takes the rest
MOST_PREVIEWED = 100


def write_report(
    project: "Project",
    settings: ReportSettings,
    progress: Progress,
    printer: Printer | None = None,
) -> ReportResult:
    """Recommend for the users asked for, and write lists, reasons, figures and how it was made.

    The same lists as `recommend` with the same settings; nothing is stored in the project. A
    cancelled or failed report leaves no file, and an older one of that name as it was. printer:
    makes a PDF of a page; the desk has one. Raises `ReportProblem` for an unknown ending, language
    or paper, a logo that cannot be used or a place that cannot be written, and what `recommend`
    and `gather` raise.
    """
    path = Path(settings.path)
    check_settings(settings, printer)
    check_place(path)
    with speaking(settings.language or language()):
        facts = gather(project, settings, progress.part(0, FROM_LISTS))
        write_facts(facts, path, progress.part(FROM_LISTS, 1, tr("Writing the report")), printer)
    progress.step(1, 1)
    return ReportResult(
        path=path,
        users=len(facts.asked),
        rows=len(facts.lists.rows),
        size_bytes=path.stat().st_size,
    )


def check_settings(settings: ReportSettings, printer: Printer | None) -> None:
    """Raises what can be said before anything is computed."""
    if settings.suffix not in SUFFIXES:
        raise ReportProblem(
            "{path}: reports are written as {suffixes}; choose one of these endings.",
            path=settings.path,
            suffixes=", ".join(SUFFIXES),
        )
    if settings.suffix == ".pdf" and printer is None:
        raise ReportProblem("a PDF needs the window's printer; write HTML and print that.")
    if settings.language is not None and settings.language not in LANGUAGES:
        raise ReportProblem(
            "there is no language '{language}'; choose one of {languages}.",
            language=settings.language,
            languages=", ".join(LANGUAGES),
        )
    if settings.paper not in PAPERS:
        raise ReportProblem(
            "there is no paper “{paper}”; choose one of {papers}.",
            paper=settings.paper,
            papers=", ".join(PAPERS),
        )
    if settings.suffix == ".csv" and settings.run is None:
        raise ReportProblem("a CSV holds lists, and lists need a trained model; choose a run.")
    chosen_sections(settings.kind, settings.sections)
    if settings.logo is not None:
        logo_address(settings.logo)


def write_facts(facts: Facts, path: Path, progress: Progress, printer: Printer | None) -> None:
    """Write what was gathered, in the format of the path."""
    suffix = path.suffix.lower()
    if suffix == ".pdf" and printer is not None:
        _write_pdf(facts, path, progress, printer)
    else:
        _WRITERS[suffix](facts, path, progress)


def preview_html(
    project: "Project", settings: ReportSettings, progress: Progress, most_users: int = 5
) -> str:
    """The page as text, with the lists of the first few users only; nothing is written."""
    with speaking(settings.language or language()):
        facts = gather(project, settings, progress, most_users)
        return "".join(page_pieces(facts, progress, still=settings.suffix == ".pdf"))


def preview_records(
    project: "Project", settings: ReportSettings, progress: Progress, most_users: int = 5
) -> list[dict[str, Any]]:
    """What a table format holds of the first few users: lines of lists, or places."""
    with speaking(settings.language or language()):
        facts = gather(project, settings, progress, most_users)
        if settings.suffix == ".geojson":
            return place_records(facts)
        if facts.run is None:
            return [asdict(facts.figures(int(user))) for user in facts.users[:MOST_PREVIEWED]]
        return list(list_records(facts.lists))


def _write_pdf(facts: Facts, path: Path, progress: Progress, printer: Printer) -> None:
    """Print the page where it lies for a moment beside nobody else's files."""
    with tempfile.TemporaryDirectory(prefix="stdesk-print-") as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        with page.open("w", encoding="utf-8", newline="\n") as file:
            for piece in page_pieces(facts, progress, still=True):
                file.write(piece)
        printer(page, printed, facts.settings.paper, progress)
        with write_atomically(path) as draft:
            draft.write_bytes(printed.read_bytes())


def _write_html(facts: Facts, path: Path, progress: Progress) -> None:
    with write_atomically(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        for piece in page_pieces(facts, progress):
            file.write(piece)


_WRITERS: dict[str, Callable[[Facts, Path, Progress], None]] = {
    ".html": _write_html,
    ".csv": write_csv_report,
    ".xlsx": write_xlsx_report,
    ".json": write_json_report,
    ".geojson": write_geojson_report,
}
