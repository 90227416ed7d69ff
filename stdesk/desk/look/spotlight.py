"""A frame round a control, over everything and in nobody's way."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stdesk.desk.look.theme import GRID

MARGIN = GRID // 2
LINE = 3


class Spotlight(QWidget):
    """Covers the whole window; mouse and keyboard go through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.spot: QRect | None = None
        self.hide()

    def point_at(self, control: QWidget | None) -> None:
        """Frame this control, or nothing."""
        window = self.parentWidget()
        if control is None or window is None or not control.isVisible():
            self.spot = None
            self.hide()
            return
        corner = control.mapTo(window, QPoint(0, 0))
        around = QRect(corner, control.size()).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        spot = around.intersected(window.rect().adjusted(LINE, LINE, -LINE, -LINE))
        if spot != self.spot or not self.isVisible():
            self.spot = spot
            self.setGeometry(window.rect())
            self.show()
            self.update()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.spot is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(self.palette().highlight().color()))
        pen.setWidth(LINE)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.spot), GRID, GRID)
