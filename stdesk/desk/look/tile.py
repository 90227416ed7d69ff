"""A large button with a picture, a title and a sentence: one way to begin."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from stdesk.desk.look.pieces import beside, rows, text
from stdesk.desk.look.theme import GRID, picture

PICTURE_SIDE = 3 * GRID


class Tile(QPushButton):
    """As high as its texts need at its width; say what it does with `say`."""

    def __init__(self, icon: str, on_click: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "tile")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._icon = icon
        self.image = QLabel()
        self.title, self.sentence = text("strong", wrap=True), text("small", wrap=True)
        self.words = rows(self.title, self.sentence, spacing=2)
        self.row = beside(self.image, self.words, spacing=2 * GRID)
        self.row.setContentsMargins(2 * GRID, GRID + 2, 2 * GRID, GRID + 2)
        self.row.setStretch(1, 1)
        self.setLayout(self.row)
        for label in (self.image, self.title, self.sentence):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda: on_click())

    def say(self, title: str, sentence: str) -> None:
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def paint_picture(self, color: str) -> None:
        self.image.setPixmap(picture(self._icon, color, PICTURE_SIDE))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.row.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:  # of a push button it would be that of its own, empty text
        return self.row.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.row.totalMinimumSize()
