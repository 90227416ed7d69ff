"""Portrait: one user on one page, from who and when to what comes next."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.maps.map_view import MapView
from stdesk.desk.page.choices import UserChoice, busiest
from stdesk.desk.page.waiting import Awaited
from stdesk.desk.people.portrait_cards import (
    AlikeCard,
    ChangesCard,
    ExpectedCard,
    InterestsCard,
    PlacesCard,
    RhythmCard,
    WhoCard,
)
from stdesk.desk.people.portrait_map import draw_portrait
from stdesk.desk.people.portrait_work import Answer, Reader, save
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.log_cache import shared_log
from stdesk.desk.work.saving import save_in_background
from stdesk.features import EventLog
from stdesk.language import tr
from stdesk.project import Project
from stdesk.recommend import Portrait

MAP_HEIGHT = 38 * GRID


class PortraitView(QWidget):
    """Follows the user in focus; with nobody in focus, the most active user is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._log: EventLog | None = None
        self._reader: Reader | None = None
        self._user = -1
        self.portrait: Portrait | None = None
        self.label, self.user = text("muted"), UserChoice()
        self.label.setBuddy(self.user)
        self.save = button("", self.ask_for_file)
        self.map = MapView(desk)
        self.map.setFixedHeight(MAP_HEIGHT)
        self.who, self.rhythm = WhoCard(), RhythmCard(desk.theme)
        self.places, self.interests = PlacesCard(), InterestsCard(desk.theme)
        self.changes = ChangesCard()
        self.expected = ExpectedCard(lambda: desk.show_page("models"), desk.theme)
        self.alike = AlikeCard(lambda user: desk.focus.look_at(user))
        self._cards = (
            self.rhythm,
            self.places,
            self.interests,
            self.changes,
            self.expected,
            self.alike,
        )
        self._lay_out()
        self.user.chosen.connect(lambda user: desk.focus.look_at(user))
        self.map.chosen.connect(lambda rank: self.places.table.choose(rank - 1))
        self.places.table.chosen.connect(self._on_place)
        self.changes.more.clicked.connect(lambda: desk.show_page("evolution"))
        desk.focus.changed.connect(self._follow)

    def set_project(self, project: Project | None) -> None:
        self._log = self._reader = self.portrait = None
        self._user = -1
        self._contents.wait(tr("Reading the log …"))

    def refresh(self) -> None:
        """Read the log again, where it changed, and the portrait of the user in focus."""
        project = self._desk.project
        if project is None:
            return

        def read() -> Reader:
            return Reader.of(project, shared_log(project))

        self._desk.jobs.query(
            read, self._on_reader, self._desk.show_problem, key="portrait: log", owner=self
        )

    def ask_for_file(self) -> None:
        if self.portrait is None:
            return
        kinds = f"{tr('Text')} (*.txt);;JSON (*.json)"
        name = f"{tr('portrait')} {self.portrait.user}.txt"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the portrait"), name, kinds)
        if chosen:
            self.save_to(chosen)

    def save_to(self, path: str) -> Job | None:
        """Write what is shown, with what came of the model and of the comparison."""
        from pathlib import Path

        if self.portrait is None:
            return None
        title = tr("Save the portrait")
        return save_in_background(self._desk, title, save, self.portrait, Path(path))

    def retranslate(self) -> None:
        self.label.setText(tr("&User"))
        self.user.retranslate()
        self.save.setText(tr("&Save the portrait …"))
        self._area.setAccessibleName(tr("Portrait"))
        for card in self._cards:
            card.retranslate()
        self.places.set_heading(tr("Places") if self._placed() else tr("Items"))
        self._read()

    def apply_theme(self, theme: Theme) -> None:
        self.map.apply_theme(theme)
        self.rhythm.apply_theme(theme)
        self.interests.apply_theme(theme)
        if self.portrait is not None and self._placed():
            draw_portrait(self.map, self.portrait, theme)

    def _on_reader(self, reader: Reader) -> None:
        if self._reader is None or reader.log is not self._log:
            self._log = reader.log
            self.user.show_users(reader.log.catalogue.user_keys)
            self._user = -1
        self._reader = reader
        self.map.setVisible(self._placed())
        if self._placed():
            self.map.show_map()
        self.places.set_heading(tr("Places") if self._placed() else tr("Items"))
        self._follow(again=True)

    def _follow(self, again: bool = False) -> None:
        """Show the user in focus, or the most active one."""
        if self._log is None:
            return
        focus = self._desk.focus.now.user
        user = busiest(self._log) if focus is None else focus
        if focus is None and self._user >= 0 and not again:
            return  # who is shown stays shown when the focus goes to a segment
        if (user != self._user or again) and 0 <= user < self._log.catalogue.users:
            self._user = user
            self.user.setText(self._log.catalogue.user_keys[user])
            self._read()

    def _read(self) -> None:
        """First what the log tells, then who is alike and what a model expects."""
        reader, user = self._reader, self._user
        if reader is None or user < 0:
            return
        query = self._desk.jobs.query

        def sketched(one: Portrait) -> None:
            self._show(one)
            query(lambda: reader.alike(one), self._on_alike, key="portrait: alike", owner=self)
            query(
                lambda: reader.expected(one),
                self._on_expected,
                self._desk.show_problem,
                key="portrait: next",
                owner=self,
            )

        query(lambda: reader.sketch(user), sketched, self._desk.show_problem,
              key="portrait", owner=self)  # fmt: skip

    def _show(self, one: Portrait) -> None:
        self.portrait = one
        self._contents.show_contents()
        for card in (self.who, self.rhythm, self.places, self.interests, self.changes):
            card.show_portrait(one)
        self.alike.wait()
        self.expected.wait()
        if self._placed():
            draw_portrait(self.map, one, self._desk.theme)

    def _on_alike(self, answer: Answer) -> None:
        if self._take(answer):
            self.alike.show_alike(answer.portrait.alike)

    def _on_expected(self, answer: Answer) -> None:
        if not self._take(answer):
            return
        if answer.portrait.expected is None:
            self.expected.invite()
        else:
            self.expected.show_expected(answer.portrait.expected)

    def _take(self, answer: Answer) -> bool:
        """Put what came later into the portrait shown; False where another user is shown now."""
        if self.portrait is None or answer.portrait.user_id != self.portrait.user_id:
            return False
        self.portrait = answer.into(self.portrait)
        return True

    def _on_place(self, row: int) -> None:
        if self.portrait is not None and 0 <= row < len(self.portrait.places) and self._placed():
            self.map.send("choose", id=row + 1)

    def _placed(self) -> bool:
        return self._log is not None and self._log.catalogue.has_coordinates

    def _lay_out(self) -> None:
        bar = beside(self.label, self.user, None, self.save)
        self.user.setMinimumWidth(28 * GRID)
        left = rows(self.rhythm, self.interests, self.changes, self.alike, spacing=2 * GRID)
        right = rows(self.places, self.expected, spacing=2 * GRID)
        self.places.body.insertWidget(2, self.map)
        for column in (left, right):
            column.addStretch(1)
        halves = beside(left, right, spacing=2 * GRID)
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        page = QWidget()
        page.setLayout(rows(self.who, halves, spacing=2 * GRID))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self._area = area
        self._contents = Awaited(rows(area))
        whole = rows(bar, self._contents, spacing=2 * GRID)
        whole.setContentsMargins(0, 2 * GRID, 0, 0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def state(self) -> dict[str, Any]:
        return {}
