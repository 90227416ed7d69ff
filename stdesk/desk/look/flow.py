"""Cards beside one another, in as many rows as the width asks for."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from stdesk.desk.look.theme import GRID

LEAST_WIDTH = 17 * GRID  # of a card


class Flow(QWidget):
    """Equally wide columns; a narrow page gets fewer of them and more rows."""

    def __init__(self, cards: Sequence[QWidget], spacing: int = 2 * GRID) -> None:
        super().__init__()
        self._cards = list(cards)
        self.columns = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(spacing)
        self.setLayout(self._grid)
        self._arrange(len(self._cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() + self._grid.spacing()
        fitting = max(room // (LEAST_WIDTH + self._grid.spacing()), 1)
        most = min(fitting, len(self._cards))
        rows = -(-len(self._cards) // most)
        self._arrange(-(-len(self._cards) // rows))  # rows as even as can be

    def _arrange(self, columns: int) -> None:
        if columns == self.columns:
            return
        for column in range(max(self.columns, columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
