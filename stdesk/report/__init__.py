"""Reports: what a user does, what comes next and why, how good that is and how it was made.

write_report(project, ReportSettings(run=3, path=Path("week.html")), Progress())
"""

from typing import TYPE_CHECKING, Any

from stdesk.report.settings import ReportResult, ReportSettings

if TYPE_CHECKING:
    from stdesk.report.write import preview_html, write_report

__all__ = ["ReportResult", "ReportSettings", "preview_html", "write_report"]


def __getattr__(name: str) -> Any:
    """The work is imported when it is asked for, so that the window opens without it."""
    if name not in ("preview_html", "write_report"):
        raise AttributeError(name)
    from stdesk.report import write

    return getattr(write, name)
