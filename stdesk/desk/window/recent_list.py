"""The projects opened lately: how large, when; those that are gone can be taken off the list."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme, picture
from stdesk.desk.look.tile import PICTURE_SIDE, Tile
from stdesk.desk.work.settings import Settings
from stdesk.language import day, ntr, number, tr

KB, MB = 1e3, 1e6


@dataclass(frozen=True)
class RecentProject:
    """A remembered project. bytes: None where the file is gone; the others where not known."""

    path: Path
    events: int | None
    bytes: int | None
    opened_ms: int | None


def recent_projects(settings: Settings) -> list[RecentProject]:
    """What is remembered, the newest first."""
    return [
        RecentProject(
            path, settings.noted(path, "events"), _size(path), settings.noted(path, "opened_ms")
        )
        for path in settings.known_projects
    ]


class RecentList(QWidget):
    """One large button a project; the Delete key or its menu takes it off the list."""

    def __init__(
        self,
        settings: Settings,
        on_open: Callable[[Path], object],
        on_change: Callable[[], object],
    ) -> None:
        super().__init__()
        self._settings, self._on_open, self._on_change = settings, on_open, on_change
        self.lines: dict[Path, QWidget] = {}
        self._column = rows(spacing=2)
        self.setLayout(self._column)

    def show_projects(self, theme: Theme) -> None:
        for line in self.lines.values():
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = {}
        for project in recent_projects(self._settings):
            there = project.bytes is not None
            line = self._there(project, theme) if there else self._gone(project.path, theme)
            self.lines[project.path] = line
            self._column.addWidget(line)

    def forget(self, path: Path) -> None:
        """Take a project off the list; the file itself stays where it is."""
        self._settings.forget_project(path)
        self._on_change()

    def _there(self, project: RecentProject, theme: Theme) -> Tile:
        path = project.path
        line = _Line("data", lambda: self._on_open(path))
        line.setProperty("look", "line-tile")
        line.say(path.stem, about(project))
        line.setToolTip(str(path))
        line.paint_picture(theme.muted)
        line.away = QAction(tr("Remove from the list"), line)
        line.away.triggered.connect(lambda: self.forget(path))
        line.addAction(line.away)
        line.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return line

    def _gone(self, path: Path, theme: Theme) -> QWidget:
        """Where it was, and the way to take it off the list."""
        image = QLabel()
        image.setPixmap(picture("data", theme.faint, PICTURE_SIDE))
        name, where = text("muted", said=path.stem), text("small")
        where.setText(tr("The file is no longer there"))
        away = button("flat", lambda: self.forget(path))
        away.setText(tr("Remove from the list"))
        away.setAccessibleName(tr("Remove {name} from the list", name=path.stem))
        line = QWidget()
        line.setToolTip(str(path))
        layout = beside(image, rows(name, where, spacing=2), None, away, spacing=2 * GRID)
        layout.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
        line.setLayout(layout)
        return line


class _Line(Tile):
    """The Delete key takes it away."""

    away: QAction

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.away.trigger()
        else:
            super().keyPressEvent(event)


def about(project: RecentProject) -> str:
    """The small line below a project's name."""
    said = []
    if project.events is not None:
        said.append(ntr("{n} event", "{n} events", project.events))
    if project.bytes is not None:
        said.append(file_size(project.bytes))
    if project.opened_ms is not None:
        said.append(tr("opened {day}", day=day(project.opened_ms, _offset_min())))
    return " · ".join((*said, project.path.parent.name))


def file_size(count: float) -> str:
    """A number of bytes as people say it."""
    if count < MB:
        return tr("{n} KB", n=number(max(count / KB, 1), 0))
    return tr("{n} MB", n=number(count / MB, 1 if count < 10 * MB else 0))


def _offset_min() -> float:
    return -(time.altzone if time.localtime().tm_isdst else time.timezone) / 60


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
