"""What is asked for, above what was found."""

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from stdesk.desk.look.pieces import Card, Inviting, rows, text
from stdesk.desk.look.theme import GRID


class Fields(Card):
    """Fields beside one another, each below its label, the first one widest; then the button."""

    def __init__(self, action: QPushButton, **fields: QWidget) -> None:
        super().__init__()
        self._fields = fields
        self._labels = {name: text("muted") for name in fields}
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        for column, (name, field) in enumerate(fields.items()):
            self._labels[name].setBuddy(field)
            grid.addWidget(self._labels[name], 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 1 if column else 2)
        grid.addWidget(action, 1, len(fields))
        self._grid = grid
        self.body.addLayout(grid)

    def add_action(self, action: QPushButton) -> None:
        """One more button at the end."""
        self._grid.addWidget(action, 1, self._grid.columnCount())

    def say(self, **said: str) -> None:
        """Name the fields, for the eye and for screen readers."""
        for name, title in said.items():
            self._labels[name].setText(title)
            self._fields[name].setAccessibleName(title)

    def offer(self, name: str, offered: bool) -> None:
        """Show a field and its label, or neither."""
        self._fields[name].setVisible(offered)
        self._labels[name].setVisible(offered)


def ask_above(wish: Fields, found: Inviting) -> QVBoxLayout:
    """The layout of a view: the wish at the top, what was found in the rest."""
    whole = rows(wish, found, spacing=2 * GRID)
    whole.setContentsMargins(0, 2 * GRID, 0, 0)
    whole.setStretch(1, 1)
    return whole
