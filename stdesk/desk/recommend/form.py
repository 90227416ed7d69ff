"""What if: when, where, known or new, and what may be on the list; each move asks anew."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QGridLayout, QWidget

from stdesk.desk.look.pieces import Card, Choice, beside, button, line, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.recommend.explore_dial import ExploreDial
from stdesk.desk.recommend.moment_controls import MomentControls
from stdesk.desk.recommend.place_choice import PlaceChoice
from stdesk.features import EventLog
from stdesk.language import tr
from stdesk.recommend import Senses


class RecommendForm(Card):
    """The wishes of a list, in groups: when, where, known or new, only, and what else."""

    wished = Signal()  # any of them moved

    def __init__(self) -> None:
        super().__init__(margin=GRID + GRID // 2)
        self.moment, self.place, self.dial = MomentControls(), PlaceChoice(), ExploreDial()
        self.category, self.kind = Choice(), Choice()
        self.within = QDoubleSpinBox(minimum=0, maximum=20_000, decimals=1, singleStep=0.5)
        self.heed, self.reset = QCheckBox(), button("link", self.forget)
        self._labels = {name: text("muted") for name in ("category", "kind", "within")}
        self._filters = (*self._labels.values(), self.category, self.kind, self.within)
        self._kinds, self._items, self._mapped, self._of_people = 0, True, False, False
        self._lay_out()
        self._connect()

    def wishes(self) -> dict[str, Any]:
        """As `RecommendSettings` names them."""
        return {
            "at_ms": self.moment.at_ms,
            "known_ms": self.moment.known_ms,
            "near": self.place.near,
            "explore": self.dial.explore,
            "within_km": (self.within.value() or None) if self._items and self._mapped else None,
            "category": self.category.currentData() if self._items else None,
            "kind": self.kind.currentData() if self._items else None,
            "heed_feedback": self.heed.isChecked(),
        }

    def show_log(self, log: EventLog) -> None:
        """Offer the categories and kinds of a log."""
        catalogue = log.catalogue
        self._mapped, self._kinds = catalogue.has_coordinates, len(catalogue.kind_names)
        names = sorted(catalogue.category_names, key=str.casefold)
        _offer(self.category, tr("All categories"), names)
        _offer(self.kind, tr("Any"), sorted(catalogue.kind_names, key=str.casefold))
        self.allow_items(self._items)

    def allow_items(self, items: bool) -> None:
        """Filters are for items; what this log cannot serve is not shown."""
        self._items = items
        if self._of_people:
            return
        for name, field, served in (
            ("category", self.category, self.category.count() > 1),
            ("kind", self.kind, self._kinds > 1),
            ("within", self.within, self._mapped),
        ):
            self._labels[name].setVisible(served)
            field.setVisible(served)
            field.setEnabled(items)
        self.heed.setEnabled(items)
        self._offer(self.place, self._mapped)

    def suit(self, senses: Senses, returns: bool) -> None:
        """Only wishes that this model, on this log, can answer; the others say why not."""
        blind = tr("This model does not look at the time: the moment changes nothing.")
        self.moment.allow(senses.time, "" if senses.time else blind)
        nowhere = tr("This model does not look at the place: only distances change.")
        self.place.warn("" if senses.place else nowhere)
        once = tr("Nobody of this log comes back to an item: all that is listed is new.")
        self.dial.allow(returns, "" if returns else once)

    def ask_for_people(self, yes: bool) -> None:
        """Of intent only the moment can be wished for."""
        self._of_people = yes
        for group in (self.place, self.dial):
            self._offer(group, not yes)
        for part in (self.heed, *self._filters):
            part.setVisible(not yes)
        if not yes:
            self.allow_items(self._items)

    def _offer(self, group: QWidget, offered: bool) -> None:
        """Show a group and the line below it, or neither."""
        group.setVisible(offered)
        self._lines[group].setVisible(offered)

    def forget(self) -> None:
        """Back to the model's own list for now."""
        self.blockSignals(True)
        self.moment.past.setChecked(False)
        self.moment.back_to_now()
        self.place.choose("last")
        self.dial.slider.setValue(50)
        self.category.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)
        self.within.setValue(0)
        self.heed.setChecked(False)
        self.blockSignals(False)
        self.wished.emit()

    def state(self) -> dict[str, Any]:
        return {
            "within": self.within.value(),
            "explore": self.dial.slider.value(),
            "heed": self.heed.isChecked(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.within.setValue(float(state.get("within", 0)))
        self.dial.slider.setValue(int(state.get("explore", 50)))
        self.heed.setChecked(bool(state.get("heed", False)))

    def retranslate(self) -> None:
        self.set_heading(tr("What if …"))
        for part in (self.moment, self.place, self.dial):
            part.retranslate()
        said = {"category": tr("Category"), "kind": tr("Kind"), "within": tr("Within")}
        for name, label in self._labels.items():
            label.setText(said[name])
            getattr(self, name).setAccessibleName(said[name])
        self.kind.setToolTip(tr("Only items with which this kind of event happened before"))
        self.within.setSpecialValueText(tr("any distance"))
        self.within.setSuffix(tr(" km"))
        self.heed.setText(tr("Heed feedback"))
        self.heed.setToolTip(
            tr(
                "Accepted entries raise, rejected ones lower the odds of themselves and of their "
                "category; the chances shown stay the model's own."
            )
        )
        self.reset.setText(tr("Reset"))
        self.reset.setToolTip(tr("Back to the model's own list for now"))
        for choice, title in ((self.category, tr("All categories")), (self.kind, tr("Any"))):
            if choice.count():
                choice.setItemText(0, title)

    def _lay_out(self) -> None:
        self.body.setSpacing(GRID - 2)
        head = QGridLayout()
        head.setContentsMargins(0, 0, 0, 0)
        self.body.removeWidget(self.heading)
        head.addWidget(self.heading, 0, 0)
        head.addWidget(self.reset, 0, 1)
        head.setColumnStretch(0, 1)
        self.body.addLayout(head)
        groups: tuple[QWidget, ...] = (self.moment, self.place, self.dial)
        self._lines = {group: line() for group in groups}
        for group, below in self._lines.items():
            self.body.addWidget(group)
            self.body.addWidget(below)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        for row, name in enumerate(self._labels):
            field: QWidget = getattr(self, name)
            self._labels[name].setBuddy(field)
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(field, row, 1)
        grid.addLayout(beside(self.heed, self.moment.past, None), 3, 0, 1, 2)
        grid.addWidget(self.moment.since, 4, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.moment.since.setVisible(False)
        for choice in (self.category, self.kind):
            choice.setMinimumContentsLength(8)
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            choice.setSizeAdjustPolicy(policy)

    def _connect(self) -> None:
        for part in (self.moment, self.place, self.dial):
            part.changed.connect(self.wished.emit)
        for choice in (self.category, self.kind):
            choice.activated.connect(lambda _: self.wished.emit())
        self.within.valueChanged.connect(lambda _: self.wished.emit())
        self.heed.toggled.connect(lambda _: self.wished.emit())
        self.moment.past.toggled.connect(self.moment.since.setVisible)


def _offer(choice: Choice, all_of_them: str, names: list[str]) -> None:
    """The names below a first entry for no restriction; what was chosen stays while it is there."""
    chosen = choice.currentData()
    choice.clear()
    choice.addItem(all_of_them, None)
    for name in names:
        choice.addItem(name, name)
    choice.setCurrentIndex(max(choice.findData(chosen), 0))
