"""Measures over time as small multiples; changes are lines."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from stdesk.desk.charts.painted_chart import PaintedChart, Spot
from stdesk.desk.evolution.words import measure_span, measure_title, measure_value, period_words
from stdesk.desk.look.metric_words import metric_help
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.columns import Column
from stdesk.insight import ChangePoint, Course, Line
from stdesk.language import day, tr

PANEL_HEIGHT = 70
WIDE, NARROW = 2, 1
NEAR = 6


class OverTime(PaintedChart):
    """A course along time with lines at its changes; a click near a line chooses the change."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.course: Course | None = None
        self.changes: Sequence[ChangePoint] = ()
        self.chosen = -1
        self._marks: list[tuple[float, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_course(self, course: Course, changes: Sequence[ChangePoint]) -> None:
        self.course, self.changes = course, changes
        self.updateGeometry()
        self.update()

    def choose(self, change: int) -> None:
        self.chosen = change
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        near = [(abs(x - at), number) for at, number in self._marks if abs(x - at) <= NEAR]
        if near and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(min(near)[1])
        super().mousePressEvent(event)

    def place_of(self, box: QRectF) -> Callable[[float], float]:
        """Local ms to x within a box."""
        course = self.course
        assert course is not None  # noqa: S101  (painted only with a course)
        begin = float(course.start_ms[0])
        length = len(course.start_ms) * course.days * 86_400_000.0
        return lambda local_ms: box.left() + (local_ms - begin) / length * box.width()

    def paint_changes(self, painter: QPainter, box: QRectF) -> None:
        x = self.place_of(box)
        for number, change in enumerate(self.changes):
            chosen = number == self.chosen
            colour = QColor(self.theme.text if chosen else self.theme.muted)
            span = QColor(colour)
            span.setAlphaF(0.12)
            left, right = x(change.earliest_ms), x(change.latest_ms)
            painter.fillRect(QRectF(left, box.top(), max(right - left, 1), box.height()), span)
            style = Qt.PenStyle.SolidLine if chosen else Qt.PenStyle.DashLine
            painter.setPen(QPen(colour, 2 if chosen else 1.2, style))
            at = x(change.local_ms)
            painter.drawLine(QPointF(at, box.top()), QPointF(at, box.bottom()))
            self._marks.append((at, number))

    def paint_dates(self, painter: QPainter, box: QRectF) -> None:
        """The first and the last day below a box."""
        course = self.course
        if course is None:
            return
        last = int(course.start_ms[-1]) + (course.days - 1) * 86_400_000
        line = QRectF(box.left(), box.bottom() + 2, box.width(), self.line())
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, day(int(course.start_ms[0])))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, day(last))

    def line(self) -> int:
        return self.fontMetrics().height()


class MeasuresChart(OverTime):
    """A small panel for each measure: the line, for a group with the quartiles as a band."""

    def numbers(self) -> list[Column]:
        course = self.course
        if course is None:
            return []
        columns = [Column(tr("Period"), [day(int(ms)) for ms in course.start_ms])]
        for name, line in course.lines.items():
            values = [None if v != v else float(v) for v in line.value]
            columns.append(
                Column(
                    measure_title(name),
                    values,
                    partial(measure_value, name),
                    numeric=True,
                )
            )
        return columns

    def sizeHint(self) -> QSize:
        panels = len(self.course.lines) if self.course else 1
        rows = -(-panels // self._across())
        return QSize(60 * GRID, rows * self._row_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(36 * GRID, self.sizeHint().height())

    def paint(self, painter: QPainter) -> list[Spot]:
        self._marks = []
        course = self.course
        if course is None or not len(course.start_ms):
            return []
        spots: list[Spot] = []
        titles: list[Spot] = []  # the keys come to them after all values
        across = self._across()
        width = (self.width() - (across - 1) * 3 * GRID) / across
        for place, (name, line) in enumerate(course.lines.items()):
            left = place % across * (width + 3 * GRID)
            top = place // across * self._row_height()
            box = QRectF(left, top + self.line() + 4, width - GRID, PANEL_HEIGHT)
            title = QRectF(left, top, width - GRID, self.line())
            self._paint_title(painter, name, line, title)
            meaning = f"{measure_title(name)}: {metric_help(measure_title(name))}"
            titles.append(Spot(title, meaning))
            spots += self._paint_panel(painter, name, line, box)
            self.paint_dates(painter, box)
        return spots + titles

    def _across(self) -> int:
        return WIDE if self.width() > 60 * GRID else NARROW

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self.updateGeometry()

    def _row_height(self) -> int:
        return PANEL_HEIGHT + 2 * self.line() + 2 * GRID

    def _paint_title(self, painter: QPainter, name: str, line: Line, box: QRectF) -> None:
        span = _span(line)
        said = measure_span(name, *span) if span is not None else ""
        painter.setPen(QColor(self.theme.muted))
        room = box.width() - painter.fontMetrics().horizontalAdvance(said) - GRID
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, said)
        painter.setPen(QColor(self.theme.text))
        title = painter.fontMetrics().elidedText(
            measure_title(name), Qt.TextElideMode.ElideRight, int(room)
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, title)

    def _paint_panel(self, painter: QPainter, name: str, line: Line, box: QRectF) -> list[Spot]:
        course = self.course
        assert course is not None  # noqa: S101
        painter.fillRect(box, QColor(self.theme.sunken))
        self.paint_changes(painter, box)
        low, high = _range(line)
        x = self.place_of(box)
        middle = course.start_ms + course.days * 43_200_000

        def point(number: int, value: float) -> QPointF:
            share = (value - low) / (high - low)
            return QPointF(x(float(middle[number])), box.bottom() - 4 - share * (box.height() - 8))

        if line.low is not None and line.high is not None:
            band = QColor(self.theme.accent)
            band.setAlphaF(0.2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(band)
            for run in _runs(line.low):
                edge = [point(n, float(line.low[n])) for n in run]
                edge += [point(n, float(line.high[n])) for n in reversed(run)]
                painter.drawPolygon(QPolygonF(edge))
        spots = []
        for run in _runs(line.value):
            points = [point(n, float(line.value[n])) for n in run]
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            if course.ends_early and run[-1] == len(line.value) - 1 and len(points) > 1:
                painter.drawPolyline(QPolygonF(points[:-1]))
                painter.setPen(QPen(QColor(self.theme.accent), 1.5, Qt.PenStyle.DotLine))
                painter.drawLine(*points[-2:])
            else:
                painter.drawPolyline(QPolygonF(points))
            if len(run) == 1:
                painter.setBrush(QColor(self.theme.accent))
                painter.drawEllipse(points[0], 2, 2)
            spots += [
                Spot.around(p, self._said(name, line, n), 4)
                for n, p in zip(run, points, strict=True)
            ]
        return spots

    def _said(self, name: str, line: Line, number: int) -> str:
        course = self.course
        assert course is not None  # noqa: S101
        when = period_words(int(course.start_ms[number]), course.days)
        value = measure_value(name, float(line.value[number]))
        said = f"{when} · {measure_title(name)}: {value}"
        if course.ends_early and number == len(line.value) - 1:
            said = f"{said} · {tr('the events end before this period does')}"
        if line.low is None or line.high is None:
            return said
        quartiles = tr(
            "half of the users between {low} and {high}",
            low=measure_value(name, float(line.low[number])),
            high=measure_value(name, float(line.high[number])),
        )
        return f"{said} · {quartiles}"


def _span(line: Line) -> tuple[float, float] | None:
    """The least and the greatest of what a panel shows, its band included; None for nothing."""
    known = np.concatenate([p for p in (line.value, line.low, line.high) if p is not None])
    known = known[np.isfinite(known)]
    return (float(known.min()), float(known.max())) if len(known) else None


def _range(line: Line) -> tuple[float, float]:
    """What the panel spans; never nothing."""
    low, high = _span(line) or (0.0, 1.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _runs(values: np.ndarray) -> list[list[int]]:
    """Neighbouring periods that are known."""
    runs: list[list[int]] = []
    for number in np.flatnonzero(np.isfinite(values)).tolist():
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
