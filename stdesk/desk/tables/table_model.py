"""The rows of a table: columns of equal length, in the order of the sorted one."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication

from stdesk.desk.look.metric_words import metric_help
from stdesk.desk.tables.columns import Column

Index = QModelIndex | QPersistentModelIndex


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
        return _text(self.columns[column], self._order[shown])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(self.columns[index.column()], self._order[index.row()])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or metric_help(column.title) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column, section)
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


def _natural(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _missing(value: Any) -> bool:
    return value is None or value != value


# What a view asks of a cell, some thousand times each time that it paints itself.


def _text(column: Column, row: int) -> str:
    value = column.values[row]
    return "" if value is None else column.show(value)


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _alignment(column: Column, row: int) -> int:
    return _RIGHT if column.numeric else _LEFT


def _color(column: Column, row: int) -> QColor | None:
    color = column.color(row) if column.color else None
    return QColor(color) if color else None


def _font(column: Column, row: int) -> QFont | None:
    if not column.bold or not column.bold(row):
        return None
    font = QFont(QGuiApplication.font())
    font.setBold(True)
    return font


_ANSWERS: dict[int, Callable[[Column, int], Any]] = {
    Qt.ItemDataRole.DisplayRole: _text,
    Qt.ItemDataRole.AccessibleTextRole: _text,
    Qt.ItemDataRole.TextAlignmentRole: _alignment,
    Qt.ItemDataRole.ForegroundRole: _color,
    Qt.ItemDataRole.FontRole: _font,
    Qt.ItemDataRole.DecorationRole: lambda column, row: column.icon(row) if column.icon else None,
    Qt.ItemDataRole.ToolTipRole: lambda column, row: column.tip(row) if column.tip else None,
}
