"""Charts over one time axis, painted in one piece so that they move together without a tear.

Wheel: zoom (over the names at the left: scroll). Drag: move. Drag on the axis, or with Shift:
choose a period. Keys: arrows, + and -, Home and End, Ctrl+arrows for the reading line, [ and ] to
choose from and to it, Escape to choose all time again.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from stdesk.desk.charts.chart_tools import ChartTools
from stdesk.desk.charts.lane import Lane, Scene, mixed, shade, write
from stdesk.desk.charts.time_hand import TimeHand
from stdesk.desk.charts.time_keys import on_key
from stdesk.desk.charts.time_ticks import ticks, years_said
from stdesk.desk.charts.time_window import TimeWindow
from stdesk.desk.look.theme import GRID, Theme
from stdesk.insight import CalendarUnit, fitting_unit

TICK_WIDTH = 52  # px that a text of the axis takes at most
GAP = GRID  # between lanes
Within = tuple[int, int] | None


class TimeCanvas(QAbstractScrollArea):
    """Lanes below a ruler. `sight` is what is seen of time, `within` the chosen period."""

    range_chosen = Signal(object)  # (from, to) in local ms, or None
    moved = Signal()  # another part of time, or another unit, is in sight
    pointed = Signal(str)  # what is under the mouse or the reading line, in words

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.lanes: list[Lane] = []
        self.sight = TimeWindow()
        self.within: Within = None
        self.fixed_unit: CalendarUnit | None = None
        self.reading: float | None = None  # local ms of the reading line
        self.hand = TimeHand(self)
        self.tools = ChartTools(self, theme)
        self.tools.show_all = lambda: self.look_at(self.sight.whole)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().setSingleStep(3 * GRID)

    # what is shown

    def show_lanes(self, lanes: list[Lane]) -> None:
        self.lanes = lanes
        self._fit_scroll_bar()
        self.viewport().update()

    def look_at(self, window: TimeWindow) -> None:
        """Move or zoom to a window."""
        before = (self.sight, self.unit)
        self.sight = window
        if (window, self.unit) != before:
            self.moved.emit()
        self.viewport().update()

    def set_within(self, within: Within) -> None:
        """Show a period as chosen, without a word."""
        self.within = within
        self.viewport().update()

    def choose(self, within: Within) -> None:
        """Choose a period as if it had been brushed."""
        if within != self.within:
            self.within = within
            self.range_chosen.emit(within)
        self.viewport().update()

    def read_at(self, local_ms: float | None) -> None:
        """Put the reading line at a time, and say what the first lane has there."""
        self.reading = local_ms
        said = ""
        if local_ms is not None and self.lanes:
            said = self.lanes[0].said_at(local_ms, 0.5, self.scene)
        self.setAccessibleDescription(said)
        self.pointed.emit(said)
        self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.tools.apply_theme(theme)
        self.viewport().update()

    # geometry

    @property
    def unit(self) -> CalendarUnit:
        """How the lanes count now: by the fixed unit, or by what suits the zoom."""
        if self.fixed_unit is not None:
            return self.fixed_unit
        return fitting_unit(self.sight.length, self.plot_width)

    @property
    def gutter(self) -> int:
        """The width of the names at the left."""
        return self.fontMetrics().horizontalAdvance("0") * 17 + GRID

    @property
    def ruler(self) -> int:
        """The height of the time axis on top."""
        return self.fontMetrics().height() + GRID

    @property
    def scene(self) -> Scene:
        window = self.sight
        width = self.plot_width
        return Scene(self.theme, window.begin, window.end, self.gutter, width, self.unit)

    def time_at(self, x: float) -> float:
        """The local ms at a place of the viewport."""
        return self.sight.begin + (x - self.gutter) / self.plot_width * self.sight.length

    def boxes(self) -> list[QRectF]:
        """Where each lane's plot lies on the viewport, scrolled."""
        high = self._heights()
        top = float(self.ruler + GAP - self.verticalScrollBar().value())
        found = []
        for height in high:
            found.append(QRectF(self.gutter, top, self.plot_width, height))
            top += height + GAP
        return found

    @property
    def plot_width(self) -> float:
        return max(self.viewport().width() - self.gutter - GRID, 1)

    def _heights(self) -> list[float]:
        """Each lane's least height, and its part of what is left."""
        least = [lane.least_height * self._text_scale for lane in self.lanes]
        room = self.viewport().height() - self.ruler - sum(least) - GAP * (len(least) + 1)
        parts = sum(lane.stretch for lane in self.lanes)
        each = max(room, 0) / parts if parts else 0
        return [high + each * lane.stretch for high, lane in zip(least, self.lanes, strict=True)]

    @property
    def _text_scale(self) -> float:
        return max(self.fontMetrics().height() / 17, 1)

    def _fit_scroll_bar(self) -> None:
        least = sum(lane.least_height * self._text_scale + GAP for lane in self.lanes)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(round(self.ruler + GAP + least - self.viewport().height()), 0))
        bar.setPageStep(self.viewport().height() - self.ruler)

    def said_at(self, at: QPointF) -> str:
        """What is told of a place of the viewport: by the lane that is there, else by the first."""
        local_ms, scene = self.time_at(at.x()), self.scene
        for lane, box in zip(self.lanes, self.boxes(), strict=True):
            if box.top() <= at.y() <= box.bottom() and at.y() >= self.ruler:
                said = lane.said_at(local_ms, (at.y() - box.top()) / box.height(), scene)
                if said:
                    return said
        return self.lanes[0].said_at(local_ms, 0.5, scene) if self.lanes else ""

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.fillRect(self.viewport().rect(), QColor(self.theme.surface))
        scene = self.scene
        marks = ticks(scene.begin, scene.end, int(scene.width // TICK_WIDTH))
        self._paint_grid(painter, scene, marks)
        for lane, box in zip(self.lanes, self.boxes(), strict=True):
            if box.bottom() > self.ruler and box.top() < self.viewport().height():
                self._paint_lane(painter, lane, box, scene)
        self._paint_ruler(painter, scene, marks)
        self._paint_choice(painter, scene)
        painter.end()

    def _paint_grid(self, painter: QPainter, scene: Scene, marks: list[tuple[int, str]]) -> None:
        # Full rectangles: a line, or a colour that shines through, takes ten times as long.
        color, top = mixed(self.theme.surface, self.theme.muted, 0.16), self.ruler
        for at, _ in marks:
            painter.fillRect(int(scene.x(at)), top, 1, self.viewport().height() - top, color)

    def _paint_lane(self, painter: QPainter, lane: Lane, box: QRectF, scene: Scene) -> None:
        painter.save()
        painter.setClipRect(box.adjusted(-1, -1, 1, 1))
        lane.paint(painter, box, scene)
        painter.restore()
        height = self.fontMetrics().height()
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        marks, taken = lane.marks(scene), 0
        for share, said in marks:
            y = min(
                max(box.top() + share * box.height() - height / 2, box.top() - 3),
                box.bottom() - height + 3,
            )
            place = QRectF(self.gutter / 2, y, self.gutter / 2 - 6, height)
            write(painter, place, said, self.theme.muted, right)
            taken = max(taken, self.fontMetrics().horizontalAdvance(said))
        room = self.gutter - GRID - taken
        top = box.top() if marks or box.height() > 2.4 * height else box.center().y() - height
        write(painter, QRectF(2, top, room, height), lane.title, self.theme.text, left)
        if self.reading is not None:
            value = lane.value_at(self.reading, scene)
            write(painter, QRectF(2, top + height, room, height), value, self.theme.accent, left)
        below = QRectF(box.left(), int(box.bottom() + 1), box.width(), 1)
        painter.fillRect(below, QColor(self.theme.border))

    def _paint_ruler(self, painter: QPainter, scene: Scene, marks: list[tuple[int, str]]) -> None:
        painter.fillRect(0, 0, self.viewport().width(), self.ruler, QColor(self.theme.sunken))
        right = scene.left + scene.width
        years = QRectF(2, 0, self.gutter - GRID, self.ruler)
        said = years_said(scene.begin, scene.end)
        write(painter, years, said, self.theme.muted, Qt.AlignmentFlag.AlignLeft)
        for at, said in marks:
            width = self.fontMetrics().horizontalAdvance(said) + 4
            x = scene.x(at)
            left = min(max(x - width / 2, scene.left), right - width)
            if scene.left <= x <= right:
                place = QRectF(left, 0, width, self.ruler)
                write(painter, place, said, self.theme.muted, Qt.AlignmentFlag.AlignHCenter)

    def _paint_choice(self, painter: QPainter, scene: Scene) -> None:
        """Dim what lies outside the chosen period; draw the reading line."""
        chosen = self.hand.brush or self.within
        low, high = scene.left, scene.left + scene.width
        bottom = self.viewport().height()
        if chosen is not None:
            left, right = (min(max(scene.x(edge), low), high) for edge in chosen)
            veil = shade(self.theme.surface, 0.6)
            painter.fillRect(QRectF(low, self.ruler, left - low, bottom), veil)
            painter.fillRect(QRectF(right, self.ruler, high - right, bottom), veil)
            painter.fillRect(QRectF(left, 0, right - left, 4), QColor(self.theme.accent))
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            for edge in chosen:
                if scene.begin <= edge <= scene.end:
                    x = int(scene.x(edge))
                    painter.drawLine(x, 0, x, bottom)
        if self.reading is not None and scene.begin <= self.reading <= scene.end:
            x = int(scene.x(self.reading))
            painter.setPen(QPen(QColor(self.theme.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(x, self.ruler, x, bottom)

    # the hand and the keys

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.position().x() < self.gutter:
            super().wheelEvent(event)
        else:
            self.hand.turn(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hand.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hand.press_twice(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not on_key(self, event):
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and not self.hand.holds:
            self.read_at(None)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_scroll_bar()
        self.moved.emit()
