"""The History panel: every step that can be taken back or done again; a click goes there."""

from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from stdesk.desk.look.pieces import rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.work.desk import Desk
from stdesk.language import tr
from stdesk.project import Project


class HistoryPanel(QWidget):
    """The newest step is on top; steps taken back are grey, above the line where one stands."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(lambda item: self._go(self.list.row(item)))
        self.note = text("muted", wrap=True)
        self.setLayout(rows(self.note, self.list, margin=GRID))
        desk.changes.changed.connect(self._show)

    def set_project(self, project: Project | None) -> None:
        self._show()

    def retranslate(self) -> None:
        self.list.setAccessibleName(tr("Steps, the newest first"))
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        self._show()

    def _show(self) -> None:
        undone, done = self._desk.changes.steps
        self.list.clear()
        for title in undone:
            item = QListWidgetItem(tr("{step} (taken back)", step=title))
            item.setForeground(self.palette().placeholderText())
            self.list.addItem(item)
        for title in done:
            self.list.addItem(title)
        self.list.addItem(tr("As it was when the project was opened"))
        self.list.setCurrentRow(len(undone))
        self.note.setText(
            tr("Enter or a double click goes back to a step, or forward again.")
            if undone or done
            else tr("What you change in this project appears here and can be taken back.")
        )

    def _go(self, row: int) -> None:
        """Undo or redo until this row is where one stands."""
        changes = self._desk.changes
        here = len(changes.steps[0])
        for _ in range(abs(row - here)):
            changes.undo() if row > here else changes.redo()
