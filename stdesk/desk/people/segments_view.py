"""Segments: the list of groups of users, and at its right how to make, find and compare them."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QSplitter, QStackedWidget, QWidget

from stdesk.desk.look.pieces import EmptyState, beside, button, rows
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.people.comparing_panel import ComparingPanel
from stdesk.desk.people.groups_panel import GroupsPanel
from stdesk.desk.people.rule_builder import RuleBuilder
from stdesk.desk.people.segment_changes import delete_segments, rename_segment
from stdesk.desk.people.segment_data import Seen, read_segments
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.errors import SettingProblem
from stdesk.insight import rule_of
from stdesk.language import number, tr
from stdesk.project import Project, SegmentRecord
from stdesk.recommend import origin_said

LEAST_WIDTH = 36 * GRID


class SegmentsView(QWidget):
    """A choice in the list sets the desk's focus, so that other pages follow."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.segments: list[SegmentRecord] = []
        self._wanted = ""  # the name of a segment that is to be chosen once it is there
        self.table = Table()
        self.by_rule = button("", self.start_rule)
        self.by_groups = button("", self.start_groups)
        self.rename, self.delete = button("flat", self.ask_name), button("flat", self.delete_chosen)
        self.builder, self.groups = RuleBuilder(desk), GroupsPanel(desk)
        self.comparing, self.empty = ComparingPanel(desk), EmptyState()
        self._lay_out()
        self.table.chosen.connect(self._on_row)
        self.builder.made.connect(self._on_made)
        self.builder.closed.connect(self._back)
        self.groups.made.connect(lambda: self._on_made(""))
        self.groups.closed.connect(self._back)
        self.comparing.edit_wanted.connect(self._edit)
        desk.focus.changed.connect(self._follow)

    def set_project(self, project: Project | None) -> None:
        self.segments = []
        self._wanted = ""
        self.groups.show_clusters(None)
        self._fill()

    def refresh(self) -> None:
        project = self._desk.project
        if project is not None:
            self._desk.jobs.query(
                lambda: read_segments(project),
                self._show,
                self._desk.show_problem,
                key="segments",
                owner=self,
            )

    def start_rule(self) -> None:
        self._right.setCurrentWidget(self.builder)
        self.builder.start()

    def start_groups(self) -> None:
        self._right.setCurrentWidget(self.groups)
        self.groups.search_it.setFocus()

    def ask_name(self) -> None:
        """Ask for another name of the chosen segment."""
        chosen = self._chosen()
        if chosen is None:
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle(tr("Rename the segment"))
        dialog.setLabelText(tr("Name of the segment"))
        dialog.setTextValue(chosen.name)
        dialog.textValueSelected.connect(lambda name: self.rename_to(chosen, name))
        dialog.open()

    def rename_to(self, segment: SegmentRecord, name: str) -> None:
        if name.strip() and name.strip() != segment.name:
            self._desk.changes.do(rename_segment(segment, name.strip()))

    def delete_chosen(self) -> None:
        chosen = [self.segments[row] for row in self.table.chosen_rows()]
        if chosen:
            if self._desk.focus.now.segment in {one.id for one in chosen}:
                self._desk.focus.look_at()
            self._desk.changes.do(delete_segments(chosen))

    def choose(self, segment: int) -> None:
        """Choose a segment by its id, as if its row was clicked."""
        ids = [one.id for one in self.segments]
        if segment in ids:
            self.table.choose(ids.index(segment))

    def retranslate(self) -> None:
        self.by_rule.setText(tr("By &rule …"))
        self.by_rule.setToolTip(tr("Make a segment of the users for whom conditions hold."))
        self.by_groups.setText(tr("By &clustering …"))
        self.by_groups.setToolTip(tr("Let groups of users who live alike be found."))
        self.rename.setText(tr("Re&name"))
        self.delete.setText(tr("&Delete"))
        self.table.setAccessibleName(tr("Segments"))
        self.empty.say(
            "user",
            tr("No segments yet"),
            tr(
                "A segment is a group of users with a name. Let groups be found that live alike, "
                "or make one by a rule; then compare them, or look at one alone on other pages."
            ),
            tr("Find groups"),
            self.find_at_once,
        )
        for part in (self.builder, self.groups, self.comparing):
            part.retranslate()
        self._fill()

    def find_at_once(self) -> None:
        """What the empty state leads to."""
        self.start_groups()
        self.groups.search()

    def apply_theme(self, theme: Theme) -> None:
        self.empty.apply_theme(theme)
        self.builder.apply_theme(theme)
        self.groups.apply_theme(theme)
        self.comparing.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        return {"across": self.across.sizes()}

    def restore(self, state: dict[str, Any]) -> None:
        if len(state.get("across", [])) == 2 and all(state["across"]):
            self.across.setSizes(state["across"])

    def _show(self, seen: Seen) -> None:
        self.segments = seen.segments
        self.builder.offer(seen.offers)
        self._fill()
        names = [one.name for one in self.segments]
        if self._wanted in names:
            self.table.choose(names.index(self._wanted))
            self._wanted = ""
        self._follow()
        if self._right.currentWidget() in (self.empty, self.comparing):
            self._back()

    def _fill(self) -> None:
        found = self.segments
        origins = [origin_said(one.rule) for one in found]
        self.table.set_columns(
            [
                Column(tr("Segment"), [one.name for one in found], stretch=True,
                       tip=lambda row: f"{found[row].name}\n{origins[row]}"),
                Column(tr("Users"), [len(one.users) for one in found], number, numeric=True),
            ],
            key=[one.id for one in found],
        )  # fmt: skip
        self._allow()

    def _allow(self) -> None:
        project = self._desk.project
        writable = project is not None and not project.read_only
        self.rename.setEnabled(writable and self._chosen() is not None)
        self.delete.setEnabled(writable and bool(self.table.chosen_rows()))

    def _chosen(self) -> SegmentRecord | None:
        row = self.table.chosen_row()
        return self.segments[row] if 0 <= row < len(self.segments) else None

    def _on_row(self, row: int) -> None:
        self._allow()
        chosen = self._chosen()
        if chosen is None:
            return
        self._right.setCurrentWidget(self.comparing)
        self.comparing.show_segment(chosen, self.segments)
        if self._desk.focus.now.segment != chosen.id:
            self._desk.focus.look_at(segment=chosen.id)

    def _on_made(self, name: str) -> None:
        self._wanted = name
        self._right.setCurrentWidget(self.comparing)

    def _edit(self, segment: SegmentRecord) -> None:
        try:
            rule = rule_of(segment.rule)
        except SettingProblem as problem:
            self._desk.show_problem(problem)
            return
        self._right.setCurrentWidget(self.builder)
        self.builder.start(rule)

    def _back(self) -> None:
        """What stands at the right when nothing is being made."""
        if not self.segments:
            self._right.setCurrentWidget(self.empty)
            return
        self._right.setCurrentWidget(self.comparing)
        if self._chosen() is None:
            self.table.choose(0)
        else:
            self.comparing.show_segment(self._chosen(), self.segments)

    def _follow(self) -> None:
        segment = self._desk.focus.now.segment
        chosen = self._chosen()
        if segment is not None and (chosen is None or chosen.id != segment):
            self.choose(segment)

    def _lay_out(self) -> None:
        left = QWidget()
        making = beside(self.by_rule, self.by_groups)
        listed = rows(making, self.table, beside(self.rename, self.delete, None))
        listed.setStretch(1, 1)
        left.setLayout(listed)
        left.setMinimumWidth(LEAST_WIDTH)
        self._right = QStackedWidget()
        for part in (self.empty, self.comparing, self.builder, self.groups):
            self._right.addWidget(part)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.addWidget(left)
        self.across.addWidget(self._right)
        self.across.setChildrenCollapsible(False)
        self.across.setHandleWidth(10)
        self.across.setStretchFactor(1, 1)
        self.across.setSizes([LEAST_WIDTH, 720])
        whole = rows(self.across)
        whole.setContentsMargins(0, 2 * GRID, 0, 0)
        self.setLayout(whole)
