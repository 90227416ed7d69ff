"""Counts as shades: dates to the right, hours of the day or lengths of time downwards."""

import itertools
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from stdesk.desk.charts.lane import Lane, Scene, period_said, shade
from stdesk.desk.look.theme import GRID, Theme
from stdesk.insight import CalendarUnit, Levels, Series, drawn, on_pixels
from stdesk.language import ntr, span, tr

SHADES = 255


class HeatLane(Lane):
    """A row of shades for each row of a series; row 0 on top. Colours go with the square root.

    rows: what each row is, in words. ticks: (row border, text) at the left.
    """

    least_height = 14 * GRID
    stretch = 4

    def __init__(self, title: str, rows: Sequence[str], ticks: Sequence[tuple[int, str]]) -> None:
        super().__init__(title)
        self.rows, self.ticks = rows, ticks

    def series(self, unit: CalendarUnit) -> Series:
        """The counts that are shown while the other lanes count by this unit."""
        raise NotImplementedError

    def count_said(self, count: int) -> str:
        return ntr("{n} event", "{n} events", count)

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        whole = self.series(scene.unit)
        seen = drawn(whole, scene.begin, scene.end, max(scene.columns // 2, 1))
        if not seen.most.shape[1]:
            return
        at = on_pixels(seen, scene.begin, scene.end, scene.columns)
        most = np.sqrt(seen.most / max(int(whole.counts.max(initial=1)), 1))
        level = np.where(seen.most > 0, 1 + np.round(most * (SHADES - 1)), 0).astype(np.uint8)
        level = np.concatenate([level, np.zeros((len(level), 1), dtype=np.uint8)], axis=1)
        shown = level[:, at]  # -1 is the empty column at the end
        pixels = np.ascontiguousarray(_colours(scene.theme)[shown])
        rows, columns = pixels.shape
        image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        painter.drawImage(box, image)
        for row, _ in self.ticks:
            y = int(box.top() + row / len(self.rows) * box.height())
            painter.fillRect(QRectF(box.left(), y, box.width(), 1), shade(scene.theme.muted, 0.25))

    def marks(self, scene: Scene) -> list[tuple[float, str]]:
        return [(row / len(self.rows), said) for row, said in self.ticks]

    def said_at(self, local_ms: float, share: float, scene: Scene) -> str:
        whole = self.series(scene.unit)
        column = whole.row_at(local_ms)
        row = min(int(share * len(self.rows)), len(self.rows) - 1)
        if column < 0 or row < 0:
            return ""
        begin, end = whole.edges_ms[column : column + 2]
        when = period_said(begin, end, whole.unit)
        return f"{when}, {self.rows[row]} · {self.count_said(int(whole.counts[row, column]))}"


class HoursLane(HeatLane):
    """Events by date and hour of the day."""

    def __init__(self, title: str, days: Series) -> None:
        rows = [f"{hour}:00–{hour + 1}:00" for hour in range(24)]
        super().__init__(title, rows, [(hour, f"{hour}:00") for hour in (0, 6, 12, 18, 24)])
        self._days = days

    def series(self, unit: CalendarUnit) -> Series:
        return self._days


class LengthsLane(HeatLane):
    """Sessions, or the pauses between them, by the date of their begin and by their length.

    The longest are on top. bounds_ms: see `stdesk.insight.LENGTHS_MS`.
    """

    least_height = 12 * GRID
    stretch = 3

    def __init__(self, title: str, levels: Levels, bounds_ms: Sequence[int], pauses: bool) -> None:
        said = [span(bound) for bound in bounds_ms]
        rows = [
            tr("up to {length}", length=said[0]) if bounds_ms[0] else tr("a single event"),
            *(f"{low} – {high}" for low, high in itertools.pairwise(said)),
            tr("over {length}", length=said[-1]),
        ]
        borders = range(2, len(bounds_ms) + 1, 3)
        ticks = [(len(rows) - border, said[border - 1]) for border in borders]
        super().__init__(title, rows[::-1], ticks)
        self._levels, self._pauses = levels, pauses
        self._turned: dict[CalendarUnit, Series] = {}

    def series(self, unit: CalendarUnit) -> Series:
        unit = "day" if unit == "hour" else unit
        if unit not in self._turned:
            whole = self._levels.by(unit)
            self._turned[unit] = Series(unit, whole.edges_ms, whole.counts[::-1])
        return self._turned[unit]

    def count_said(self, count: int) -> str:
        if self._pauses:
            return ntr("{n} pause", "{n} pauses", count)
        return ntr("{n} session", "{n} sessions", count)


@lru_cache(maxsize=4)
def _colours(theme: Theme) -> np.ndarray:
    """(shades + 1,) RGB from the ground, over a first shade that can be seen, to the accent."""
    ground, ink = QColor(theme.surface), QColor(theme.accent)
    shares = np.concatenate([[0.0], np.linspace(0.14, 1.0, SHADES)])

    def between(low: int, high: int) -> np.ndarray:
        return np.round(low + (high - low) * shares).astype(np.uint32)

    red = between(ground.red(), ink.red())
    green = between(ground.green(), ink.green())
    blue = between(ground.blue(), ink.blue())
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, dtype=np.uint32)
