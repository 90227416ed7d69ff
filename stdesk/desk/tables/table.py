"""The one table of all pages: sorts, copies as tab-separated text, aligns numbers to the right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QToolTip,
    QWidget,
)

from stdesk.desk.tables.columns import WIDEST, Column, fitted
from stdesk.desk.tables.tab_separated import tab_separated
from stdesk.desk.tables.table_model import TableModel
from stdesk.language import tr

MOST_ROWS_MEASURED = 200
ARROW_WIDTH = 14


class Table(QTableView):
    """A read-only table view; `chosen` tells the row (position in the values) that was selected."""

    chosen = Signal(int)  # -1: none
    opened = Signal(int)  # double click or Enter

    _filling = False
    _key: list[Any] | None = None
    _wanted: Sequence[int] = ()
    _fitted: Sequence[int] = ()
    more: Callable[[QMenu, int], object] | None = None
    _remembered: Mapping[str, Any] | None = None  # until there are columns

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = TableModel()
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table; arrows move within
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = _Header()
        self.setHorizontalHeader(header)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(MOST_ROWS_MEASURED)
        header.setMinimumSectionSize(40)
        self.setSortingEnabled(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(lambda *_: self._size_columns())
        self._copy = self._action(lambda: self.copy(), QKeySequence.StandardKey.Copy)
        self._copy_bare = self._action(lambda: self.copy(titles=False), "Ctrl+Shift+C")
        self._copy_all = self._action(self.copy_all)
        self.activated.connect(lambda index: self.opened.emit(self.rows.row(index.row())))

    def set_columns(
        self, columns: Sequence[Column], key: Sequence[Any] | None = None, *, moving: bool = False
    ) -> None:
        """Show these columns; sorting stays, and with `key` (one of a row) the selection too.

        moving: more will come in a moment; columns of the same titles keep their widths.
        """
        same = [column.title for column in columns] == [one.title for one in self.rows.columns]
        chosen = self._key_of(self.chosen_row())
        self._key = list(key) if key is not None else None
        self._filling = True
        self.rows.set_columns(columns)
        if not (moving and same):
            self._size_columns()
        if not same:  # it is another table now; where one was in the last means nothing here
            self.scrollToTop()
        self._recall()
        if self._key is not None and chosen is not None and chosen in self._key:
            self.choose(self._key.index(chosen))
        self._filling = False
        if self._key_of(self.chosen_row()) != chosen:
            self.chosen.emit(self.chosen_row())

    def choose(self, row: int) -> None:
        """Select the row at this position of the values and bring it into view."""
        shown = self.rows.shown(row)
        if shown < 0:
            self.clearSelection()
            return
        index, selection = self.rows.index(shown, 0), self.selectionModel()
        # selectRow would toggle the row while a person holds Ctrl.
        flags = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(index, flags.NoUpdate)
        selection.select(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def chosen_row(self) -> int:
        """The position in the values of the selected row, -1 without one."""
        selected = self.selectionModel().selectedRows()
        return self.rows.row(selected[0].row()) if selected else -1

    def chosen_rows(self) -> list[int]:
        return [self.rows.row(index.row()) for index in self.selectionModel().selectedRows()]

    def draw_closer(self) -> None:
        """Less air between columns, for tables with many of them or beside a picture."""
        self.setStyleSheet(
            "QTableView::item { padding: 4px 4px; } QHeaderView::section { padding: 7px 7px; }"
        )

    def line_heights(self) -> tuple[int, int]:
        """Of the titles and of a row, in pixels; for a picture whose lines stand beside them."""
        row = self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height(), row

    def whole_width(self) -> int:
        """That shows all columns in full, in pixels, beside the bar that scrolls the rows."""
        frame = 2 * self.frameWidth() + 2
        return sum(self._wanted) + self.verticalScrollBar().sizeHint().width() + frame

    def copy(self, titles: bool = True) -> None:
        """Copy the selected rows, or all of them when none is selected."""
        shown = sorted(index.row() for index in self.selectionModel().selectedRows())
        found = self.tab_separated(shown or range(self.rows.rowCount()), titles)
        QGuiApplication.clipboard().setText(found)

    def copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.tab_separated(range(self.rows.rowCount())))

    def tab_separated(self, shown: Sequence[int], titles: bool = True) -> str:
        """These rows below the titles, as a spreadsheet takes them."""
        rows = [self.rows.row(row) for row in shown]
        return tab_separated(self.rows.columns, rows, titles)

    def menu(self, row: int) -> QMenu:
        """What can be done with the table; `more` adds what can be done with this row (or -1)."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.more is not None:
            self.more(menu, row)
            menu.addSeparator()
        self._copy.setText(tr("&Copy"))
        self._copy_bare.setText(tr("Copy without &titles"))
        self._copy_all.setText(tr("Copy the &whole table"))
        menu.addActions([self._copy, self._copy_bare, self._copy_all])
        return menu

    def viewportEvent(self, event: QEvent) -> bool:
        """Under the mouse, a cell that is cut and has nothing else to say is told in full."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cut = self._cut_at(event.pos())
            if cut:
                QToolTip.showText(event.globalPos(), cut, self.viewport())
                return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        row = self.rows.row(index.row()) if index.isValid() else -1
        self.menu(row).popup(below if by_key else event.globalPos())

    def arrangement(self) -> dict[str, Any]:
        """How it is sorted and how wide a person pulled its columns, as JSON values."""
        if self._remembered is not None:  # nothing was shown yet
            return dict(self._remembered)
        header, columns = self.horizontalHeader(), self.rows.columns
        widths = [self.columnWidth(section) for section in range(len(columns))]
        return {
            "columns": len(columns),
            "sorted": header.sortIndicatorSection(),
            "descending": header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
            "widths": None if self._as_we_left_them() else widths,
        }

    def arrange(self, state: Mapping[str, Any]) -> None:
        """Take up an `arrangement` as soon as the table has as many columns as it had then."""
        self._remembered = state
        self._recall()

    def _recall(self) -> None:
        state, columns = self._remembered, len(self.rows.columns)
        if state is None or not columns:
            return
        self._remembered = None
        if state.get("columns") != columns:
            return
        orders = Qt.SortOrder
        self.sortByColumn(
            state.get("sorted", -1),
            orders.DescendingOrder if state.get("descending") else orders.AscendingOrder,
        )
        for section, width in enumerate(state.get("widths") or ()):
            if not self.rows.columns[section].stretch:
                self.setColumnWidth(section, width)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._filling:
            self.chosen.emit(self.chosen_row())

    def _action(
        self, on_trigger: Callable[[], object], keys: QKeySequence.StandardKey | str | None = None
    ) -> QAction:
        action = QAction(self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if keys is not None:
            action.setShortcut(keys)
        action.triggered.connect(lambda: on_trigger())
        self.addAction(action)
        return action

    def _cut_at(self, place: QPoint) -> str:
        """The text of the cell there, if there is no room for it and no tip of its own."""
        index = self.indexAt(place)
        if not index.isValid() or index.data(Qt.ItemDataRole.ToolTipRole):
            return ""
        narrow = self.columnWidth(index.column()) < self.sizeHintForIndex(index).width()
        return str(index.data(Qt.ItemDataRole.DisplayRole)) if narrow else ""

    def _key_of(self, row: int) -> Any:
        return self._key[row] if self._key is not None and 0 <= row < len(self._key) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._filling and self._as_we_left_them():  # else: other sections in a moment
            self._fit_columns()

    def _as_we_left_them(self) -> bool:
        """Whether nobody pulled a column to a width of her own."""
        return all(
            self.columnWidth(section) == left or self.rows.columns[section].stretch
            for section, left in enumerate(self._fitted)
        )

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        self._wanted = []
        for section, column in enumerate(self.rows.columns):
            contents = max(self.sizeHintForColumn(section), header.sectionSizeHint(section))
            self._wanted.append(min(contents, WIDEST))
            mode = (
                QHeaderView.ResizeMode.Stretch
                if column.stretch
                else QHeaderView.ResizeMode.Interactive
            )
            header.setSectionResizeMode(section, mode)
        self._fit_columns()

    def _fit_columns(self) -> None:
        columns = self.rows.columns
        self._fitted = fitted(self._wanted, columns, self.viewport().width())
        for section, width in enumerate(self._fitted):
            if not columns[section].stretch:
                self.horizontalHeader().resizeSection(section, width)


class _Header(QHeaderView):
    """Leaves room for the arrow of sorting only where there is one."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def sectionSizeFromContents(self, section: int) -> QSize:
        size = super().sectionSizeFromContents(section)
        if self.sortIndicatorSection() != section:
            size.setWidth(size.width() - ARROW_WIDTH)
        return size
