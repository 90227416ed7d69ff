"""One condition of a rule as fields: what, which, at least or at most, how much."""

from typing import get_args

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSizePolicy, QSpinBox, QWidget

from stdesk.desk.look.pieces import Choice, beside, button, text
from stdesk.desk.look.theme import GRID, Theme, icon
from stdesk.desk.people.segment_data import Offers
from stdesk.insight import NO_BOUND, SHARES, WHATS, Condition, What
from stdesk.language import tr, tr_dynamic

ICON_SIDE = 16
DEFAULTS = {"events": 50.0, "pace": 3.0, "recency": 30.0, "radius": 5.0}
Area = tuple[tuple[float, float], ...]


class RuleRow(QWidget):
    """`changed` comes when the condition is another; `removed` when the row is to go."""

    changed = Signal()
    removed = Signal()

    def __init__(self, offers: Offers, area: Area | None, start: Condition) -> None:
        super().__init__()
        self._offers, self._area = offers, area
        self._filling = True
        self.what, self.name, self.value = QComboBox(), Choice(), Choice()
        self.begin, self.end = QSpinBox(minimum=0, maximum=23), QSpinBox(minimum=1, maximum=24)
        self.dash, self.said = text("muted", said="–"), text("muted")
        self.sign, self.bound = QComboBox(), QDoubleSpinBox(minimum=0, maximum=1e9)
        self.remove = button("flat", self.removed.emit)
        self.remove.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
        for spin in (self.begin, self.end, self.bound):
            spin.lineEdit().setTextMargins(GRID - 2, 0, 0, 0)  # as on other pages
        for box in (self.name, self.value):
            box.setMinimumContentsLength(10)
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        fields = (
            self.what,
            self.name,
            self.value,
            self.begin,
            self.dash,
            self.end,
            self.sign,
            self.said,
            self.bound,
        )
        layout = beside(*fields, None, self.remove)
        self.setLayout(layout)
        self.said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()
        self._take(start)
        self._connect()
        self._filling = False

    @property
    def condition(self) -> Condition | None:
        """What is asked for; None while a choice is missing."""
        what: What = self.what.currentData()
        if what == "area" and not self._area:
            return None
        if what in ("category", "kind", "attribute", "segment") and not self.name.count():
            return None
        scale = 100.0 if what in SHARES else 1.0
        return Condition(
            what,
            self.sign.currentData(),
            0.0 if what in NO_BOUND else self.bound.value() / scale,
            self.name.currentText() if self.name.count() else "",
            self.value.currentText() if what == "attribute" else "",
            (self.begin.value(), self.end.value()),
            self._area or () if what == "area" else (),
        )

    def set_area(self, area: Area | None) -> None:
        """Another area was drawn on the map."""
        self._area = area
        self._follow()

    def apply_theme(self, theme: Theme) -> None:
        self.remove.setIcon(icon("cancel", theme.muted, ICON_SIDE))

    def retranslate(self) -> None:
        chosen = self.what.currentData()
        self._filling, before = True, self._filling
        self.what.clear()
        for what in get_args(What):
            if self._offered(what):
                self.what.addItem(tr_dynamic(WHATS[what]), what)
        self.what.setCurrentIndex(max(self.what.findData(chosen), 0))
        self.remove.setAccessibleName(tr("Remove this condition"))
        self.remove.setToolTip(tr("Remove this condition"))
        for field, said in (
            (self.what, tr("What a condition is about")),
            (self.name, tr("Which one")),
            (self.value, tr("Value")),
            (self.begin, tr("From this hour")),
            (self.end, tr("Until this hour")),
            (self.sign, tr("At least or at most")),
            (self.bound, tr("How much")),
        ):
            field.setAccessibleName(said)
        self._filling = before
        self._follow()

    def _offered(self, what: What) -> bool:
        offers = self._offers
        lacking = {
            "category": not offers.categories,
            "kind": len(offers.kinds) < 2,
            "attribute": not offers.attributes,
            "segment": not offers.segments,
            "radius": not offers.placed,
            "area": not offers.placed,
        }
        return not lacking.get(what, False)

    def _take(self, start: Condition) -> None:
        self.what.setCurrentIndex(max(self.what.findData(start.what), 0))
        self._follow()
        self.sign.setCurrentIndex(0 if start.above else 1)
        self.begin.setValue(start.hours[0])
        self.end.setValue(start.hours[1])
        if start.name:
            self.name.setCurrentIndex(max(self.name.findText(start.name), 0))
            self._offer_values()
            self.value.setCurrentIndex(max(self.value.findText(start.value), 0))
        if start.what not in NO_BOUND:
            self.bound.setValue(start.bound * (100 if start.what in SHARES else 1))

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._on_what)
        self.name.currentIndexChanged.connect(self._on_name)
        for box in (self.value, self.sign):
            box.currentIndexChanged.connect(self._tell)
        for spin in (self.begin, self.end, self.bound):
            spin.valueChanged.connect(self._tell)

    def _on_what(self) -> None:
        self._filling, before = True, self._filling
        self._follow()
        what = self.what.currentData()
        self.bound.setValue(DEFAULTS.get(what, 10.0 if what in ("category", "kind") else 30.0))
        self._filling = before
        self._tell()

    def _on_name(self) -> None:
        self._offer_values()
        self._tell()

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _follow(self) -> None:
        """Only the fields that this condition has; signs and units in its words."""
        what: What = self.what.currentData()
        self._filling, before = True, self._filling
        self._offer_names(what)
        self.value.setVisible(what == "attribute")
        for part in (self.begin, self.dash, self.end):
            part.setVisible(what == "hours")
        self.bound.setVisible(what not in NO_BOUND)
        self.begin.setSuffix(":00")
        self.end.setSuffix(":00")
        units = {"radius": tr(" km"), "recency": tr(" days")}
        self.bound.setSuffix(" %" if what in SHARES else units.get(what, ""))
        self.bound.setDecimals(0 if what in ("events", "recency") or what in SHARES else 1)
        self.bound.setMaximum(100 if what in SHARES else 1e9)
        self._offer_signs(what)
        self.said.setText(self._hint(what))
        self.said.setVisible(bool(self.said.text()))
        self._filling = before

    def _hint(self, what: What) -> str:
        if what != "area":
            return ""
        return tr("of the drawn area") if self._area else tr("draw an area on Explore first")

    def _offer_signs(self, what: What) -> None:
        yes, no = (tr("yes"), tr("no")) if what in NO_BOUND else (tr("at least"), tr("at most"))
        if what == "attribute":
            yes, no = tr("is so"), tr("is not so")
        chosen = self.sign.currentIndex()
        self.sign.clear()
        self.sign.addItem(yes, True)
        self.sign.addItem(no, False)
        self.sign.setCurrentIndex(max(chosen, 0))

    def _offer_names(self, what: What) -> None:
        names = {
            "category": self._offers.categories,
            "kind": self._offers.kinds,
            "attribute": tuple(self._offers.attributes),
            "segment": self._offers.segments,
        }.get(what, ())
        self.name.setVisible(bool(names))
        if [self.name.itemText(i) for i in range(self.name.count())] != list(names):
            self.name.clear()
            self.name.addItems(list(names))
        self._offer_values()

    def _offer_values(self) -> None:
        values = self._offers.attributes.get(self.name.currentText(), ())
        if [self.value.itemText(i) for i in range(self.value.count())] != list(values):
            self.value.clear()
            self.value.addItems(list(values))
