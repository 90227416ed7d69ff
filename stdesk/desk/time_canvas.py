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

from stdesk.desk.lane import Lane, Scene, shade, write
from stdesk.desk.theme import GRID, Theme
from stdesk.desk.time_keys import on_key
from stdesk.desk.time_ticks import ticks, years_said
from stdesk.desk.time_window import TimeWindow
from stdesk.insight import CalendarUnit, fitting_unit

TICK_WIDTH = 58  # px that a text of the axis takes at most
GAP = GRID  # between lanes
EDGE = 5  # px around an edge of the period that take hold of it
Within = tuple[int, int] | None


class TimeCanvas(QAbstractScrollArea):
    """Lanes below a ruler. `window` is what is in sight, `within` the chosen period."""

    range_chosen = Signal(object)  # (from, to) in local ms, or None
    moved = Signal()  # another part of time, or another unit, is in sight
    pointed = Signal(str)  # what is under the mouse or the reading line, in words

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.lanes: list[Lane] = []
        self.window = TimeWindow()
        self.within: Within = None
        self.fixed_unit: CalendarUnit | None = None
        self.reading: float | None = None  # local ms of the reading line
        self._drag: tuple[str, float, TimeWindow] | None = None
        self._brush: tuple[float, float] | None = None
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
        before = (self.window, self.unit)
        self.window = window
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
        self.viewport().update()

    # geometry

    @property
    def unit(self) -> CalendarUnit:
        """How the lanes count now: by the fixed unit, or by what suits the zoom."""
        if self.fixed_unit is not None:
            return self.fixed_unit
        return fitting_unit(self.window.length, self._plot_width)

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
        window = self.window
        width = self._plot_width
        return Scene(self.theme, window.begin, window.end, self.gutter, width, self.unit)

    def time_at(self, x: float) -> float:
        """The local ms at a place of the viewport."""
        return self.window.begin + (x - self.gutter) / self._plot_width * self.window.length

    def boxes(self) -> list[QRectF]:
        """Where each lane's plot lies on the viewport, scrolled."""
        high = self._heights()
        top = self.ruler + GAP - self.verticalScrollBar().value()
        found = []
        for height in high:
            found.append(QRectF(self.gutter, top, self._plot_width, height))
            top += height + GAP
        return found

    @property
    def _plot_width(self) -> float:
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
        painter.setPen(QPen(shade(self.theme.muted, 0.16), 0))
        for at, _ in marks:
            x = int(scene.x(at))
            painter.drawLine(x, self.ruler, x, self.viewport().height())

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
        painter.setPen(QPen(QColor(self.theme.border), 0))
        line = int(box.bottom() + 1)
        painter.drawLine(int(box.left()), line, int(box.right()), line)

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
        chosen = self._brush or self.within
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

    # the hand

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.position().x() < self.gutter:
            super().wheelEvent(event)
            return
        sideways = turned.x() or (
            turned.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.look_at(self.window.moved(-sideways / 1200 * self.window.length))
        else:
            at = self.time_at(event.position().x())
            self.look_at(self.window.zoomed(0.8 ** (turned.y() / 120), at))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if event.button() != Qt.MouseButton.LeftButton or x < self.gutter:
            return
        edge = self._edge_at(x)
        if edge is not None and self.within is not None:
            self._drag = ("brush", float(self.within[1 - edge]), self.window)
        elif self._brushes(event):
            self._drag = ("brush", self.time_at(x), self.window)
        else:
            self._drag = ("pan", x, self.window)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._drag is None:
            self._point(event.position())
        elif self._drag[0] == "pan":
            _, start, window = self._drag
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.look_at(window.moved((start - x) / self._plot_width * window.length))
        else:
            begin, end = sorted((self._drag[1], self.time_at(x)))
            self._brush = (max(begin, self.window.first), min(end, self.window.last))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._drag = self._drag, None
        brushed, self._brush = self._brush, None
        self.viewport().unsetCursor()
        if dragged is not None and dragged[0] == "brush" and brushed is not None:
            wide = (brushed[1] - brushed[0]) / self.window.length * self._plot_width
            if wide >= 3:
                self.choose((round(brushed[0]), round(brushed[1])))
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the axis: all time again. Elsewhere: closer."""
        if event.position().y() < self.ruler:
            self.choose(None)
        elif event.position().x() >= self.gutter:
            self.look_at(self.window.zoomed(0.5, self.time_at(event.position().x())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not on_key(self, event):
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._drag is None:
            self.read_at(None)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_scroll_bar()
        self.moved.emit()

    def _brushes(self, event: QMouseEvent) -> bool:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return bool(shift) or event.position().y() < self.ruler

    def _edge_at(self, x: float) -> int | None:
        """Which edge of the chosen period is at hand: 0, 1 or none."""
        if self.within is None:
            return None
        scene = self.scene
        near = [abs(scene.x(edge) - x) <= EDGE for edge in self.within]
        return near.index(True) if any(near) else None

    def _point(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self._edge_at(at.x()) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif at.x() >= self.gutter and at.y() < self.ruler:
            shape = Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        if at.x() < self.gutter:
            self.read_at(None)
            return
        self.reading = self.time_at(at.x())
        said = ""
        for lane, box in zip(self.lanes, self.boxes(), strict=True):
            if box.top() <= at.y() <= box.bottom() and at.y() >= self.ruler:
                share = (at.y() - box.top()) / box.height()
                said = lane.said_at(self.reading, share, self.scene)
        self.pointed.emit(
            said or self.lanes[0].said_at(self.reading, 0.5, self.scene) if self.lanes else ""
        )
        self.viewport().update()
