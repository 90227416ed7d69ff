"""The Jobs panel: what runs, waits and has ended, and what earlier sessions could not finish."""

import time

from PySide6.QtWidgets import QMenu, QWidget

from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.look.titles import local_moment
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.job import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobRecord
from stdesk.language import mark, percent, seconds, tr, tr_dynamic
from stdesk.project import JobNote, Project

STATE_TITLES = {
    RUNNING: mark("at work"),
    WAITING: mark("waiting"),
    DONE: mark("done"),
    FAILED: mark("failed"),
    CANCELLED: mark("cancelled"),
}


class JobList(QWidget):
    """One line a job, the newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._jobs = desk, desk.jobs
        self._notes: list[JobNote] = []
        self.lines: list[JobRecord] = []
        self.table = Table()
        self.table.more = self._fill_menu
        self.table.chosen.connect(lambda _: self._follow_choice())
        self.note = text("muted")
        self.cancel = button("", self._cancel_chosen)
        self.setLayout(rows(beside(self.note, None, self.cancel), self.table, margin=GRID))
        self._jobs.changed.connect(self._show)
        self._jobs.progressed.connect(self._show)

    def set_project(self, project: Project | None) -> None:
        """Read what earlier sessions noted."""
        self._notes = []
        if project is None:
            self._show()
            return
        opened = int(time.time() * 1000)

        def show(notes: list[JobNote]) -> None:
            self._notes = [note for note in notes if note.ended_at < opened]
            self._show()

        self._jobs.query(project.job_notes, show, key="job notes", owner=self)

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("Jobs"))
        self.cancel.setText(tr("Cancel"))
        self.cancel.setToolTip(tr("Stop the chosen job at its next step"))
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        self._show()

    def _show(self) -> None:
        earlier = [
            JobRecord(0, tr_dynamic(note.name), note.state, note.ended_at, None, 0, note.message)
            for note in self._notes
        ]
        self.lines = [*self._jobs.records(), *earlier]
        lines, theme = self.lines, self._desk.theme

        def color(row: int) -> str | None:
            return {FAILED: theme.bad, DONE: theme.good}.get(lines[row].state)

        self.table.set_columns(
            [
                Column(tr("Job"), [line.title for line in lines]),
                Column(tr("State"), [_state(line) for line in lines], color=color),
                Column(tr("Since"), [line.at_ms for line in lines], local_moment, whole=True),
                Column(tr("Took"), [line.seconds for line in lines], seconds, numeric=True),
                Column(
                    tr("Message"),
                    [line.message for line in lines],
                    tip=lambda row: lines[row].message,
                    stretch=True,
                ),
            ],
            key=[line.number or f"note {place}" for place, line in enumerate(lines)],
        )
        about = tr("Long work appears here: imports, trainings, comparisons, reports.")
        self.note.setText("" if lines else about)
        self._follow_choice()

    def _follow_choice(self) -> None:
        self.cancel.setEnabled(self._can_cancel(self.table.chosen_row()))

    def _can_cancel(self, row: int) -> bool:
        return 0 <= row < len(self.lines) and self.lines[row].state in (RUNNING, WAITING)

    def _cancel_chosen(self) -> None:
        row = self.table.chosen_row()
        if self._can_cancel(row):
            self._jobs.cancel_number(self.lines[row].number)

    def _fill_menu(self, menu: QMenu, row: int) -> None:
        if self._can_cancel(row):
            number = self.lines[row].number
            menu.addAction(tr("Cancel"), lambda: self._jobs.cancel_number(number))


def _state(line: JobRecord) -> str:
    said = tr_dynamic(STATE_TITLES.get(line.state, line.state))
    return f"{said}, {percent(line.share)}" if line.state == RUNNING and line.share else said
