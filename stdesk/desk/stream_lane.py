"""The stream of interests: how the parts of a tally share each period, or how much of each."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from stdesk.desk.lane import Lane, Scene, path_of, period_said, round_top, shade, write
from stdesk.desk.theme import GRID
from stdesk.insight import CalendarUnit, Levels, fitting_unit
from stdesk.language import number, percent, tr

LEAST_PERIOD = 14  # px; narrower ones would be a comb and no stream


class StreamLane(Lane):
    """Bands between the middles of periods; as shares they fill the height, as amounts they swell.

    A period without events is a gap in the stream.
    """

    least_height = 16 * GRID
    stretch = 4

    def __init__(
        self, title: str, levels: Levels, names: Sequence[str], colors: Sequence[str]
    ) -> None:
        super().__init__(title)
        self.levels, self.names, self.colors = levels, names, colors
        self.as_shares = True

    def unit(self, scene: Scene) -> CalendarUnit:
        """Longer than that of the other lanes, where theirs is too short for a stream."""
        return fitting_unit(scene.end - scene.begin, scene.width, LEAST_PERIOD, finest=scene.unit)

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        seen = self.levels.drawn(self.unit(scene), scene.begin, scene.end, scene.columns)
        counts = seen.most
        if not counts.shape[1]:
            return
        middle = (seen.edges_ms[:-1] + seen.edges_ms[1:]) / 2
        borders = self._borders(counts)  # (parts + 1, periods), 0 to 1, NaN in a gap
        for begin, end in _runs(counts.sum(0) > 0):
            edges = np.concatenate(
                [seen.edges_ms[begin : begin + 1], middle[begin:end], seen.edges_ms[end : end + 1]]
            )
            x = scene.xs(edges)
            part = np.pad(borders[:, begin:end], ((0, 0), (1, 1)), mode="edge")
            self._paint_run(painter, box, scene, x, box.bottom() - part * box.height())

    def said_at(self, local_ms: float, share: float, scene: Scene) -> str:
        unit = self.unit(scene)
        whole = self.levels.by(unit)
        column = whole.row_at(local_ms)
        if column < 0:
            return ""
        counts = whole.counts[:, column]
        begin, end = whole.edges_ms[column : column + 2]
        when = period_said(begin, end, unit)
        if not counts.sum():
            return tr("{when} · nothing happened", when=when)
        borders = self._borders(counts[:, None], self._highest(scene))[:, 0]
        part = int(np.searchsorted(borders, 1 - share)) - 1
        if not 0 <= part < len(self.names):
            return when
        return tr(
            "{when} · {name}: {share} ({n} of {all} events)",
            when=when,
            name=self.names[part],
            share=percent(counts[part] / counts.sum()),
            n=number(int(counts[part])),
            all=number(int(counts.sum())),
        )

    def marks(self, scene: Scene) -> list[tuple[float, str]]:
        return [(0.0, percent(1)), (0.5, percent(0.5)), (1.0, percent(0))] if self.as_shares else []

    def _highest(self, scene: Scene) -> float:
        seen = self.levels.drawn(self.unit(scene), scene.begin, scene.end, scene.columns)
        return float(seen.most.sum(0).max(initial=1))

    def _borders(self, counts: np.ndarray, highest: float | None = None) -> np.ndarray:
        """Heights between the parts, from the bottom: of shares, or of amounts about the middle."""
        zero = np.zeros((1, counts.shape[1]))
        heights = np.concatenate([zero, np.cumsum(counts, axis=0)])
        total = heights[-1]
        if self.as_shares:
            return np.asarray(heights / np.maximum(total, 1))
        top = round_top(float(total.max()) if highest is None else highest)
        return np.asarray((heights - total / 2) / top + 0.5)

    def _paint_run(
        self, painter: QPainter, box: QRectF, scene: Scene, x: np.ndarray, y: np.ndarray
    ) -> None:
        around = np.concatenate([x, x[::-1]])
        for part, color in enumerate(self.colors):
            path = path_of(around, np.concatenate([y[part], y[part + 1, ::-1]]))
            painter.fillPath(path, shade(color, 0.85))
        painter.setPen(QPen(QColor(scene.theme.surface), 1))
        for border in y[1:-1]:
            painter.drawPath(path_of(x, border))
        self._name_parts(painter, box, scene, x, y)

    def _name_parts(
        self, painter: QPainter, box: QRectF, scene: Scene, x: np.ndarray, y: np.ndarray
    ) -> None:
        """Write a part's name where it is thickest, if there it has room."""
        height = painter.fontMetrics().height()
        inside = np.flatnonzero((x > box.left() + 40) & (x < box.right() - 40))
        if len(inside) == 0:
            return
        for part, name in enumerate(self.names):
            thick = (y[part] - y[part + 1])[inside]
            at = inside[int(thick.argmax())]
            width = painter.fontMetrics().horizontalAdvance(name) + 4
            if thick.max() < height or width > box.width() / 2 or x[-1] - x[0] < width:
                continue
            left = min(max(x[at] - width / 2, x[0]), x[-1] - width)
            middle = (y[part, at] + y[part + 1, at]) / 2
            place = QRectF(left, middle - height / 2, width + 2, height)
            pale = self.colors[part] == scene.theme.border
            color = scene.theme.text if pale else scene.theme.surface
            write(painter, place, name, color, Qt.AlignmentFlag.AlignHCenter)


def _runs(filled: np.ndarray) -> list[tuple[int, int]]:
    """[from, to) of each stretch where something is."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
