"""Recommend: what comes next for a user, why, and where."""

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QWidget

from stdesk.desk.chances_view import ChancesView
from stdesk.desk.desk import LOG, RUNS, Desk
from stdesk.desk.feedback import Feedback
from stdesk.desk.jobs import Job
from stdesk.desk.map_view import MapView
from stdesk.desk.page import Page
from stdesk.desk.pieces import Inviting, beside, button, form_width, rows, text
from stdesk.desk.recommend_form import RecommendForm
from stdesk.desk.recommend_map import draw_places, position_of
from stdesk.desk.recommend_parts import RecommendParts
from stdesk.desk.recommend_table import RecommendTable, all_reasons
from stdesk.desk.recommend_work import Found, make_lists, read_for_lists, write_lists
from stdesk.desk.saving import ask_for_file, save_in_background
from stdesk.desk.theme import GRID, Theme
from stdesk.desk.warm_up import with_torch
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.language import moment, tr
from stdesk.project import Project
from stdesk.recommend import RecommendationLists, Recommended, RecommendSettings


class RecommendPage(Page):
    """The form at the left; the list, its reasons and the map at the right."""

    name: ClassVar[str] = "recommend"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG, RUNS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.log: EventLog | None = None
        self.lists: RecommendationLists | None = None
        self.lines: tuple[Recommended, ...] = ()
        self.form = RecommendForm()
        self.map = MapView(desk)
        self.table = RecommendTable(desk.theme)
        self.feedback, self.chances = Feedback(desk), ChancesView(desk)
        self.advice, self.notes = text("warning", wrap=True), text("small", wrap=True)
        self.reasons = text("", wrap=True)
        self.accept = button("", lambda: self._judge("accepted"))
        self.hide_it = button("", lambda: self._judge("hidden"))
        self.pin = button("", lambda: self._judge("pinned"))
        self.undo = button("flat", desk.changes.undo)
        self.export = button("", self.ask_for_export)
        self._lay_out()
        self._connect()

    def set_project(self, project: Project | None) -> None:
        self.log, self.lists, self.lines = None, None, ()
        self.feedback.set_project(project)
        self.chances.show_found(None)
        self.parts.set_log(None)
        self._fill()
        super().set_project(project)

    def refresh(self) -> None:
        self.read(read_for_lists, self._on_data)

    def retranslate(self) -> None:
        self.set_heading(tr("Recommend"), tr("What a user does next, and why"))
        for part in (self.form, self.chances, self.parts):
            part.retranslate()
        self.accept.setText(tr("Accept"))
        self.hide_it.setText(tr("Hide"))
        self.pin.setText(tr("Pin"))
        self.undo.setText(tr("Undo"))
        self.export.setText(tr("&Save the list …"))
        self.table.setAccessibleName(tr("Recommendations"))
        self.refresh()
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.map.apply_theme(theme)
        self.chances.apply_theme(theme)
        self.parts.apply_theme(theme)
        self._fit_form()
        self._fill()

    def state(self) -> dict[str, Any]:
        return self.form.state()

    def restore(self, state: dict[str, Any]) -> None:
        self.form.restore(state)

    def recommend(self, settings: RecommendSettings) -> Job | None:
        """Make a list in the background; it is shown when it is there."""
        if self.project is None:
            return None
        if self.form.run.task == "intent":
            return self.chances.ask(settings, self.form.offset_min)
        who = ", ".join(settings.users) if settings.users is not None else tr("all users")
        title = tr("Recommend for {who}", who=who)
        job = self.desk.submit(title, with_torch(make_lists), self.project, settings)
        job.done.connect(self._on_lists)
        return job

    def ask_for_export(self) -> None:
        path = ask_for_file(self, tr("Save the list"), tr("recommendations"))
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> Job | None:
        """Write what was recommended last, for one user or for all."""
        if self.lists is None:
            return None
        return save_in_background(self.desk, tr("Save the list"), write_lists, self.lists, path)

    def _on_data(self, found: Found) -> None:
        runs, log, advice, area = found
        if not len(log):
            self._say_empty()
            return
        self.show_content()
        if runs:
            self.parts.lists.show_contents()
        else:
            self.parts.ask_for_model(lambda: self.desk.show_page("models"))
        self.form.run.show_runs(runs)
        self._fit_form()
        self._show_task()
        if log is not self.log:
            self.log = log
            self.form.set_log(log)
            self.parts.set_log(log)
            self._prepare_map(area)
            self._on_user(self.form.user.user)
        self.advice.setText(" ".join(advice))
        self.advice.setVisible(bool(advice))

    def _on_lists(self, lists: RecommendationLists) -> None:
        self.lists = lists
        self._show_lines()

    def _on_user(self, user: int) -> None:
        if self.log is None or user < 0:
            return
        self.feedback.show_user(user + 1)
        self._show_lines()

    def _show_lines(self) -> None:
        """The lines of the chosen user, where the last lists hold some."""
        key = self.form.user.key
        self.lines = self.lists.of(key) if self.lists is not None and key is not None else ()
        self._fill()
        if self.log is None or self.lists is None or self.lists.settings is None:
            return
        if self.log.catalogue.has_coordinates and key is not None:
            here = position_of(self.log, self.form.user.user, self.lists.settings)
            draw_places(self.map, self.lines, here, self.theme)
        if self.lines:
            self.table.choose(0)

    def _fill(self) -> None:
        self.table.show_list(self.lines, self.feedback.verdicts, self.theme)
        self._say_notes()
        self._say_reasons()

    def _say_notes(self) -> None:
        from stdesk.recommend import reason_sentence

        if self.lists is None:
            self.listed.invite(
                "recommend",
                tr("No list yet"),
                tr("Choose a user and press Recommend; what comes next for them appears here."),
                self.theme,
            )
            return
        self.listed.show_contents()
        said = [reason_sentence(note) for note in self.lists.notes]
        when = moment(self.lists.as_of_ms, self.form.offset_min)
        said.insert(0, tr("As of {when}.", when=when))
        if not self.lines:
            said.insert(0, tr("There is nothing on this user's list."))
        self.notes.setText(" ".join(said))

    def _say_reasons(self) -> None:
        line = self._chosen()
        self.reasons.setText("\n".join(f"• {said}" for said in all_reasons(line)) if line else "")
        writable = self.project is not None and not self.project.read_only
        for judge in (self.accept, self.hide_it, self.pin):
            judge.setEnabled(writable and line is not None and line.item_id is not None)
        self.undo.setEnabled(bool(self.desk.changes.to_undo))
        self.export.setEnabled(self.lists is not None)

    def _chosen(self) -> Recommended | None:
        row = self.table.chosen_row()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def _on_row(self) -> None:
        self._say_reasons()
        line = self._chosen()
        if line is not None and line.latitude is not None:
            self.map.send("choose", id=line.rank)

    def _on_mark(self, rank: int) -> None:
        ranks = [line.rank for line in self.lines]
        if rank in ranks:
            self.table.choose(ranks.index(rank))

    def _on_click(self, latitude: float, longitude: float) -> None:
        if self.form.pick.isChecked():
            self.form.set_place(latitude, longitude)

    def _judge(self, verdict: str) -> None:
        line = self._chosen()
        if line is not None and line.item_id is not None:
            self.feedback.give(line.item_id, verdict)

    def _prepare_map(self, area: Bounds | None) -> None:
        if self.log is not None and self.log.catalogue.has_coordinates:
            self.map.show_map()
            if area is not None:
                self.map.fit(area)
        else:
            self.map.say(
                tr("This log has no map"),
                tr("Its events carry no coordinates; the list works without them."),
            )

    def _show_task(self) -> None:
        """Users with chances where the chosen run is of intent, else a list of items."""
        of_intent = self.form.run.task == "intent"
        self.right.setCurrentWidget(self.chances if of_intent else self.ranked)
        self.form.ask_for_people(of_intent)

    def _fit_form(self) -> None:
        """As wide as the form asks for in this language and text size."""
        needed = self.form.minimumSizeHint().width() + GRID
        self.side.setFixedWidth(max(form_width(), needed))

    def _say_empty(self) -> None:
        self.show_no_events(tr("Import a log and train a model; then lists can be made here."))

    def _lay_out(self) -> None:
        self.side = QScrollArea()
        self.side.setWidgetResizable(True)
        self.side.setWidget(self.form)
        judging = beside(self.accept, self.pin, self.hide_it, self.undo, None, self.export)
        listed = rows(self.notes, self.table, self.reasons, judging)
        listed.setStretch(1, 1)
        self.listed = Inviting(listed)
        upper = QWidget()
        upper.setLayout(rows(self.advice, self.listed))
        self.advice.hide()
        down = QSplitter(Qt.Orientation.Vertical)
        down.addWidget(upper)
        down.addWidget(self.map)
        down.setSizes([360, 200])
        down.setChildrenCollapsible(False)
        down.setHandleWidth(10)
        self.ranked, self.right = down, QStackedWidget()
        self.right.addWidget(self.ranked)
        self.right.addWidget(self.chances)
        whole = beside(self.side, self.right, spacing=2 * GRID)
        whole.setStretch(1, 1)
        self.parts = RecommendParts(self.desk, whole)
        self.body.addWidget(self.parts)

    def _connect(self) -> None:
        self.form.wanted.connect(self.recommend)
        self.form.wanted_for_all.connect(self.recommend)
        self.form.user_chosen.connect(self._on_user)
        self.form.run.activated.connect(lambda _: self._show_task())
        self.form.picking.connect(lambda on: self.map.send("picking", on=on))
        self.map.clicked.connect(self._on_click)
        self.map.chosen.connect(self._on_mark)
        self.table.chosen.connect(lambda: self._on_row())
        self.feedback.changed.connect(self._fill)
        self.desk.changes.changed.connect(self._say_reasons)
