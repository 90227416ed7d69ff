"""Two segments side by side, or one beside everyone else: pictures and a table of what differs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QScrollArea, QWidget

from stdesk.desk.look.pieces import Card, Choice, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.waiting import Awaited
from stdesk.desk.people.portrait_cards import fit_rows
from stdesk.desk.people.segment_charts import COLOURS, DayCourse, Pairs
from stdesk.desk.people.segment_data import compared
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.errors import Problem
from stdesk.insight import Compared
from stdesk.language import ntr, number, paragraph, percent, tr, tr_dynamic
from stdesk.project import SegmentRecord
from stdesk.recommend import (
    SegmentComparison,
    difference_said,
    figure_title,
    figure_value,
    interval_said,
    origin_said,
)

MOST_PAIRS = 12
MOST_ROWS = 60  # the page scrolls, not the table in it
LONGEST_TITLE = 16


class ComparingPanel(Card):
    """Shows one segment; `other` says beside whom."""

    edit_wanted = Signal(object)  # the SegmentRecord whose rule shall be the start of a new one

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._segment: SegmentRecord | None = None
        self._segments: list[SegmentRecord] = []
        self.found: SegmentComparison | None = None
        self.name, self.origin = text("heading", wrap=True), text("muted", wrap=True)
        self.label, self.other = text("muted"), Choice()
        self.label.setBuddy(self.other)
        self.edit = button("flat", lambda: self.edit_wanted.emit(self._segment))
        self.legend = (text(), text())
        self.course, self.pairs = DayCourse(desk.theme), Pairs(desk.theme)
        self.course_title, self.pairs_title = text("muted"), text("muted")
        self.only = QCheckBox()
        self.table, self.note = Table(), text("small", wrap=True)
        self._lay_out()
        self.other.activated.connect(lambda _: self._ask())
        self.only.toggled.connect(lambda _: self._fill())

    def show_segment(self, segment: SegmentRecord | None, all_: Sequence[SegmentRecord]) -> None:
        """Another segment, or other segments to compare it with."""
        wanted = self.other.currentData()
        self._segment, self._segments = segment, list(all_)
        self.other.clear()
        self.other.addItem(tr("everyone else"), None)
        for one in all_:
            if segment is None or one.id != segment.id:
                self.other.addItem(one.name, one.id)
        self.other.setCurrentIndex(max(self.other.findData(wanted), 0))
        self._ask()

    def retranslate(self) -> None:
        self.label.setText(tr("C&ompared with"))
        self.other.setAccessibleName(tr("Compared with"))
        self.edit.setText(tr("A new segment from this rule"))
        self.only.setText(tr("Only what is beyond chance"))
        self.only.setToolTip(
            tr("Chance is told by shuffling users between both sides, corrected for many figures.")
        )
        self.course_title.setText(tr("Course of the day"))
        self.pairs_title.setText(tr("Where they differ most, with 95 % intervals"))
        self.table.setAccessibleName(tr("Comparison"))
        self.area.setAccessibleName(tr("Where they differ"))
        if self.other.count():
            self.other.setItemText(0, tr("everyone else"))
        self._say()
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self.course.apply_theme(theme)
        self.pairs.apply_theme(theme)
        self._say()
        self._fill()

    def _ask(self) -> None:
        project, segment = self._desk.project, self._segment
        self.found = None
        self._say()
        if project is None or segment is None:
            return
        self._contents.wait(tr("Comparing …"))
        other_id = self.other.currentData()
        other = next((one.name for one in self._segments if one.id == other_id), None)
        self._desk.jobs.query(
            lambda: compared(project, segment.name, other),
            self._take,
            self._fail,
            key="segments: compare",
            owner=self,
        )

    def _take(self, found: SegmentComparison) -> None:
        self.found = found
        self._say()
        self._fill()
        self._contents.show_contents()

    def _fail(self, problem: Problem) -> None:
        self._contents.waiting.end()
        self._desk.show_problem(problem)

    def _say(self) -> None:
        segment = self._segment
        if segment is None:
            return
        self.name.setText(segment.name)
        users = ntr("{n} user", "{n} users", len(segment.users))
        origin = origin_said(segment.rule)
        self.origin.setText(f"{users} · {origin}" if origin else users)
        self.edit.setVisible(segment.rule.get("by") == "rule")
        for side, label in enumerate(self.legend):
            colour = self._desk.theme.series[COLOURS[side]]
            label.setStyleSheet(f"color: {colour}; font-weight: 600;")
            label.setText(self._legend(side))

    def _names(self) -> tuple[str, str]:
        found = self.found
        if found is None:
            return "", ""
        return found.names[0], found.names[1] or tr("everyone else")

    def _legend(self, side: int) -> str:
        if self.found is None:
            return ""
        return f"● {self._names()[side]} ({number(self.found.sizes[side])})"

    def _fill(self) -> None:
        found = self.found
        if found is None:
            return
        lines = list(found.lines)
        if self.only.isChecked():
            lines = [line for line in lines if line.certain]
        names = self._names()
        self.table.set_columns(self._columns(lines, names), key=[line.figure.key for line in lines])
        fit_rows(self.table, MOST_ROWS)
        self.note.setText(self._note(found))
        self.course.show_hours(found.hours, names)
        self.pairs.show_lines(telling(found.lines), names)

    def _note(self, found: SegmentComparison) -> str:
        beyond = sum(line.certain for line in found.lines)
        said = [
            tr(
                "{beyond} of {all} figures differ beyond chance (false discovery rate 5 %).",
                beyond=number(beyond),
                all=number(len(found.lines)),
            )
        ]
        if found.shared:
            said.append(ntr("{n} user is in both.", "{n} users are in both.", found.shared))
        return paragraph(said)

    def _columns(self, lines: Sequence[Compared], names: tuple[str, str]) -> list[Column]:
        places = list(range(len(lines)))
        titles = [figure_title(line.figure) for line in lines]
        parts = [tr_dynamic(line.figure.part) for line in lines]
        tips = [f"{part}: {title}" for part, title in zip(parts, titles, strict=True)]

        def bold(row: int) -> bool:
            return lines[row].certain

        def column(title: str, show: object, **more: object) -> Column:
            return Column(title, places, show=show, numeric=True, **more)  # type: ignore[arg-type]

        return [
            Column(tr("What"), titles, stretch=True, bold=bold, tip=lambda row: tips[row]),
            column(
                _short(names[0]),
                lambda row: figure_value(lines[row].figure, lines[row].one),
                sort_key=lambda row: lines[row].one,
                help=names[0],
            ),
            column(
                _short(names[1]),
                lambda row: figure_value(lines[row].figure, lines[row].other),
                sort_key=lambda row: lines[row].other,
                help=names[1],
            ),
            column(
                tr("Difference"),
                lambda row: difference_said(lines[row]),
                bold=bold,
                sort_key=lambda row: lines[row].difference,
                help=tr("A minus B in points, hours or days, or × where A is a multiple of B."),
            ),
            column("95 %", lambda row: interval_said(lines[row])),
            column(
                tr("Chance"),
                lambda row: _chance(lines[row]),
                sort_key=lambda row: lines[row].chance,
                help=tr("How often shuffled users differ as much, corrected for many figures."),
            ),
        ]

    def _lay_out(self) -> None:
        head = beside(rows(self.name, self.origin, spacing=GRID // 2), self.edit)
        head.setStretch(0, 1)
        choice = beside(self.label, self.other, None)
        self.other.setMinimumWidth(26 * GRID)
        self.other.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        legend = beside(*self.legend, None, spacing=2 * GRID)
        left = rows(self.course_title, self.course)
        left.addStretch(1)
        right = rows(self.pairs_title, self.pairs)
        right.addStretch(1)
        charts = beside(left, right, spacing=3 * GRID)
        charts.setStretch(0, 2)
        charts.setStretch(1, 3)
        inner = QWidget()
        column = rows(legend, charts, beside(self.note, self.only), self.table, spacing=GRID)
        column.addStretch(1)
        inner.setLayout(column)
        self.area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self._contents = Awaited(rows(area))
        self.body.addLayout(head)
        self.body.addLayout(choice)
        self.body.addWidget(self._contents, 1)


def telling(lines: Sequence[Compared]) -> list[Compared]:
    """The shares to be drawn: those beyond chance first, the largest differences ahead."""
    known = [
        line
        for line in lines
        if line.figure.scale == "share" and line.difference == line.difference
    ]
    known.sort(key=lambda line: (not line.certain, -abs(line.difference)))
    return known[:MOST_PAIRS]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1].rstrip(' ,，')}…"


def _chance(line: Compared) -> str:
    if line.chance != line.chance:
        return "–"
    return percent(line.chance, 1) if line.chance >= 0.001 else "< 0.1 %"
