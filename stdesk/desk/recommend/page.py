"""Recommend: what comes next for a user, why, where and when; and what if it were otherwise."""

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QStackedWidget

from stdesk.desk.look.pieces import beside, form_width, rows
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.page import Page
from stdesk.desk.recommend.asking import Asking
from stdesk.desk.recommend.chances_view import ChancesView
from stdesk.desk.recommend.entry_reading import EntryReading
from stdesk.desk.recommend.entry_view import EntryView
from stdesk.desk.recommend.feedback import Feedback
from stdesk.desk.recommend.form import RecommendForm
from stdesk.desk.recommend.list import RecommendList
from stdesk.desk.recommend.map import PlacesMap
from stdesk.desk.recommend.parts import RecommendParts, list_beside
from stdesk.desk.recommend.who import RecommendWho
from stdesk.desk.recommend.work import (
    Found,
    make_lists,
    read_for_lists,
    write_lists,
)
from stdesk.desk.work.desk import LOG, RUNS, Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.saving import ask_for_file, save_in_background
from stdesk.desk.work.warm_up import with_torch
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.language import tr
from stdesk.project import Project
from stdesk.recommend import Answer, RecommendationLists, RecommendSettings

MAP_MS = 100  # between two pictures of the map while a hand moves; the list follows at once


class RecommendPage(Page):
    """Who above; at the left what if; the list, and below it the map and the chosen entry."""

    name: ClassVar[str] = "recommend"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG, RUNS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.log: EventLog | None = None
        self.batch: RecommendationLists | None = None
        self.who, self.form = RecommendWho(), RecommendForm()
        self.asking, self.feedback = Asking(desk), Feedback(desk)
        self.list = RecommendList(self.feedback, desk.theme)
        self.entry, self.map = EntryView(desk.theme), PlacesMap(desk)
        self.chances = ChancesView(desk)
        self._reading = EntryReading(desk, self.asking, self.list, self.entry)
        self._settled_for: RecommendSettings | None = None
        self._map_behind = False  # whether the list has changed since it was drawn
        self._map_rests = QTimer(self, singleShot=True, interval=MAP_MS)
        self._map_rests.timeout.connect(lambda: self._draw_map() if self._map_behind else None)
        self._lay_out()
        self._connect()

    def set_project(self, project: Project | None) -> None:
        self.log = self.batch = None
        self.asking.set_project(project)
        self.list.show_lists(None)
        self.list.offer_all(0)
        self.feedback.set_project(project)
        self.chances.show_found(None)
        self.entry.show_entry(None)
        self.parts.set_log(None)
        super().set_project(project)

    def refresh(self) -> None:
        self.read(read_for_lists, self._on_data)

    def retranslate(self) -> None:
        self.set_heading(tr("Recommend"), tr("What a user does next, why, and what if"))
        for part in (self.who, self.form, self.list, self.chances, self.parts):
            part.retranslate()
        self.side.setAccessibleName(tr("What if …"))
        self.entry.say()
        self._fit_form()
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for part in (self.map, self.chances, self.parts, self.list, self.entry):
            part.apply_theme(theme)
        self._draw_map()
        self._fit_form()

    def state(self) -> dict[str, Any]:
        return {"user": self.who.user.key, "k": self.who.number.value(), **self.form.state()}

    def restore(self, state: dict[str, Any]) -> None:
        self.who.user.setText(str(state.get("user") or ""))
        self.who.number.setValue(int(state.get("k", 20)))
        self.form.restore(state)

    def ask(self) -> None:
        """The list for what is chosen now; the answer comes by itself."""
        settings = self.who.settings(self.form.wishes())
        self.form.allow_items(settings is None or settings.target == "item")
        if settings is not None and self.log is not None and not self._of_intent:
            self.asking.want(settings)

    def ask_intent(self) -> Job | None:
        """How likely the chosen user is to act, by a run of intent."""
        settings = self.who.settings(self.form.wishes())
        if settings is None or self.project is None:
            return None
        return self.chances.ask(settings, self.who.offset_min)

    def for_all(self) -> Job | None:
        """The same for every user, as a job that can be cancelled; the project keeps the lists."""
        settings = self.who.settings(self.form.wishes(), one=False)
        if settings is None or self.project is None:
            return None
        if self._of_intent:
            return self.chances.ask(settings, self.who.offset_min)
        title = tr("Recommend for {who}", who=tr("all users"))
        job = self.desk.submit(title, with_torch(make_lists), self.project, settings)
        job.done.connect(self._on_batch)
        return job

    def ask_for_export(self, lists: RecommendationLists | None) -> None:
        path = ask_for_file(self, tr("Save the list"), tr("recommendations"))
        if path is not None and lists is not None:
            self.export_to(path, lists)

    def export_to(self, path: Path, lists: RecommendationLists) -> Job:
        """Write a list, or those of all users."""
        return save_in_background(self.desk, tr("Save the list"), write_lists, lists, path)

    @property
    def _of_intent(self) -> bool:
        return self.who.run.task == "intent"

    def _on_data(self, found: Found) -> None:
        runs, log, advice, area = found
        if not len(log):
            self.show_no_events(tr("Import a log and train a model; then lists can be made here."))
            return
        self.show_content()
        self.list.writable = self.project is not None and not self.project.read_only
        if runs:
            self.parts.lists.show_contents()
        else:
            self.parts.ask_for_model(lambda: self.desk.show_page("models"))
        self.who.run.show_runs(runs)
        self.list.show_advice(advice, log.catalogue)
        if log is not self.log:
            self._on_log(log, area)
        self._on_run()

    def _on_log(self, log: EventLog, area: Bounds | None) -> None:
        self.log = log
        self.asking.close_session()
        self.who.show_log(log)
        self.form.show_log(log)
        self.parts.set_log(log)
        self.map.prepare(log, area)
        self._on_focus()
        self._on_user(self.who.user.user)

    def _on_run(self) -> None:
        """Users with chances where the chosen run is of intent, else a list of items."""
        self.right.setCurrentWidget(self.chances if self._of_intent else self.ranked)
        self.who.ask_for_people(self._of_intent)
        self.form.ask_for_people(self._of_intent)
        self._fit_form()
        self.ask()

    def _on_user(self, user: int) -> None:
        if self.log is None or user < 0:
            return
        self.desk.focus.look_at(user=user)
        self.feedback.show_user(user + 1)
        self.form.moment.show_log(int(self.log.instant_ms.max()) + 1, self.who.offset_min)
        self._read_presets()
        self.ask()

    def _on_focus(self) -> None:
        """A user that was chosen on another page is asked about here."""
        user = self.desk.focus.now.user
        if self.log is not None and user is not None and user != self.who.user.user:
            self.who.user.choose(self.log.catalogue.user_keys[user])

    def _read_presets(self) -> None:
        if self.log is not None:
            user, known_ms = self.who.user.user, self.form.moment.begin_ms
            self.form.place.read(self.jobs, self.log, user, known_ms, self._draw_map)

    def _on_opened(self) -> None:
        session = self.asking.session
        if session is None:
            return
        self.form.suit(session.senses, session.offers_returns)
        self.entry.timeless(not session.senses.time)

    def _on_answer(self, answer: Answer, moving: bool = True) -> None:
        """The list at once; the map soon after while a hand moves, details once it rests."""
        from_week = tr("Scores are from the week that was computed in advance.")
        said = from_week if answer.source == "week" else ""
        self.list.show_lists(answer.lists, self.who.offset_min, said, moving)
        self.who.save.setEnabled(False)
        self.entry.choose_hour(self.form.moment.hour_of_week)
        self.entry.show_entry(self.list.line())
        if moving and self._map_rests.isActive():
            self._map_behind = True
        else:
            self._draw_map()

    def _on_settled(self, answer: Answer) -> None:
        self._on_answer(answer, moving=False)
        self.who.save.setEnabled(True)  # with all its reasons, as the command line writes it
        if answer.lists.settings != self._settled_for:
            self._settled_for = answer.lists.settings
            self.map.keep_in_view(self.list.lines, self.form.place.here)
        self._reading.begin()

    def _on_batch(self, lists: RecommendationLists) -> None:
        self.batch = lists
        self.list.offer_all(len(lists.users))

    def _on_row(self) -> None:
        line, before = self.list.line(), self.entry.line
        self.entry.show_entry(line)
        self._mark_on_map()
        if line is not None and (before is None or before.item != line.item):
            self._reading.read()

    def _mark_on_map(self) -> None:
        line = self.list.line()
        if line is not None and line.latitude is not None:
            self.map.send("choose", id=line.rank, quiet=True)  # the entry stands below the map

    def _draw_map(self) -> None:
        self._map_behind = False
        self._map_rests.start()
        if self.log is None or not self.log.catalogue.has_coordinates or self.list.lists is None:
            return
        shown_for = self.who.user.user, self.who.run.run
        self.map.draw(self.list.lines, self.form.place.here, shown_for, self.theme)
        self._mark_on_map()

    def _fit_form(self) -> None:
        """As wide as the form asks for in this language and text size."""
        bar = self.side.verticalScrollBar().sizeHint().width()
        needed = self.form.minimumSizeHint().width() + bar
        self.side.setFixedWidth(max(form_width() - 8 * GRID, needed))

    def _lay_out(self) -> None:
        self.side = QScrollArea()
        self.side.setWidgetResizable(True)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.setWidget(self.form)
        self.ranked, self.right = list_beside(self.list, self.map, self.entry), QStackedWidget()
        self.right.addWidget(self.ranked)
        self.right.addWidget(self.chances)
        lower = beside(self.side, self.right, spacing=2 * GRID)
        lower.setStretch(1, 1)
        whole = rows(self.who, lower, spacing=GRID)
        whole.setStretch(1, 1)
        self.parts = RecommendParts(self.desk, whole)
        self.body.addWidget(self.parts)

    def _connect(self) -> None:
        who, form, asking = self.who, self.form, self.asking
        who.changed.connect(self.ask)
        who.run_chosen.connect(self._on_run)
        who.user_chosen.connect(self._on_user)
        who.wanted.connect(self.ask_intent)
        who.wanted_for_all.connect(self.for_all)
        form.wished.connect(self.ask)
        form.moment.since.dateTimeChanged.connect(lambda _: self._read_presets())
        form.place.pinning.connect(lambda on: self.map.send("picking", on=on))
        form.place.changed.connect(self._draw_map)
        asking.opening.connect(self.list.say_opening)
        asking.opened.connect(self._on_opened)
        asking.answered.connect(self._on_answer)
        asking.settled.connect(self._on_settled)
        self.entry.hour_picked.connect(form.moment.choose_hour)
        self.map.clicked.connect(form.place.take_click)
        self.map.moved.connect(form.place.put_pin)
        self.map.chosen.connect(self.list.choose_rank)
        self.list.chosen.connect(self._on_row)
        who.save_wanted.connect(lambda: self.ask_for_export(self.list.lists))
        self.list.save_all_wanted.connect(lambda: self.ask_for_export(self.batch))
        self.feedback.given.connect(asking.opinions_changed)
        self.desk.focus.changed.connect(self._on_focus)
