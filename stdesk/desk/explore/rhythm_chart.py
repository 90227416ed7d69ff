"""On which date at which hour: one user's events as dots, everyone's as shades."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication

from stdesk.desk.charts.charts import brush, make_plot, pen, style_plot
from stdesk.desk.charts.time_axis import TimeAxis
from stdesk.desk.explore.data import Rhythm
from stdesk.desk.look.group_colors import group_color
from stdesk.desk.look.theme import GRID, Theme
from stdesk.features import DAY_MS, EventLog, Groups
from stdesk.language import day, moment, ntr, tr

DOT_SIZES = ((300, 7), (1000, 5))  # up to so many dots, pixels
SMALLEST_DOT = 4


class RhythmChart:
    """Date to the right, hour of day downwards; colours are those of the groups."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.rhythm: Rhythm | None = None
        self._groups: Groups | None = None
        self._log: EventLog | None = None
        self._item: Any = None
        self.plot = make_plot(theme, axisItems={"bottom": TimeAxis()})
        self.plot.setLimits(yMin=-0.5, yMax=24.5)
        self.plot.getPlotItem().invertY(True)
        hours = [(hour, f"{hour}:00") for hour in (0, 6, 12, 18, 24)]
        self.plot.getAxis("left").setTicks([hours])
        self._fit_axis()

    def show(self, rhythm: Rhythm, groups: Groups, log: EventLog) -> None:
        self.rhythm, self._groups, self._log = rhythm, groups, log
        self.draw()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        style_plot(self.plot, theme)
        self._fit_axis()
        self.draw()

    def retranslate(self) -> None:
        self.plot.setAccessibleName(tr("Events by date and hour of day"))

    def draw(self) -> None:
        if self._item is not None:
            self.plot.removeItem(self._item)
            self._item = None
        if self.rhythm is None or self._groups is None:
            return
        picture = self.rhythm.is_picture
        self._item = self._shades(self.rhythm) if picture else self._dots(self.rhythm, self._groups)
        self.plot.addItem(self._item)

    def said_at(self, point: QPointF) -> str:
        """The event, or the count, at a point of the chart, in words."""
        rhythm = self.rhythm
        if rhythm is None or self._item is None:
            return ""
        if rhythm.is_picture:
            return _count_said(rhythm, point)
        found = self._item.pointsAt(point)
        return self._event_said(rhythm, int(found[0].data())) if len(found) else ""

    def _fit_axis(self) -> None:
        """Dates as high as the text; left alone, the axis reserves too little before it is seen."""
        height = QFontMetrics(QGuiApplication.font()).height()
        self.plot.getAxis("bottom").setHeight(height + GRID)

    def _shades(self, rhythm: Rhythm) -> Any:
        """Counts as shades of the accent colour; the root lets quiet hours be seen."""
        image = pg.ImageItem(np.sqrt(rhythm.counts), axisOrder="col-major")
        ground, ink = QColor(self.theme.surface), QColor(self.theme.accent)
        image.setColorMap(pg.ColorMap([0.0, 0.02, 1.0], [ground, _mixed(ground, ink, 0.18), ink]))
        image.setRect(rhythm.day_ms[0] / 1000, 0, len(rhythm.day_ms) * 86_400, 24)
        return image

    def _dots(self, rhythm: Rhythm, groups: Groups) -> Any:
        brushes = [
            brush(group_color(self.theme, groups, code), 0.85)
            for code in range(len(groups.names) + 1)
        ]
        return pg.ScatterPlotItem(
            x=rhythm.local_ms / 1000,
            y=rhythm.hour,
            size=_dot_size(len(rhythm.local_ms)),
            pen=None,
            brush=[brushes[code] for code in rhythm.group.tolist()],
            data=np.arange(len(rhythm.local_ms)),
            hoverable=True,
            hoverPen=pen(self.theme.text, 1.5),
            tip=None,
        )

    def _event_said(self, rhythm: Rhythm, dot: int) -> str:
        if self._log is None:
            return ""
        log, row = self._log, int(rhythm.row[dot])
        item, kind = int(log.item[row]), int(log.kind[row])
        category = int(log.catalogue.item_category[item])
        said = [moment(int(rhythm.local_ms[dot])), log.catalogue.item_name(item)]
        if category >= 0:
            said.append(log.catalogue.category_names[category])
        if kind >= 0 and len(log.catalogue.kind_names) > 1:
            said.append(log.catalogue.kind_names[kind])
        if rhythm.count[dot] > 1:
            said.append(ntr("{n} event", "{n} events", int(rhythm.count[dot])))
        return " · ".join(said)


def _dot_size(dots: int) -> int:
    """The more, the smaller, so that they stay apart."""
    return next((size for most, size in DOT_SIZES if dots <= most), SMALLEST_DOT)


def _count_said(rhythm: Rhythm, point: QPointF) -> str:
    row, hour = int((point.x() * 1000 - rhythm.day_ms[0]) // DAY_MS), int(point.y())
    if not (0 <= row < len(rhythm.day_ms) and 0 <= point.y() < 24):
        return ""
    said = ntr("{n} event", "{n} events", int(rhythm.counts[row, hour]))
    return f"{day(int(rhythm.day_ms[row]))}, {hour}:00–{hour + 1}:00 · {said}"


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    parts = zip(_rgb(one), _rgb(other), strict=True)
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
