"""What the mouse does on a time canvas: zoom, move, choose a period, read."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from stdesk.desk.charts.time_window import TimeWindow
from stdesk.insight import TYPICAL_MS, period_edges

if TYPE_CHECKING:
    from stdesk.desk.charts.time_canvas import TimeCanvas

EDGE = 5  # px around an edge of the period that take hold of it
STEP, NOTCH = 0.8, 120  # of what is in sight, for a notch of the wheel


class TimeHand:
    """`brush` is the period that is being drawn, in local ms."""

    def __init__(self, canvas: "TimeCanvas") -> None:
        self._canvas = canvas
        self._moves: tuple[float, TimeWindow] | None = None  # from this x and this view on
        self._brushes: float | None = None  # from this time on
        self.brush: tuple[int, int] | None = None

    @property
    def holds(self) -> bool:
        """Whether a button is down."""
        return self._moves is not None or self._brushes is not None

    def turn(self, event: QWheelEvent) -> None:
        canvas, turned = self._canvas, event.angleDelta()
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        sideways = turned.x() or (turned.y() if shift else 0)
        if sideways:
            by = -sideways / NOTCH * (1 - STEP) / 2
            canvas.look_at(canvas.sight.moved(by * canvas.sight.length))
        else:
            at = canvas.time_at(event.position().x())
            canvas.look_at(canvas.sight.zoomed(STEP ** (turned.y() / NOTCH), at))
        event.accept()

    def press(self, event: QMouseEvent) -> None:
        canvas, x = self._canvas, event.position().x()
        if event.button() != Qt.MouseButton.LeftButton or x < canvas.gutter:
            return
        edge = self._edge_at(x)
        if edge is not None and canvas.within is not None:
            self._brushes = float(canvas.within[1 - edge])
        elif self._begins_a_period(event):
            self._brushes = canvas.time_at(x)
        else:
            self._moves = (x, canvas.sight)

    def move(self, event: QMouseEvent) -> None:
        canvas, x = self._canvas, event.position().x()
        if self._moves is not None:
            start, window = self._moves
            canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            canvas.look_at(window.moved((start - x) / canvas.plot_width * window.length))
        elif self._brushes is not None:
            self.brush = self._whole_periods(*sorted((self._brushes, canvas.time_at(x))))
            canvas.viewport().update()
        else:
            self._point(event.position())

    def release(self) -> None:
        canvas, brush = self._canvas, self.brush
        self._moves = self._brushes = self.brush = None
        canvas.viewport().unsetCursor()
        if brush is not None:
            canvas.choose(brush)
        canvas.viewport().update()

    def press_twice(self, event: QMouseEvent) -> None:
        """On the axis: all time again. Elsewhere: closer."""
        canvas, at = self._canvas, event.position()
        if at.y() < canvas.ruler:
            canvas.choose(None)
        elif at.x() >= canvas.gutter:
            canvas.look_at(canvas.sight.zoomed(0.5, canvas.time_at(at.x())))

    def _begins_a_period(self, event: QMouseEvent) -> bool:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return bool(shift) or event.position().y() < self._canvas.ruler

    def _whole_periods(self, begin: float, end: float) -> tuple[int, int]:
        """The periods that are drawn, from and to the nearest borders; at least one."""
        canvas = self._canvas
        low, high = round(canvas.sight.first), round(canvas.sight.last)
        middle = TYPICAL_MS[canvas.unit] / 2
        edges = period_edges(round(begin - middle), round(end + middle) + 1, canvas.unit)
        first = int(np.abs(edges[:-1] - begin).argmin())
        last = max(int(np.abs(edges - end).argmin()), first + 1)
        return max(int(edges[first]), low), min(int(edges[last]), high)

    def _edge_at(self, x: float) -> int | None:
        """Which edge of the chosen period is at hand: 0, 1 or none."""
        within, scene = self._canvas.within, self._canvas.scene
        near = [abs(scene.x(edge) - x) <= EDGE for edge in within or ()]
        return near.index(True) if any(near) else None

    def _point(self, at: QPointF) -> None:
        canvas = self._canvas
        if at.x() < canvas.gutter:
            canvas.read_at(None)
            return
        shape = Qt.CursorShape.ArrowCursor
        if self._edge_at(at.x()) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif at.y() < canvas.ruler:
            shape = Qt.CursorShape.IBeamCursor
        canvas.viewport().setCursor(shape)
        canvas.reading = canvas.time_at(at.x())
        canvas.pointed.emit(canvas.said_at(at))
        canvas.viewport().update()
