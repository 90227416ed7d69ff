"""Builds a segment by rule: conditions, how many users they hold for right now, and a name."""

from typing import Any

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QScrollArea, QWidget

from stdesk.desk.look.pieces import Card, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.people.rule_row import RuleRow
from stdesk.desk.people.segment_changes import make_segments
from stdesk.desk.people.segment_data import Offers, count_users
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.errors import Problem
from stdesk.insight import Condition, Rule
from stdesk.language import ntr, number, percent, tr, tr_dynamic
from stdesk.progress import Progress

PAUSE_MS = 150  # after the last change, before users are counted


class RuleBuilder(Card):
    """`made` carries the name of a segment that was made."""

    made = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._offers = Offers(0, (), (), {}, (), False)
        self._rows: list[RuleRow] = []
        self.users: np.ndarray | None = None
        self._counted: Rule | None = None
        self._counting: Job | None = None
        self.match, self.add = QComboBox(), button("flat", self._add)
        self.count, self.note = text("figure"), text("muted", wrap=True)
        self.name_label, self.name = text("muted"), QLineEdit()
        self.make, self.close_it = button("accent", self.keep), button("flat", self.closed.emit)
        self._typed = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typed.timeout.connect(self._ask)
        self._lay_out()
        self.match.currentIndexChanged.connect(self._on_change)
        self.name.textChanged.connect(lambda _: self._follow())
        self.name.returnPressed.connect(self.keep)
        desk.focus.changed.connect(self._on_area)

    @property
    def rule(self) -> Rule | None:
        """What is asked for; None while a condition is incomplete."""
        conditions = [row.condition for row in self._rows]
        known = tuple(one for one in conditions if one is not None)
        if not known or len(known) < len(conditions):
            return None
        return Rule(known, self.match.currentData())

    def offer(self, offers: Offers) -> None:
        """What conditions can name; the conditions that stand there stay."""
        kept = [row.condition for row in self._rows]
        self._offers = offers
        self._clear()
        for condition in kept or [Condition("events", bound=50)]:
            self._add(condition or Condition("events", bound=50))

    def start(self, rule: Rule | None = None, name: str = "") -> None:
        """Begin anew, or from a rule that a segment came from."""
        self._clear()
        for condition in rule.conditions if rule else (Condition("events", bound=50),):
            self._add(condition)
        self.match.setCurrentIndex(max(self.match.findData(rule.match if rule else "all"), 0))
        self.name.setText(name)
        self.name.setFocus()

    def keep(self) -> None:
        """Make the segment of the users counted last."""
        name, rule = self.name.text().strip(), self.rule
        if not name or rule is None or self.users is None or rule != self._counted:
            return
        self._desk.changes.do(make_segments([(name, rule.plain(), self.users.tolist())]))
        self.made.emit(name)

    def retranslate(self) -> None:
        self.set_heading(tr("A segment by rule"))
        chosen = self.match.currentData()
        self.match.blockSignals(True)
        self.match.clear()
        self.match.addItem(tr("all of these hold"), "all")
        self.match.addItem(tr("any of these holds"), "any")
        self.match.setCurrentIndex(max(self.match.findData(chosen), 0))
        self.match.blockSignals(False)
        self.match.setAccessibleName(tr("All conditions or any"))
        self.match_label.setText(tr("Users for whom"))
        self.area.setAccessibleName(tr("Conditions"))
        self.add.setText(tr("&Add a condition"))
        self.name_label.setText(tr("&Name"))
        self.name.setPlaceholderText(tr("such as “regulars”"))
        self.name.setAccessibleName(tr("Name of the segment"))
        self.make.setText(tr("&Make the segment"))
        self.close_it.setText(tr("Close"))
        for row in self._rows:
            row.retranslate()
        self._follow()

    def apply_theme(self, theme: Theme) -> None:
        for row in self._rows:
            row.apply_theme(theme)

    def _add(self, condition: Condition | None = None) -> None:
        area = self._desk.focus.now.area
        row = RuleRow(self._offers, area, condition or Condition("events", bound=50))
        row.apply_theme(self._desk.theme)
        row.changed.connect(self._on_change)
        row.removed.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)
        self._on_change()

    def _remove(self, row: RuleRow) -> None:
        if len(self._rows) > 1:
            self._rows.remove(row)
            row.hide()
            row.deleteLater()
            self._on_change()

    def _clear(self) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []

    def _on_area(self) -> None:
        for row in self._rows:
            row.set_area(self._desk.focus.now.area)
        if any(row.what.currentData() == "area" for row in self._rows):
            self._on_change()

    def _on_change(self) -> None:
        for row in self._rows:
            row.remove.setEnabled(len(self._rows) > 1)
        self.users = None
        self._follow()
        self._typed.start()

    def _ask(self) -> None:
        """Count in the background; who changed takes long, so that it is a job."""
        rule, project = self.rule, self._desk.project
        if self._counting is not None:
            self._desk.jobs.cancel(self._counting)
            self._counting = None
        if rule is None or project is None or not self.isVisible():
            return
        if any(one.what == "changed" for one in rule.conditions):
            job = self._desk.submit(tr("Look for users who changed"), count_users, project, rule)
            job.done.connect(lambda users: self._show(rule, users))
            self._counting = job
            return
        self._desk.jobs.query(
            lambda: count_users(project, rule, Progress()),
            lambda users: self._show(rule, users),
            self._on_problem,
            key="rule: users",
            owner=self,
        )

    def _show(self, rule: Rule, users: np.ndarray) -> None:
        self._counting = None
        if rule == self.rule:
            self.users, self._counted = users, rule
            self._follow()

    def _on_problem(self, problem: Problem) -> None:
        self.count.setText("–")
        self.note.setText(tr_dynamic(problem.text, problem.values))

    def _follow(self) -> None:
        if self.users is None:
            self.count.setText("…")
            incomplete = tr("A condition is not complete yet.")
            self.note.setText(incomplete if self.rule is None else "")
        else:
            users, everyone = len(self.users), max(self._offers.users, 1)
            self.count.setText(ntr("{n} user", "{n} users", users))
            share = percent(users / everyone)
            self.note.setText(tr("{share} of {users} users", share=share, users=number(everyone)))
        project = self._desk.project
        writable = project is not None and not project.read_only
        ready = self.users is not None and len(self.users) > 0 and bool(self.name.text().strip())
        self.make.setEnabled(writable and ready)

    def _lay_out(self) -> None:
        self.match_label = text("muted")
        inner = QWidget()
        self._column = rows()
        self._column.addStretch(1)
        inner.setLayout(self._column)
        self.area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self.name_label.setBuddy(self.name)
        self.name.setMaximumWidth(40 * GRID)
        naming = beside(self.name_label, self.name, self.make, None, self.close_it)
        self.body.addLayout(beside(self.match_label, self.match, None, self.add))
        self.body.addWidget(area, 1)
        self.body.addWidget(self.count)
        self.body.addWidget(self.note)
        self.body.addLayout(naming)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._typed.start()
