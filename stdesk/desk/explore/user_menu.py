"""What can be done with a user of a list: look closer, recommend; and copying the list."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from stdesk.desk.explore.details_data import Subject
from stdesk.desk.explore.user_activity import day_of
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.tab_separated import tab_separated
from stdesk.desk.work.desk import PAGES, STEP_TITLES
from stdesk.language import tr, tr_dynamic

if TYPE_CHECKING:
    from stdesk.desk.explore.user_list import UserList

PAGES_OF_A_USER = ("people", "evolution", "recommend", "report")


class UserMenu:
    """The menu of the list's table; Ctrl+C copies the list as it is sorted and sought."""

    def __init__(self, users: "UserList") -> None:
        self._users = users
        table = users.table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open)
        self._copy = QAction(table)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy)
        table.addAction(self._copy)

    def copy(self) -> None:
        """The whole list, for a spreadsheet."""
        QGuiApplication.clipboard().setText(self.tab_separated())

    def tab_separated(self) -> str:
        model = self._users.model
        if model.activity is None:
            return ""
        activity, order = model.activity, model.order
        columns = [
            Column(tr("User"), activity.keys.take(order).to_pylist()),
            Column(tr("Events"), activity.events[order].tolist(), numeric=True),
            Column(tr("First"), activity.first[order].tolist(), show=day_of),
            Column(tr("Last"), activity.last[order].tolist(), show=day_of),
        ]
        return tab_separated(columns)

    def menu(self, index: QModelIndex) -> QMenu:
        menu, desk = QMenu(self._users), self._users.desk
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        user = self._users.model.user(index.row()) if index.isValid() else None
        if user is not None:
            about = Subject("user", user)
            menu.addAction(tr("&Details"), lambda: desk.details_wanted.emit(about))
            for page in PAGES_OF_A_USER:
                if page in PAGES:
                    title = tr("Look at this user on “{page}”", page=tr_dynamic(STEP_TITLES[page]))
                    menu.addAction(title, self._go(user, page))
            menu.addSeparator()
        self._copy.setText(tr("&Copy the list"))
        menu.addAction(self._copy)
        return menu

    def _go(self, user: int, page: str):  # type: ignore[no-untyped-def]
        def go() -> None:
            self._users.desk.focus.look_at(user=user)
            self._users.desk.show_page(page)

        return go

    def _open(self, at: QPoint) -> None:
        table = self._users.table
        self.menu(table.indexAt(at)).popup(table.viewport().mapToGlobal(at))
