"""The timeline: how much happened when, and on which date at which hour; a range can be chosen."""

import html
import re
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QDate, QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QDateEdit, QVBoxLayout, QWidget

from stdesk.desk.charts.charts import brush, pen
from stdesk.desk.charts.volume_chart import Band, VolumeChart
from stdesk.desk.explore.data import Rhythm
from stdesk.desk.explore.rhythm_chart import RhythmChart
from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.look.wrapping_row import WrappingRow, height_with_rows
from stdesk.features import DAY_MS, EventLog, Groups
from stdesk.insight import Volume
from stdesk.language import tr

AXIS_WIDTH = 46


class Timeline(QWidget):
    """Two charts with one time axis. `range_chosen` carries (begin, end) in local ms, or None."""

    range_chosen = Signal(object)
    forecast_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.volume, self.rhythm = VolumeChart(theme), RhythmChart(theme)
        self._within: tuple[int, int] | None = None
        self._span: tuple[int, int] | None = None
        self._build()
        self._settled = QTimer(self, singleShot=True, interval=80)
        self._settled.timeout.connect(self._tell_range)
        self.retranslate()

    @property
    def within(self) -> tuple[int, int] | None:
        """The chosen range in local ms; None for all time."""
        return self._within

    def set_span(self, span: tuple[int, int] | None) -> None:
        """Another log, from and to local ms: the whole of it is chosen and in sight."""
        self._span, self._within = span, None
        self.show_forecast(None)
        if span is not None:
            self._limit(span[1])
            for edit in (self.begin, self.end):
                edit.blockSignals(True)
                edit.setDateRange(_date(span[0]), _date(span[1]))
                edit.blockSignals(False)
            self._put_region(span)
            self.reset_view()

    def show_volume(self, volume: Volume) -> None:
        self.volume.show(volume)
        self.volume.retranslate()

    def show_rhythm(self, rhythm: Rhythm, groups: Groups, log: EventLog) -> None:
        self.rhythm.show(rhythm, groups, log)

    def show_forecast(self, band: Band | None) -> None:
        """Draw a forecast and bring it into sight; None takes it away."""
        self.volume.show_band(band)
        self._hint()
        self.equation.setVisible(band is not None and bool(band.equation))
        self.equation.setText(_as_rich_text(band.equation) if band is not None else "")
        self.equation.setToolTip(band.equation if band is not None else "")
        if band is not None and len(band.start_ms):
            end = int(band.start_ms[-1]) + DAY_MS
            self._limit(end)
            begin = self.volume.plot.viewRange()[0][0]
            self.volume.plot.setXRange(begin, end / 1000, padding=0.01)

    def choose(self, within: tuple[int, int] | None, quietly: bool = False) -> None:
        """Choose a range as if it had been dragged; quietly, when others know of it already."""
        if self._span is not None:
            before = self._within
            self._put_region(within or self._span)
            if before != self._within and not quietly:
                self.range_chosen.emit(self._within)

    def reset(self) -> None:
        """All time again, all of it in sight."""
        self.choose(None)
        self.reset_view()

    def reset_view(self) -> None:
        if self._span is not None:
            begin, end = self._span
            self.volume.plot.setXRange(begin / 1000, end / 1000, padding=0.01)
            self.rhythm.plot.setYRange(0, 24, padding=0.01)

    def retranslate(self) -> None:
        self.reset_button.setText(tr("Reset"))
        self.reset_button.setToolTip(tr("Show all time, restrict nothing"))
        self.forecast_button.setText(tr("Show forecast"))
        self._hint()
        self.from_label.setText(tr("From"))
        self.to_label.setText(tr("to"))
        self.begin.setAccessibleName(tr("From"))
        self.end.setAccessibleName(tr("to"))
        self.volume.retranslate()
        self.rhythm.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.volume.apply_theme(theme)
        self.rhythm.apply_theme(theme)
        for cursor in self._cursors:
            cursor.setPen(pen(theme.muted, 1, dashed=True))
        self._colour_region()

    def minimumSizeHint(self) -> QSize:
        return height_with_rows(self, super().minimumSizeHint())

    # construction

    def _build(self) -> None:
        self.volume.plot.getPlotItem().hideAxis("bottom")
        self.rhythm.plot.setXLink(self.volume.plot)
        self._cursors = [pg.InfiniteLine(angle=90), pg.InfiniteLine(angle=90)]
        self._prepare(self.volume, self._cursors[0])
        self._prepare(self.rhythm, self._cursors[1])
        self.region = _Region()
        self.region.setZValue(10)
        self.region.sigRegionChanged.connect(lambda: self._settled.start())
        self.volume.plot.addItem(self.region, ignoreBounds=True)
        charts = QVBoxLayout()
        charts.setSpacing(0)
        charts.addWidget(self.volume.plot, 3)
        charts.addWidget(self.rhythm.plot, 4)
        self.head = self._build_head()
        told = beside(self.readout, self.forecast_button)
        told.setStretch(0, 1)
        self.setLayout(rows(self.head, told, self.equation, charts, spacing=GRID // 2))

    def _prepare(self, chart: VolumeChart | RhythmChart, cursor: Any) -> None:
        plot = chart.plot
        plot.getAxis("left").setWidth(AXIS_WIDTH)
        plot.setMouseEnabled(x=True, y=False)
        plot.getPlotItem().setContentsMargins(0, 4, 4, 0)
        plot.viewport().installEventFilter(self)
        plot.addItem(cursor, ignoreBounds=True)
        cursor.hide()
        plot.tools.show_all = self.reset_view
        plot.scene().sigMouseMoved.connect(lambda at: self._on_mouse(chart, QPointF(at)))

    def _build_head(self) -> Any:
        self.readout = text("small")
        self.readout.setMinimumWidth(1)
        self.equation = text("muted")
        self.equation.setTextFormat(Qt.TextFormat.RichText)
        self.equation.setMinimumWidth(1)
        self.equation.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.equation.hide()
        self.from_label, self.to_label = text("muted"), text("muted")
        self.begin, self.end = QDateEdit(), QDateEdit()
        for edit in (self.begin, self.end):
            edit.setCalendarPopup(True)
            edit.setDisplayFormat("yyyy-MM-dd")
            edit.setKeyboardTracking(False)
            edit.dateChanged.connect(self._on_dates)
        self.reset_button = button("", self.reset)
        self.forecast_button = button("flat", self.forecast_wanted.emit)
        period = QWidget()
        period.setLayout(beside(self.from_label, self.begin, self.to_label, self.end))
        return WrappingRow(None, period, self.reset_button)

    # the range

    def _limit(self, end_ms: int) -> None:
        """How far one can look: over the log and what is forecast, and a little beyond."""
        if self._span is None:
            return
        begin = self._span[0]
        slack = max((end_ms - begin) * 0.05, DAY_MS)
        for plot in (self.volume.plot, self.rhythm.plot):
            plot.setLimits(xMin=(begin - slack) / 1000, xMax=(end_ms + slack) / 1000)

    def _put_region(self, span: tuple[int, int]) -> None:
        self.region.blockSignals(True)
        if self._span is not None:
            self.region.setBounds([edge / 1000 for edge in self._span])
        self.region.setRegion([edge / 1000 for edge in span])
        self.region.blockSignals(False)
        self._take_region()

    def _take_region(self) -> None:
        begin, end = (round(edge * 1000) for edge in self.region.getRegion())
        whole = self._span is None or (begin <= self._span[0] and end >= self._span[1])
        self._within = None if whole else (begin, end)
        self.region.whole = whole
        self._colour_region()
        self._show_dates()

    def _tell_range(self) -> None:
        before = self._within
        self._take_region()
        if before != self._within:
            self.range_chosen.emit(self._within)

    def _colour_region(self) -> None:
        filling = brush(self.theme.accent, 0.0 if self._within is None else 0.18)
        self.region.setBrush(filling)
        self.region.setHoverBrush(filling)
        for edge in self.region.lines:
            edge.setPen(pen(self.theme.accent, 3))
            edge.setHoverPen(pen(self.theme.text, 4))

    def _show_dates(self) -> None:
        shown = self._within or self._span
        for edit, side in ((self.begin, 0), (self.end, 1)):
            edit.setEnabled(shown is not None)
            if shown is not None:
                edit.blockSignals(True)
                edit.setDate(_date(shown[side] - side))  # the end is exclusive
                edit.blockSignals(False)

    def _on_dates(self) -> None:
        begin, end = _local_ms(self.begin.date()), _local_ms(self.end.date()) + DAY_MS
        if self._span is not None and end > begin:
            self.choose((max(begin, self._span[0]), min(end, self._span[1])))

    # exact values under the mouse

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            for cursor in self._cursors:
                cursor.hide()
            self._hint()
        return super().eventFilter(watched, event)

    def _on_mouse(self, chart: VolumeChart | RhythmChart, at: QPointF) -> None:
        point = chart.plot.getPlotItem().vb.mapSceneToView(at)
        for cursor in self._cursors:
            cursor.setPos(point.x())
            cursor.show()
        if isinstance(chart, VolumeChart):
            self._say(chart.said_at(point.x() * 1000))
        else:
            self._say(chart.said_at(point))

    def _hint(self) -> None:
        """While nothing is pointed at: the forecast, else what the hand can do."""
        band = self.volume.band
        hint = tr("Drag the blue bars to choose a period · wheel: zoom")
        self._say(band.sentence if band is not None else hint)

    def _say(self, said: str) -> None:
        self.readout.setText(said)
        self.readout.setToolTip(said)


class _Region(pg.LinearRegionItem):
    """A range whose edges are dragged; while it is the whole, dragging inside pans the chart."""

    def __init__(self) -> None:
        super().__init__(values=(0, 1), swapMode="block")
        self.whole = True

    def mouseDragEvent(self, event: Any) -> None:
        if self.whole:
            event.ignore()
        else:
            super().mouseDragEvent(event)


def _as_rich_text(equation: str) -> str:
    """X_{t-1} and X_t with subscripts."""
    lowered = re.sub(r"_\{([^}]*)\}|_(\w)", r"<sub>\1\2</sub>", html.escape(equation))
    return f"<span>{lowered}</span>"


def _date(local_ms: int) -> QDate:
    return QDate(1970, 1, 1).addDays(int(local_ms // DAY_MS))


def _local_ms(date: QDate) -> int:
    return QDate(1970, 1, 1).daysTo(date) * DAY_MS
