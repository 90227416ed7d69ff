"""A chip that says that only a drawn area counts, and lifts that."""

from PySide6.QtWidgets import QPushButton

from stdesk.desk.work.desk import Desk
from stdesk.language import tr


class AreaChip(QPushButton):
    """Visible while the desk's focus is restricted to an area; a click lifts the restriction."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.clicked.connect(lambda: desk.focus.restrict(area=None))
        desk.focus.changed.connect(self._follow)
        self.retranslate()
        self._follow()

    def retranslate(self) -> None:
        self.setText(tr("Only the drawn area") + "  ✕")
        self.setAccessibleName(tr("Show everything again, not only the drawn area"))
        self.setToolTip(self.accessibleName())

    def _follow(self) -> None:
        self.setVisible(self.desk.focus.now.area is not None)
