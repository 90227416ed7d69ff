"""The Details panel: of whom or what one looks at, the facts and what comes most often."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QScrollArea, QWidget

from stdesk.desk.explore.details_data import KIND_TITLES, Details, Subject, details_of
from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import LOG, SEGMENTS, Desk
from stdesk.language import tr, tr_dynamic
from stdesk.project import Project

LEAST_WIDTH = 34 * GRID


class DetailsPanel(QWidget):
    """Follows the desk's focus, and shows what `desk.details_wanted` asks for until it changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._project: Project | None = None
        self.subject = Subject("everyone")
        self.details: Details | None = None
        self.kind, self.heading = text("small"), text("heading", wrap=True)
        self.facts = QFormLayout()
        self.facts.setHorizontalSpacing(2 * GRID)
        self.facts.setVerticalSpacing(GRID // 2)
        self.top_title, self.top = text("heading"), Table()
        self.top.setMinimumHeight(20 * GRID)
        self.on_map = button("", self._show_on_map)
        self.everyone = button("flat", lambda: desk.focus.look_at())
        parts = (self.kind, self.heading, self.facts, beside(self.on_map, self.everyone, None))
        inner = QWidget()
        column = rows(*parts, self.top_title, self.top, margin=GRID + GRID // 2)
        column.setStretch(5, 1)
        inner.setLayout(column)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(rows(area))
        self.setMinimumWidth(LEAST_WIDTH)
        desk.focus.changed.connect(self._follow_focus)
        desk.changed.connect(lambda news: self._read() if news in (LOG, SEGMENTS) else None)

    def set_project(self, project: Project | None) -> None:
        self._project = project
        self.show_subject(self._in_focus())

    def show_subject(self, subject: Subject) -> None:
        self.subject = subject
        self._read()

    def retranslate(self) -> None:
        self.on_map.setText(tr("Show on the &map"))
        self.everyone.setText(tr("Look at &everyone"))
        self.top.setAccessibleName(tr("What comes most often"))
        self._read()

    def apply_theme(self, theme: Theme) -> None:
        """All its colours are the style sheet's."""

    def _follow_focus(self) -> None:
        self.show_subject(self._in_focus())

    def _in_focus(self) -> Subject:
        focus = self._desk.focus.now
        if focus.user is not None:
            return Subject("user", focus.user)
        return Subject("everyone") if focus.segment is None else Subject("segment", focus.segment)

    def _read(self) -> None:
        project, subject = self._project, self.subject
        if project is None:
            self._show(Details(subject, "", []))
            return

        if self.details is None:
            self.heading.setText(tr("Reading …"))

        def read() -> Details:
            return details_of(project, subject)

        self._desk.jobs.query(read, self._show, self._desk.show_problem, key="details", owner=self)

    def _show(self, details: Details) -> None:
        self.details = details
        kind = details.subject.kind
        self.kind.setText(tr_dynamic(KIND_TITLES[kind]))
        self.kind.setVisible(kind != "everyone")
        self.heading.setText(details.name)
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for label, value in details.facts:
            said = text(said=value, wrap=True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addRow(text("muted", said=label), said)
        self.on_map.setVisible(details.place is not None)
        self.everyone.setVisible(kind != "everyone")
        self.top_title.setText(details.top_title)
        self.top.setVisible(bool(details.top))
        self.top.set_columns(details.top)

    def _show_on_map(self) -> None:
        if self.details is not None and self.details.place is not None:
            self._desk.place_wanted.emit(*self.details.place)
