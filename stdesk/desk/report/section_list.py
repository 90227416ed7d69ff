"""The sections of a report: ticked or not, in the order wanted, for each template its own."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from stdesk.desk.look.pieces import Card, beside, button, text
from stdesk.desk.look.theme import GRID
from stdesk.language import tr, tr_dynamic

_ROLE = Qt.ItemDataRole.UserRole


class SectionList(Card):
    """Space ticks, dragging or Alt and an arrow moves; what was wished stays per template."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.installEventFilter(self)
        self.note = text("small", wrap=True)
        self.up = button("flat", lambda: self.shift(-1))
        self.down = button("flat", lambda: self.shift(1))
        self.reset = button("link", self.forget)
        self._kind, self._with_run = "", True
        self._wished: dict[str, list[tuple[str, bool]]] = {}
        self.body.addWidget(self.note)
        self.body.addWidget(self.list)
        self.body.addLayout(beside(self.up, self.down, None, self.reset, spacing=0))
        self.list.itemChanged.connect(self._on_change)
        self.list.model().rowsMoved.connect(self._on_change)
        self.list.currentRowChanged.connect(self._allow_moves)

    @property
    def names(self) -> tuple[str, ...]:
        """The ticked ones, in their order."""
        return tuple(name for name, ticked in self._rows() if ticked)

    def show_template(self, kind: str, with_run: bool) -> None:
        """Offer the sections of a template; without a run, those that need one cannot be ticked."""
        if (kind, with_run) == (self._kind, self._with_run) and self.list.count():
            return
        self._kind, self._with_run = kind, with_run
        self._fill()

    def allow(self, yes: bool, why_not: str = "") -> None:
        """Let sections be chosen, or say why that plays no part."""
        self.list.setEnabled(yes)
        self.reset.setEnabled(yes)
        self.note.setText(why_not)
        self.note.setVisible(not yes)
        self._allow_moves()

    def shift(self, step: int) -> None:
        """Move the current section up or down."""
        row = self.list.currentRow()
        if not 0 <= row + step < self.list.count() or row < 0:
            return
        self.list.blockSignals(True)
        item = self.list.takeItem(row)
        self.list.insertItem(row + step, item)
        self.list.setCurrentRow(row + step)
        self.list.blockSignals(False)
        self._allow_moves()
        self._on_change()

    def forget(self) -> None:
        """All sections again, in the order of the template."""
        self._wished.pop(self._kind, None)
        self._fill()
        self.changed.emit()

    def state(self) -> dict[str, Any]:
        return {kind: [list(row) for row in rows] for kind, rows in self._wished.items()}

    def restore(self, state: dict[str, Any]) -> None:
        self._wished = {
            str(kind): [(str(name), bool(ticked)) for name, ticked in rows]
            for kind, rows in state.items()
        }
        self._fill()

    def retranslate(self) -> None:
        self.set_heading(tr("Sections"))
        self.up.setText(tr("Up"))
        self.down.setText(tr("Down"))
        self.reset.setText(tr("All sections"))
        self.list.setAccessibleName(tr("Sections"))
        self.list.setToolTip(tr("Space ticks a section; Alt with an arrow key moves it"))
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            moved = steps.get(Qt.Key(event.key()))
            if moved and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.shift(moved)
                return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        from stdesk.report import sections_of

        if not self._kind:
            return
        offered = {section.name: section for section in sections_of(self._kind)}  # type: ignore[arg-type]
        wished = [row for row in self._wished.get(self._kind, ()) if row[0] in offered]
        known = {name for name, _ in wished}
        rows = wished + [(name, True) for name in offered if name not in known]
        self.list.blockSignals(True)
        self.list.clear()
        for name, ticked in rows:
            section = offered[name]
            item = QListWidgetItem(tr_dynamic(section.title))
            item.setData(_ROLE, name)
            flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
            flags &= ~Qt.ItemFlag.ItemIsDropEnabled
            if section.needs_run and not self._with_run:
                flags &= ~Qt.ItemFlag.ItemIsEnabled
                item.setToolTip(tr("Needs a trained model"))
            item.setFlags(flags)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setFixedHeight(self.list.count() * self.list.sizeHintForRow(0) + GRID)
        self._allow_moves()

    def _rows(self) -> Iterable[tuple[str, bool]]:
        for row in range(self.list.count()):
            item = self.list.item(row)
            yield str(item.data(_ROLE)), item.checkState() == Qt.CheckState.Checked

    def _on_change(self) -> None:
        self._wished[self._kind] = list(self._rows())
        self.changed.emit()

    def _allow_moves(self) -> None:
        row, free = self.list.currentRow(), self.list.isEnabled()
        self.up.setEnabled(free and row > 0)
        self.down.setEnabled(free and 0 <= row < self.list.count() - 1)
