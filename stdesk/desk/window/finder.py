"""Ctrl+K: find anything by a few letters, and do with it what one came for, by keyboard alone."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from stdesk.desk.look.pieces import rows, text
from stdesk.desk.look.theme import GRID, picture
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.finder_sources import Entry, Source, best_of
from stdesk.language import tr

MOST = 40
WIDTH, LINES = 76 * GRID, 9
LIST_EDGE = 5  # above the first line: a border and some air
ENTRY = Qt.ItemDataRole.UserRole
MOVING = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: LINES - 1,
    Qt.Key.Key_PageUp: 1 - LINES,
}


class Finder(QDialog):
    """Type, go up and down, Enter. `sources` are asked in the background at each letter."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desk, self._over = desk, parent
        self.sources: list[Source] = []
        self.entries: list[Entry] = []
        self.setModal(True)
        self.line = QLineEdit(clearButtonEnabled=True)
        self.line.setProperty("look", "finder")
        self.line.textChanged.connect(self._search)
        self.line.installEventFilter(self)
        self.model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setProperty("look", "finder")
        self.list.setModel(self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys stay with the line
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.clicked.connect(lambda: self._do(0))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._say_keys())
        self._delegate = _Lines(desk)
        self.list.setItemDelegate(self._delegate)
        self.keys = text("small")
        frame = QFrame()
        frame.setProperty("look", "finder")
        inside = rows(self.line, self.list, self.keys, margin=GRID + GRID // 2)
        inside.addStretch(1)  # where nothing was found, that is said right below the line
        frame.setLayout(inside)
        self.setLayout(rows(frame))
        self.retranslate()

    def open_with(self, sources: Sequence[Source]) -> None:
        """Open over the window, empty, looking into these sources."""
        self.sources = list(sources)
        self.line.clear()
        self._search()
        self._settle()
        self.open()
        self.line.setFocus()

    def look_into(self, sources: Sequence[Source]) -> None:
        """More was read while the finder is open."""
        self.sources = list(sources)
        self._search()

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Find"))
        self.setAccessibleName(tr("Find"))
        self.line.setAccessibleName(tr("Find"))
        self.line.setPlaceholderText(tr("Find users, places, categories, segments, pages, actions"))
        self.list.setAccessibleName(tr("What was found"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in MOVING:
            self._move(MOVING[Qt.Key(event.key())])
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._do(1 if with_ctrl else 0)
            return True
        return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)  # there is nowhere else to go

    def _move(self, by: int) -> None:
        if self.model.rowCount():
            row = min(max(self.list.currentIndex().row() + by, 0), self.model.rowCount() - 1)
            self.list.setCurrentIndex(self.model.index(row, 0))

    def _do(self, deed: int) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.entries):
            return
        deeds = self.entries[row].deeds
        if deed < len(deeds):
            self.accept()
            deeds[deed].act()

    def _search(self) -> None:
        sought, sources = self.line.text(), list(self.sources)
        self._desk.jobs.query(
            lambda: best_of(sources, sought, MOST), self._show, key="finder", owner=self
        )

    def _show(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.list.setVisible(bool(entries))
        self.model.clear()
        for entry in entries:
            item = QStandardItem(entry.title)
            item.setData(entry, ENTRY)
            item.setAccessibleText(f"{entry.title}, {entry.group}, {entry.note}".rstrip(", "))
            self.model.appendRow(item)
        if entries:
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._say_keys()

    def _say_keys(self) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.entries):
            typed = self.line.text().strip()
            nothing = tr("Nothing has “{typed}” in its name.", typed=typed)
            self.keys.setText(nothing if typed else tr("Type a few letters."))
            return
        names = (tr("Enter"), tr("Ctrl+Enter"))
        said = [
            tr("{key}: {deed}", key=key, deed=deed.said)
            for key, deed in zip(names, self.entries[row].deeds, strict=False)
        ]
        self.keys.setText("    ".join([*said, tr("Esc: close")]))

    def _settle(self) -> None:
        """At the upper third of the window, as wide as fits."""
        window = self._over
        width = min(WIDTH, window.width() - 4 * GRID)
        around = self.line.sizeHint().height() + 9 * GRID
        lines = min((window.height() * 8 // 10 - around) // self._delegate.height(), LINES)
        self.list.setFixedHeight(self._delegate.height() * max(lines, 1) + LIST_EDGE)
        self.list.show()
        at = window.mapToGlobal(window.rect().topLeft())
        self.setGeometry(
            at.x() + (window.width() - width) // 2,
            at.y() + window.height() // 10,
            width,
            self.sizeHint().height(),
        )


class _Lines(QStyledItemDelegate):
    """An icon, the title, a note in grey, and at the right what it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def height(self) -> int:
        return QFontMetrics(QApplication.font()).height() + 2 * GRID

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        return QSize(0, self.height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,  # type: ignore[override]
    ) -> None:
        entry, theme, metrics = index.data(ENTRY), self._desk.theme, option.fontMetrics
        painter.save()
        if option.state & option.state.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6)
        box = option.rect.adjusted(GRID, 0, -GRID, 0)
        icon = picture(entry.icon, theme.muted, 2 * GRID)
        painter.drawPixmap(box.left(), box.center().y() - GRID + 1, icon)
        right = metrics.horizontalAdvance(entry.group)
        self._say(painter, theme.muted, box, entry.group, Qt.AlignmentFlag.AlignRight)
        box = box.adjusted(3 * GRID, 0, -right - 2 * GRID, 0)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, box.width())
        self._say(painter, theme.text, box, title)
        box = box.adjusted(metrics.horizontalAdvance(title) + 2 * GRID, 0, 0, 0)
        note = metrics.elidedText(entry.note, Qt.TextElideMode.ElideRight, max(box.width(), 0))
        self._say(painter, theme.muted, box, note)
        painter.restore()

    def _say(
        self,
        painter: QPainter,
        color: str,
        box: QRect,
        said: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setPen(QColor(color))
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, said)
