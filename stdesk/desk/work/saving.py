"""Saving what was found: asks for the file, and writes it in the background."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QWidget

from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.progress import Progress

LISTS = "CSV (*.csv);;Excel (*.xlsx);;JSON (*.json)"
ROUTES = f"{LISTS};;GeoJSON (*.geojson)"

Found = TypeVar("Found")


def ask_for_file(parent: QWidget, title: str, name: str, formats: str = LISTS) -> Path | None:
    """The file that the user chose, or None when she thought better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, f"{name}.csv", formats)
    return Path(chosen) if chosen else None


def save_in_background(
    desk: Desk, title: str, write: Callable[[Found, Path], None], found: Found, path: Path
) -> Job:
    """Queue the writing of what is shown; `write` runs off the window's thread."""

    def work(found: Found, path: Path, progress: Progress) -> Path:
        progress.step(0, 1)
        write(found, path)
        return path

    return desk.submit(title, work, found, path)
