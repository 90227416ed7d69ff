"""The pictures of a portrait: the week in shades, a typical day, what is above the usual."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from stdesk.desk.charts.painted_chart import PaintedChart, Spot
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.columns import Column
from stdesk.language import ntr, percent, tr, weekday
from stdesk.recommend import Interest, TypicalDay

HEAT_ROW, DAY_ROW, SHARE_ROW = 16, 56, 26
HOURS_NAMED = (0, 6, 12, 18)


class WeekHeat(PaintedChart):
    """Seven weekdays of 24 hours, darker where there were more events."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._counts: Sequence[Sequence[int]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Sequence[Sequence[int]]) -> None:
        """counts: 7 rows of 24."""
        self._counts = counts
        self.updateGeometry()
        self.update()

    def numbers(self) -> list[Column]:
        cells = [(day, hour) for day in range(len(self._counts)) for hour in range(24)]
        return [
            Column(tr("Day"), [weekday(day) for day, _ in cells]),
            Column(tr("Hour"), [f"{hour}:00" for _, hour in cells]),
            Column(tr("Events"), [self._counts[day][hour] for day, hour in cells], numeric=True),
        ]

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, 7 * self._row() + self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * GRID, self.sizeHint().height())

    def paint(self, painter: QPainter) -> list[Spot]:
        names = [weekday(day, short=True) for day in range(7)]
        left = max(painter.fontMetrics().horizontalAdvance(name) for name in names) + GRID
        cell, row = (self.width() - left - 2) / 24, self._row()
        most = max((max(counts) for counts in self._counts), default=0)
        spots = []
        for day, counts in enumerate(self._counts):
            painter.setPen(QColor(self.theme.muted))
            box = QRectF(0, day * row, left - GRID / 2, row)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, names[day])
            painter.setPen(Qt.PenStyle.NoPen)
            for hour, count in enumerate(counts):
                place = QRectF(left + hour * cell, day * row, cell - 1, row - 1)
                strength = (count / most) ** 0.5 if most else 0.0
                painter.setBrush(mixed(self.theme.sunken, self.theme.accent, strength))
                painter.drawRect(place)
                said = ntr("{n} event", "{n} events", count)
                spots.append(Spot(place, f"{weekday(day)}, {hour}:00–{hour + 1}:00 · {said}"))
        paint_hours(painter, self.theme, left, cell, 7 * row, self._line())
        return spots

    def _row(self) -> int:
        return max(HEAT_ROW, self.fontMetrics().height())

    def _line(self) -> int:
        return self.fontMetrics().height() + GRID // 2


class TypicalDays(PaintedChart):
    """Of working days and of weekends, hour by hour, the share with an event."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._days: tuple[TypicalDay, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_days(self, days: tuple[TypicalDay, ...]) -> None:
        self._days = days
        self.updateGeometry()
        self.update()

    def numbers(self) -> list[Column]:
        hours = [(day, hour) for day in self._days for hour in day.hours]
        return [
            Column(tr("Days"), [_day_title(day) for day, _ in hours]),
            Column(tr("Hour"), [f"{hour.hour}:00" for _, hour in hours]),
            Column(tr("Share"), [hour.share for _, hour in hours], percent, numeric=True),
            Column(tr("Mostly"), [hour.category for _, hour in hours]),
        ]

    def sizeHint(self) -> QSize:
        height = len(self._days) * (DAY_ROW + self._line()) + self._line()
        return QSize(40 * GRID, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * GRID, self.sizeHint().height())

    def paint(self, painter: QPainter) -> list[Spot]:
        spots: list[Spot] = []
        if not self._days:
            return spots
        names = [weekday(day, short=True) for day in range(7)]
        left = max(painter.fontMetrics().horizontalAdvance(name) for name in names) + GRID
        cell, line = (self.width() - left - 2) / 24, self._line()
        top = max(max(hour.share for hour in day.hours) for day in self._days) or 1.0
        for place, day in enumerate(self._days):
            begin = place * (DAY_ROW + line)
            painter.setPen(QColor(self.theme.muted))
            title = QRectF(left, begin, self.width() - left, line)
            painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, _day_title(day))
            bottom = begin + line + DAY_ROW - 1
            painter.setPen(QPen(QColor(self.theme.border), 1))
            painter.drawLine(QPointF(left, bottom), QPointF(self.width() - 2, bottom))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.series[1 if day.weekend else 0]))
            for hour in day.hours:
                height = hour.share / top * (DAY_ROW - GRID)
                bar = QRectF(left + hour.hour * cell, bottom - height, max(cell - 1, 1), height)
                painter.drawRect(bar)
                spots.append(Spot(bar, _hour_said(day, hour.hour)))
        paint_hours(painter, self.theme, left, cell, len(self._days) * (DAY_ROW + line), line)
        return spots

    def _line(self) -> int:
        return self.fontMetrics().height() + GRID // 2


class InterestBars(PaintedChart):
    """The user's share of each category as a bar, everyone's usual share as a line across it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._interests: tuple[Interest, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_interests(self, interests: tuple[Interest, ...]) -> None:
        self._interests = interests
        self.set_name(tr("Interests"), "; ".join(_interest_said(one) for one in interests))
        self.updateGeometry()
        self.update()

    def numbers(self) -> list[Column]:
        found = self._interests
        return [
            Column(tr("Category"), [one.name for one in found]),
            Column(tr("Share"), [one.share for one in found], percent, numeric=True),
            Column(tr("Usual"), [one.usual for one in found], _finely, numeric=True),
            Column(tr("Beyond chance"), [tr("yes") if one.certain else "" for one in found]),
        ]

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, self._row() * len(self._interests))

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * GRID, self.sizeHint().height())

    def paint(self, painter: QPainter) -> list[Spot]:
        metrics, row = self.fontMetrics(), self._row()
        if not self._interests:
            return []
        said = [percent(one.share) for one in self._interests]
        widest = max(metrics.horizontalAdvance(one.name) for one in self._interests)
        left = min(widest + GRID + GRID // 2, self.width() * 45 // 100)
        right = max(metrics.horizontalAdvance(text) for text in said) + GRID
        room = max(self.width() - left - right, 1)
        most = max(max(one.share, one.usual) for one in self._interests) or 1.0
        spots = []
        for place, one in enumerate(self._interests):
            box = QRectF(0, place * row, left - GRID, row)
            name = metrics.elidedText(one.name, Qt.TextElideMode.ElideRight, int(left - GRID))
            painter.setPen(QColor(self.theme.text if one.certain else self.theme.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            bar = QRectF(left, place * row + 5, max(one.share / most * room, 1), row - 10)
            painter.setPen(Qt.PenStyle.NoPen)
            plain = mixed(self.theme.surface, self.theme.accent, 0.45)
            painter.setBrush(QColor(self.theme.accent) if one.certain else plain)
            painter.drawRoundedRect(bar, 2, 2)
            usual = left + one.usual / most * room
            painter.setPen(QPen(QColor(self.theme.text), 2))
            painter.drawLine(QPointF(usual, place * row + 2), QPointF(usual, (place + 1) * row - 2))
            painter.setPen(QColor(self.theme.text))
            box = QRectF(left + room + GRID / 2, place * row, right - GRID / 2, row)
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box, side, said[place])
            whole = QRectF(0, place * row, self.width(), row - 1)
            spots.append(Spot(whole, _interest_said(one)))
        return spots

    def _row(self) -> int:
        return max(SHARE_ROW, self.fontMetrics().height() + GRID)


def mixed(one: str, other: str, share: float) -> QColor:
    """A colour between two."""
    a, b = QColor(one), QColor(other)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(x + (y - x) * min(max(share, 0.0), 1.0)) for x, y in pairs))


def paint_hours(
    painter: QPainter, theme: Theme, left: float, cell: float, top: float, height: float
) -> None:
    """The hours of the day below a chart of 24 columns."""
    painter.setPen(QColor(theme.muted))
    for hour in HOURS_NAMED:
        box = QRectF(left + hour * cell, top, 6 * cell, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{hour}:00")


def _day_title(day: TypicalDay) -> str:
    if day.weekend:
        return ntr("Weekend: {n} active day", "Weekend: {n} active days", day.days)
    return ntr("Monday to Friday: {n} active day", "Monday to Friday: {n} active days", day.days)


def _hour_said(day: TypicalDay, hour: int) -> str:
    found = day.hours[hour]
    share = tr("an event on {share} of these days", share=percent(found.share))
    said = [f"{hour}:00–{hour + 1}:00", share]
    return " · ".join([*said, found.category] if found.category else said)


def _interest_said(one: Interest) -> str:
    from stdesk.recommend import interest_line

    return interest_line(one)


def _finely(share: float) -> str:
    return percent(share, 1)
