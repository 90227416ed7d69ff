"""What is seen while no project is open: new, open, the demo, and the projects opened lately."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QWidget

from stdesk.desk.desk import Desk
from stdesk.desk.pieces import Card, beside, button, rows, text
from stdesk.desk.theme import GRID, Theme, icon
from stdesk.language import tr


class StartPage(QWidget):
    """Emits what the person wants; the window does it."""

    new_wanted = Signal()
    open_wanted = Signal()
    demo_wanted = Signal()
    project_wanted = Signal(object)  # a Path

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("look", "page")
        self.title, self.subtitle = text("title", wrap=True), text("muted", wrap=True)
        self.new = button("accent", self.new_wanted.emit)
        self.open = button("", self.open_wanted.emit)
        self.demo = button("", self.demo_wanted.emit)
        self.hint = text("small", wrap=True)
        self.recent = QListWidget()
        self.recent.setUniformItemSizes(True)
        self.recent.itemActivated.connect(self._open_recent)
        self.recent.itemClicked.connect(self._open_recent)
        self.recent_card = Card()
        self.recent_card.body.addWidget(self.recent)
        self.logo = QLabel()
        column = rows(
            beside(self.logo, None),
            self.title,
            self.subtitle,
            beside(self.new, self.open, self.demo, None),
            self.hint,
            self.recent_card,
            spacing=2 * GRID,
        )
        column.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(88 * GRID)
        inner.setLayout(column)
        layout = beside(None, inner, None, margin=4 * GRID)
        layout.setStretch(1, 8)
        layout.setStretch(0, 1)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        self.recent.clear()
        paths = self._desk.settings.recent
        self.recent_card.setVisible(bool(paths))
        for path in paths:
            item = QListWidgetItem(
                icon("data", self._desk.theme.muted), f"{path.stem}   {path.parent}"
            )
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            item.setToolTip(str(path))
            self.recent.addItem(item)
        self.recent.setFixedHeight(max(1, len(paths)) * 4 * GRID + GRID)

    def retranslate(self) -> None:
        self.title.setText(tr("What do people do, where, and what comes next?"))
        self.subtitle.setText(
            tr(
                "stdesk reads a log of what people did, shows their rhythms and ways, and predicts "
                "the next step. Everything stays on this computer, in one project file."
            )
        )
        self.new.setText(tr("&New project …"))
        self.open.setText(tr("&Open a project …"))
        self.demo.setText(tr("Try the &demo"))
        self.hint.setText(tr("Or drop a log or a project file onto this window."))
        self.recent_card.set_heading(tr("Opened lately"))
        self.recent.setAccessibleName(tr("Opened lately"))

    def apply_theme(self, theme: Theme) -> None:
        from stdesk.desk.theme import picture

        self.logo.setPixmap(picture("stdesk", theme.text, 7 * GRID))
        self.refresh()

    def _open_recent(self, item: QListWidgetItem) -> None:
        self.project_wanted.emit(Path(item.data(Qt.ItemDataRole.UserRole)))
