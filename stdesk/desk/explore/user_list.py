"""The list of users: everyone on top, then each with events, first and last; search and sort."""

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from stdesk.desk.explore.user_activity import Activity, activity_of, arranged, day_of, read_activity
from stdesk.desk.explore.user_menu import UserMenu
from stdesk.desk.look.pieces import rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.work.desk import Desk
from stdesk.language import number, tr
from stdesk.project import Project

Index = QModelIndex | QPersistentModelIndex
LEAST_WIDTH = 42 * GRID


class UserModel(QAbstractTableModel):
    """Row 0 is everyone, row i + 1 the user `order[i]`; texts are made for what is in sight."""

    def __init__(self) -> None:
        super().__init__()
        self.activity: Activity | None = None
        self.order = np.empty(0, dtype=np.int64)
        self.whole = ""  # whom the first row stands for; everyone while it is empty
        self.sorted_by = (1, True)  # the column, and whether it descends

    def show(self, activity: Activity, order: np.ndarray) -> None:
        self.beginResetModel()
        self.activity, self.order = activity, order
        self.endResetModel()

    def user(self, row: int) -> int | None:
        """The user (index) of a row; None for everyone."""
        return int(self.order[row - 1]) if row > 0 else None

    def row(self, user: int | None) -> int:
        """Where a user is listed, or -1."""
        if user is None:
            return 0
        found = np.flatnonzero(self.order == user)
        return int(found[0]) + 1 if len(found) else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.activity is None else len(self.order) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        if role in (roles.DisplayRole, roles.AccessibleTextRole, roles.ToolTipRole):
            return self._text(index.row(), index.column())
        if role == roles.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == roles.FontRole and index.row() == 0:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            said = (tr("User"), tr("Events"), tr("First"), tr("Last"))[section]
            column, descending = self.sorted_by
            return f"{said} {'↓' if descending else '↑'}" if section == column else said
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, row: int, column: int) -> str:
        activity, user = self.activity, self.user(row)
        if activity is None:
            return ""
        if user is not None:
            if column == 0:
                return str(activity.keys[user].as_py())
            if column == 1:
                return number(int(activity.events[user]))
            instant = (activity.first, activity.last)[column - 2][user]
            return day_of(instant)
        if column == 0:
            return self.whole or tr("Everyone")
        if column == 1:
            return number(int(activity.events.sum()))
        known = activity.first if column == 2 else activity.last
        if not len(known) or np.isnan(known).all():
            return ""
        return day_of(float(np.nanmin(known) if column == 2 else np.nanmax(known)))


class UserList(QWidget):
    """Search, sort, choose. `chosen` carries the user's index, or None for everyone."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, with_everyone_chosen: bool = True) -> None:
        super().__init__()
        self.desk = desk
        self.model = UserModel()
        self.search = QLineEdit(clearButtonEnabled=True)
        self.table = QTableView()
        self.table.setModel(self.model)
        self._shape_table()
        self.offers = UserMenu(self)
        self.setMinimumWidth(LEAST_WIDTH)
        self.found = text("small")
        self.setLayout(rows(self.search, self.table, self.found))
        self._activity: Activity | None = None
        self._restricted: tuple[np.ndarray, np.ndarray] | None = None
        self._user: int | None = None
        self._filling = False
        self._column, self._descending = 1, True
        self._typed = QTimer(self, singleShot=True, interval=150)
        self._typed.timeout.connect(self._arrange)
        self.search.textChanged.connect(lambda: self._typed.start())
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.retranslate()

    @property
    def user(self) -> int | None:
        """The chosen user's index, None for everyone."""
        return self._user

    def set_project(self, project: Project | None) -> None:
        """Read the users of another project, or again of this one."""
        if project is None:
            self._activity = None
            self.model.show(Activity([], *[np.empty(0)] * 3), np.empty(0, dtype=np.int64))
            return
        key = f"users:{id(self)}"
        self.desk.jobs.query(lambda: read_activity(project), self._on_activity, key=key, owner=self)

    def choose(self, user: int | None) -> None:
        """Select a user as if it had been clicked."""
        row = self.model.row(user)
        if row >= 0:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))

    def restrict(self, events: tuple[np.ndarray, np.ndarray] | None) -> None:
        """Count only these events, (events,) user and local ms, sorted so; None: all of them."""
        self._restricted = events
        self._arrange()

    def start_with(self, user: int | None) -> None:
        """Have this user chosen when the list is shown, without a word."""
        self._user = user

    def retranslate(self) -> None:
        self.search.setPlaceholderText(tr("Search for a user"))
        self.search.setAccessibleName(tr("Search for a user"))
        self.table.setAccessibleName(tr("Users"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)
        self._tell_count()
        self._size_columns()

    def _on_activity(self, activity: Activity) -> None:
        self._activity = activity
        if self._user is not None and self._user >= len(activity):
            self._user = None
        self._arrange()

    def _arrange(self) -> None:
        activity = self._activity
        if activity is None:
            return
        sought, column, descending = self.search.text().strip(), self._column, self._descending
        restricted = self._restricted

        def look() -> tuple[Activity, np.ndarray]:
            shown = activity_of(activity, *restricted) if restricted else activity
            return shown, arranged(shown, sought, column, descending)

        self.desk.jobs.query(
            look,
            lambda found: self._show(*found),
            key=f"arranged:{id(self)}",
            owner=self,
        )

    def _show(self, activity: Activity, order: np.ndarray) -> None:
        self._filling = True
        self.model.show(activity, order)
        self._size_columns()
        row = self.model.row(self._user)
        if row >= 0:
            self.table.selectRow(row)
        self._filling = False
        self._tell_count()

    def _tell_count(self) -> None:
        if self._activity is None:
            self.found.clear()
            return
        shown, all_users = number(len(self.model.order)), number(len(self._activity))
        self.found.setText(tr("{shown} of {all} users", shown=shown, all=all_users))

    def _sort_by(self, column: int) -> None:
        self._descending = not self._descending if column == self._column else column > 0
        self._column = column
        self._mark_sorting()
        self._arrange()

    def _mark_sorting(self) -> None:
        self.model.sorted_by = (self._column, self._descending)
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 3)

    def _on_selection(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        indexes = self.table.selectionModel().selectedRows()
        if self._filling or not indexes:
            return
        user = self.model.user(indexes[0].row())
        if user != self._user:
            self._user = user
            self.chosen.emit(user)

    def _shape_table(self) -> None:
        table = self.table
        table.setStyleSheet(
            "QTableView::item { padding: 3px 5px; } QHeaderView::section { padding: 7px 8px; }"
        )
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # columns fit
        header = table.horizontalHeader()
        header.setResizeContentsPrecision(50)
        header.setMinimumSectionSize(GRID)
        header.setDefaultSectionSize(LEAST_WIDTH // 4)  # until it is known what stands in them
        header.setHighlightSections(False)
        header.setSectionsClickable(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._size_columns()

    def _size_columns(self) -> None:
        """Numbers and days as wide as they are, the key what is left.

        The key is read first: the first day goes where there is no room for all.
        """
        if self.model.activity is None:
            return
        table, header = self.table, self.table.horizontalHeader()
        table.setColumnHidden(2, False)  # a hidden one would not be measured
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        needed = 0
        for column in (1, 2, 3):
            width = max(table.sizeHintForColumn(column), header.sectionSizeHint(column))
            table.setColumnWidth(column, width + GRID // 2)
            needed += width + GRID // 2
        least = table.sizeHintForIndex(self.model.index(0, 0)).width() + GRID
        without_first = needed - table.columnWidth(2) + least + 3 * GRID
        self.setMinimumWidth(max(LEAST_WIDTH, without_first))
        table.setColumnHidden(2, table.viewport().width() < needed + least)
