"""One plot of learning curves: lines, the best points ringed, exact values where one points."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolTip

from stdesk.desk.charts.charts import brush, make_plot, pen, style_plot
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.models.curve_data import best_of, curve_title, is_loss, smoothed
from stdesk.desk.tables.columns import Column
from stdesk.language import figure, tr

DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


@dataclass(frozen=True)
class Drawn:
    """One line: of which training (its title), of which curve, its colour and kind of stroke."""

    set: str
    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    color: str
    dash: int

    @property
    def is_loss(self) -> bool:
        return is_loss(self.name)

    def places(self, shares: bool) -> list[float]:
        """Where its points stand: at their epochs, or at shares of its training in percent."""
        last = max(self.xs)
        return [100 * x / last for x in self.xs] if shares and last > 0 else list(self.xs)


class CurvePlot(QObject):
    """The exact values at the epoch under the mouse, or where the arrow keys came to, are a tip.

    Trainings of very different lengths can be laid over one another: from begin to end, in percent.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: list[Drawn] = []
        self._logarithmic = self._shares = False
        self._at: float | None = None
        self.widget = make_plot(theme)
        self.widget.setMouseEnabled(x=False, y=False)
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.widget.getAxis("bottom").enableAutoSIPrefix(False)
        self.widget.tools.numbers = self.numbers
        self.widget.scene().sigMouseMoved.connect(self._moved)
        self.widget.installEventFilter(self)
        style_plot(self.widget, theme)
        self._cursor = self._make_cursor()

    def draw(
        self, lines: Sequence[Drawn], logarithmic: bool, smooth: bool, shares: bool = False
    ) -> None:
        """shares: along the share of each training, not along its epochs."""
        self._lines, self._logarithmic, self._shares = list(lines), logarithmic, shares
        self.widget.clear()
        self.widget.setLogMode(x=False, y=logarithmic)
        for line in lines:
            self._draw_line(line, smooth)
        self.widget.addItem(self._cursor, ignoreBounds=True)
        self._cursor.hide()
        self._show_places([x for line in lines for x in line.places(shares)])
        self.retranslate()
        self.widget.enableAutoRange(axis="y")
        said = (f"{line.set} {curve_title(line.name)} {figure(line.ys[-1])}" for line in lines)
        self.widget.setAccessibleDescription("; ".join(said))

    def numbers(self) -> list[Column]:
        found = [
            (line, x, y) for line in self._lines for x, y in zip(line.xs, line.ys, strict=True)
        ]
        return [
            Column(tr("Run"), [line.set for line, _, _ in found]),
            Column(tr("Curve"), [curve_title(line.name) for line, _, _ in found]),
            Column(tr("Epoch"), [x for _, x, _ in found], show="{:g}".format, numeric=True),
            Column(tr("Value"), [y for _, _, y in found], show=figure, numeric=True),
        ]

    def retranslate(self) -> None:
        said = tr("Share of the training (%)") if self._shares else tr("Epoch")
        self.widget.setLabel("bottom", said)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        style_plot(self.widget, theme)
        self._cursor.setPen(pen(theme.muted, 1, dashed=True))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys go from epoch to epoch; leaving forgets where one pointed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
        if event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut):
            self._point_at(None)
        return False

    def _draw_line(self, line: Drawn, smooth: bool) -> None:
        import pyqtgraph as pg

        xs, ys = np.asarray(line.places(self._shares), float), np.asarray(line.ys, float)
        stroke = pen(line.color)
        stroke.setStyle(DASHES[line.dash])
        values = smoothed(line.ys) if smooth and len(ys) > 2 else ys
        self.widget.plot(xs, values, pen=stroke)
        self.widget.plot(
            xs, ys, pen=None, symbol="o", symbolSize=5, symbolPen=None,
            symbolBrush=brush(line.color, 0.35 if smooth else 1.0),
        )  # fmt: skip
        best = best_of(line.name, xs.tolist(), line.ys)
        if best is not None and not (self._logarithmic and best[1] <= 0):
            y = np.log10(best[1]) if self._logarithmic else best[1]
            ring = pg.ScatterPlotItem(
                [best[0]], [y], size=13, pen=pen(line.color, 2), brush=pg.mkBrush(None)
            )
            self.widget.addItem(ring)

    def _show_places(self, places: Sequence[float]) -> None:
        """From the first to the last; ticks at whole epochs, as there are no halves of one."""
        first = 0.0 if self._shares else min(places, default=0.0)
        last = max(first + 1, *places) if places else 1.0
        self.widget.setXRange(first, last)
        step = whole_step(last - first)
        self.widget.getAxis("bottom").setTickSpacing(step, step)

    def _make_cursor(self) -> Any:
        import pyqtgraph as pg

        return pg.InfiniteLine(angle=90, pen=pen(self._theme.muted, 1, dashed=True))

    def _moved(self, place: QPointF) -> None:
        box = self.widget.getPlotItem().vb
        if not box.sceneBoundingRect().contains(place):
            self._point_at(None)
            return
        self._point_at(self._nearest(box.mapSceneToView(place).x()))

    def _places(self) -> list[float]:
        return sorted({x for line in self._lines for x in line.places(self._shares)})

    def _nearest(self, x: float) -> float | None:
        places = self._places()
        return min(places, key=lambda place: abs(place - x)) if places else None

    def _step(self, by: int) -> None:
        places = self._places()
        if not places:
            return
        now = places.index(self._at) + by if self._at in places else (0 if by > 0 else -1)
        self._point_at(places[max(0, min(now, len(places) - 1))])

    def _point_at(self, place: float | None) -> None:
        if place == self._at:
            return
        self._at = place
        self._cursor.setVisible(place is not None)
        if place is None:
            QToolTip.hideText()
            return
        self._cursor.setPos(place)
        said = self.said_at(place)
        self.widget.setAccessibleDescription(said)
        QToolTip.showText(self._beside(place), said, self.widget)

    def said_at(self, place: float) -> str:
        """The exact values of all lines at an epoch, or nearest to a share; a line of text each."""
        if self._shares:
            head = tr("After {share} % of the training", share=f"{place:.0f}")
            return "\n".join([head, *(_said_near(line, place) for line in self._lines)])
        said = [
            f"{line.set}  {curve_title(line.name)}: {figure(line.ys[list(line.xs).index(place)])}"
            for line in self._lines
            if place in line.xs
        ]
        return "\n".join(
            [tr("Epoch {epoch}", epoch=f"{place:g}"), *(part.strip() for part in said)]
        )

    def _beside(self, place: float) -> QPoint:
        """On the screen, a little right of the line at an epoch."""
        box = self.widget.getPlotItem().vb
        top = box.viewRange()[1][1]
        on_scene = box.mapViewToScene(QPointF(place, top))
        return self.widget.mapToGlobal(self.widget.mapFromScene(on_scene)) + QPoint(GRID, 0)


def _said_near(line: Drawn, share: float) -> str:
    """What a line shows nearest to a share of its training, and at which of its epochs."""
    places = line.places(shares=True)
    nearest = min(range(len(places)), key=lambda n: abs(places[n] - share))
    said = tr(
        "{curve}: {value} (epoch {epoch})",
        curve=curve_title(line.name),
        value=figure(line.ys[nearest]),
        epoch=f"{line.xs[nearest]:g}",
    )
    return f"{line.set}  {said}".strip()


def whole_step(span: float, most: int = 8) -> int:
    """The least of 1, 2, 5, 10, 20 … that divides a span into at most so many parts."""
    step = 1
    for factor in itertools.cycle((2, 2.5, 2)):
        if span / step <= most:
            break
        step = round(step * factor)
    return step
