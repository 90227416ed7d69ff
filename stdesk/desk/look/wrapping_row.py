"""A row of controls that goes on in a next row where the width ends, instead of cutting them."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QLabel,
    QLayout,
    QLayoutItem,
    QSizePolicy,
    QSpacerItem,
    QWidget,
    QWidgetItem,
)

from stdesk.desk.look.theme import GRID


class WrappingRow(QLayout):
    """Contents beside one another, each as wide as it likes to be; None is a stretch.

    What is left of a row goes to what expands in it, such as a slider or a stretch. A stretch goes
    to the next row together with what follows it.
    """

    def __init__(self, *contents: QWidget | None, spacing: int = GRID) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        for content in contents:
            if content is None:
                self.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding))
            else:
                self.addWidget(content)

    def insertWidget(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one at `place`."""
        self.addChildWidget(widget)
        self._items.insert(place, QWidgetItem(widget))
        self.invalidate()

    # what Qt asks of a layout

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = [_height(row) for row in self._rows(width)]
        return sum(heights) + self.spacing() * max(len(heights) - 1, 0)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(_width(item) for item in shown) + self.spacing() * max(len(shown) - 1, 0)
        return QSize(width, _height(shown))

    def minimumSize(self) -> QSize:
        shown = self._shown()
        width = max((item.minimumSize().width() for item in shown), default=0)
        return QSize(width, _height(shown))

    def setGeometry(self, room: QRect) -> None:
        super().setGeometry(room)
        top = room.top()
        for row in self._rows(room.width()):
            self._place(row, QRect(room.left(), top, room.width(), _height(row)))
            top += _height(row) + self.spacing()

    # rows

    def _shown(self) -> list[QLayoutItem]:
        """What takes room: neither what is hidden, nor a label that says nothing."""
        shown = [item for item in self._items if not item.isEmpty() and not _says_nothing(item)]
        return [item for item in self._items if item in shown or item.spacerItem() is not None]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._shown():
            needed = _width(item) + (self.spacing() if _width(item) and used else 0)
            if used and used + needed > width:
                carried = [rows[-1].pop()] if _is_stretch(rows[-1][-1]) else []
                rows.append(carried)
                used, needed = 0, _width(item)
            rows[-1].append(item)
            used += needed
        return rows

    def _place(self, row: list[QLayoutItem], room: QRect) -> None:
        gaps = self.spacing() * max(sum(_width(item) > 0 for item in row) - 1, 0)
        left = max(room.width() - sum(_width(item) for item in row) - gaps, 0)
        greedy = [item for item in row if _expands(item)]
        at = room.left()
        for item in row:
            more = left // len(greedy) if item in greedy else 0
            width = min(_width(item) + more, room.width())
            height = min(item.sizeHint().height(), room.height())
            if not _is_stretch(item):
                top = room.top() + (room.height() - height) // 2
                item.setGeometry(QRect(at, top, width, height))
                width += self.spacing()
            at += width


def height_with_rows(widget: QWidget, hint: QSize) -> QSize:
    """A widget's least size, with all rows that its rows break into at the width that it has."""
    layout = widget.layout()
    least = layout.totalMinimumHeightForWidth(widget.width()) if layout is not None else 0
    return QSize(hint.width(), max(least, hint.height()))


def _width(item: QLayoutItem) -> int:
    return max(item.sizeHint().width(), item.minimumSize().width())


def _height(items: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in items), default=0)


def _says_nothing(item: QLayoutItem) -> bool:
    """A label without a text, which its margin alone would give some width."""
    widget = item.widget()
    return _width(item) == 0 or (isinstance(widget, QLabel) and not widget.text())


def _is_stretch(item: QLayoutItem) -> bool:
    return item.spacerItem() is not None


def _expands(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)
