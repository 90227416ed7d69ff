"""Timelines: when whom the focus names did how much of what, in charts over one time axis."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from stdesk.desk.charts.area_lane import VolumeLane
from stdesk.desk.charts.time_canvas import TimeCanvas
from stdesk.desk.charts.volume_chart import Band
from stdesk.desk.explore.forecasts import ask_for_forecast
from stdesk.desk.explore.timelines_bar import TimelinesBar
from stdesk.desk.explore.timelines_data import (
    Facts,
    most_of,
    needs_a_job,
    read_facts,
    read_sessions,
    said_of_facts,
    said_of_period,
    sessions_need_a_job,
    unit_said,
)
from stdesk.desk.explore.timelines_lanes import LaneMaker
from stdesk.desk.explore.timelines_numbers import numbers_in_sight
from stdesk.desk.look.pieces import EmptyState, rows
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.waiting import Awaited
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.focus import Focus
from stdesk.insight import Sessions, SessionTallies
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.project import Project


class TimelinesView(QWidget):
    """The controls above the canvas. `said`: whom it shows, in a sentence."""

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.jobs = desk, desk.jobs
        self.project: Project | None = None
        self.facts: Facts | None = None
        self.sessions: Sessions | SessionTallies | None = None
        self._maker: LaneMaker | None = None
        self._shown: Focus | None = None
        self._stopped = False  # whether counting was cancelled
        self._band: tuple[Any, str, Band] | None = None  # of whom, by which unit
        self.bar, self.canvas, self.notice = TimelinesBar(), TimeCanvas(desk.theme), EmptyState()
        self.notice.hide()
        self._awaited = Awaited(rows(self.canvas))
        layout = rows(self.bar, self._awaited, self.notice)
        layout.setStretch(1, 1)
        layout.setContentsMargins(0, GRID, 0, 0)
        self.setLayout(layout)
        self._connect()

    # what the page asks for

    def set_project(self, project: Project | None) -> None:
        self.project, self.facts, self.sessions, self._maker = project, None, None, None
        self._shown = None
        self.bar.forecast.setChecked(False)
        self.canvas.show_lanes([])
        self._awaited.wait(tr("Reading the log …"))

    def refresh(self) -> None:
        """Read whom the focus names: at once, or as a job where the log is long."""
        project, focus = self.project, self.desk.focus.now
        if project is None:
            return
        self._shown = focus
        self.jobs.query(
            lambda: None if needs_a_job(project, focus) else read_facts(project, focus, Progress()),
            lambda found: self._count(focus) if found is None else self._on_facts(found),
            self.desk.show_problem,
            key="timelines",
            owner=self,
        )

    def retranslate(self) -> None:
        self.bar.retranslate()
        self.canvas.setAccessibleName(tr("Timelines"))
        self._show_lanes()
        self._say_window()
        if not self.notice.isHidden():
            self._note(self._stopped)
        if self.facts is not None:
            self.said.emit(said_of_facts(self.facts))

    def apply_theme(self, theme: Theme) -> None:
        self.canvas.apply_theme(theme)
        self.notice.apply_theme(theme)
        self._show_lanes()

    def state(self) -> dict[str, Any]:
        return self.bar.state()

    def restore(self, state: dict[str, Any]) -> None:
        self.bar.restore(state)
        self._on_unit()

    def showEvent(self, event: QShowEvent) -> None:
        """Whom the focus named while this was hidden is read now."""
        super().showEvent(event)
        if self.facts is not None and self._shown is None:
            self.refresh()

    # what happens

    def _connect(self) -> None:
        bar, canvas, focus = self.bar, self.canvas, self.desk.focus
        focus.changed.connect(self._on_focus)
        canvas.range_chosen.connect(lambda within: focus.restrict(within=within))
        canvas.moved.connect(self._on_moved)
        canvas.tools.numbers = lambda: numbers_in_sight(canvas.lanes, canvas.scene)
        canvas.pointed.connect(lambda said: bar.say(said) if said else self._say_window())
        bar.changed.connect(self._show_lanes)
        bar.unit_changed.connect(self._on_unit)
        bar.gap_changed.connect(self._read_sessions)
        bar.forecast_wanted.connect(self._on_forecast_wanted)
        bar.closer.clicked.connect(lambda: canvas.look_at(canvas.sight.zoomed(0.5)))
        bar.farther.clicked.connect(lambda: canvas.look_at(canvas.sight.zoomed(2)))
        bar.whole.clicked.connect(self._show_all)
        bar.restrict.clicked.connect(self._choose_sight)

    def _count(self, focus: Focus) -> None:
        """Counting a long log is seen in the status bar and can be cancelled there."""
        self._note(stopped=False)
        job = self.desk.submit(tr("Count events by hour"), read_facts, self.project, focus)
        job.done.connect(lambda facts: self._on_facts(facts) if focus == self._shown else None)
        job.cancelled.connect(lambda: self._note(stopped=True))

    def _on_facts(self, facts: Facts) -> None:
        first = self.facts is None
        self.facts, self._maker, self.sessions = facts, LaneMaker(facts), None
        self.notice.hide()
        self._awaited.show()
        self._awaited.show_contents()
        self.canvas.set_within(self.desk.focus.now.within)
        window = self.canvas.sight.limited(*facts.span)
        self.canvas.look_at(window.showing(*most_of(facts)) if first else window)
        self.bar.offer_splits(
            [name for name in ("category", "kind") if self._maker.can_split(name)]
        )
        whole = facts.subject.focus.segment is None and facts.subject.whose.area is None
        self.bar.forecast.setEnabled(whole)
        self.bar.forecast.setToolTip(
            tr("What is expected after the end of the log")
            if whole
            else tr("Forecasts are made of everyone or of one user, anywhere")
        )
        self.said.emit(said_of_facts(facts))
        self._show_lanes()
        self._read_sessions()
        self._on_forecast()

    def _read_sessions(self) -> None:
        project, focus, gap = self.project, self._shown, self.bar.gap_hours
        if project is None or focus is None:
            return

        def read() -> Sessions | SessionTallies | None:
            if sessions_need_a_job(project, focus, gap):
                return None
            return read_sessions(project, focus, gap, Progress())

        def show(found: Sessions | SessionTallies | None) -> None:
            if found is not None:
                self._on_sessions(found)
            elif focus == self._shown and gap == self.bar.gap_hours:
                title = tr("Cut the log into sessions")
                job = self.desk.submit(title, read_sessions, project, focus, gap)
                job.done.connect(lambda _: self._read_sessions())

        self.jobs.query(read, show, self.desk.show_problem, key="timeline sessions", owner=self)

    def _on_sessions(self, sessions: Sessions | SessionTallies) -> None:
        self.sessions = sessions
        self._show_lanes()

    def _show_lanes(self) -> None:
        if self._maker is None:
            return
        lanes = self._maker.lanes(self.bar.taste, self.sessions, self.canvas.theme)
        self.canvas.show_lanes(lanes)
        self._draw_band()

    def _on_focus(self) -> None:
        focus = self.desk.focus.now
        self.canvas.set_within(focus.within)
        self._say_window()
        shown = self._shown
        if shown is None or not self.isVisible():
            self._shown = None
            return
        if (focus.user, focus.segment, focus.area) != (shown.user, shown.segment, shown.area):
            self.refresh()

    def _on_unit(self) -> None:
        unit = self.bar.unit.currentData()
        self.canvas.fixed_unit = None if unit == "auto" else unit
        self._on_moved()
        self.canvas.viewport().update()

    def _on_moved(self) -> None:
        if self.canvas.reading is None:
            self._say_window()
        if self.bar.forecast.isChecked():
            self._on_forecast()

    def _show_all(self) -> None:
        self.canvas.choose(None)
        self.canvas.look_at(self.canvas.sight.whole)

    def _choose_sight(self) -> None:
        window = self.canvas.sight
        begin, end = max(window.begin, window.first), min(window.end, window.last)
        self.canvas.choose((round(begin), round(end)))

    def _say_window(self) -> None:
        """While nothing is pointed at: what is in sight, and what the hand can do."""
        if self.facts is None:
            return
        hint = tr(
            "By {unit} · wheel: zoom · drag: move · drag on the axis: choose a period",
            unit=unit_said(self.canvas.unit),
        )
        chosen = said_of_period(self.facts, self.canvas.within)
        self.bar.say(f"{chosen} · {hint}" if chosen else hint)

    def _note(self, stopped: bool) -> None:
        """In place of the charts: that events are being counted, or that this was stopped."""
        self._stopped = stopped
        if stopped:
            heading, action = tr("Nothing was counted"), tr("Count events by hour")
            sentence = tr("The timelines need the events counted by hour.")
        else:
            heading, action = tr("Counting events by hour"), ""
            sentence = tr("This is done once for each log.")
        self.notice.say("explore", heading, sentence, action, self.refresh)
        self.notice.apply_theme(self.canvas.theme)
        self._awaited.hide()
        self.notice.show()

    # the forecast

    def _on_forecast_wanted(self, wanted: bool) -> None:
        """Bring the log's end into sight, where the forecast begins."""
        window = self.canvas.sight
        if wanted:
            self.canvas.look_at(window.moved(window.last - window.end))
        self._on_forecast()

    def _on_forecast(self) -> None:
        """Ask for the forecast by the unit in sight; months are too few for one."""
        facts, unit = self.facts, self.canvas.unit
        if facts is None or not self.bar.forecast.isChecked() or not self.bar.forecast.isEnabled():
            self._draw_band()
            return
        if unit == "month":
            self._draw_band()
            return
        subject = facts.subject
        if self._band is not None and self._band[:2] == (subject, unit):
            self._draw_band()
            return

        def show(user: int | None, band: Band) -> None:
            if self.facts is facts:
                self._band = (subject, unit, band)
                self._draw_band()

        ask_for_forecast(
            self.desk, subject.fingerprint, subject.key, subject.focus.user, unit, show
        )

    def _draw_band(self) -> None:
        facts = self.facts
        if facts is None:
            return
        band = self._band
        shown = self.bar.forecast.isChecked() and band is not None and band[0] == facts.subject
        for lane in self.canvas.lanes:
            if isinstance(lane, VolumeLane):
                lane.band = band[2] if shown and band is not None else None
                lane.band_unit = band[1] if band is not None else "day"  # type: ignore[assignment]
        end = facts.span[1]
        if shown and band is not None and len(band[2].start_ms):
            end = max(end, int(band[2].start_ms[-1]) + 86_400_000)
        window = self.canvas.sight
        if window.last != end:
            grown = window.limited(facts.span[0], end)
            at_end = window.end >= window.last
            self.canvas.look_at(grown.showing(grown.begin, end) if at_end and shown else grown)
        self.canvas.viewport().update()
