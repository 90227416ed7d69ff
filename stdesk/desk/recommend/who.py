"""For whom, by which model, what and how many: the bar above a list."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSpinBox

from stdesk.desk.look.fields import Fields
from stdesk.desk.look.pieces import button
from stdesk.desk.look.theme import GRID
from stdesk.desk.page.choices import RunChoice, UserChoice
from stdesk.features import EventLog
from stdesk.language import tr
from stdesk.recommend import RecommendSettings


class RecommendWho(Fields):
    """Model, user, items or categories, and the length of the list; and the same for everyone."""

    changed = Signal()  # another list is wished for
    run_chosen = Signal()
    user_chosen = Signal(int)
    wanted = Signal()  # of intent: the chance of the chosen user
    wanted_for_all = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        self.run, self.user = RunChoice(), UserChoice()
        self.target = QComboBox()
        self.number = QSpinBox(minimum=1, maximum=500, value=20)
        self.go = button("accent", lambda: self.wanted.emit())
        self.go_all = button("", lambda: self.wanted_for_all.emit())
        self.save = button("", lambda: self.save_wanted.emit())
        self.log: EventLog | None = None
        super().__init__(
            self.go_all, run=self.run, user=self.user, target=self.target, number=self.number
        )
        self.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID + GRID // 2)
        self.add_action(self.go)
        self.add_action(self.save)
        self.go.hide()
        self._connect()

    def settings(self, wishes: dict[str, Any], one: bool = True) -> RecommendSettings | None:
        """What is asked for; None while no run or no user is chosen. wishes: of the form."""
        if self.run.run is None or (one and self.user.key is None):
            return None
        settings = RecommendSettings(
            run=self.run.run,
            users=(self.user.key,) if one and self.user.key is not None else None,
            k=self.number.value(),
            target=self.target.currentData() or "item",
            store=not one,
        )
        return replace(settings, **wishes)

    def show_log(self, log: EventLog) -> None:
        """Offer the users of a log."""
        self.log = log
        self.user.show_users_of(log)
        self.offer("target", bool(log.catalogue.category_names))

    def ask_for_people(self, yes: bool) -> None:
        """Leave out what only makes sense for lists of items."""
        for name in ("target", "number"):
            self.offer(name, not yes and (name != "target" or self._has_categories))
        self.go.setVisible(yes)
        self.save.setVisible(not yes)  # the list of chances has a button of its own

    @property
    def _has_categories(self) -> bool:
        return self.log is not None and bool(self.log.catalogue.category_names)

    @property
    def offset_min(self) -> int:
        """Of the local clock of the chosen user's last event."""
        log, user = self.log, self.user.user
        if log is None or not len(log):
            return 0
        row = int(log.user_start[user + 1]) - 1 if user >= 0 else len(log) - 1
        return int(log.offset_min[max(row, 0)])

    def retranslate(self) -> None:
        self.run.retranslate()
        self.user.retranslate()
        self.say(run=tr("Model"), user=tr("User"), target=tr("What"), number=tr("How many"))
        chosen = self.target.currentData()
        self.target.blockSignals(True)
        self.target.clear()
        self.target.addItem(tr("Items and places"), "item")
        self.target.addItem(tr("Categories"), "category")
        self.target.setCurrentIndex(max(self.target.findData(chosen), 0))
        self.target.blockSignals(False)
        self.go.setText(tr("&Recommend"))
        self.save.setText(tr("&Save the list …"))
        self.go_all.setText(tr("For &all users"))
        self.go_all.setToolTip(
            tr("Make this list for every user, in the background, and keep them in the project")
        )

    def _connect(self) -> None:
        self.run.activated.connect(lambda _: self.run_chosen.emit())
        self.user.chosen.connect(self.user_chosen.emit)
        self.target.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.number.valueChanged.connect(lambda _: self.changed.emit())
