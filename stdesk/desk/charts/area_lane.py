"""Amounts over time as filled steps: the volume with its forecast, and the small multiples."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from stdesk.desk.charts.lane import (
    Lane,
    Scene,
    path_of,
    period_said,
    round_top,
    shade,
    step_path,
    write,
)
from stdesk.desk.charts.volume_chart import Band
from stdesk.desk.look.theme import GRID
from stdesk.insight import TYPICAL_MS, CalendarUnit, Levels, Tally, busiest_hour
from stdesk.language import moment, ntr, number, tr


class AreaLane(Lane):
    """One part of a tally. `top` of all parts together, where they are to have one scale."""

    least_height = 5 * GRID - 4
    stretch = 1

    def __init__(self, title: str, levels: Levels, row: int, color: str) -> None:
        super().__init__(title)
        self.levels, self.row, self.color = levels, row, color
        self.same_scale = False

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        seen = self.levels.drawn(scene.unit, scene.begin, scene.end, scene.columns)
        if not seen.most.shape[1]:
            return
        most, least = seen.most[self.row], seen.least[self.row]
        highest = seen.most.max() if self.same_scale else most.max()
        top = self.top(float(highest), scene)
        x = scene.xs(seen.edges_ms)

        def y(values: np.ndarray) -> np.ndarray:
            return box.bottom() - values / top * box.height()

        whole = step_path(x, y(most), box.bottom())
        if seen.exact:
            painter.fillPath(whole, shade(self.color, 0.32))
        else:  # what is always there is darker than what is there at times
            painter.fillPath(whole, shade(self.color, 0.25))
            painter.fillPath(step_path(x, y(least), box.bottom()), shade(self.color, 0.35))
        if highest:
            painter.setPen(QPen(QColor(self.color), 0))
            painter.drawPath(whole)
        self.decorate(painter, box, scene, top)

    def top(self, highest: float, scene: Scene) -> float:
        """The value at the upper edge."""
        return round_top(highest)

    def decorate(self, painter: QPainter, box: QRectF, scene: Scene, top: float) -> None:
        """Draw what lies above the steps."""

    def value_at(self, local_ms: float, scene: Scene) -> str:
        whole = self.levels.by(scene.unit)
        row = whole.row_at(local_ms)
        return number(int(whole.counts[self.row, row])) if row >= 0 else ""

    def said_at(self, local_ms: float, share: float, scene: Scene) -> str:
        whole = self.levels.by(scene.unit)
        row = whole.row_at(local_ms)
        if row < 0:
            return ""
        begin, end = whole.edges_ms[row : row + 2]
        said = ntr("{n} event", "{n} events", int(whole.counts[self.row, row]))
        parts = [period_said(begin, end, scene.unit), said]
        return " · ".join([*parts, *self.named])

    @property
    def named(self) -> tuple[str, ...]:
        """What is said besides the figure, so that one knows whose it is."""
        return (self.title,)


class VolumeLane(AreaLane):
    """All events together, the band of what is expected, and a scale at the left."""

    least_height = 12 * GRID
    stretch = 3

    def __init__(self, title: str, tally: Tally, levels: Levels, color: str) -> None:
        super().__init__(title, levels, 0, color)
        self.tally = tally
        self.band: Band | None = None
        self.band_unit: CalendarUnit = "day"
        self._top = 1.0

    @property
    def named(self) -> tuple[str, ...]:
        return ()

    def top(self, highest: float, scene: Scene) -> float:
        band = self._shown_band(scene)
        expected = float(np.nanmax(band.high_95, initial=0)) if band is not None else 0.0
        self._top = round_top(max(highest, expected))
        return self._top

    def marks(self, scene: Scene) -> list[tuple[float, str]]:
        half = self._top / 2
        middle = [(0.5, number(half))] if half.is_integer() else []
        return [(0.0, number(self._top)), *middle, (1.0, "0")]

    def decorate(self, painter: QPainter, box: QRectF, scene: Scene, top: float) -> None:
        band = self._shown_band(scene)
        if band is None or not len(band.start_ms):
            return
        x = scene.xs(band.start_ms + TYPICAL_MS[scene.unit] / 2)
        color = scene.theme.series[1]

        def y(values: np.ndarray) -> np.ndarray:
            return box.bottom() - np.clip(values, 0, top) / top * box.height()

        for low, high, opacity in (
            (band.low_95, band.high_95, 0.18),
            (band.low_80, band.high_80, 0.3),
        ):
            around = np.concatenate([x, x[::-1]]), np.concatenate([y(high), y(low)[::-1]])
            painter.fillPath(path_of(*around), shade(color, opacity))
        painter.setPen(QPen(QColor(color), 2))
        painter.drawPath(path_of(x, y(band.mean)))
        label = QRectF(x[0], box.top(), max(x[-1] - x[0], 12 * GRID), 2 * GRID + 2)
        write(painter, label, tr("Forecast"), color, Qt.AlignmentFlag.AlignLeft)

    def said_at(self, local_ms: float, share: float, scene: Scene) -> str:
        said = super().said_at(local_ms, share, scene)
        ahead = self._expected_at(local_ms, scene)
        if not said or scene.unit == "hour":
            return ahead or said
        row = self.levels.by(scene.unit).row_at(local_ms)
        begin, end = self.levels.by(scene.unit).edges_ms[row : row + 2]
        best = busiest_hour(self.tally, int(begin), int(end))
        if best is None:
            return ahead or said
        most = tr("busiest hour {hour} with {n}", hour=moment(best[0]), n=number(best[1]))
        return f"{said} · {most}"

    def _shown_band(self, scene: Scene) -> Band | None:
        return self.band if scene.unit == self.band_unit else None

    def _expected_at(self, local_ms: float, scene: Scene) -> str:
        band = self._shown_band(scene)
        if band is None or not len(band.start_ms):
            return ""
        row = int(np.searchsorted(band.start_ms, local_ms, side="right")) - 1
        end = band.start_ms[row] + TYPICAL_MS[scene.unit]
        if row < 0 or local_ms >= end:
            return ""
        return tr(
            "{when} · forecast {mean}, 80 %: {low} to {high}, 95 %: {lower} to {higher}",
            when=period_said(band.start_ms[row], end, scene.unit),
            mean=number(band.mean[row], 1),
            low=number(max(band.low_80[row], 0), 1),
            high=number(band.high_80[row], 1),
            lower=number(max(band.low_95[row], 0), 1),
            higher=number(band.high_95[row], 1),
        )
