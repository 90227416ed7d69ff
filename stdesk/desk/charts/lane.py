"""What a time canvas is made of: lanes over one time axis, and the scene that they share."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from stdesk.desk.look.theme import GRID, Theme
from stdesk.insight import CalendarUnit
from stdesk.language import day, moment
from stdesk.language import language as spoken

if TYPE_CHECKING:
    from PySide6.QtGui import QPainterPath


@dataclass(frozen=True)
class Scene:
    """The part of time in sight, local ms, and where on the widget it is drawn, in pixels."""

    theme: Theme
    begin: float
    end: float
    left: float
    width: float
    unit: CalendarUnit

    def x(self, local_ms: float) -> float:
        return self.left + (local_ms - self.begin) / (self.end - self.begin) * self.width

    def xs(self, local_ms: np.ndarray) -> np.ndarray:
        return self.left + (local_ms - self.begin) * (self.width / (self.end - self.begin))

    @property
    def columns(self) -> int:
        return max(int(self.width), 1)


class Lane:
    """One chart of a canvas. Texts of `title` and `said_at` are set and made in the language."""

    least_height = 10 * GRID  # px
    stretch = 2  # its part of what room is left

    def __init__(self, title: str = "") -> None:
        self.title = title

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        """Draw what lies between the scene's times into the box (the plot, without the gutter)."""

    def said_at(self, local_ms: float, share: float, scene: Scene) -> str:
        """What is there in words; share: from 0 at the top to 1 at the bottom of the lane."""
        return ""

    def value_at(self, local_ms: float, scene: Scene) -> str:
        """The same as a figure alone, for the lane's margin."""
        return ""

    def marks(self, scene: Scene) -> list[tuple[float, str]]:
        """(share of the height, text) along the left side."""
        return []


def step_path(x: np.ndarray, y: np.ndarray, ground: float) -> "QPainterPath":
    """Steps over edges x (n + 1,) at heights y (n,), closed along the ground."""
    xs = np.concatenate([x[:1], np.repeat(x, 2)[1:-1], x[-1:]])
    ys = np.concatenate([[ground], np.repeat(y, 2), [ground]])
    return path_of(xs, ys)


def path_of(x: np.ndarray, y: np.ndarray) -> "QPainterPath":
    import pyqtgraph as pg

    return pg.arrayToQPath(np.ascontiguousarray(x, float), np.ascontiguousarray(y, float))


def shade(color: str, opacity: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(opacity)
    return made


def mixed(ground: str, ink: str, opacity: float) -> QColor:
    """What is seen where ink of this opacity lies on a ground."""
    low, high = QColor(ground), QColor(ink)
    pairs = ((low.red(), high.red()), (low.green(), high.green()), (low.blue(), high.blue()))
    return QColor(*(round(a + (b - a) * opacity) for a, b in pairs))


def write(painter: QPainter, box: QRectF, said: str, color: str, align: Qt.AlignmentFlag) -> None:
    """One line of text, ended with … where it has no room."""
    painter.setPen(QColor(color))
    fitting = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, fitting)


def period_said(begin_ms: float, end_ms: float, unit: CalendarUnit) -> str:
    """A period in words: an hour, a day, a week from its first to its last day, a month."""
    return _period_said(int(begin_ms), int(end_ms), unit, spoken())


@lru_cache(maxsize=512)
def _period_said(begin_ms: int, end_ms: int, unit: CalendarUnit, code: str) -> str:
    if unit == "hour":
        return f"{moment(begin_ms)}–{moment(end_ms)[-5:]}"
    if unit == "day":
        return day(begin_ms)
    if unit == "week":
        return f"{day(begin_ms)} – {day(end_ms - 1)}"
    return _month_said(begin_ms, code)


def _month_said(begin_ms: int, code: str) -> str:
    import datetime

    from babel.dates import format_skeleton

    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=begin_ms)  # noqa: DTZ001
    return format_skeleton("yMMMM", at, locale=code)


def round_top(value: float) -> float:
    """The next of 1, 2, 3, 5 times a power of ten, so that a scale seldom changes."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10):
        if step * power >= value:
            return float(step * power)
    return float(10 * power)
