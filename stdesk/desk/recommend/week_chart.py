"""When an entry is likely: weekday by hour, darker where its chance is higher."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from stdesk.desk.charts.lane import mixed
from stdesk.desk.charts.painted_chart import PaintedChart, Spot
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.columns import Column
from stdesk.language import ntr, percent, tr, weekday
from stdesk.recommend import When

ROW = 15
HOURS_NAMED = (0, 6, 12, 18)
SHADES = 65


class WeekChart(PaintedChart):
    """Seven rows of 24 hours. A dot: the user was there at that hour. Click for that hour."""

    picked = Signal(int)  # an hour of the week

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._when: When | None = None
        self._visits: list[int] = [0] * 168
        self._chosen = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_week(self, when: When | None, visits: list[int]) -> None:
        """visits: (168,) of the user, by hour of the week."""
        self._when, self._visits = when, visits
        self.update()

    def choose(self, hour: int) -> None:
        """Frame the hour that the list is for."""
        self._chosen = hour
        self.update()

    def numbers(self) -> list[Column]:
        if self._when is None:
            return []
        days = [weekday(hour // 24) for hour in range(168)]
        chances = [float(chance) for chance in self._when.chance]
        return [
            Column(tr("Day"), days),
            Column(tr("Hour"), [f"{hour % 24}:00" for hour in range(168)]),
            Column(tr("Chance"), chances, lambda chance: percent(chance, 1), numeric=True),
            Column(tr("Events"), self._visits, numeric=True),
        ]

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, 7 * ROW + 2 * GRID + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * GRID, self.sizeHint().height())

    def paint(self, painter: QPainter) -> list[Spot]:
        names = [weekday(day, short=True) for day in range(7)]
        left = max(painter.fontMetrics().horizontalAdvance(name) for name in names) + GRID
        cell = (self.width() - left - 2) / 24
        self._paint_names(painter, names, left, cell)
        if self._when is None:
            return []
        chance = self._when.chance
        known = chance[chance == chance]
        most = float(known.max()) if len(known) else 0.0
        spots = []
        for hour in range(168):
            place = QRectF(left + hour % 24 * cell, hour // 24 * ROW, cell - 1, ROW - 1)
            self._paint_hour(painter, hour, place, float(chance[hour]), most)
            spots.append(Spot(place, self._said(hour, float(chance[hour]))))
        if 0 <= self._chosen < 168:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.text), 2))
            painter.drawRect(spots[self._chosen].place)
        return spots

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position())
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if 0 <= self._current < len(self.spots):
                self.picked.emit(self._current)
            return
        super().keyPressEvent(event)

    def _pick(self, point: QPointF) -> None:
        for hour, spot in enumerate(self.spots):
            if spot.place.adjusted(0, 0, 1, 1).contains(point):
                self.picked.emit(hour)
                return

    def _paint_names(self, painter: QPainter, names: list[str], left: float, cell: float) -> None:
        painter.setPen(QColor(self.theme.muted))
        for day, name in enumerate(names):
            box = QRectF(0, day * ROW, left - GRID / 2, ROW)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
        for hour in HOURS_NAMED:
            box = QRectF(left + hour * cell, 7 * ROW, 6 * cell, 2 * GRID + 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignTop, f"{hour}:00")

    def _paint_hour(
        self, painter: QPainter, hour: int, place: QRectF, chance: float, most: float
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        known = chance == chance
        strength = chance / most if known and most > 0 else 0.0
        painter.setBrush(_shade(self.theme.sunken, self.theme.accent, strength))
        if not known:
            painter.setBrush(QColor(self.theme.border))
            painter.drawRect(place.adjusted(0, place.height() / 2 - 1, 0, -place.height() / 2 + 1))
            return
        painter.drawRect(place)
        if self._visits[hour]:
            light = strength > 0.55
            painter.setBrush(QColor(self.theme.on_accent if light else self.theme.text))
            painter.drawEllipse(place.center(), 2.0, 2.0)

    def _said(self, hour: int, chance: float) -> str:
        said = [f"{weekday(hour // 24)}, {hour % 24}:00"]
        said.append(percent(chance, 1) if chance == chance else tr("not computed yet"))
        if self._visits[hour]:
            said.append(ntr("{n} event", "{n} events", self._visits[hour]))
        return " · ".join(said)


def _shade(one: str, other: str, share: float) -> QColor:
    return _shades(one, other)[round(min(max(share, 0.0), 1.0) * (SHADES - 1))]


@lru_cache(maxsize=4)
def _shades(one: str, other: str) -> list[QColor]:
    """From one colour to the other; made once, since a week is painted at each move of a hand."""
    return [mixed(one, other, step / (SHADES - 1)) for step in range(SHADES)]
