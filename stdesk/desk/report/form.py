"""What a report shall be about, what stands in it and in which form."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget

from stdesk.desk.look.pieces import beside, button, rows
from stdesk.desk.look.theme import GRID
from stdesk.desk.report.about import ReportAbout
from stdesk.desk.report.look import ReportLook
from stdesk.desk.report.section_list import SectionList
from stdesk.language import ntr, tr
from stdesk.report import SECTIONED, ReportSettings


class ReportForm(QWidget):
    """Three groups that scroll where they must, and below them the two ways of saving."""

    changed = Signal()
    save_wanted = Signal()
    batch_wanted = Signal(str, object)  # user or segment; the ids of users, or None for everyone

    def __init__(self) -> None:
        super().__init__()
        self.about, self.sections, self.look = ReportAbout(), SectionList(), ReportLook()
        self.save = button("accent", self.save_wanted.emit)
        self.batch, self.menu = button(), QMenu(self)
        self.batch.setMenu(self.menu)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.users = 0
        self._lay_out()
        for group in (self.about, self.look):
            group.changed.connect(self._on_change)
        self.sections.changed.connect(self.changed)

    @property
    def suffix(self) -> str:
        return self.look.suffix

    def settings(self, path: Path) -> ReportSettings | None:
        """What is asked for, to be written to `path`; None while something needed is missing."""
        about = self.about.wishes()
        if not self.about.complete or (self.suffix == ".csv" and about["run"] is None):
            return None
        sections = self.sections.names if self.suffix in SECTIONED else None
        return ReportSettings(path=path, sections=sections, **about, **self.look.wishes())

    @property
    def missing(self) -> str:
        """What to do before there can be a report; empty when nothing is missing."""
        if self.about.kind == "segment" and self.about.segment_id is None:
            return tr("A segment is a group of users with a name; the page People makes them.")
        if not self.about.complete:
            return tr("Choose a user: type a part of the key.")
        if self.suffix == ".csv" and self.about.run.run is None:
            return tr("A CSV holds lists of recommendations: choose a model.")
        return ""

    def state(self) -> dict[str, Any]:
        whole = self.about.state() | self.look.state()
        return whole | {"sections": self.sections.state()}

    def restore(self, state: dict[str, Any]) -> None:
        self.look.restore(state)
        self.about.restore(state)
        chosen = state.get("sections")
        self.sections.restore(chosen if isinstance(chosen, dict) else {})

    def retranslate(self) -> None:
        for group in (self.about, self.sections, self.look):
            group.retranslate()
        self.save.setText(tr("&Save the report …"))
        self.batch.setText(tr("&One file for each"))
        self.batch.setToolTip(tr("Write one report for each user or segment into a folder"))
        self._on_change()

    def _on_change(self) -> None:
        self.sections.show_template(self.about.kind, self.about.run.run is not None)
        self.sections.allow(
            self.suffix in SECTIONED, tr("This format holds no sections: only lists or places.")
        )
        self.save.setEnabled(not self.missing)
        self.batch.setVisible(self.about.kind != "project")
        self.changed.emit()

    def _fill_menu(self) -> None:
        self.menu.clear()
        segments = self.about.segments
        if self.about.kind == "segment":
            said = ntr("The {n} segment", "Each of the {n} segments", len(segments))
            self.menu.addAction(said, lambda: self.batch_wanted.emit("segment", None))
            self.menu.actions()[0].setEnabled(bool(segments))
            return
        said = ntr("The {n} user", "Each of the {n} users", self.users)
        self.menu.addAction(said, lambda: self.batch_wanted.emit("user", None))
        for segment in segments:
            users = ntr("{n} user", "{n} users", len(segment.users))
            said = tr("Each of “{name}” ({users})", name=segment.name, users=users)
            self.menu.addAction(said, partial(self.batch_wanted.emit, "user", segment.users))

    def _lay_out(self) -> None:
        groups = QWidget()
        column = rows(self.about, self.sections, self.look, spacing=GRID)
        column.addStretch(1)
        groups.setLayout(column)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(groups)
        self.area = area
        whole = rows(area, beside(self.batch, self.save), spacing=GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
