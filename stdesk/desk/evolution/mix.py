"""Interests over time as stacked areas; changes are lines."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from stdesk.desk.charts.painted_chart import Spot
from stdesk.desk.evolution.charts import OverTime
from stdesk.desk.evolution.words import period_words
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.columns import Column
from stdesk.insight import ChangePoint, Course
from stdesk.language import day, percent, tr

HEIGHT = 170
MOST_CATEGORIES = 6


class MixChart(OverTime):
    """Shares of the categories, the largest from below, all others on top."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._names: list[str] = []
        self._shares = np.empty((0, 0))

    def show_mix(
        self, course: Course, changes: Sequence[ChangePoint], names: Sequence[str]
    ) -> None:
        shares = np.nan_to_num(course.mix)
        order = np.argsort(-shares.sum(axis=0), kind="stable")
        top = order[:MOST_CATEGORIES]
        self._names = [names[code] for code in top.tolist()]
        self._shares = shares[:, top]
        if shares.shape[1] > MOST_CATEGORIES:
            others = shares[:, order[MOST_CATEGORIES:]].sum(axis=1, keepdims=True)
            self._shares = np.hstack([self._shares, others])
            self._names.append(tr("Other"))
        self.show_course(course, changes)

    def numbers(self) -> list[Column]:
        course = self.course
        if course is None:
            return []
        return [
            Column(tr("Period"), [day(int(ms)) for ms in course.start_ms]),
            *(
                Column(name, self._shares[:, place].tolist(), percent, numeric=True)
                for place, name in enumerate(self._names)
            ),
        ]

    def sizeHint(self) -> QSize:
        return QSize(60 * GRID, max(HEIGHT, len(self._names) * self.line()) + self.line() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(36 * GRID, self.sizeHint().height())

    def paint(self, painter: QPainter) -> list[Spot]:
        self._marks = []
        course = self.course
        if course is None or not len(course.start_ms) or not self._names:
            return []
        metrics = painter.fontMetrics()
        legend = min(max(metrics.horizontalAdvance(n) for n in self._names), 22 * GRID) + 3 * GRID
        box = QRectF(0, 2, self.width() - legend - GRID, self.height() - self.line() - 6)
        painter.fillRect(box, QColor(self.theme.sunken))
        spots = self._paint_areas(painter, box)
        self.paint_changes(painter, box)
        self.paint_dates(painter, box)
        self._paint_legend(painter, box.right() + GRID)
        return spots

    def _paint_areas(self, painter: QPainter, box: QRectF) -> list[Spot]:
        course = self.course
        assert course is not None  # noqa: S101
        x = self.place_of(box)
        step = course.days * 86_400_000
        known = np.isfinite(course.mix).any(axis=1)
        spots = []
        upper = np.zeros(len(self._shares))
        for place in range(len(self._names)):
            lower, upper = upper, upper + self._shares[:, place]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._colour(place)))
            for number in np.flatnonzero(known).tolist():
                left, right = (x(float(course.start_ms[number] + s)) for s in (0, step))
                bar = QRectF(
                    left,
                    box.bottom() - upper[number] * box.height(),
                    right - left + 0.5,
                    (upper[number] - lower[number]) * box.height(),
                )
                painter.drawRect(bar)
                if bar.height() >= 1:
                    when = period_words(int(course.start_ms[number]), course.days)
                    share = percent(float(self._shares[number, place]))
                    spots.append(Spot(bar, f"{when} · {self._names[place]}: {share}"))
        return spots

    def _paint_legend(self, painter: QPainter, left: float) -> None:
        for place, name in enumerate(reversed(self._names)):
            top = place * self.line()
            colour = self._colour(len(self._names) - 1 - place)
            painter.fillRect(QRectF(left, top + self.line() / 2 - 4, 9, 9), QColor(colour))
            painter.setPen(QColor(self.theme.text))
            room = QRectF(left + 2 * GRID, top, self.width() - left - 2 * GRID, self.line())
            said = painter.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)

    def _colour(self, place: int) -> str:
        return self.theme.series[-1 if place >= MOST_CATEGORIES else place]
