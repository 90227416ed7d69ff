"""Saves the map as it is shown: as a picture, or as a page that opens anywhere."""

import base64
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from stdesk.desk.maps.map_view import MapView
from stdesk.desk.work.desk import Desk
from stdesk.language import language, tr
from stdesk.maps import SavedMap, write_saved_map
from stdesk.progress import Progress

# What a saved page has no use for.
_LEFT_OUT = frozenset({"draw", "tiles", "picking", "player"})


def save_picture(desk: Desk, view: MapView, path: Path | None = None) -> None:
    """Write what is seen as PNG, as sharp as the screen."""
    path = path or _ask(view, tr("Save the map as a picture"), "map.png", "PNG (*.png)")
    if path is None or view.web is None:
        return
    picture = view.web.grab().toImage()  # on the window's thread; written off it
    desk.submit(tr("Saving the map"), _write_picture, picture, path)


def save_page(desk: Desk, view: MapView, path: Path | None = None) -> None:
    """Write what is shown as one page with everything inside."""
    path = path or _ask(view, tr("Save the map as a page"), "map.html", "HTML (*.html)")
    bounds = view.bounds
    if path is None or bounds is None:
        return
    messages = [_inside(view, message) for message in view.shown() if _wanted(message)]
    look = {
        "command": "look",
        "latitude": (bounds.south + bounds.north) / 2,
        "longitude": (bounds.west + bounds.east) / 2,
        "zoom": bounds.zoom,
    }
    saved = SavedMap((*messages, look), language=language())
    desk.submit(tr("Saving the map"), _write_page, saved, path)


def _wanted(message: dict[str, Any]) -> bool:
    return message["command"] not in _LEFT_OUT


def _inside(view: MapView, message: dict[str, Any]) -> dict[str, Any]:
    """The message with its arrays in it, not beside it."""
    data = message.get("data")
    if data is None:
        return message
    packed = view.files.packed(data["address"]) or b""
    return {**message, "data": {**data, "base64": base64.b64encode(packed).decode()}}


def _ask(view: MapView, title: str, name: str, kind: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(view, title, name, kind)
    return Path(chosen) if chosen else None


def _write_picture(picture: Any, path: Path, progress: Progress) -> Path:
    from stdesk.errors import ReportProblem

    progress.step(0, 1)
    if not picture.save(str(path), "PNG"):
        raise ReportProblem("{path} cannot be written.", path=path)
    return path


def _write_page(saved: SavedMap, path: Path, progress: Progress) -> Path:
    progress.step(0, 1)
    write_saved_map(saved, path)
    return path
