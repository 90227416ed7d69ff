"""The controls of the timelines: the unit, what is told apart, which charts, nearer, farther."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QToolButton, QWidget

from stdesk.desk.explore.timelines_lanes import Taste
from stdesk.desk.explore.timelines_menu import TimelinesMenu
from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.language import mark, tr, tr_dynamic

UNITS = {
    "auto": mark("Automatic"),
    "hour": mark("Hour"),
    "day": mark("Day"),
    "week": mark("Week"),
    "month": mark("Month"),
}
SPLITS = {"category": mark("Category"), "kind": mark("Kind")}


class TimelinesBar(QWidget):
    """Two rows of controls and the readout. `changed`: other lanes are wanted."""

    changed = Signal()
    unit_changed = Signal()
    gap_changed = Signal()
    forecast_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.unit_label, self.unit = text("muted"), _combo(UNITS)
        self.split_label, self.split = text("muted"), _combo(SPLITS)
        self.charts, self.menu = QToolButton(), TimelinesMenu(self)
        self.charts.setMenu(self.menu)
        self.charts.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.closer, self.farther, self.whole = button(), button(), button()
        self.restrict, self.forecast = button("flat"), QCheckBox()
        self.readout = text("small")
        self.readout.setMinimumWidth(1)
        self.first = beside(
            *(self.unit_label, self.unit, self.split_label, self.split, None),
            *(self.farther, self.closer, self.whole),
        )
        second = beside(self.charts, self.forecast, None, self.restrict)
        self.setLayout(rows(self.first, second, self.readout, spacing=4))
        self.unit.activated.connect(lambda: self.unit_changed.emit())
        self.split.activated.connect(lambda: self.changed.emit())
        self.menu.changed.connect(self.changed.emit)
        self.menu.gap_changed.connect(self.gap_changed.emit)
        self.forecast.toggled.connect(self.forecast_wanted.emit)

    @property
    def taste(self) -> Taste:
        return Taste(
            split=self.split.currentData(),
            charts=self.menu.chosen_charts,
            same_scale=self.menu.same_scale.isChecked(),
            as_shares=not self.menu.amounts.isChecked(),
        )

    @property
    def gap_hours(self) -> float:
        return self.menu.gap_hours

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
        for choice, said in ((self.unit, UNITS), (self.split, SPLITS)):
            for row in range(choice.count()):
                choice.setItemText(row, tr_dynamic(said[choice.itemData(row)]))
        self.menu.retranslate()
        self._say_controls()
        self._name_controls()
        self._fit_labels()

    def state(self) -> dict[str, Any]:
        chosen = {"unit": self.unit.currentData(), "split": self.split.currentData()}
        return chosen | self.menu.state()

    def restore(self, state: dict[str, Any]) -> None:
        for choice, name in ((self.unit, "unit"), (self.split, "split")):
            row = choice.findData(state.get(name))
            if row >= 0:
                choice.setCurrentIndex(row)
        self.menu.restore(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_labels()

    def minimumSizeHint(self):  # type: ignore[no-untyped-def]
        """Without the labels, which give way to the controls that they name."""
        least = super().minimumSizeHint()
        labels = sum(
            label.sizeHint().width() + self.first.spacing()
            for label in (self.unit_label, self.split_label)
            if not label.isHidden()
        )
        least.setWidth(max(least.width() - labels, 0))
        return least

    def _fit_labels(self) -> None:
        """Controls are never cut; their labels go where there is no room for both."""
        labels = (self.unit_label, self.split_label)
        parts = (*labels, self.unit, self.split, self.farther, self.closer, self.whole)
        needed = sum(part.sizeHint().width() + self.first.spacing() for part in parts)
        for label in labels:
            label.setVisible(needed <= self.width())

    def _say_controls(self) -> None:
        self.unit_label.setText(tr("Count by"))
        self.split_label.setText(tr("Tell apart by"))
        self.charts.setText(tr("Charts"))
        self.closer.setText("+")
        self.farther.setText("−")
        self.whole.setText(tr("All"))
        self.restrict.setText(tr("Choose the period in sight"))
        self.forecast.setText(tr("Forecast"))

    def _name_controls(self) -> None:
        self.charts.setToolTip(tr("Which charts are shown, and how"))
        self.closer.setToolTip(tr("Look closer (+)"))
        self.farther.setToolTip(tr("Look from farther away (−)"))
        self.whole.setToolTip(tr("All of the log in sight, all time chosen"))
        self.restrict.setToolTip(tr("Restrict all pages to the period that is in sight"))
        self.unit.setToolTip(tr("Count by"))
        self.split.setToolTip(tr("Tell apart by"))
        for widget, said in (
            (self.unit, tr("Count by")),
            (self.split, tr("Tell apart by")),
            (self.closer, tr("Look closer (+)")),
            (self.farther, tr("Look from farther away (−)")),
        ):
            widget.setAccessibleName(said)


def _combo(choices: dict[str, str]) -> QComboBox:
    made = QComboBox()
    for value, said in choices.items():
        made.addItem(tr_dynamic(said), value)
    return made
