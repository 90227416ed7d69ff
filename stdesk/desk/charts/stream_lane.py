"""The stream of interests: how the parts of a tally share each period, or how much of each."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from stdesk.desk.charts.lane import Lane, Scene, path_of, period_said, round_top, shade, write
from stdesk.desk.look.theme import GRID
from stdesk.insight import CalendarUnit, Levels, fitting_unit
from stdesk.language import ntr, number, percent, tr

LEAST_PERIOD = 14  # px; narrower ones would be a comb and no stream


class StreamLane(Lane):
    """Bands between the middles of periods: shares of all events from the ground up, or amounts
    about the middle. What is no interest of its own (part -1) is left out, but is among all.

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
        self._named = int((levels.tally.parts != -1).sum())
        self._top = 1.0

    def unit(self, scene: Scene) -> CalendarUnit:
        """Longer than that of the other lanes, where theirs is too short for a stream."""
        return fitting_unit(scene.end - scene.begin, scene.width, LEAST_PERIOD, finest=scene.unit)

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        seen = self.levels.drawn(self.unit(scene), scene.begin, scene.end, scene.columns)
        if not seen.most.shape[1]:
            return
        middle = (seen.edges_ms[:-1] + seen.edges_ms[1:]) / 2
        borders = self._borders(seen.most)
        for begin, end in _runs(seen.most.sum(0) > 0):
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
        part = self._part_at(local_ms, share, scene)
        if part is None:
            return f"{when} · {ntr('{n} event', '{n} events', int(counts.sum()))}"
        return tr(
            "{when} · {name}: {share} ({n} of {all} events)",
            when=when,
            name=self.names[part],
            share=percent(counts[part] / counts.sum()),
            n=number(int(counts[part])),
            all=number(int(counts.sum())),
        )

    def marks(self, scene: Scene) -> list[tuple[float, str]]:
        if not self.as_shares:
            return []
        return [(0.0, percent(self._top)), (1.0, percent(0))]

    def _part_at(self, local_ms: float, share: float, scene: Scene) -> int | None:
        """Whose band is there, between the middles of periods as it is drawn."""
        seen = self.levels.drawn(self.unit(scene), scene.begin, scene.end, scene.columns)
        filled = seen.most.sum(0) > 0
        column = int(np.searchsorted(seen.edges_ms, local_ms, side="right")) - 1
        run = next((run for run in _runs(filled) if run[0] <= column < run[1]), None)
        if run is None:
            return None
        middle = ((seen.edges_ms[:-1] + seen.edges_ms[1:]) / 2)[run[0] : run[1]]
        borders = self._borders(seen.most)[:, run[0] : run[1]]
        here = [float(np.interp(local_ms, middle, border)) for border in borders]
        part = int(np.searchsorted(here, 1 - share)) - 1
        return part if 0 <= part < self._named else None

    def _borders(self, counts: np.ndarray) -> np.ndarray:
        """(named parts + 1, periods) heights between the parts, 0 to 1, from the bottom."""
        zero = np.zeros((1, counts.shape[1]))
        heights = np.concatenate([zero, np.cumsum(counts[: self._named], axis=0)])
        if self.as_shares:
            part = heights / np.maximum(counts.sum(0), 1)
            self._top = min(round_top(float(part.max())), 1.0)
            return np.asarray(part / self._top)
        top = round_top(float(heights[-1].max()))
        return np.asarray((heights - heights[-1] / 2) / top + 0.5)

    def _paint_run(
        self, painter: QPainter, box: QRectF, scene: Scene, x: np.ndarray, y: np.ndarray
    ) -> None:
        around = np.concatenate([x, x[::-1]])
        for part, color in enumerate(self.colors[: self._named]):
            path = path_of(around, np.concatenate([y[part], y[part + 1, ::-1]]))
            painter.fillPath(path, shade(color, 0.85))
        painter.setPen(QPen(QColor(scene.theme.surface), 1))
        for border in y[1:-1]:
            painter.drawPath(path_of(x, border))
        self._name_parts(painter, box, scene, x, y)

    def _name_parts(
        self, painter: QPainter, box: QRectF, scene: Scene, x: np.ndarray, y: np.ndarray
    ) -> None:
        """Write a part's name where it has most room, if it has enough."""
        height = painter.fontMetrics().height()
        middles = np.linspace(max(x[0], box.left()), min(x[-1], box.right()), 80)
        for part, name in enumerate(self.names[: self._named]):
            width = painter.fontMetrics().horizontalAdvance(name) + 6
            left, right = middles - width / 2, middles + width / 2
            at = [middles, left, right]
            top = np.max([np.interp(place, x, y[part + 1]) for place in at], axis=0)
            bottom = np.min([np.interp(place, x, y[part]) for place in at], axis=0)
            room = np.where((left >= middles[0]) & (right <= middles[-1]), bottom - top, 0)
            best = int(room.argmax())
            if room[best] >= height:
                middle = (top[best] + bottom[best] - height) / 2
                place = QRectF(left[best], middle, width, height)
                write(painter, place, name, scene.theme.surface, Qt.AlignmentFlag.AlignHCenter)


def _runs(filled: np.ndarray) -> list[tuple[int, int]]:
    """[from, to) of each stretch where something is."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
