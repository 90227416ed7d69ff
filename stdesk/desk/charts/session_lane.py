"""One user's sessions as bars, as high as they have events, and the pauses between them."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from stdesk.desk.charts.lane import Lane, Scene, round_top, shade, write
from stdesk.desk.look.theme import GRID
from stdesk.insight import Sessions
from stdesk.language import moment, ntr, number, seconds, span, tr

LEAST_WIDTH = 2.0  # px of a bar, so that a session of one event is seen
LEAST_GAP = 44  # px of a pause that is written out


class SessionLane(Lane):
    least_height = 11 * GRID
    stretch = 2

    def __init__(self, title: str, sessions: Sessions, color: str) -> None:
        super().__init__(title)
        self.sessions, self.color = sessions, color
        self._top = round_top(float(sessions.events.max(initial=1)))

    def marks(self, scene: Scene) -> list[tuple[float, str]]:
        return [(0.0, number(self._top)), (1.0, "0")]

    def paint(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        first, last = self._in_sight(scene)
        if first >= last:
            return
        part = slice(first, last)
        begin, end = scene.xs(self.sessions.begin_ms[part]), scene.xs(self.sessions.end_ms[part])
        ground = box.bottom() - 1
        high = np.maximum(self.sessions.events[part] / self._top * (box.height() - 2), 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade(self.color, 0.75))
        if last - first > scene.columns:
            begin, end, high = _highest_by_pixel(begin, end, high)
        for left, right, height in zip(begin, end, high, strict=True):
            width = max(right - left, LEAST_WIDTH)
            painter.drawRect(QRectF(left, ground - height, width, height))
        painter.setPen(QPen(QColor(scene.theme.border), 1))
        painter.drawLine(int(box.left()), int(ground), int(box.right()), int(ground))
        self._write_gaps(painter, box, scene, begin, end)
        self._mark_events(painter, box, scene)

    def said_at(self, local_ms: float, share: float, scene: Scene) -> str:
        """The session under the mouse, or the pause that lies there."""
        sessions = self.sessions
        if not len(sessions):
            return ""
        reach = 3 * (scene.end - scene.begin) / scene.width
        row = int(np.searchsorted(sessions.begin_ms, local_ms + reach, side="right")) - 1
        if row >= 0 and local_ms <= sessions.end_ms[row] + reach:
            return self._session_said(row)
        if row < 0 or row + 1 >= len(sessions):
            return ""
        pause = sessions.begin_ms[row + 1] - sessions.end_ms[row]
        begin = moment(int(sessions.end_ms[row]))
        end = moment(int(sessions.begin_ms[row + 1]))
        return tr("pause of {length}: {begin} – {end}", length=_long(pause), begin=begin, end=end)

    def _session_said(self, row: int) -> str:
        begin, end = int(self.sessions.begin_ms[row]), int(self.sessions.end_ms[row])
        parts = [ntr("{n} event", "{n} events", int(self.sessions.events[row]))]
        if end > begin:
            parts.append(_long(end - begin))
        when = moment(begin) if end == begin else f"{moment(begin)} – {moment(end)}"
        return tr("session: {when} · {what}", when=when, what=" · ".join(parts))

    def _in_sight(self, scene: Scene) -> tuple[int, int]:
        first = int(np.searchsorted(self.sessions.end_ms, scene.begin))
        return first, int(np.searchsorted(self.sessions.begin_ms, scene.end, side="right"))

    def _write_gaps(
        self, painter: QPainter, box: QRectF, scene: Scene, begin: np.ndarray, end: np.ndarray
    ) -> None:
        """How long the widest pauses are, in them."""
        gaps = begin[1:] - end[:-1]
        first = self._in_sight(scene)[0]
        for row in np.flatnonzero(gaps > LEAST_GAP):
            pause = self.sessions.begin_ms[first + row + 1] - self.sessions.end_ms[first + row]
            place = QRectF(end[row] + 2, box.top(), gaps[row] - 4, box.height())
            said = span(float(pause))
            if painter.fontMetrics().horizontalAdvance(said) < place.width():
                write(painter, place, said, scene.theme.muted, Qt.AlignmentFlag.AlignHCenter)

    def _mark_events(self, painter: QPainter, box: QRectF, scene: Scene) -> None:
        """Each event as a tick below the bars, while there is room for them."""
        low, high = np.searchsorted(self.sessions.event_ms, [scene.begin, scene.end])
        if high - low > scene.width / 3:
            return
        painter.setPen(QPen(QColor(scene.theme.text), 1))
        for x in scene.xs(self.sessions.event_ms[low:high]).tolist():
            painter.drawLine(int(x), int(box.bottom()) - 5, int(x), int(box.bottom()))


def _highest_by_pixel(
    begin: np.ndarray, end: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The bars that begin in one pixel as one, as high and as long as the largest of them."""
    starts = np.flatnonzero(np.diff(begin.astype(np.int64), prepend=-1e9))
    return begin[starts], np.maximum.reduceat(end, starts), np.maximum.reduceat(high, starts)


def _long(length_ms: float) -> str:
    return span(length_ms) if length_ms > 48 * 3_600_000 else seconds(length_ms / 1000)
