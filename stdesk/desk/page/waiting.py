"""What stands in the place of contents while they are read: nothing, then a calm word."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from stdesk.desk.look.pieces import rows, text

BLINK_MS = 400  # what is there sooner needs no word


class Waiting(QWidget):
    """Blank at first, so that nothing flickers; says what is done when it takes longer."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = text("muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.hide()
        column = rows(self.sentence)
        column.insertStretch(0, 1)
        column.addStretch(2)
        self.setLayout(column)
        self._blink = QTimer(self, interval=BLINK_MS, singleShot=True)
        self._blink.timeout.connect(self.sentence.show)

    def begin(self, said: str) -> None:
        """Something is being done; `said` tells what."""
        self.sentence.hide()
        self.sentence.setText(said)
        self._blink.start()

    def end(self) -> None:
        """It is there, or it failed."""
        self._blink.stop()
        self.sentence.hide()


class Awaited(QStackedWidget):
    """Contents, and what stands in their place until they are there."""

    def __init__(self, contents: QLayout) -> None:
        super().__init__()
        self.waiting, self.contents = Waiting(), QWidget()
        self.contents.setLayout(contents)
        self.addWidget(self.waiting)
        self.addWidget(self.contents)

    def wait(self, said: str) -> None:
        self.waiting.begin(said)
        self.setCurrentWidget(self.waiting)

    def show_contents(self) -> None:
        self.waiting.end()
        self.setCurrentWidget(self.contents)
