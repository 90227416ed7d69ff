"""Explore: who is in the log, when things happened and where."""

from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter

from stdesk.desk.desk import LOG, Desk
from stdesk.desk.explore_data import (
    Groups,
    Selection,
    group_events,
    rhythm_of,
    said_of,
    volume_of,
)
from stdesk.desk.forecasts import ask_for_forecast
from stdesk.desk.log_cache import forget_log, shared_log
from stdesk.desk.map_panel import MapPanel
from stdesk.desk.page import Page
from stdesk.desk.pieces import text
from stdesk.desk.theme import Theme
from stdesk.desk.timeline import Timeline
from stdesk.desk.user_list import UserList
from stdesk.desk.volume_chart import Band
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.language import tr
from stdesk.project import Project


class ExplorePage(Page):
    """Users at the left; the map above the timeline. A choice in one restricts the others."""

    name: ClassVar[str] = "explore"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.log: EventLog | None = None
        self.groups: Groups | None = None
        self.selection = Selection()
        self._wanted_user: str | None = None
        self._colour_wanted = "category"
        self.users = UserList(desk)
        self.panel = MapPanel(desk)
        self.timeline = Timeline(desk.theme)
        self.colour_label, self.colour_by = text("muted"), QComboBox()
        self.panel.bar.insertWidget(4, self.colour_label)
        self.panel.bar.insertWidget(5, self.colour_by)
        self.timeline.head.insertWidget(0, self.panel.only_seen)
        self._split()
        self.users.chosen.connect(self._on_user)
        self.timeline.range_chosen.connect(self._on_range)
        self.timeline.forecast_wanted.connect(self._forecast)
        self.panel.viewed.connect(self._on_view)
        self.colour_by.activated.connect(lambda: self._on_colour())

    def set_project(self, project: Project | None) -> None:
        self.log = None
        self.selection = Selection()
        self.users.start_with(None)
        if project is None:
            forget_log()
        super().set_project(project)

    def refresh(self) -> None:
        self.read(shared_log, self._on_log)

    def retranslate(self) -> None:
        self.colour_label.setText(tr("Colour by"))
        self.colour_by.setAccessibleName(tr("Colour by"))
        self._offer_colours()
        self.users.retranslate()
        self.panel.retranslate()
        self.timeline.retranslate()
        self._head()
        if self.is_empty:
            self._say_empty()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.panel.apply_theme(theme)
        self.timeline.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        key = None
        if self.log is not None and self.selection.user is not None:
            key = self.log.catalogue.user_keys[self.selection.user]
        return {
            "user": key,
            "across": self.across.sizes(),
            "down": self.down.sizes(),
            "colour_by": self._colour_wanted,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self._wanted_user = state.get("user")
        for splitter, name in ((self.across, "across"), (self.down, "down")):
            if len(state.get(name, [])) == 2 and all(state[name]):
                splitter.setSizes(state[name])
        self._colour_wanted = str(state.get("colour_by", "category"))

    # what happens

    def _on_log(self, log: EventLog) -> None:
        self.log = log
        if not len(self.log):
            self._say_empty()
            return
        self.show_content()
        self.users.set_project(self.project)
        self._take_up_wanted_user()
        local = self.log.local_ms
        self.timeline.set_span((int(local.min()), int(local.max()) + 1))
        self.selection = replace(self.selection, within=None, bounds=None)
        self.panel.only_seen.setChecked(False)
        self._offer_colours()
        self._show(move=True)

    def _on_user(self, user: int | None) -> None:
        self.selection = replace(self.selection, user=user)
        self.timeline.show_forecast(None)
        self._show(move=True)

    def _on_range(self, within: tuple[int, int] | None) -> None:
        self.selection = replace(self.selection, within=within)
        self.panel.select(self.selection, move=False)
        self._head()

    def _on_colour(self) -> None:
        self._colour_wanted = self.colour_by.currentData()
        self._show(move=False)

    def _offer_colours(self) -> None:
        """What this log can be coloured by; what was wished for is taken where it can be."""
        categories = self.log is None or bool(self.log.catalogue.category_names)
        kinds = self.log is None or len(self.log.catalogue.kind_names) > 1
        offers = [(tr("Category"), "category")] if categories else []
        offers += [(tr("Kind"), "kind")] if kinds else []
        self.colour_by.clear()
        for said, by in (*offers, (tr("Nothing"), "none")):
            self.colour_by.addItem(said, by)
        self.colour_by.setCurrentIndex(max(self.colour_by.findData(self._colour_wanted), 0))

    def _on_view(self, bounds: Bounds | None) -> None:
        self.selection = replace(self.selection, bounds=bounds)
        self._show_time()

    def _show(self, move: bool) -> None:
        """Show the selection everywhere; with `move` the map goes to it."""
        if self.log is None:
            return
        self._head()
        log, by, user = self.log, self.colour_by.currentData(), self.selection.user

        def grouped(groups: Groups) -> None:
            self.groups = groups
            self.panel.set_log(log, groups)
            self.panel.select(self.selection, move)
            self._show_time()

        self.jobs.query(lambda: group_events(log, by, user), grouped, key="groups", owner=self)

    def _show_time(self) -> None:
        log, groups, selection = self.log, self.groups, self.selection
        if log is None or groups is None:
            return

        def draw(found: Any) -> None:
            self.timeline.show_volume(found[0])
            self.timeline.show_rhythm(found[1], groups, log)

        self.jobs.query(
            lambda: (volume_of(log, selection), rhythm_of(log, groups, selection)),
            draw,
            key="timeline",
            owner=self,
        )

    def _head(self) -> None:
        self.set_heading(tr("Explore"), tr("Who did what, when and where"))
        if self.log is None or not len(self.log):
            return
        log, selection = self.log, self.selection
        self.jobs.query(
            lambda: said_of(log, selection),
            lambda said: self.set_heading(tr("Explore"), said),
            key="explore head",
            owner=self,
        )

    def _say_empty(self) -> None:
        self.show_no_events(tr("Import a log, and its users, timeline and map appear here."))

    def _take_up_wanted_user(self) -> None:
        """The user of the last session, where this log still knows her."""
        if self.log is None or self._wanted_user is None:
            return
        keys = self.log.catalogue.user_keys
        if self._wanted_user in keys:
            user = list(keys).index(self._wanted_user)
            self.users.start_with(user)
            self.selection = replace(self.selection, user=user)
        self._wanted_user = None

    def _forecast(self) -> None:
        """Ask for the forecast of what the timeline shows."""
        volume = self.timeline.volume.volume
        if self.log is not None and volume is not None:
            ask_for_forecast(
                self.desk, self.log, self.selection.user, volume.unit, self._show_forecast
            )

    def _show_forecast(self, user: int | None, band: Band) -> None:
        if user == self.selection.user:
            self.timeline.show_forecast(band)

    def _split(self) -> None:
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.down = QSplitter(Qt.Orientation.Vertical)
        self.down.addWidget(self.panel)
        self.down.addWidget(self.timeline)
        self.across.addWidget(self.users)
        self.across.addWidget(self.down)
        for splitter, sizes in ((self.across, (380, 720)), (self.down, (320, 230))):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(10)
            splitter.setStretchFactor(1, 1)
            splitter.setSizes(list(sizes))
        self.down.setStretchFactor(0, 3)
        self.down.setStretchFactor(1, 2)
        self.body.addWidget(self.across)
