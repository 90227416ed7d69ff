"""The one table of all pages: sorts, copies as tab-separated text, aligns numbers to the right."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from stdesk.desk.columns import WIDEST, Column, fitted
from stdesk.language import tr

Index = QModelIndex | QPersistentModelIndex
MOST_ROWS_MEASURED = 200
ARROW_WIDTH = 14


class TableModel(QAbstractTableModel):
    """Columns of equal length, shown in the order of the sorted one."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[Column] = []
        self._order: list[int] = []
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    def set_columns(self, columns: Sequence[Column]) -> None:
        self.beginResetModel()
        self.columns = list(columns)
        self._order = list(range(len(columns[0].values) if columns else 0))
        self._arrange()
        self.endResetModel()

    def row(self, shown: int) -> int:
        """The position in the columns' values of the row shown at `shown`."""
        return self._order[shown]

    def shown(self, row: int) -> int:
        """Where the row at this position of the values is shown, or -1."""
        try:
            return self._order.index(row)
        except ValueError:
            return -1

    def text(self, shown: int, column: int) -> str:
        value = self.columns[column].values[self._order[shown]]
        return "" if value is None else self.columns[column].show(value)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self._order[index.row()]
        roles = Qt.ItemDataRole
        if role in (roles.DisplayRole, roles.AccessibleTextRole):
            return self.text(index.row(), index.column())
        if role == roles.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == roles.ForegroundRole and column.color and (color := column.color(row)):
            return QColor(color)
        if role == roles.FontRole and column.bold and column.bold(row):
            font = QFont(QGuiApplication.font())
            font.setBold(True)
            return font
        if role == roles.DecorationRole and column.icon:
            return column.icon(row)
        if role == roles.ToolTipRole:
            return column.tip(row) if column.tip else None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self._order
        self._sorted_by = (column, order) if column >= 0 else None
        self._order = list(range(len(before)))
        self._arrange()
        place = {row: shown for shown, row in enumerate(self._order)}
        kept = self.persistentIndexList()
        moved = [self.index(place[before[old.row()]], old.column()) for old in kept]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        if self._sorted_by is None or self._sorted_by[0] >= len(self.columns):
            return
        column = self.columns[self._sorted_by[0]]
        key = column.sort_key or _natural
        values = column.values
        known = [row for row in self._order if not _missing(values[row])]
        missing = [row for row in self._order if _missing(values[row])]
        known.sort(
            key=lambda row: key(values[row]),
            reverse=self._sorted_by[1] == Qt.SortOrder.DescendingOrder,
        )
        self._order = known + missing


class Table(QTableView):
    """A read-only table view; `chosen` tells the row (position in the values) that was selected."""

    chosen = Signal(int)  # -1: none
    opened = Signal(int)  # double click or Enter

    _filling = False
    _key: list[Any] | None = None
    _wanted: Sequence[int] = ()
    _fitted: Sequence[int] = ()

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
        self._copy = QAction(self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy)
        self._copy_all = QAction(self)
        self._copy_all.triggered.connect(self.copy_all)
        self.addActions([self._copy, self._copy_all])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.activated.connect(lambda index: self.opened.emit(self.rows.row(index.row())))

    def set_columns(self, columns: Sequence[Column], key: Sequence[Any] | None = None) -> None:
        """Show these columns; sorting stays, and with `key` (one of a row) the selection too."""
        chosen = self._key_of(self.chosen_row())
        self._key = list(key) if key is not None else None
        self._filling = True
        self.rows.set_columns(columns)
        self._copy.setText(tr("Copy"))
        self._copy_all.setText(tr("Copy the whole table"))
        self._size_columns()
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

    def copy(self) -> None:
        shown = sorted(index.row() for index in self.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(self.tab_separated(shown))

    def copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.tab_separated(range(self.rows.rowCount())))

    def tab_separated(self, shown: Sequence[int]) -> str:
        """The titles and these rows, as a spreadsheet takes them."""
        lines = ["\t".join(column.title for column in self.rows.columns)]
        for row in shown:
            cells = (self.rows.text(row, column) for column in range(len(self.rows.columns)))
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(lines)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._filling:
            self.chosen.emit(self.chosen_row())

    def _key_of(self, row: int) -> Any:
        return self._key[row] if self._key is not None and 0 <= row < len(self._key) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._filling:  # the header has other sections in a moment
            return
        widths = [self.columnWidth(section) for section in range(len(self._fitted))]
        as_we_left_them = all(
            width == left or self.rows.columns[section].stretch
            for section, (width, left) in enumerate(zip(widths, self._fitted, strict=True))
        )
        if as_we_left_them:  # nobody pulled a column to a width of her own
            self._fit_columns()

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


def _natural(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _missing(value: Any) -> bool:
    return value is None or value != value
