"""The menu bar and its shortcuts; every entry only calls what the window has already."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from stdesk.desk.help.places import FIRST
from stdesk.desk.work.desk import PAGES, STEP_TITLES
from stdesk.language import LANGUAGES, language, mark, tr, tr_dynamic

if TYPE_CHECKING:
    from stdesk.desk.window.window import Window

MODE_TITLES = {
    "system": mark("As the &system"),
    "light": mark("&Light"),
    "dark": mark("&Dark"),
}
PANEL_KEYS = {"users": "F7", "details": "F8", "history": "F9", "jobs": "F10"}


class Menus:
    """Builds the menus once; `retranslate` sets every text, `follow` what is possible now."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._texts: list[tuple[QAction | QMenu, str]] = []
        self._needs_project: list[QAction] = []
        self._needs_writing: list[QAction] = []
        self._file_menu()
        self._edit_menu()
        self._view_menu()
        self._go_menu()
        self._models_menu()
        self._help_menu()

    def retranslate(self) -> None:
        for entry, said in self._texts:
            if isinstance(entry, QMenu):
                entry.setTitle(tr_dynamic(said))
            else:
                entry.setText(tr_dynamic(said))
        self._follow_changes()
        for code, action in self._languages.items():
            action.setChecked(code == language())
        self._modes[self._window.desk.settings.theme].setChecked(True)

    def english(self, action: QAction) -> str:
        """The text of an action in English, whatever is spoken now."""
        return next((said for entry, said in self._texts if entry is action), "")

    def follow(self) -> None:
        """Enable what makes sense with the project that is open, or with none."""
        project = self._window.desk.project
        for action in self._needs_project:
            action.setEnabled(project is not None)
        for action in self._needs_writing:
            action.setEnabled(project is not None and not project.read_only)

    def _file_menu(self) -> None:
        window, keys = self._window, QKeySequence.StandardKey
        menu = self._menu(mark("&File"))
        self._add(menu, mark("&New project …"), window.projects.ask_for_new, keys.New)
        self._add(menu, mark("&Open a project …"), window.projects.ask_for_project, keys.Open)
        self.recent = menu.addMenu("")
        self._texts.append((self.recent, mark("Opened &lately")))
        self.recent.aboutToShow.connect(self._fill_recent)
        self._add(menu, mark("Try the &demo"), window.projects.make_demo)
        self._add(menu, mark("&Fetch a public data set …"), window.ask_for_sample)
        reopen = self._add(menu, mark("&Reopen the last project at start"), lambda: None)
        reopen.setCheckable(True)
        reopen.setChecked(window.desk.settings.reopens)
        reopen.toggled.connect(lambda wanted: window.desk.settings.reopen(wanted))
        menu.addSeparator()
        bring = self._add(menu, mark("&Import a log …"), window.incoming.ask_for_log, "Ctrl+I")
        self._needs_writing.append(bring)
        self._add(menu, mark("&Save"), window.status.say_saved, keys.Save)
        self._needs_project.append(
            self._add(
                menu, mark("&Back up the project …"), window.projects.ask_for_backup, keys.SaveAs
            )
        )
        menu.addSeparator()
        self._needs_project.append(
            self._add(menu, mark("&Close the project"), window.projects.close, keys.Close)
        )
        leave = self._add(menu, mark("&Quit"), window.close, "Ctrl+Q")
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _edit_menu(self) -> None:
        window, keys = self._window, QKeySequence.StandardKey
        changes = window.desk.changes
        menu = self._menu(mark("&Edit"))
        self._undo = self._add(menu, "", changes.undo, keys.Undo)
        self._redo = self._add(menu, "", changes.redo, keys.Redo)
        changes.changed.connect(self._follow_changes)
        menu.addSeparator()
        self._add(menu, mark("&Find anything …"), window.finding.open, "Ctrl+K")

    def _follow_changes(self) -> None:
        changes = self._window.desk.changes
        undo, redo = changes.to_undo, changes.to_redo
        self._undo.setText(tr("&Undo: {step}", step=undo) if undo else tr("&Undo"))
        self._redo.setText(tr("&Redo: {step}", step=redo) if redo else tr("&Redo"))
        self._undo.setEnabled(bool(undo))
        self._redo.setEnabled(bool(redo))

    def _view_menu(self) -> None:
        window = self._window
        menu = self._menu(mark("&View"))
        tongues = menu.addMenu("")
        self._texts.append((tongues, mark("&Language")))
        group = QActionGroup(window)
        self._languages = {}
        for code, name in LANGUAGES.items():
            action = tongues.addAction(name, _bound(window.set_language, code))
            self._languages[code] = _choice(action, group)
        modes = menu.addMenu("")
        self._texts.append((modes, mark("&Theme")))
        group = QActionGroup(window)
        self._modes = {}
        for mode, title in MODE_TITLES.items():
            action = self._add(modes, title, _bound(window.set_theme, mode))
            self._modes[mode] = _choice(action, group)
        menu.addSeparator()
        keys = QKeySequence.StandardKey
        self._add(menu, mark("Lar&ger text"), lambda: window.zoom_by(10), keys.ZoomIn)
        self._add(menu, mark("&Smaller text"), lambda: window.zoom_by(-10), keys.ZoomOut)
        self._add(menu, mark("&Normal text size"), lambda: window.zoom_by(0), "Ctrl+0")
        menu.addSeparator()
        panels = menu.addMenu("")
        self._texts.append((panels, mark("&Panels")))
        for name, keys_of_panel in PANEL_KEYS.items():
            action = window.docks.actions[name]
            action.setShortcut(keys_of_panel)
            panels.addAction(action)
        self._add(menu, mark("&Restore the standard layout"), window.docks.standard)

    def _go_menu(self) -> None:
        menu = self._menu(mark("&Go"))
        self.pages: dict[str, QAction] = {}
        for position, name in enumerate(PAGES, start=1):
            go = self._add(
                menu,
                STEP_TITLES[name],
                _bound(self._window.show_page, name),
                f"Ctrl+{position}",
            )
            self.pages[name] = go
            self._needs_project.append(go)
        menu.addSeparator()
        areas = self._window.areas
        self._add(menu, mark("To the next &area"), lambda: areas.go(1), "F6")
        self._add(menu, mark("To the area &before"), lambda: areas.go(-1), "Shift+F6")

    def _models_menu(self) -> None:
        menu, window = self._menu(mark("&Models")), self._window
        train = self._add(menu, mark("&Train a model …"), window.go_train, "Ctrl+T")
        compare = self._add(menu, mark("&Compare the models"), window.go_compare, "Ctrl+E")
        self._needs_project += [train, compare]

    def _help_menu(self) -> None:
        menu, window = self._menu(mark("&Help")), self._window
        self._add(menu, mark("&Guided tour"), window.take_tour)
        self._add(menu, mark("&Help on what is shown"), window.helping.open_here, "F1")
        self._add(menu, mark("All help &pages"), lambda: window.helping.open(FIRST))
        menu.addSeparator()
        self._add(menu, mark("&Keyboard shortcuts"), window.show_shortcuts, "Ctrl+/")
        self._add(menu, mark("&Where files lie"), window.show_places)
        about = self._add(menu, mark("&About stdesk"), window.show_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._window.desk.settings.recent:
            self.recent.addAction(str(path), _bound(self._window.open_project, path))
        if self.recent.isEmpty():
            self.recent.addAction(tr("Nothing yet")).setEnabled(False)

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu("")
        self._texts.append((menu, title))
        return menu

    def _add(self, menu: QMenu, title: str, on_click, keys=None) -> QAction:  # type: ignore[no-untyped-def]
        action = QAction(self._window)
        action.triggered.connect(lambda: on_click())
        if keys is not None:
            action.setShortcuts(keys) if isinstance(
                keys, QKeySequence.StandardKey
            ) else action.setShortcut(keys)
        menu.addAction(action)
        if title:
            self._texts.append((action, title))
        return action


def _bound(function: Callable[[Any], object], value: object) -> Callable[[], None]:
    """A call without arguments: an action's own `checked` must not slip in."""

    def call() -> None:
        function(value)

    return call


def _choice(action: QAction, group: QActionGroup) -> QAction:
    action.setCheckable(True)
    group.addAction(action)
    return action
