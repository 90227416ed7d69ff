"""The window, and what of it serves without one; nothing of Qt is loaded before it is asked for.

`main` opens the window and returns its exit code. `lone_printer` makes PDF files of pages for the
command line.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stdesk.desk.report.printing import lone_printer

__all__ = ["lone_printer", "main"]


def main(path: str | None) -> int:
    """Open the window, on the project at `path` or on the last one; returns the exit code."""
    from stdesk.desk.app import run

    return run(path)


def __getattr__(name: str) -> Any:
    if name != "lone_printer":
        raise AttributeError(name)
    from stdesk.desk.report.printing import lone_printer

    return lone_printer
