"""The head of a panel: its title, and buttons that float and close it; it is dragged by it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QToolButton, QWidget

from stdesk.desk.look.pieces import beside, text
from stdesk.desk.look.theme import GRID, Theme, icon
from stdesk.language import tr


class DockTitle(QWidget):
    """Qt's own title cuts Chinese letters, and its buttons are out of reach of the keyboard."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.title = text("heading")
        self.float, self.close_it = QToolButton(), QToolButton()
        for tool in (self.float, self.close_it):
            tool.setIconSize(QSize(2 * GRID, 2 * GRID))
            tool.setAutoRaise(True)
        self.float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.close_it.clicked.connect(dock.close)
        layout = beside(self.title, None, self.float, self.close_it, spacing=GRID // 2)
        layout.setContentsMargins(GRID + GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        self.setLayout(layout)

    def retranslate(self, title: str) -> None:
        self.title.setText(title)
        for tool, said in (
            (self.float, tr("Float “{panel}”, or dock it again", panel=title)),
            (self.close_it, tr("Close “{panel}”", panel=title)),
        ):
            tool.setAccessibleName(said)
            tool.setToolTip(said)

    def apply_theme(self, theme: Theme) -> None:
        self.float.setIcon(icon("panel-float", theme.muted))
        self.close_it.setIcon(icon("panel-close", theme.muted))
