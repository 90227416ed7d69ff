"""For whom, when and where to recommend, and what may be on the list."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from stdesk.desk.choices import RunChoice, UserChoice
from stdesk.desk.pieces import Card, Choice, beside, button, text
from stdesk.desk.theme import GRID
from stdesk.features import MINUTE_MS, EventLog
from stdesk.language import tr
from stdesk.recommend import RecommendSettings


class RecommendForm(Card):
    """The settings of a list. Times are on the local clock of the user's last event."""

    wanted = Signal(object)  # RecommendSettings for one user
    wanted_for_all = Signal(object)  # the same for everyone
    picking = Signal(bool)  # a click on the map shall say where
    user_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.log: EventLog | None = None
        self._of_people = False
        self.near: tuple[float, float] | None = None
        self.run, self.user = RunChoice(), UserChoice()
        self.target, self.category = QComboBox(), Choice()
        self.number = QSpinBox(minimum=1, maximum=500, value=20)
        self.at_end, self.instant = QCheckBox(), QDateTimeEdit(calendarPopup=True)
        self.pick, self.forget_place = button(), button("flat", self._forget_place)
        self.place = text("small", wrap=True)
        self.only_new = QCheckBox()
        self.within = QDoubleSpinBox(minimum=0, maximum=20_000, decimals=1, singleStep=0.5)
        self.go = button("accent", lambda: self._ask(self.wanted, one=True))
        self.go_all = button("", lambda: self._ask(self.wanted_for_all, one=False))
        self._labels = {name: text("muted") for name in ("run", "user", "target", "when", "where")}
        self._labels |= {name: text("muted") for name in ("number", "within", "category")}
        self.at_end.setChecked(True)
        self._lay_out()
        self._connect()

    def settings(self, one: bool = True) -> RecommendSettings | None:
        """What is asked for; None while no run or no user is chosen."""
        if self.run.run is None or (one and self.user.key is None):
            return None
        return RecommendSettings(
            run=self.run.run,
            users=(self.user.key,) if one and self.user.key is not None else None,
            k=self.number.value(),
            at_ms=None if self.at_end.isChecked() else self._instant_ms(),
            near=self.near,
            only_new=self.only_new.isChecked(),
            within_km=self.within.value() or None,
            category=self.category.currentData(),
            target=self.target.currentData() or "item",
        )

    def set_log(self, log: EventLog) -> None:
        """Offer the users and categories of a log."""
        self.log = log
        self.user.show_users(log.catalogue.user_keys)
        chosen = self.category.currentData()
        self.category.clear()
        self.category.addItem(tr("All categories"), None)
        for name in sorted(log.catalogue.category_names, key=str.casefold):
            self.category.addItem(name, name)
        self.category.setCurrentIndex(max(self.category.findData(chosen), 0))
        self._show_end()
        self._allow()

    def ask_for_people(self, yes: bool) -> None:
        """Leave out what only makes sense for lists of items."""
        self._of_people = yes
        self._allow()

    def set_place(self, latitude: float, longitude: float) -> None:
        """Where the user shall be."""
        self.near = latitude, longitude
        self.pick.setChecked(False)
        self._say_place()

    def state(self) -> dict[str, Any]:
        return {
            "user": self.user.key,
            "k": self.number.value(),
            "only_new": self.only_new.isChecked(),
            "within": self.within.value(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.user.setText(str(state.get("user") or ""))
        self.number.setValue(int(state.get("k", 20)))
        self.only_new.setChecked(bool(state.get("only_new", False)))
        self.within.setValue(float(state.get("within", 0)))

    def retranslate(self) -> None:
        said = {
            "run": tr("Model"),
            "user": tr("User"),
            "target": tr("What"),
            "when": tr("When"),
            "where": tr("Where from"),
            "number": tr("How many"),
            "within": tr("Within"),
            "category": tr("Category"),
        }
        for name, label in self._labels.items():
            label.setText(said[name])
        self._retranslate_target()
        self.at_end.setText(tr("Now: the end of the log"))
        self.pick.setText(tr("Pick on the map"))
        self.forget_place.setText(tr("Last position"))
        self.only_new.setText(tr("Only new to the user"))
        self.within.setSpecialValueText(tr("any distance"))
        self.within.setSuffix(" km")
        self.go.setText(tr("&Recommend"))
        self.go_all.setText(tr("For &all users"))
        self.instant.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.run.retranslate()
        self.user.retranslate()
        self._say_place()
        self._name_fields(said)
        if self.log is not None:
            self.category.setItemText(0, tr("All categories"))

    def _retranslate_target(self) -> None:
        chosen = self.target.currentData()
        self.target.clear()
        self.target.addItem(tr("Items and places"), "item")
        self.target.addItem(tr("Categories"), "category")
        self.target.setCurrentIndex(max(self.target.findData(chosen), 0))

    def _name_fields(self, said: dict[str, str]) -> None:
        fields = {
            "target": self.target,
            "when": self.instant,
            "number": self.number,
            "within": self.within,
            "category": self.category,
        }
        for name, field in fields.items():
            field.setAccessibleName(said[name])

    def _lay_out(self) -> None:
        self.pick.setCheckable(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        lines: tuple[tuple[str, QWidget], ...] = (
            ("run", self.run),
            ("user", self.user),
            ("target", self.target),
            ("number", self.number),
            ("when", self.at_end),
            ("", self.instant),
            ("where", self.place),
            ("", _in_a_row(self.pick, self.forget_place)),
            ("within", self.within),
            ("category", self.category),
            ("", self.only_new),
        )
        for row, (name, field) in enumerate(lines):
            if name:
                grid.addWidget(self._label(name), row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.body.addWidget(self.go)
        self.body.addWidget(self.go_all)
        self.category.setMinimumContentsLength(8)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.category.setSizeAdjustPolicy(policy)

    def _label(self, name: str) -> QLabel:
        return self._labels[name]

    def _connect(self) -> None:
        self.at_end.toggled.connect(lambda: self._allow())
        self.target.currentIndexChanged.connect(lambda: self._allow())
        self.pick.toggled.connect(self.picking.emit)
        self.user.chosen.connect(self._on_user)
        self.user.returnPressed.connect(lambda: self._ask(self.wanted, one=True))
        self.instant.setTimeZone(QTimeZone.utc())

    def _on_user(self, user: int) -> None:
        self._show_end()
        self.user_chosen.emit(user)

    def _allow(self) -> None:
        """Only what this log can serve can be asked."""
        has_map = self.log is not None and self.log.catalogue.has_coordinates
        has_map = has_map and not self._of_people
        items = self.target.currentData() != "category" and not self._of_people
        for of_items in (self.target, self.number, self.only_new):
            of_items.setEnabled(not self._of_people)
        self.instant.setEnabled(not self.at_end.isChecked())
        for part in (self.pick, self.forget_place):
            part.setEnabled(has_map)
        self.within.setEnabled(has_map and items)
        self.category.setEnabled(items and self.category.count() > 1)
        self._say_place()

    def _ask(self, signal: Any, one: bool) -> None:
        settings = self.settings(one)
        if settings is None:
            self.user.setFocus()
            return
        if settings.target == "category":
            settings = replace(settings, category=None, within_km=None)
        signal.emit(settings)

    def _forget_place(self) -> None:
        self.near = None
        self.pick.setChecked(False)
        self._say_place()

    def _say_place(self) -> None:
        if self.log is not None and not self.log.catalogue.has_coordinates:
            self.place.setText(tr("This log has no coordinates."))
        elif self.near is None:
            self.place.setText(tr("Where the user was last"))
        else:
            latitude, longitude = (f"{degrees:.4f}" for degrees in self.near)
            self.place.setText(f"{latitude}, {longitude}")

    @property
    def offset_min(self) -> int:
        """Of the local clock of the chosen user's last event."""
        log, user = self.log, self.user.user
        if log is None or not len(log):
            return 0
        row = int(log.user_start[user + 1]) - 1 if user >= 0 else len(log) - 1
        return int(log.offset_min[max(row, 0)])

    def _instant_ms(self) -> int:
        """UTC of what the local clock shows."""
        return self.instant.dateTime().toMSecsSinceEpoch() - self.offset_min * MINUTE_MS

    def _show_end(self) -> None:
        """As long as no other moment is wished for, the clock shows the end of the log."""
        if self.at_end.isChecked() and self.log is not None and len(self.log):
            end = int(self.log.instant_ms.max()) + self.offset_min * MINUTE_MS
            self.instant.setDateTime(_clock(end))


def _in_a_row(*parts: QWidget) -> QWidget:
    whole = QWidget()
    whole.setLayout(beside(*parts, None))
    return whole


def _clock(local_ms: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(local_ms, QTimeZone.utc())
