"""Where a model fails, by users, segments, hours, categories; and why it missed one event."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QWidget

from stdesk.desk.look.pieces import Card, Choice, EmptyState, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.look.titles import line_name, protocol_title
from stdesk.desk.models.errors_reading import Seen, read_errors, read_models
from stdesk.desk.models.errors_tables import (
    event_columns,
    group_columns,
    groups_of,
    names_by_number,
    user_columns,
)
from stdesk.desk.models.miss_dialog import MissDialog
from stdesk.desk.tables.interval_column import NARROW, make_room
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.evaluation import JudgedModel, kind_title, worst_first
from stdesk.language import ntr, number, tr
from stdesk.project import RunRecord

USERS = "users"
KINDS = ("part", "segment", "past", "hour", "weekday", "category")
MOST_EVENTS = 500  # shown of one group or user


class ErrorsView(QWidget):
    """Choose a judged model and how to divide its events; a user or a group shows its events."""

    compare_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._models: list[JudgedModel] = []
        self._runs: dict[int, RunRecord] = {}
        self.seen: Seen | None = None
        self._rows = np.zeros(0, np.int64)  # of the events shown
        self._wanted: tuple[str, int | None] | None = None
        self.model, self.by = Choice(), Choice()
        for box, length in ((self.model, 40), (self.by, 18)):
            box.setMinimumContentsLength(length)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.who, self.events = Table(), Table()
        make_room(self.who, NARROW)
        make_room(self.events, NARROW)
        self.said, self.of_events = text(wrap=True), text("muted", wrap=True)
        self.why = button("accent", self.explain)
        self.empty, self.result = EmptyState(), QWidget()
        self._lay_out()
        self.model.currentIndexChanged.connect(self._read)
        self.by.currentIndexChanged.connect(self._show)
        self.who.chosen.connect(lambda _: self._choose())
        self.events.chosen.connect(lambda _: self._follow())
        self.events.opened.connect(lambda _: self.explain())
        desk.focus.changed.connect(self._follow_focus)

    @property
    def line(self) -> JudgedModel | None:
        """The chosen model."""
        place = self.model.currentIndex()
        return self._models[place] if 0 <= place < len(self._models) else None

    def choose(self, model: str, run: int | None) -> None:
        """Show this model's errors, by its newest comparison."""
        self._wanted = model, run
        self._choose_wanted()

    def forget(self) -> None:
        """Another project is open."""
        self._models, self.seen, self._wanted = [], None, None

    def refresh(self) -> None:
        """Read which models have stored ranks for the log as it is now."""
        project = self._desk.project
        if project is None:
            return
        self._desk.jobs.query(
            lambda: read_models(project),
            self._take_models,
            self._desk.show_problem,
            key="errors: models",
            owner=self,
        )

    def explain(self) -> MissDialog | None:
        """Why did the model miss the chosen event?"""
        row, line = self.events.chosen_row(), self.line
        if self.seen is None or line is None or not self.why.isEnabled():
            return None
        position = int(self.seen.found.position[self._rows[row]])
        name = line_name(line.model, line.run, self._runs)
        dialog = MissDialog(self, self._desk, line, name, int(self.seen.log.event_id[position]))
        dialog.open()
        return dialog

    def retranslate(self) -> None:
        self.model.setAccessibleName(tr("Model"))
        self.by.setAccessibleName(tr("Errors by"))
        self.by.setToolTip(tr("How the judged events are divided."))
        self.who.setAccessibleName(tr("Who and what is predicted badly"))
        self.events.setAccessibleName(tr("Judged events"))
        self.why.setText(tr("&Why did it miss?"))
        self.empty.say(
            "models",
            tr("No ranks are kept yet"),
            tr(
                "Compare the models once: the rank of each event is kept with the comparison, and "
                "shows who and what is predicted badly."
            ),
            tr("Compare the models …"),
            self.compare_wanted.emit,
        )
        self._offer_kinds()
        self._offer_models()
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        self.empty.apply_theme(theme)
        self._show()

    def _lay_out(self) -> None:
        left, right = Card(), Card()
        left.body.addWidget(self.said)
        left.body.addWidget(self.who, 1)
        right.body.addWidget(self.of_events)
        right.body.addWidget(self.events, 1)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(2 * GRID)
        for position, (part, share) in enumerate(((left, 25), (right, 27))):
            both.addWidget(part)
            both.setStretchFactor(position, share)
        both.setSizes([500, 540])
        choices = beside(self.model, self.by, None, self.why)
        inner = rows(choices, both, spacing=2 * GRID)
        inner.setStretch(1, 1)
        self.result.setLayout(inner)
        layout = rows(self.result, self.empty)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        self.setLayout(layout)
        self.result.hide()

    def _take_models(self, found: tuple[list[JudgedModel], dict[int, RunRecord]]) -> None:
        self._models, self._runs = found
        self.result.setVisible(bool(self._models))
        self.empty.setVisible(not self._models)
        self._offer_models()
        self._choose_wanted()
        self._read()

    def _offer_models(self) -> None:
        line = self.line
        chosen = None if line is None else (line.model, line.run, line.judgement.number)
        self.model.blockSignals(True)
        self.model.clear()
        for one in self._models:
            name = line_name(one.model, one.run, self._runs)
            said = tr(
                "{model} · {protocol}, comparison {number}",
                model=name,
                protocol=protocol_title(one.judgement.protocol),
                number=one.judgement.number,
            )
            self.model.addItem(said)
        keys = [(one.model, one.run, one.judgement.number) for one in self._models]
        self.model.setCurrentIndex(keys.index(chosen) if chosen in keys else 0)
        self.model.blockSignals(False)

    def _choose_wanted(self) -> None:
        keys = [(one.model, one.run) for one in self._models]
        if self._wanted in keys:
            self.model.setCurrentIndex(keys.index(self._wanted))
            self._wanted = None

    def _offer_kinds(self) -> None:
        chosen = self.by.currentData() or USERS
        self.by.blockSignals(True)
        self.by.clear()
        self.by.addItem(tr("By user"), USERS)
        for kind in KINDS:
            title = kind_title(kind)
            self.by.addItem(tr("By {group}", group=title[:1].lower() + title[1:]), kind)
        self.by.setCurrentIndex(max(self.by.findData(chosen), 0))
        self.by.blockSignals(False)

    def _read(self) -> None:
        project, line = self._desk.project, self.line
        if project is None or line is None:
            return
        self._desk.jobs.query(
            lambda: read_errors(project, line),
            self._take,
            self._desk.show_problem,
            key="errors: of a model",
            owner=self,
        )

    def _take(self, seen: Seen) -> None:
        self.seen = seen
        elide = Qt.TextElideMode
        by_number = names_by_number(seen.log)  # other names differ at their ends: Maple Grill 1
        self.events.setTextElideMode(elide.ElideRight if by_number else elide.ElideMiddle)
        self._show()

    def _show(self) -> None:
        seen, by = self.seen, self.by.currentData()
        if seen is None or by is None:
            return
        if by == USERS:
            columns = user_columns(seen.found, seen.log.catalogue.user_keys)
            self.who.set_columns(
                columns, key=[(by, user) for user in seen.found.users.user.tolist()]
            )
        else:
            groups = groups_of(seen.found, by)
            columns = group_columns(groups, kind_title(by), self._desk.theme)
            self.who.set_columns(columns, key=[(group.kind, group.key) for group in groups])
        self._say(by)
        self._follow_focus()
        self._choose()

    def _say(self, by: str) -> None:
        from stdesk.recommend import reason_sentence

        seen = self.seen
        if seen is None:
            return
        if by == "segment" and len(groups_of(seen.found, by)) == 1:
            self.said.setText(tr("There are no segments yet; the People page makes them."))
        elif by == USERS:
            self.said.setText("\n".join(reason_sentence(s) for s in seen.found.sentences))
        else:
            self.said.setText(tr("MRR with its 95 % interval; the dashed line is over all events."))
        self.said.setVisible(bool(self.said.text()))

    def _choose(self) -> None:
        """The events of the chosen user or group; of all without one. A user is looked at."""
        seen, row = self.seen, self.who.chosen_row()
        if seen is None:
            return
        shown, by = worst_first(seen.found, seen.log), self.by.currentData()
        of_one = row >= 0 and by == USERS
        if of_one:
            user = int(seen.found.users.user[row])
            shown = worst_first(seen.found, seen.log, user)
            if self._desk.focus.now.user != user and self.isVisible():
                self._desk.focus.look_at(user=user)
        elif row >= 0:
            shown = shown[np.isin(shown, groups_of(seen.found, by)[row].rows)]
        self._rows = shown[:MOST_EVENTS]
        columns = event_columns(seen.found, seen.log, self._rows, self._desk.theme, of_one)
        self.events.set_columns(columns, key=self._rows.tolist())
        self.of_events.setText(_how_many(len(self._rows), len(shown)))
        self._follow()

    def _follow(self) -> None:
        line = self.line
        can = line is not None and line.can_be_asked
        self.why.setEnabled(can and self.events.chosen_row() >= 0)
        self.why.setToolTip(
            tr("What speaks for the true item, and for what was put first.")
            if can
            else tr("This model was learnt for “What models add” and is not kept.")
        )

    def _follow_focus(self) -> None:
        """Who is looked at elsewhere is chosen here too."""
        seen, user = self.seen, self._desk.focus.now.user
        if seen is None or self.by.currentData() != USERS or user is None:
            return
        found = np.flatnonzero(seen.found.users.user == user)
        if len(found) and self.who.chosen_row() != int(found[0]):
            self.who.choose(int(found[0]))


def _how_many(shown: int, count: int) -> str:
    if shown < count:
        return tr("The {shown} worst ranked of {all}.", shown=number(shown), all=number(count))
    return ntr("{n} event, the worst ranked first.", "{n} events, the worst ranked first.", count)
