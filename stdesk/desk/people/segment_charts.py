"""Two segments in pictures: the day's course, shares side by side, and how many groups fit."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy

from stdesk.desk.charts.painted_chart import PaintedChart, Spot
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.people.portrait_charts import paint_hours
from stdesk.desk.tables.columns import Column
from stdesk.insight import Compared
from stdesk.language import number, percent, tr
from stdesk.recommend import figure_title, figure_value

ROW = 28
COLOURS = (0, 1)  # of both sides, in the theme's series


class DayCourse(PaintedChart):
    """The share of events by hour of the day, a line for each side."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._hours = np.zeros((2, 24))
        self._names = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(32 * GRID)

    def show_hours(self, hours: np.ndarray, names: tuple[str, str]) -> None:
        """hours: (2, 168) mean shares by hour of the week."""
        self._hours, self._names = hours.reshape(2, 7, 24).sum(axis=1), names
        self.set_name(tr("Course of the day"), " – ".join(names))
        self.update()

    def numbers(self) -> list[Column]:
        sides = [
            Column(name, self._hours[side].tolist(), _fine, numeric=True)
            for side, name in enumerate(self._names)
        ]
        return [Column(tr("Hour"), [f"{hour}:00" for hour in range(24)]), *sides]

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, 20 * GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * GRID, 14 * GRID)

    def paint(self, painter: QPainter) -> list[Spot]:
        line = painter.fontMetrics().height() + GRID // 2
        most = float(self._hours.max()) or 1.0
        left = painter.fontMetrics().horizontalAdvance(percent(most)) + GRID
        cell, bottom = (self.width() - left - GRID) / 24, self.height() - line
        top = float(GRID)
        painter.setPen(QColor(self.theme.muted))
        box = QRectF(0, 0, left - GRID / 2, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, percent(most))
        painter.setPen(QPen(QColor(self.theme.border), 1))
        painter.drawLine(QPointF(left, bottom), QPointF(self.width() - GRID, bottom))
        spots = []
        for side in (1, 0):
            path = QPainterPath()
            for hour in range(24):
                share = float(self._hours[side, hour])
                point = QPointF(left + (hour + 0.5) * cell, bottom - share / most * (bottom - top))
                path.moveTo(point) if hour == 0 else path.lineTo(point)
                said = f"{self._names[side]}, {hour}:00 · {percent(share, 1)}"
                spots.append(Spot.around(point, said))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.series[COLOURS[side]]), 2))
            painter.drawPath(path)
        paint_hours(painter, self.theme, left, cell, bottom, line)
        return spots


class Pairs(PaintedChart):
    """Figures that are shares: a dot and its 95 % interval for each side, a row each."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._lines: Sequence[Compared] = ()
        self._names = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[Compared], names: tuple[str, str]) -> None:
        self._lines, self._names = lines, names
        self.set_name(tr("Shares side by side"), " – ".join(names))
        self.updateGeometry()
        self.update()

    def numbers(self) -> list[Column]:
        found = self._lines
        return [
            Column(tr("What"), [figure_title(line.figure) for line in found]),
            Column(self._names[0], [line.one for line in found], _fine, numeric=True),
            Column(self._names[1], [line.other for line in found], _fine, numeric=True),
        ]

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, self._row() * len(self._lines) + 3 * GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * GRID, self.sizeHint().height())

    def paint(self, painter: QPainter) -> list[Spot]:
        if not self._lines:
            return []
        metrics, row = painter.fontMetrics(), self._row()
        titles = [figure_title(line.figure) for line in self._lines]
        widest = max(metrics.horizontalAdvance(title) for title in titles)
        left = min(widest + 2 * GRID, self.width() * 58 // 100)
        room = max(self.width() - left - 2 * GRID, 1)
        most = max(max(line.one_high, line.other_high) for line in self._lines) or 1.0
        spots = []
        for place, (line, title) in enumerate(zip(self._lines, titles, strict=True)):
            middle = place * row + row / 2
            painter.setPen(QColor(self.theme.text if line.certain else self.theme.muted))
            box = QRectF(0, place * row, left - GRID, row)
            name = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(left - GRID))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            sides = (
                (line.one, line.one_low, line.one_high),
                (line.other, line.other_low, line.other_high),
            )
            for side, (value, low, high) in enumerate(sides):
                y = middle + (side - 0.5) * 9
                colour = QColor(self.theme.series[COLOURS[side]])
                begin, end = (QPointF(left + at / most * room, y) for at in (low, high))
                painter.setPen(QPen(colour, 2))
                painter.drawLine(begin, end)
                painter.setBrush(colour)
                point = QPointF(left + value / most * room, y)
                painter.drawEllipse(point, 3.5, 3.5)
                spots.append(Spot.around(point, self._said(line, side)))
        painter.setPen(QColor(self.theme.muted))
        box = QRectF(left, row * len(self._lines), room, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, "0 %")
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, percent(most))
        return spots

    def _said(self, line: Compared, side: int) -> str:
        value = (line.one, line.other)[side]
        said = figure_value(line.figure, value)
        return f"{figure_title(line.figure)} · {self._names[side]}: {said}"

    def _row(self) -> int:
        return max(ROW, self.fontMetrics().height() + GRID)


class Silhouettes(PaintedChart):
    """How well each number of groups fits; the chosen one in the accent colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._values: tuple[tuple[int, float], ...] = ()
        self._chosen = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: tuple[tuple[int, float], ...], chosen: int) -> None:
        self._values, self._chosen = values, chosen
        said = ", ".join(f"{groups}: {number(value, 3)}" for groups, value in values)
        self.set_name(tr("Silhouette by number of groups"), said)
        self.update()

    def numbers(self) -> list[Column]:
        return [
            Column(tr("Groups"), [groups for groups, _ in self._values], numeric=True),
            Column(tr("Silhouette"), [value for _, value in self._values], _third, numeric=True),
        ]

    def sizeHint(self) -> QSize:
        return QSize(30 * GRID, 11 * GRID)

    def paint(self, painter: QPainter) -> list[Spot]:
        if not self._values:
            return []
        line = painter.fontMetrics().height() + GRID // 2
        bottom = self.height() - line
        most = max(max(value for _, value in self._values), 0.05)
        cell = min(self.width() / len(self._values), 6.0 * GRID)
        spots = []
        for place, (groups, value) in enumerate(self._values):
            height = max(value, 0.0) / most * (bottom - GRID)
            bar = QRectF(place * cell + 4, bottom - height, cell - 8, height)
            painter.setPen(Qt.PenStyle.NoPen)
            chosen = groups == self._chosen
            painter.setBrush(QColor(self.theme.accent if chosen else self.theme.border))
            painter.drawRect(bar)
            painter.setPen(QColor(self.theme.text if chosen else self.theme.muted))
            box = QRectF(place * cell, bottom, cell, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(groups))
            said = tr("{groups} groups: silhouette {value}", groups=groups, value=number(value, 3))
            spots.append(Spot(bar, said))
        return spots


def _fine(share: float) -> str:
    return percent(share, 1)


def _third(value: float) -> str:
    return number(value, 3)
