"""Panels beside the pages: they can be moved, floated, closed, opened from View, and are restored.

A panel is made when it is first shown, so that the window opens without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from stdesk.desk.look.theme import GRID
from stdesk.desk.window.dock_title import DockTitle
from stdesk.language import mark, tr_dynamic
from stdesk.project import Project

if TYPE_CHECKING:
    from stdesk.desk.work.desk import Desk

LAYOUT_VERSION = 1
SIDES = {
    "users": Qt.DockWidgetArea.LeftDockWidgetArea,
    "details": Qt.DockWidgetArea.RightDockWidgetArea,
    "history": Qt.DockWidgetArea.RightDockWidgetArea,
    "jobs": Qt.DockWidgetArea.BottomDockWidgetArea,
}
TITLES = {
    "users": mark("Users"),
    "details": mark("Details"),
    "history": mark("History"),
    "jobs": mark("Jobs"),
}
STARTING_SIZES = {"users": 42 * GRID, "details": 38 * GRID, "history": 34 * GRID, "jobs": 22 * GRID}


@dataclass
class _Panel:
    dock: QDockWidget
    title: DockTitle
    contents: Any = None


class Docks:
    """The panels of one window; `actions` open and close each, for the View menu."""

    def __init__(self, window: QMainWindow, desk: "Desk") -> None:
        self._window, self._desk = window, desk
        window.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        self._panels = {name: self._made(name) for name in SIDES}
        self.actions: dict[str, QAction] = {
            name: panel.dock.toggleViewAction() for name, panel in self._panels.items()
        }
        self.standard()
        desk.details_wanted.connect(self._show_subject)

    def panel(self, name: str) -> Any:
        """The contents of a panel, made if need be."""
        panel = self._panels[name]
        if panel.contents is None:
            panel.contents = _make(name, self._desk)
            panel.dock.setWidget(panel.contents)
            panel.contents.retranslate()
            panel.contents.apply_theme(self._desk.theme)
            panel.contents.set_project(self._desk.project)
        return panel.contents

    def dock(self, name: str) -> QDockWidget:
        return self._panels[name].dock

    def show(self, name: str) -> Any:
        """Open a panel, bring it to the front, and return its contents."""
        contents = self.panel(name)
        self.dock(name).show()
        self.dock(name).raise_()
        return contents

    def visible(self) -> list[QDockWidget]:
        return [panel.dock for panel in self._panels.values() if panel.dock.isVisible()]

    def set_project(self, project: Project | None) -> None:
        self._each(lambda contents: contents.set_project(project))

    def retranslate(self) -> None:
        for name, panel in self._panels.items():
            panel.dock.setWindowTitle(tr_dynamic(TITLES[name]))
            panel.title.retranslate(tr_dynamic(TITLES[name]))
        self._each(lambda contents: contents.retranslate())

    def apply_theme(self) -> None:
        for panel in self._panels.values():
            panel.title.apply_theme(self._desk.theme)
        self._each(lambda contents: contents.apply_theme(self._desk.theme))

    def standard(self) -> None:
        """All panels closed, each where it belongs."""
        for name, panel in self._panels.items():
            panel.dock.setFloating(False)
            self._window.addDockWidget(SIDES[name], panel.dock)
            panel.dock.hide()

    def remember(self) -> QByteArray:
        return self._window.saveState(LAYOUT_VERSION)

    def restore(self, state: QByteArray) -> None:
        if not state.isEmpty():
            self._window.restoreState(state, LAYOUT_VERSION)

    def _show_subject(self, subject: object) -> None:
        self.show("details").show_subject(subject)

    def _made(self, name: str) -> _Panel:
        dock = QDockWidget(self._window)
        dock.setObjectName(f"dock {name}")
        dock.visibilityChanged.connect(lambda shown: self._on_shown(name, shown))
        title = DockTitle(dock)
        dock.setTitleBarWidget(title)
        return _Panel(dock, title)

    def _on_shown(self, name: str, shown: bool) -> None:
        if shown and self._panels[name].contents is None:
            self.panel(name)
            QTimer.singleShot(0, self._window, lambda: self._size(name))

    def _size(self, name: str) -> None:
        across = SIDES[name] != Qt.DockWidgetArea.BottomDockWidgetArea
        side = Qt.Orientation.Horizontal if across else Qt.Orientation.Vertical
        self._window.resizeDocks([self.dock(name)], [STARTING_SIZES[name]], side)

    def _each(self, act: Callable[[Any], object]) -> None:
        for panel in self._panels.values():
            if panel.contents is not None:
                act(panel.contents)


def _make(name: str, desk: "Desk") -> QWidget:
    match name:
        case "users":
            from stdesk.desk.window.users_panel import UsersPanel

            return UsersPanel(desk)
        case "details":
            from stdesk.desk.window.details_panel import DetailsPanel

            return DetailsPanel(desk)
        case "history":
            from stdesk.desk.window.history_panel import HistoryPanel

            return HistoryPanel(desk)
        case "jobs":
            from stdesk.desk.window.job_list import JobList

            return JobList(desk)
    raise ValueError(f"there is no panel {name}")
