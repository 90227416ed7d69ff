"""The list of all keys, made from the menus and from what widgets do by themselves."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMenuBar, QWidget

from stdesk.desk.look.pieces import rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.window.finding import actions_of, plain
from stdesk.language import mark, tr, tr_dynamic

FIRST_MEDIA_KEY = Qt.Key.Key_Back.value  # from here on keys such as "New" or "Copy" of some boards
BY_THEMSELVES = (
    (mark("Window"), mark("To the next control, and back"), "Tab / Shift+Tab"),
    (mark("Window"), mark("To the next area: side bar, page, panels; and back"), "F6 / Shift+F6"),
    (mark("Window"), mark("The menu of what has the focus"), "Menu / Shift+F10"),
    (mark("Tables"), mark("Copy the selected rows with titles, for a spreadsheet"), "Ctrl+C"),
    (mark("Tables"), mark("Copy the selected rows without titles"), "Ctrl+Shift+C"),
    (mark("Tables"), mark("Select all rows"), "Ctrl+A"),
    (mark("Charts"), mark("From value to value"), "← → / Home / End"),
    (mark("Charts"), mark("Copy the chart as a picture"), "Ctrl+C"),
)


def shortcut_rows(bar: QMenuBar) -> list[tuple[str, str, str]]:
    """(where, what, keys) of every action with keys, then of what widgets do."""
    from_menus = [
        (path[0], _title(action), " / ".join(typed_keys(action)))
        for path, action in actions_of(bar, also_disabled=True)
        if typed_keys(action)
    ]
    own = [(tr_dynamic(where), tr_dynamic(what), keys) for where, what, keys in BY_THEMSELVES]
    return [*from_menus, *own]


def typed_keys(action: QAction) -> list[str]:
    """The keys of an action that are on every keyboard; at most two ways to press it."""
    return [
        keys.toString(keys.SequenceFormat.NativeText)
        for keys in action.shortcuts()
        if keys[0].key().value < FIRST_MEDIA_KEY  # type: ignore[index]
    ][:2]


def _title(action: QAction) -> str:
    """Without the step that it would take back just now."""
    return re.split("[:：]", plain(action.text()))[0]


def show_shortcuts(parent: QWidget, bar: QMenuBar) -> QDialog:
    """Open the list; it can be sorted and copied like any table."""
    found = shortcut_rows(bar)
    table = Table()
    table.setAccessibleName(tr("Keyboard shortcuts"))
    table.set_columns(
        [
            Column(tr("Belongs to"), [where for where, _, _ in found]),
            Column(tr("What it does"), [what for _, what, _ in found], stretch=True),
            Column(tr("Keys"), [keys for _, _, keys in found], whole=True),
        ]
    )
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("Keyboard shortcuts"))
    close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close.rejected.connect(dialog.reject)
    heading = text("heading", said=tr("Keyboard shortcuts"))
    dialog.setLayout(rows(heading, table, close, margin=2 * GRID))
    dialog.resize(88 * GRID, 72 * GRID)
    dialog.open()
    return dialog
