"""The menu of the timelines: which charts are shown, how they are drawn, where sessions end."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from stdesk.desk.explore.timelines_lanes import CHARTS
from stdesk.language import mark, tr, tr_dynamic

GAPS = {
    0.5: mark("30 minutes"),
    1.0: mark("1 hour"),
    6.0: mark("6 hours"),
    24.0: mark("1 day"),
    72.0: mark("3 days"),
}
USUAL_GAP = 6.0
NAMES = {
    "volume": mark("Volume"),
    "hours": mark("Hour of day"),
    "stream": mark("Interests"),
    "sessions": mark("Sessions and pauses"),
    "parts": mark("Kinds or categories"),
}


class TimelinesMenu(QMenu):
    """`changed`: other lanes are wanted, or otherwise drawn; `gap_changed`: other sessions."""

    changed = Signal()
    gap_changed = Signal()

    def __init__(self, bar: QWidget) -> None:
        super().__init__(bar)
        self.setToolTipsVisible(True)
        self.charts = {name: self._check(True) for name in CHARTS}
        self.addSeparator()
        self.same_scale, self.amounts = self._check(False), self._check(False)
        self.addSeparator()
        self.gap_menu = self.addMenu("")
        group = QActionGroup(self)
        self.gaps = {hours: self.gap_menu.addAction("") for hours in GAPS}
        for hours, action in self.gaps.items():
            action.setCheckable(True)
            action.setChecked(hours == USUAL_GAP)
            group.addAction(action)
        group.triggered.connect(lambda _: self.gap_changed.emit())

    @property
    def chosen_charts(self) -> tuple[str, ...]:
        return tuple(name for name, action in self.charts.items() if action.isChecked())

    @property
    def gap_hours(self) -> float:
        return next(hours for hours, action in self.gaps.items() if action.isChecked())

    def retranslate(self) -> None:
        for name, action in self.charts.items():
            action.setText(tr_dynamic(NAMES[name]))
        for hours, action in self.gaps.items():
            action.setText(tr_dynamic(GAPS[hours]))
        self.same_scale.setText(tr("Kinds or categories to one scale"))
        self.same_scale.setToolTip(tr("Draw all kinds or categories to the scale of the largest"))
        self.amounts.setText(tr("Interests as amounts, not as shares"))
        self.gap_menu.setTitle(tr("New session after a pause of"))
        self.gap_menu.setToolTip(tr("A pause longer than this begins a new session"))

    def state(self) -> dict[str, Any]:
        return {
            "charts": list(self.chosen_charts),
            "same_scale": self.same_scale.isChecked(),
            "amounts": self.amounts.isChecked(),
            "gap": self.gap_hours,
        }

    def restore(self, state: dict[str, Any]) -> None:
        charts = state.get("charts") or list(CHARTS)
        for name, action in self.charts.items():
            action.setChecked(name in charts)
        self.same_scale.setChecked(bool(state.get("same_scale", False)))
        self.amounts.setChecked(bool(state.get("amounts", False)))
        self.gaps.get(state.get("gap", USUAL_GAP), self.gaps[USUAL_GAP]).setChecked(True)

    def _check(self, checked: bool) -> QAction:
        action = self.addAction("")
        action.setCheckable(True)
        action.setChecked(checked)
        action.toggled.connect(lambda _: self.changed.emit())
        return action
