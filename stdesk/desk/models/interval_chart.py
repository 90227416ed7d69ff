"""Models side by side by one measure: a dot with its 95 % interval each, baselines apart."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from stdesk.desk.charts.painted_chart import PaintedChart, Spot
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.models.comparison_table import Comparison, low_is_good
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.insight import round_step
from stdesk.language import figure, tr
from stdesk.project import Measured

ROW = 3 * GRID + 2
LEAST_WIDTH, MOST_WIDTH = 32 * GRID, 36 * GRID  # beside five columns in 1280 pixels
PLOT_WIDTH = 14 * GRID  # what names leave to the intervals
AXIS = 3 * GRID


@dataclass(frozen=True)
class _Row:
    """A line of the picture. line: of the comparison. plain: others are held against it."""

    line: int
    title: str
    short: str
    plain: bool
    value: Measured

    @property
    def said(self) -> str:
        value = self.value
        said = f"{self.title} {figure(value.value)}"
        if value.low is None or value.high is None:
            return said
        return f"{said} ({figure(value.low)} – {figure(value.high)})"


class IntervalChart(PaintedChart):
    """A line for each model; a dashed line marks the best reference.

    Beside a table, the lines stand at its rows, however it is sorted and scrolled.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._rows: list[_Row] = []
        self._best: Callable[[list[float]], float] = max
        self._axis, self._row = AXIS, ROW
        self._table: Table | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def stand_beside(self, table: Table) -> None:
        """Lines stand at the rows of this table, which has one for each line of the comparison."""
        self._table = table
        table.verticalScrollBar().valueChanged.connect(self.update)
        table.rows.layoutChanged.connect(self.update)

    def show_measure(self, comparison: Comparison, name: str, theme: Theme) -> None:
        self.apply_theme(theme)
        if self._table is not None:
            self._axis, self._row = self._table.line_heights()
        self._best = min if low_is_good(name) else max
        references = comparison.references
        self._rows = [
            _Row(
                position,
                comparison.title(line),
                comparison.short_title(line),
                line.model in references,
                value,
            )
            for position, (line, value) in enumerate(
                zip(comparison.lines, comparison.of(name), strict=True)
            )
            if value is not None and value.value == value.value
        ]
        self.set_name(name, ", ".join(row.said for row in self._rows))
        self.updateGeometry()

    def numbers(self) -> list[Column]:
        values = [row.value for row in self._rows]
        columns: dict[str, Sequence[float | None]] = {
            self.accessibleName(): [v.value for v in values],
            tr("Low"): [v.low for v in values],
            tr("High"): [v.high for v in values],
        }
        models = Column(tr("Model"), [row.title for row in self._rows])
        return [models, *(Column(t, v, figure, numeric=True) for t, v in columns.items())]

    def sizeHint(self) -> QSize:
        wide = self.minimumSizeHint().width()
        return QSize(wide, self._axis + self._row * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """As wide as whole names and their intervals need, within what a table can spare."""
        needed = self._widest_name() + PLOT_WIDTH
        return QSize(min(max(needed, LEAST_WIDTH), MOST_WIDTH), 12 * GRID)

    def paint(self, painter: QPainter) -> list[Spot]:
        if not self._rows:
            return []
        values = [row.value for row in self._rows]
        low, high = round_ends(
            min(v.value if v.low is None else v.low for v in values),
            max(v.value if v.high is None else v.high for v in values),
        )
        names = min(self._widest_name(), self.width() - PLOT_WIDTH)
        begin, width = names + GRID, max(self.width() - names - 2 * GRID, 1)

        def x(value: float) -> float:
            return begin + (value - low) / (high - low) * width

        places = self._places()
        bottom = max(place for place, _ in places) + self._row / 2
        self._paint_axis(painter, low, high, x, max(bottom - self._axis, 0))
        painter.setClipRect(QRectF(0, self._axis, self.width(), self.height() - self._axis))
        spots = []
        for y, row in places:
            self._paint_row(painter, row, y, names, x)
            spots.append(Spot.around(QPointF(x(row.value.value), y), row.said))
        painter.setClipping(False)
        return spots

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls the table, and with it the lines."""
        if self._table is not None:
            QCoreApplication.sendEvent(self._table.verticalScrollBar(), event)

    def _go(self, spot: int) -> None:
        """The table follows to the row where the keys have come to."""
        if self._table is not None and self._rows:
            ordered = [row for _, row in self._places()]
            line = ordered[min(max(spot, 0), len(ordered) - 1)].line
            self._table.scrollTo(self._table.rows.index(self._table.rows.shown(line), 0))
            self.repaint()
        super()._go(spot)

    def _places(self) -> list[tuple[float, _Row]]:
        """The middle of each line from the top, in pixels; a picture for elsewhere has them all."""
        table = self._table
        if table is None or self.property("bare"):
            high = min(self._row, (self.height() - self._axis) / len(self._rows))
            ordered = self._rows
            if table is not None:
                ordered = sorted(ordered, key=lambda row: table.rows.shown(row.line))
            return [(self._axis + (n + 0.5) * high, row) for n, row in enumerate(ordered)]
        top = self._axis - table.verticalScrollBar().value()
        places = [(top + (table.rows.shown(row.line) + 0.5) * self._row, row) for row in self._rows]
        return sorted(places, key=lambda place: place[0])

    def _widest_name(self) -> int:
        """In pixels, with what rounding takes."""
        metrics = self.fontMetrics()
        return max((metrics.horizontalAdvance(row.short) + 2 for row in self._rows), default=0)

    def _paint_axis(self, painter: QPainter, low: float, high: float, x, below: float) -> None:  # type: ignore[no-untyped-def]
        """The scale on top, and how far its mark of the best reference reaches below."""
        references = [row.value.value for row in self._rows if row.plain]
        painter.setPen(QPen(QColor(self.theme.border), 1))
        painter.drawLine(QPointF(x(low), self._axis), QPointF(x(high), self._axis))
        if references:
            best = self._best(references)
            painter.setPen(QPen(QColor(self.theme.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x(best), self._axis), QPointF(x(best), self._axis + below))
        painter.setPen(QColor(self.theme.muted))
        scale = QRectF(x(low), 0, x(high) - x(low), self._axis)
        for value, side in (
            (low, Qt.AlignmentFlag.AlignLeft),
            (high, Qt.AlignmentFlag.AlignRight),
        ):
            align = side | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(scale, align, figure(value).rstrip("0").rstrip(".") or "0")

    def _paint_row(  # type: ignore[no-untyped-def]
        self, painter: QPainter, row: _Row, y: float, names: int, x
    ) -> None:
        theme, plain, value = self.theme, row.plain, row.value
        color = QColor(theme.muted if plain else theme.series[0])
        painter.setPen(QColor(theme.muted if plain else theme.text))
        box = QRectF(0, y - ROW / 2, names, ROW)
        elided = self.fontMetrics().elidedText(row.short, Qt.TextElideMode.ElideRight, names)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, elided)
        painter.setPen(QPen(color, 2))
        if value.low is not None and value.high is not None:
            painter.drawLine(QPointF(x(value.low), y), QPointF(x(value.high), y))
        painter.setBrush(QColor(theme.surface) if plain else color)
        painter.drawEllipse(QPointF(x(value.value), y), 4, 4)


def round_ends(low: float, high: float) -> tuple[float, float]:
    """Ends of a scale around both that are easily said: .2 and .8 for .23 and .77.

    Multiples of a round step, of which four fit between the two.
    """
    range_ = high - low if high - low > 1e-9 else max(abs(high), 1e-6)
    step = round_step(range_ / 4)
    begin, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return begin * step, max(end, begin + 1) * step
