"""Flows that are expected: made in the background, chosen by the hour, drawn on the map."""

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from stdesk.desk.look.theme import Theme
from stdesk.desk.work.desk import Desk
from stdesk.features import DAY_MS, HOUR_MS, EventLog
from stdesk.insight import Arcs, Bounds, Flows, arcs
from stdesk.language import moment, number, tr, weekday
from stdesk.progress import Progress
from stdesk.project import Project

if TYPE_CHECKING:
    from stdesk.training import FlowForecast

FINE = 10_000  # arcs count whole moves; expected ones come in parts of these
SO_FAR, ASK = -1, -2


class FlowTime(QComboBox):
    """Which flows are shown: those so far, or those of one of the next hours.

    `chosen` tells that others are to be drawn. A forecast is made when one is first asked for, and
    kept while the log stands.
    """

    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.made: FlowForecast | None = None
        self._log: EventLog | None = None
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda: self._on_choice())
        self.retranslate()

    @property
    def hour(self) -> int | None:
        """Row of the forecast that is to be drawn; None for the flows so far."""
        row = self.currentData()
        return None if row is None or row < 0 else int(row)

    def set_log(self, log: EventLog) -> None:
        if log is not self._log:
            self._log, self.made = log, None
            self.retranslate()

    def retranslate(self) -> None:
        """The entries in the reader's language; what was chosen stays."""
        before = self.currentData()
        self.blockSignals(True)
        self.clear()
        self.addItem(tr("so far"), SO_FAR)
        if self.made is None:
            self.addItem(tr("forecast …"), ASK)
        else:
            for row, begin in enumerate(self.made.start_ms.tolist()):
                when = (
                    f"{weekday((begin // DAY_MS + 3) % 7, short=True)} {begin // HOUR_MS % 24}:00"
                )
                self.addItem(tr("expected {when}", when=when), row)
        self.setCurrentIndex(max(self.findData(before), 0))
        self.blockSignals(False)
        self.setAccessibleName(tr("Flows of which time"))
        said = self.made.verdict() if self.made is not None else ""
        self.setToolTip(said or tr("Moves from place to place so far, or in one of the next hours"))

    def _on_choice(self) -> None:
        if self.currentData() != ASK:
            self.chosen.emit()
            return
        self.setCurrentIndex(0)
        project, log = self.desk.project, self._log
        if project is None or log is None:
            return
        job = self.desk.submit(tr("Forecast of flows"), _forecast, project)
        job.done.connect(lambda found: self._on_made(log, found))

    def _on_made(self, log: EventLog, found: Any) -> None:
        if log is not self._log:
            return
        self.made = found
        self.retranslate()
        busiest = int(found.expected.sum(axis=(1, 2)).argmax())
        self.setCurrentIndex(self.findData(busiest))
        self.chosen.emit()


def draw_expected(
    made: "FlowForecast", hour: int, bounds: Bounds, theme: Theme
) -> tuple[dict[str, Any], str]:
    """The message `flows` of one of the next hours, and the title of its legend."""
    expected = made.expected[hour]
    origin, destination = np.nonzero(expected * FINE >= 1)
    count = np.round(expected[origin, destination] * FINE).astype(np.int64)
    order = np.argsort(-count, kind="stable")
    found = Flows(origin[order], destination[order], count[order])
    lines = arcs(found, made.nodes.latitude, made.nodes.longitude, bounds)
    drawn = [_drawn(made, lines, row, theme) for row in range(len(lines))]
    return {"flows": drawn}, tr("Moves expected, {when}", when=moment(int(made.start_ms[hour])))


def _drawn(made: "FlowForecast", lines: Arcs, row: int, theme: Theme) -> dict[str, Any]:
    share = float(np.sqrt(lines.count[row] / lines.count[-1]))
    start, end = made.names[int(lines.from_item[row])], made.names[int(lines.to_item[row])]
    moved = number(float(lines.count[row]) / FINE, 2)
    return {
        "from": [
            round(float(lines.from_latitude[row]), 5),
            round(float(lines.from_longitude[row]), 5),
        ],
        "to": [round(float(lines.to_latitude[row]), 5), round(float(lines.to_longitude[row]), 5)],
        "width": round(1 + 5 * share, 1),
        "opacity": round(0.25 + 0.55 * share, 2),
        "colour": theme.series[1],
        "title": f"{start} → {end}",
        "lines": [tr("{n} moves expected in this hour", n=moved)],
    }


def _forecast(project: Project, progress: Progress) -> Any:
    from stdesk.training import FlowSettings, forecast_flows

    return forecast_flows(project, FlowSettings(), progress)
