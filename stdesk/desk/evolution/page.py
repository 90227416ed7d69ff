"""Evolution: how a user, a segment or everybody moves through time, and when a life changed."""

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

from stdesk.desk.evolution.charts import MeasuresChart
from stdesk.desk.evolution.map import draw_sides
from stdesk.desk.evolution.mix import MixChart
from stdesk.desk.evolution.parts import Sentences, TwoWeeks, WhomChoice
from stdesk.desk.evolution.users import ChangedUsers, clearest
from stdesk.desk.evolution.work import Life, Whom, known_changes, life_of
from stdesk.desk.look.pieces import Choice, beside, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.maps.map_view import MapView
from stdesk.desk.page.page import Page
from stdesk.desk.work.desk import LOG, SEGMENTS, Desk
from stdesk.desk.work.log_cache import shared_log
from stdesk.features import EventLog
from stdesk.insight import UserChanges, sureness
from stdesk.language import day, ntr, number, paragraph, tr
from stdesk.project import Project, SegmentRecord

MAP_HEIGHT = 34 * GRID
PERIODS = (None, 1, 7, 28)

Seen = tuple[EventLog, list[SegmentRecord], tuple[UserChanges, ...] | None]


class EvolutionPage(Page):
    """Sentences on top; measures, interests, weeks and the map below; who changed at the right."""

    name: ClassVar[str] = "evolution"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG, SEGMENTS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.log: EventLog | None = None
        self.life: Life | None = None
        self._segments: list[SegmentRecord] = []
        self._drawn: tuple[Any, ...] | None = None
        self.whom, self.period, self.period_label = WhomChoice(), Choice(), text("muted")
        self.period_label.setBuddy(self.period)
        self.sentences, self.note = Sentences(), text("small", wrap=True)
        self.sure = text("small", wrap=True)
        self.measures, self.mix = MeasuresChart(desk.theme), MixChart(desk.theme)
        self.weeks, self.map, self.users = TwoWeeks(desk.theme), MapView(desk), ChangedUsers(desk)
        self.map.setFixedHeight(MAP_HEIGHT)
        self.headings = {name: text("heading") for name in ("course", "mix", "weeks", "map")}
        self._lay_out()
        self.whom.chosen.connect(self._on_whom)
        self.period.activated.connect(lambda: self._ask())
        self.sentences.picked.connect(self.choose)
        for chart in (self.measures, self.mix):
            chart.picked.connect(self.sentences.setCurrentRow)
        self.users.chosen.connect(lambda user: desk.focus.look_at(user))
        desk.focus.changed.connect(self._follow)

    def set_project(self, project: Project | None) -> None:
        self.log = self.life = self._drawn = None
        self.users.set_log(None, None)
        super().set_project(project)

    def refresh(self) -> None:
        def look(project: Project) -> Seen:
            return shared_log(project), project.segments.all(), known_changes(project)

        self.read(look, self._on_seen)

    def choose(self, change: int) -> None:
        """Show what was before and what came after a change."""
        life = self.life
        if life is None:
            return
        for chart in (self.measures, self.mix):
            chart.choose(change)
        told = change < len(life.changes)
        self.sure.setText(sureness(life.changes[change]) if told else "")
        self.sure.setVisible(told)
        before, after = change, change + 1
        enough = len(life.sides) > after >= 1
        for part in (self.weeks, self.headings["weeks"]):
            part.setVisible(enough)
        if not enough or self.log is None:
            return
        self.weeks.show_sides(life.sides[before], life.sides[after])
        drawn = (id(life), change, self.theme.name)
        if self.log.catalogue.has_coordinates and drawn != self._drawn:
            self._drawn = drawn
            draw_sides(self.map, self.log, life.sides[before], life.sides[after], self.theme)

    def retranslate(self) -> None:
        self._head()
        self.whom.retranslate()
        self.period_label.setText(tr("Period"))
        self.period.setAccessibleName(tr("Period"))
        self.period.setToolTip(tr("How long a time each point of the curves stands for"))
        chosen = max(self.period.currentIndex(), 0)
        self.period.clear()
        said = (tr("As fits the log"), tr("Days"), tr("Weeks"), tr("Four weeks"))
        for days, title in zip(PERIODS, said, strict=True):
            self.period.addItem(title, days)
        self.period.setCurrentIndex(chosen)
        self.sentences.setAccessibleName(tr("What changed"))
        self.area.setAccessibleName(tr("Measures over time"))
        self.headings["course"].setText(tr("Measures over time"))
        self.headings["mix"].setText(tr("Interests over time"))
        self.headings["weeks"].setText(tr("The week, before and after"))
        self.headings["map"].setText(tr("Places, home and work, before and after"))
        self.measures.set_name(tr("Measures over time"))
        self.mix.set_name(tr("Interests over time"))
        self.users.retranslate()
        self._drawn = None
        if self.is_empty:
            self._say_empty()
        elif self.life is not None:
            self._show(self.life)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for part in (self.measures, self.mix, self.weeks, self.map, self.users):
            part.apply_theme(theme)
        if self.life is not None:
            self.choose(max(self.sentences.currentRow(), 0))

    def state(self) -> dict[str, Any]:
        return {"across": self.across.sizes(), "period": self.period.currentData()}

    def restore(self, state: dict[str, Any]) -> None:
        if len(state.get("across", [])) == 2 and all(state["across"]):
            self.across.setSizes(state["across"])
        period = state.get("period")
        if period in PERIODS:
            self.period.setCurrentIndex(PERIODS.index(period))

    # what happens

    def _on_seen(self, seen: Seen) -> None:
        self.log, self._segments, known = seen
        if not len(self.log):
            self._say_empty()
            return
        self.whom.offer(self.log.catalogue.user_keys, self._segments)
        self.users.set_log(self.log, known)
        self._prepare_map()
        self._follow()

    def _on_whom(self, user: int | None, segment: int | None) -> None:
        self.desk.focus.look_at(user, segment)
        self._follow()

    def _follow(self) -> None:
        """Look at whoever is in focus now."""
        if self.log is None or not len(self.log):
            return
        if not self.isVisible():
            self._stale = True
            return
        focus = self.desk.focus.now
        self.whom.show_whom(focus.user, focus.segment, self.log.catalogue.user_keys)
        self._ask()

    def _ask(self) -> None:
        log, whom, days = self.log, self._looked_at(), self.period.currentData()
        if log is None:
            return
        self.jobs.query(
            lambda: life_of(log, whom, days),
            self._show,
            self.show_problem,
            key="evolution of",
            owner=self,
        )

    def _looked_at(self) -> Whom:
        focus = self.desk.focus.now
        if focus.user is not None:
            return Whom(user=focus.user)
        for segment in self._segments:
            if segment.id == focus.segment:
                return Whom(segment=segment.id, users=tuple(user - 1 for user in segment.users))
        return Whom()

    def _show(self, life: Life) -> None:
        if self.log is None:
            return
        same = self.life is not None and self.life.whom == life.whom
        row = self.sentences.currentRow() if same else -1
        row = row if 0 <= row < len(life.changes) else clearest(life.changes)
        self.life = life
        names = self.log.catalogue.category_names
        self.sentences.say(life.changes, names, self._nothing_said(life), row)
        self.measures.show_course(life.course, life.changes)
        self.mix.show_mix(life.course, life.changes, names)
        has_mix = bool(len(names))
        self.mix.setVisible(has_mix)
        self.headings["mix"].setVisible(has_mix)
        self._say_note(life)
        self._head()
        self.show_content()
        self.choose(row)

    def _nothing_said(self, life: Life) -> str:
        if life.whom.user is None:
            return tr(
                "No lasting change stands out here. Below, the first half is set beside the second."
            )
        return tr(
            "No lasting change stands out from this user's usual ups and downs, or there are too "
            "few events to tell. Below, the first half is set beside the second."
        )

    def _say_note(self, life: Life) -> None:
        said = []
        if life.whom.user is None:
            said.append(_about_lines(life.course.users, life.course.all_users))
        if self.log is not None and not self.log.catalogue.has_coordinates:
            said.append(
                tr("This log has no coordinates: distances, the map, home and work stand aside.")
            )
        said.append(tr("Entropy and predictability come from 8 events or more in a period."))
        self.note.setText(paragraph(said))

    def _head(self) -> None:
        said = tr("How lives move through time, and when they change")
        if self.life is not None and self.log is not None and len(self.life.sides):
            first, last = self.life.sides[0].begin_ms, self.life.sides[-1].end_ms - 1
            said = f"{self._name()} · {day(first)} – {day(last)}"
            if count := len(self.life.changes):  # that there are none is said below
                said += " · " + ntr("{n} change", "{n} changes", count)
        self.set_heading(tr("Evolution"), said)

    def _name(self) -> str:
        whom = self.life.whom if self.life is not None else Whom()
        if whom.user is not None and self.log is not None:
            return tr("User {key}", key=self.log.catalogue.user_keys[whom.user])
        for segment in self._segments:
            if segment.id == whom.segment:
                return segment.name
        return tr("Everyone")

    def _prepare_map(self) -> None:
        placed = self.log is not None and self.log.catalogue.has_coordinates
        self.map.setVisible(placed)
        self.headings["map"].setVisible(placed)
        if placed:
            self.map.show_map()

    def _say_empty(self) -> None:
        self.show_no_events(tr("Import a log, and how its users change over time appears here."))

    def _lay_out(self) -> None:
        inner = QWidget()
        column = rows(
            self.headings["course"],
            self.note,
            self.measures,
            self.headings["mix"],
            self.mix,
            self.headings["weeks"],
            self.weeks,
            self.headings["map"],
            self.map,
            spacing=GRID + GRID // 2,
        )
        column.addStretch(1)
        inner.setLayout(column)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.addWidget(self.area)
        self.across.addWidget(self.users)
        self.across.setChildrenCollapsible(False)
        self.across.setHandleWidth(10)
        self.across.setStretchFactor(0, 1)
        self.across.setSizes([660, 390])
        self.body.addLayout(beside(self.whom, None, self.period_label, self.period))
        self.body.addLayout(rows(self.sentences, self.sure, spacing=GRID // 2))
        self.body.addWidget(self.across, 1)


def _about_lines(measured: int, users: int) -> str:
    """Of whom the lines of a group are; of a large one not all are measured."""
    if measured == users:
        whom = ntr("{n} user", "{n} users", users)
        return tr("Lines: the median of {users}; bands: their quartiles.", users=whom)
    return tr(
        "Lines: the median of {measured} of the {users} users, evenly picked; bands: their "
        "quartiles.",
        measured=number(measured),
        users=number(users),
    )
