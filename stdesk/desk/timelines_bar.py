"""The controls of the timelines: the unit, what is told apart, which charts, nearer, farther."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QComboBox, QMenu, QToolButton, QWidget

from stdesk.desk.pieces import beside, button, rows, text
from stdesk.desk.timelines_lanes import CHARTS, Taste
from stdesk.language import mark, tr, tr_dynamic

UNITS = {
    "auto": mark("Automatic"),
    "hour": mark("Hour"),
    "day": mark("Day"),
    "week": mark("Week"),
    "month": mark("Month"),
}
SPLITS = {"category": mark("Category"), "kind": mark("Kind")}
STREAMS = {"shares": mark("Shares"), "amounts": mark("Amounts")}
GAPS = {
    0.5: mark("30 minutes"),
    1.0: mark("1 hour"),
    6.0: mark("6 hours"),
    24.0: mark("1 day"),
    72.0: mark("3 days"),
}
NAMES = {
    "volume": mark("Volume"),
    "hours": mark("Hour of day"),
    "parts": mark("Kinds or categories"),
    "stream": mark("Interests"),
    "sessions": mark("Sessions and pauses"),
}


class TimelinesBar(QWidget):
    """Two rows of controls. `changed`: other lanes are wanted; `unit_changed`, `gap_changed`."""

    changed = Signal()
    unit_changed = Signal()
    gap_changed = Signal()
    forecast_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.unit_label, self.unit = text("muted"), _combo(UNITS)
        self.split_label, self.split = text("muted"), _combo(SPLITS)
        self.gap_label, self.gap = text("muted"), _combo(GAPS)
        self.stream = _combo(STREAMS)
        self.gap.setCurrentIndex(list(GAPS).index(6.0))
        self.same_scale = QCheckBox()
        self.charts, self.shown = QToolButton(), QMenu()
        self._build_menu()
        self.closer, self.farther, self.whole = button(), button(), button()
        self.restrict, self.forecast = button("flat"), QCheckBox()
        self.readout = text("small")
        self.readout.setMinimumWidth(1)
        first = beside(
            self.unit_label,
            self.unit,
            self.split_label,
            self.split,
            self.stream,
            None,
            self.farther,
            self.closer,
            self.whole,
        )
        second = beside(
            self.gap_label,
            self.gap,
            self.same_scale,
            self.charts,
            None,
            self.restrict,
            self.forecast,
        )
        self.setLayout(rows(first, second, self.readout, spacing=4))
        self.unit.activated.connect(lambda: self.unit_changed.emit())
        self.gap.activated.connect(lambda: self.gap_changed.emit())
        for choice in (self.split, self.stream):
            choice.activated.connect(lambda: self.changed.emit())
        self.same_scale.toggled.connect(lambda: self.changed.emit())
        self.forecast.toggled.connect(self.forecast_wanted.emit)

    @property
    def taste(self) -> Taste:
        chosen = tuple(name for name, action in self._actions.items() if action.isChecked())
        return Taste(
            split=self.split.currentData(),
            charts=chosen,
            same_scale=self.same_scale.isChecked(),
            as_shares=self.stream.currentData() == "shares",
        )

    @property
    def gap_hours(self) -> float:
        return float(self.gap.currentData())

    def offer_splits(self, offered: Sequence[str]) -> None:
        """What the log can be told apart by; a single choice is no choice."""
        wanted = self.split.currentData()
        self.split.clear()
        for name in offered or SPLITS:
            self.split.addItem(tr_dynamic(SPLITS[name]), name)
        self.split.setCurrentIndex(max(self.split.findData(wanted), 0))
        self.split.setEnabled(len(offered) > 1)

    def say(self, said: str) -> None:
        self.readout.setText(said)
        self.readout.setToolTip(said)

    def retranslate(self) -> None:
        for choice, said in (
            (self.unit, UNITS),
            (self.split, SPLITS),
            (self.stream, STREAMS),
            (self.gap, GAPS),
        ):
            for row in range(choice.count()):
                choice.setItemText(row, tr_dynamic(said[choice.itemData(row)]))  # type: ignore[index]
        for name, action in self._actions.items():
            action.setText(tr_dynamic(NAMES[name]))
        self._say_controls()
        self._name_controls()

    def state(self) -> dict[str, Any]:
        return {
            "unit": self.unit.currentData(),
            "split": self.split.currentData(),
            "stream": self.stream.currentData(),
            "gap": self.gap_hours,
            "same_scale": self.same_scale.isChecked(),
            "charts": list(self.taste.charts),
        }

    def restore(self, state: dict[str, Any]) -> None:
        for choice, name in (
            (self.unit, "unit"),
            (self.split, "split"),
            (self.stream, "stream"),
            (self.gap, "gap"),
        ):
            row = choice.findData(state.get(name))
            if row >= 0:
                choice.setCurrentIndex(row)
        self.same_scale.setChecked(bool(state.get("same_scale", False)))
        charts = state.get("charts") or list(CHARTS)
        for name, action in self._actions.items():
            action.setChecked(name in charts)

    def _build_menu(self) -> None:
        self._actions: dict[str, QAction] = {}
        for name in CHARTS:
            action = self.shown.addAction(name)
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(lambda _: self.changed.emit())
            self._actions[name] = action
        self.charts.setMenu(self.shown)
        self.charts.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _say_controls(self) -> None:
        self.unit_label.setText(tr("Count by"))
        self.split_label.setText(tr("Tell apart by"))
        self.gap_label.setText(tr("New session after"))
        self.same_scale.setText(tr("One scale"))
        self.charts.setText(tr("Charts"))
        self.closer.setText("+")
        self.farther.setText("−")
        self.whole.setText(tr("All"))
        self.restrict.setText(tr("Choose what is in sight"))
        self.forecast.setText(tr("Forecast"))

    def _name_controls(self) -> None:
        self.same_scale.setToolTip(tr("Draw all kinds or categories to the scale of the largest"))
        self.charts.setToolTip(tr("Which charts are shown"))
        self.closer.setToolTip(tr("Look closer (+)"))
        self.farther.setToolTip(tr("Look from farther away (−)"))
        self.whole.setToolTip(tr("All of the log in sight, all time chosen"))
        self.restrict.setToolTip(tr("Restrict all pages to the period that is in sight"))
        self.gap.setToolTip(tr("A pause longer than this begins a new session"))
        self.stream.setToolTip(tr("Interests as shares of each period, or as amounts"))
        for widget, said in (
            (self.unit, tr("Count by")),
            (self.split, tr("Tell apart by")),
            (self.gap, tr("New session after")),
            (self.stream, tr("Interests")),
            (self.closer, tr("Look closer (+)")),
            (self.farther, tr("Look from farther away (−)")),
        ):
            widget.setAccessibleName(said)


def _combo(choices: dict[Any, str]) -> QComboBox:
    made = QComboBox()
    for value, said in choices.items():
        made.addItem(tr_dynamic(said), value)
    return made
