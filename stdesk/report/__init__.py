"""Reports: what users do, what comes next and why, how good that is and how it was made.

write_report(project, ReportSettings(run=3, path=Path("week.html")), Progress())
"""

from typing import TYPE_CHECKING, Any

from stdesk.report.settings import (
    PAGES,
    PAPERS,
    SECTIONED,
    SUFFIXES,
    BatchResult,
    BatchSettings,
    Paper,
    Printer,
    ReportResult,
    ReportSettings,
    Template,
)

if TYPE_CHECKING:
    from stdesk.report.batch import write_batch
    from stdesk.report.logo import logo_address
    from stdesk.report.sections import Section, sections_of
    from stdesk.report.write import preview_html, preview_records, write_report

__all__ = [
    "PAGES",
    "PAPERS",
    "SECTIONED",
    "SUFFIXES",
    "BatchResult",
    "BatchSettings",
    "Paper",
    "Printer",
    "ReportResult",
    "ReportSettings",
    "Section",
    "Template",
    "logo_address",
    "preview_html",
    "preview_records",
    "sections_of",
    "write_batch",
    "write_report",
]

_FROM = {
    "Section": "sections",
    "logo_address": "logo",
    "preview_html": "write",
    "preview_records": "write",
    "sections_of": "sections",
    "write_batch": "batch",
    "write_report": "write",
}


def __getattr__(name: str) -> Any:
    """The work is imported when it is asked for, so that the window opens without it."""
    from importlib import import_module

    if name not in _FROM:
        raise AttributeError(name)
    return getattr(import_module(f"stdesk.report.{_FROM[name]}"), name)
