"""The calibration plot: what was said to be likely, against how often it came."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from stdesk.desk.charts.painted_chart import PaintedChart, Spot
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.columns import Column
from stdesk.evaluation import Reliability
from stdesk.evaluation.reliability import ReliabilityBin
from stdesk.language import number, percent, tr

LEAST = 32 * GRID
DOT = 4.0


class CalibrationChart(PaintedChart):
    """A dot for each tenth of the moments, with its 95 % interval; on the diagonal all is honest.

    Both axes run from 0 to the largest value shown, so that rare acts fill the picture.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.curves: list[Reliability] = []
        self._names: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)

    def show_curves(self, curves: list[Reliability], names: list[str], theme: Theme) -> None:
        """names: what each curve is called."""
        self.curves, self._names = curves, names
        said = "; ".join(_said(*named) for named in zip(names, curves, strict=True))
        self.set_name(tr("Calibration plot"), said)
        self.apply_theme(theme)

    def numbers(self) -> list[Column]:
        curves = zip(self._names, self.curves, strict=True)
        found = [(name, dot) for name, curve in curves for dot in curve.bins]
        columns: dict[str, Sequence[float]] = {
            tr("chance said"): [dot.said for _, dot in found],
            tr("how often it came"): [dot.seen for _, dot in found],
            tr("Low"): [dot.low for _, dot in found],
            tr("High"): [dot.high for _, dot in found],
            tr("Moments"): [dot.moments for _, dot in found],
        }
        models = Column(tr("Model"), [name for name, _ in found])
        return [models, *(Column(t, v, number, numeric=True) for t, v in columns.items())]

    def sizeHint(self) -> QSize:
        return QSize(LEAST, LEAST)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, 24 * GRID)

    def paint(self, painter: QPainter) -> list[Spot]:
        if not self.curves:
            return []
        box, most = self._box(), _round_up(max(_largest(curve) for curve in self.curves))
        self._paint_axes(painter, box, most)
        spots = []
        for place, curve in enumerate(self.curves):
            spots += self._paint_curve(painter, box, most, curve, place)
        return spots

    def _box(self) -> QRectF:
        """The square in which the curve lies, left of it and below it room for the axes."""
        metrics = self.fontMetrics()
        line = metrics.height()
        left = metrics.horizontalAdvance("88.8 %") + GRID
        top, legend = line + GRID, line * (len(self.curves) if len(self.curves) > 1 else 0)
        side = min(
            self.width() - left - 2 * GRID, self.height() - top - 2 * line - 2 * GRID - legend
        )
        return QRectF(left, top, max(side, 1), max(side, 1))

    def _paint_axes(self, painter: QPainter, box: QRectF, most: float) -> None:
        line, theme = self.fontMetrics().height(), self.theme
        painter.setPen(QPen(QColor(theme.border), 1))
        for share in (0.0, 0.5, 1.0):
            y = box.bottom() - share * box.height()
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(box.bottomLeft(), box.topRight())
        painter.setPen(QColor(theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in (0.0, 0.5, 1.0):
            said = percent(most * share, 0 if most >= 0.1 else 1)
            y = box.bottom() - share * box.height()
            if share:  # one 0 is enough where the axes meet
                painter.drawText(QRectF(0, y - line / 2, box.left() - GRID // 2, line), right, said)
            x = box.left() + share * box.width()
            wide = 8.0 * GRID
            align = Qt.AlignmentFlag.AlignRight if share == 1 else Qt.AlignmentFlag.AlignHCenter
            begin = x - wide if share == 1 else x - wide / 2
            painter.drawText(QRectF(begin, box.bottom() + 2, wide, line), align, said)
        below = QRectF(box.left(), box.bottom() + line + 2, box.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, tr("chance said"))
        painter.drawText(QRectF(0, 0, self.width(), line), tr("how often it came"))

    def _paint_curve(
        self, painter: QPainter, box: QRectF, most: float, curve: Reliability, place: int
    ) -> list[Spot]:
        color = QColor(self.theme.series[place % len(self.theme.series)])

        def point(said: float, seen: float) -> QPointF:
            return QPointF(
                box.left() + said / most * box.width(),
                box.bottom() - min(seen / most, 1.05) * box.height(),
            )

        painter.setPen(QPen(color, 1.5))
        dots = [point(found.said, found.seen) for found in curve.bins]
        painter.drawPolyline(dots)
        for found, dot in zip(curve.bins, dots, strict=True):
            painter.drawLine(point(found.said, found.low), point(found.said, found.high))
            painter.setBrush(color)
            painter.drawEllipse(dot, DOT, DOT)
        if len(self.curves) > 1:
            line = self.fontMetrics().height()
            painter.setPen(color)
            y = box.bottom() + (2 + place) * line + GRID
            painter.drawText(QRectF(box.left(), y, box.width(), line), self._names[place])
        return [
            Spot.around(dot, f"{self._names[place]}: {_dot_said(found)}")
            for found, dot in zip(curve.bins, dots, strict=True)
        ]


def _said(name: str, curve: Reliability) -> str:
    """The curve in words, for those who cannot see it."""
    return f"{name}: " + "; ".join(_dot_said(found) for found in curve.bins)


def _dot_said(found: ReliabilityBin) -> str:
    return tr(
        "said {said}, came {seen} ({n} moments)",
        said=percent(found.said, 1),
        seen=percent(found.seen, 1),
        n=number(found.moments),
    )


def _largest(curve: Reliability) -> float:
    return max((max(found.said, found.seen, found.high) for found in curve.bins), default=1.0)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 5, 10 times a power of ten, at most 1."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return float(min(next(step for step in (1, 2, 4, 5, 10) if step * power >= value) * power, 1.0))
