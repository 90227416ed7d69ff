"""Map and time: where and when it happened; a choice in one restricts the other."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QScrollArea, QSplitter, QTabWidget, QWidget

from stdesk.desk.charts.volume_chart import Band
from stdesk.desk.explore.data import (
    Selection,
    rhythm_of,
    said_of,
    volume_of,
)
from stdesk.desk.explore.forecasts import ask_for_forecast
from stdesk.desk.explore.map_controls import widen
from stdesk.desk.explore.map_panel import MapPanel
from stdesk.desk.explore.timeline import Timeline
from stdesk.desk.look.pieces import rows
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.waiting import Awaited
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.log_cache import shared_log
from stdesk.features import EventLog, Groups, group_events
from stdesk.insight import Bounds
from stdesk.language import tr
from stdesk.project import Project


class ExploreOverview(QWidget):
    """The map above the timeline, of whom the desk's focus names. `said`: that in a sentence."""

    said = Signal(str)

    def __init__(self, desk: Desk, tabs: QTabWidget) -> None:
        super().__init__()
        tabs.addTab(self, "")
        self.desk, self.jobs = desk, desk.jobs
        self.project: Project | None = None
        self.log: EventLog | None = None
        self.groups: Groups | None = None
        self.selection = Selection()
        self._segment: int | None = None
        self._colour_wanted = "category"
        self.panel = MapPanel(desk)
        self.timeline = Timeline(desk.theme)
        self.colour_by = QComboBox()
        self.panel.controls.add_colours(self.colour_by)
        self.timeline.head.insertWidget(0, self.panel.only_seen)
        self._split()
        self.timeline.range_chosen.connect(lambda within: desk.focus.restrict(within=within))
        self.timeline.forecast_wanted.connect(self._forecast)
        self.panel.viewed.connect(self._on_view)
        self.colour_by.activated.connect(lambda: self._on_colour())
        desk.focus.changed.connect(self._on_focus)

    def set_project(self, project: Project | None) -> None:
        self.project, self.log = project, None
        self.selection, self._segment = Selection(), None
        self._awaited.wait(tr("Reading the log …"))

    def refresh(self) -> None:
        """Read the log, and show it; the page of its map is loaded meanwhile."""
        project = self.project
        if project is not None:
            self.jobs.query(
                project.log.has_coordinates,
                lambda mapped: self.panel.map.show_map() if mapped else None,
                key="overview map",
                owner=self,
            )
            self.jobs.query(
                lambda: shared_log(project),
                self._on_log,
                self.desk.show_problem,
                key="overview",
                owner=self,
            )

    def retranslate(self) -> None:
        self.colour_by.setAccessibleName(tr("Colour by"))
        self.colour_by.setToolTip(tr("What colours tell apart, on the map and in time"))
        self._offer_colours()
        self.panel.retranslate()
        self.timeline.retranslate()
        self._head()

    def apply_theme(self, theme: Theme) -> None:
        self.panel.apply_theme(theme)
        self.timeline.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        map_state = {"map": self.panel.state()}
        return {"down": self.down.sizes(), "colour_by": self._colour_wanted, **map_state}

    def restore(self, state: dict[str, Any]) -> None:
        if len(state.get("down", [])) == 2 and all(state["down"]):
            self.down.setSizes(state["down"])
        self._colour_wanted = str(state.get("colour_by", "category"))
        self.panel.restore(state.get("map", {}))

    # what happens

    def _on_log(self, log: EventLog) -> None:
        self.log = log
        if not len(log):
            return
        local = log.local_ms
        self.timeline.set_span((int(local.min()), int(local.max()) + 1))
        within = self.desk.focus.now.within
        if within is not None:
            self.timeline.choose(within, quietly=True)
        area = self.desk.focus.now.area
        self.selection = replace(
            self.selection, within=self.timeline.within, bounds=None, area=area
        )
        self.panel.only_seen.setChecked(False)
        self._offer_colours()
        self._look_at_whom()

    def _on_focus(self) -> None:
        if self.log is None or not len(self.log):
            return
        focus = self.desk.focus.now
        if focus.within != self.selection.within:
            self.timeline.choose(focus.within, quietly=True)
            self.selection = replace(self.selection, within=self.timeline.within)
            self.panel.select(self.selection, move=False)
            self._head()
        if focus.area != self.selection.area:
            self.selection = replace(self.selection, area=focus.area)
            self.panel.select(self.selection, move=False)
            self._show_time()
            self._head()
        if (focus.user, focus.segment) != (self.selection.user, self._segment):
            self.timeline.show_forecast(None)
            self._look_at_whom()

    def _look_at_whom(self) -> None:
        """Take the user, the segment or everyone from the focus, and show them."""
        focus, project = self.desk.focus.now, self.project
        self._segment = focus.segment
        self.selection = replace(self.selection, user=focus.user, among=None)
        if focus.segment is None or project is None:
            self._show(move=True)
            return
        wanted = focus.segment

        def found(users: frozenset[int]) -> None:
            self.selection = replace(self.selection, user=None, among=users)
            self._show(move=True)

        self.jobs.query(
            lambda: frozenset(user - 1 for user in project.segments.get(wanted).users),
            found,
            self.desk.show_problem,
            key="overview segment",
            owner=self,
        )

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
        for said, by in (*offers, (tr("One colour"), "none")):
            self.colour_by.addItem(said, by)
        self.colour_by.setCurrentIndex(max(self.colour_by.findData(self._colour_wanted), 0))
        widen(self.colour_by)

    def _on_view(self, bounds: Bounds | None) -> None:
        self.selection = replace(self.selection, bounds=bounds)
        self._show_time()

    def _show(self, move: bool) -> None:
        """Show the selection everywhere; with `move` the map goes to it."""
        if self.log is None:
            return
        log, by, user = self.log, self.colour_by.currentData(), self.selection.user

        def grouped(groups: Groups) -> None:
            self.groups = groups
            self._awaited.show_contents()
            self.panel.set_log(log, groups)
            self.panel.select(self.selection, move)
            self._show_time()
            self._head()  # last: the map is waited for

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
        if self.log is None or not len(self.log):
            return
        log, selection = self.log, self.selection
        self.jobs.query(
            lambda: said_of(log, selection), self.said.emit, key="explore head", owner=self
        )

    def _forecast(self) -> None:
        """Ask for the forecast of what the timeline shows."""
        volume = self.timeline.volume.volume
        log, user = self.log, self.selection.user
        if log is not None and volume is not None:
            name = log.catalogue.user_keys[user] if user is not None else None
            ask_for_forecast(self.desk, id(log), name, user, volume.unit, self._show_forecast)

    def _show_forecast(self, user: int | None, band: Band) -> None:
        if user == self.selection.user:
            self.timeline.show_forecast(band)

    def _split(self) -> None:
        self.down = QSplitter(Qt.Orientation.Vertical)
        self._awaited = Awaited(rows(_Scrolled(self.down)))
        whole = rows(self._awaited)
        whole.setContentsMargins(0, GRID, 0, 0)
        self.setLayout(whole)
        self.down.addWidget(self.panel)
        self.down.addWidget(self.timeline)
        self.down.setChildrenCollapsible(False)
        self.down.setHandleWidth(10)
        self.down.setSizes([400, 200])
        self.down.setStretchFactor(0, 3)
        self.down.setStretchFactor(1, 2)


class _Scrolled(QScrollArea):
    """As wide as its contents need; they scroll where they are higher than the page."""

    def __init__(self, contents: QWidget) -> None:
        super().__init__()
        self._contents = contents
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(contents)

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar()
        more = bar.sizeHint().width() if bar.isVisible() else 0
        return QSize(self._contents.minimumSizeHint().width() + more, 20 * GRID)
