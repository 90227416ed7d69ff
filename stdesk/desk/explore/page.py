"""Explore: who is in the log, and how they can be looked at: on the map and in time."""

from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from stdesk.desk.explore.area_chip import AreaChip
from stdesk.desk.explore.data import Selection, positions
from stdesk.desk.explore.overview import ExploreOverview
from stdesk.desk.explore.timelines_view import TimelinesView
from stdesk.desk.explore.user_list import UserList
from stdesk.desk.look.pieces import rows
from stdesk.desk.look.theme import Theme
from stdesk.desk.page.page import Page
from stdesk.desk.page.segment_choice import SegmentChoice
from stdesk.desk.work.desk import LOG, Desk
from stdesk.desk.work.log_cache import forget_log, shared_log
from stdesk.features import EventLog, Groups
from stdesk.insight import Corner
from stdesk.language import tr
from stdesk.project import Project

PARTS = ("overview", "timelines")


class ExplorePage(Page):
    """Users at the left; beside them the parts that show whom the focus names, on tabs."""

    name: ClassVar[str] = "explore"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted_user: str | None = None
        self._listed: tuple[tuple[Corner, ...] | None, int | None] = (None, None)
        self.users, self.segment = UserList(desk), SegmentChoice(desk)
        self.parts = QTabWidget()
        self.parts.setDocumentMode(True)
        self._split()  # before the parts are made: what moves is styled anew with all that it holds
        self.overview, self.timelines = ExploreOverview(desk, self.parts), TimelinesView(desk)
        self.parts.addTab(self.timelines, "")
        self.panel, self.timeline = self.overview.panel, self.overview.timeline
        self.colour_by, self.down = self.overview.colour_by, self.overview.down
        self._unread = set(PARTS)
        for part in (self.overview, self.timelines):
            part.said.connect(lambda said, part=part: self._on_said(part, said))
        self._said = dict.fromkeys(PARTS, "")
        self.area_chip = AreaChip(desk)
        self.head.addWidget(self.area_chip)
        self.parts.currentChanged.connect(lambda: self._show_part())
        self.users.chosen.connect(self._on_user)
        self.panel.timelines_wanted.connect(lambda: self.show_part("timelines"))
        self.segment.followed.connect(self._list_users)
        desk.focus.changed.connect(self._on_focus)

    @property
    def log(self) -> EventLog | None:
        return self.overview.log

    @property
    def selection(self) -> Selection:
        return self.overview.selection

    @property
    def groups(self) -> Groups | None:
        return self.overview.groups

    def show_part(self, part: str) -> None:
        """Bring one of PARTS to the front."""
        self.parts.setCurrentIndex(PARTS.index(part))

    def set_project(self, project: Project | None) -> None:
        self.users.start_with(None)
        self.users.restrict(None)
        self._listed = (None, None)
        self.segment.set_project(project)
        self._said = dict.fromkeys(PARTS, "")
        self.overview.set_project(project)
        self.timelines.set_project(project)
        if project is None:
            forget_log()
        super().set_project(project)

    def refresh(self) -> None:
        wanted = self._wanted_user
        self.read(
            lambda project: (
                project.log.last_event(),
                project.log.user_id(wanted) if wanted is not None else None,
            ),
            self._on_read,
        )

    def retranslate(self) -> None:
        self.parts.setTabText(0, tr("Map and time"))
        self.parts.setTabText(1, tr("Timelines"))
        self.users.retranslate()
        self.segment.retranslate()
        self.area_chip.retranslate()
        self.overview.retranslate()
        self.timelines.retranslate()
        self._head()
        if self.is_empty:
            self._say_empty()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.overview.apply_theme(theme)
        self.timelines.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        user, activity = self.desk.focus.now.user, self.users.model.activity
        return {
            "user": None if user is None or activity is None else str(activity.keys[user]),
            "across": self.across.sizes(),
            "part": PARTS[self.parts.currentIndex()],
            **self.overview.state(),
            "timelines": self.timelines.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        self._wanted_user = state.get("user")
        if len(state.get("across", [])) == 2 and all(state["across"]):
            self.across.setSizes(state["across"])
        if state.get("part") in PARTS:
            self.show_part(state["part"])
        self.overview.restore(state)
        self.timelines.restore(state.get("timelines", {}))

    # what happens

    def _on_read(self, found: tuple[int, int | None]) -> None:
        last_event, wanted = found
        if not last_event:
            self._say_empty()
            return
        self._wanted_user = None
        self.show_content()
        if wanted is not None:
            self.desk.focus.look_at(wanted - 1)
        self.users.start_with(self.desk.focus.now.user)
        self.users.set_project(self.project)
        self._unread = set(PARTS)
        self._show_part()

    def _show_part(self) -> None:
        """Read what the part in front shows, where that was not done yet."""
        part = PARTS[self.parts.currentIndex()]
        if part in self._unread and self.project is not None and not self.is_empty:
            self._unread.discard(part)
            (self.overview if part == "overview" else self.timelines).refresh()
        self._head()

    def _list_users(self) -> None:
        """Only who was in the drawn area, or belongs to the segment, is listed."""
        area, segment, project = self.desk.focus.now.area, self.segment.chosen, self.project
        if (area, segment) == self._listed or project is None:
            return
        self._listed = (area, segment)
        self.users.model.whole = self.segment.currentText() if segment is not None else ""
        if area is None and segment is None:
            self.users.restrict(None)
            return

        def listed() -> tuple[np.ndarray, np.ndarray]:
            log, among = shared_log(project), None
            if segment is not None:
                among = frozenset(user - 1 for user in project.segments.get(segment).users)
            kept = positions(log, Selection(among=among, area=area))
            return log.user[kept], log.local_ms[kept]

        self.jobs.query(
            listed, self.users.restrict, self.desk.show_problem, key="users listed", owner=self
        )

    def _on_user(self, user: int | None) -> None:
        """The first row stands for all who are listed: the segment, or everyone."""
        if user is None:
            self.desk.focus.look_at(segment=self.segment.chosen)
        else:
            self.desk.focus.look_at(user)

    def _on_focus(self) -> None:
        self._list_users()
        user = self.desk.focus.now.user
        if user != self.users.user:
            self.users.start_with(user)
            self.users.choose(user)

    def _on_said(self, part: ExploreOverview | TimelinesView, said: str) -> None:
        self._said[PARTS[self.parts.indexOf(part)]] = said
        self._head()

    def _head(self) -> None:
        said = self._said[PARTS[self.parts.currentIndex()]]
        self.set_heading(tr("Explore"), said or tr("Who did what, when and where"))

    def _say_empty(self) -> None:
        self.show_no_events(tr("Import a log, and its users, timeline and map appear here."))

    def _split(self) -> None:
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.body.addWidget(self.across)
        left = QWidget()
        left.setLayout(rows(self.segment, self.users))
        self.across.addWidget(left)
        self.across.addWidget(self.parts)
        self.across.setChildrenCollapsible(False)
        self.across.setHandleWidth(10)
        self.across.setStretchFactor(1, 1)
        self.across.setSizes([380, 720])
