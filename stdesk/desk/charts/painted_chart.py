"""The base of charts that paint themselves: theme, name, exact values by mouse and by keys, tools.

    class Bars(PaintedChart):
        def paint(self, painter: QPainter) -> list[Spot]:
            ...                                # draw, and tell where which exact value stands
            return [Spot(bar_rectangle, "12 June: 40 events")]

Under the mouse, the value of the nearest spot is said; with the focus, the arrow keys go from spot
to spot. `numbers` lets the chart's numbers be copied as a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from stdesk.desk.charts.chart_tools import ChartTools
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.columns import Column

REACH = 3.0 * GRID  # how far from a spot the mouse may be, in pixels
EARLIER = (Qt.Key.Key_Left, Qt.Key.Key_Up)
LATER = (Qt.Key.Key_Right, Qt.Key.Key_Down)


@dataclass(frozen=True)
class Spot:
    """A place in the chart and what is to be known there."""

    place: QRectF
    said: str

    @classmethod
    def around(cls, point: QPointF, said: str, radius: float = 5.0) -> "Spot":
        return cls(QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius), said)


class PaintedChart(QWidget):
    """Override `paint`, and `numbers` where there are some."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.spots: list[Spot] = []
        self._current = -1  # the spot where the keys have come to
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tools = ChartTools(self, theme)
        if type(self).numbers is not PaintedChart.numbers:
            self.tools.numbers = self.numbers

    def paint(self, painter: QPainter) -> list[Spot]:
        """Draw the chart; where which value stands, in reading order."""
        raise NotImplementedError

    def numbers(self) -> Sequence[Column]:
        """What is drawn, as a table."""
        return ()

    def set_name(self, name: str, description: str = "") -> None:
        """What screen readers say, and what a picture of the chart is called."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.tools.apply_theme(theme)
        self.update()

    def said_at(self, point: QPointF) -> str:
        """What is to be known at a point of the chart; empty where nothing is near."""
        near = self._nearest(point)
        return self.spots[near].said if near >= 0 else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.spots = self.paint(painter)
        if not self.property("bare"):
            self._paint_focus(painter)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._say(self.said_at(event.position()), event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), Qt.Key
        if key in EARLIER:
            self._go(self._current - 1)
        elif key in LATER:
            self._go(self._current + 1)
        elif key == keys.Key_Home:
            self._go(0)
        elif key == keys.Key_End:
            self._go(len(self.spots) - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._current = -1
        QToolTip.hideText()
        self.update()

    def _go(self, spot: int) -> None:
        if not self.spots:
            return
        self._current = min(max(spot, 0), len(self.spots) - 1)
        found = self.spots[self._current]
        self.setAccessibleDescription(found.said)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        below = QPointF(found.place.center().x(), found.place.bottom()).toPoint()
        self._say(found.said, self.mapToGlobal(below))
        self.update()

    def _say(self, said: str, at: QPoint) -> None:
        if said:
            QToolTip.showText(at, said, self)
        else:
            QToolTip.hideText()

    def _nearest(self, point: QPointF) -> int:
        distances = [_distance(spot.place, point) for spot in self.spots]
        if not distances or min(distances) > REACH:
            return -1
        return distances.index(min(distances))

    def _paint_focus(self, painter: QPainter) -> None:
        if not self.hasFocus():
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.theme.accent), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if 0 <= self._current < len(self.spots):
            painter.setPen(QPen(QColor(self.theme.text), 1.5))
            painter.drawRoundedRect(self.spots[self._current].place.adjusted(-3, -3, 3, 3), 3, 3)


def _distance(place: QRectF, point: QPointF) -> float:
    """From a point to a rectangle, 0 inside."""
    across = max(place.left() - point.x(), 0.0, point.x() - place.right())
    down = max(place.top() - point.y(), 0.0, point.y() - place.bottom())
    return float((across**2 + down**2) ** 0.5)
