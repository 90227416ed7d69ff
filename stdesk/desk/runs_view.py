"""The trainings of a project: state, cost, note; resume and delete."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QInputDialog

from stdesk.desk.columns import Column
from stdesk.desk.messages import ask
from stdesk.desk.pieces import Card, beside, button
from stdesk.desk.table import Table
from stdesk.desk.theme import Theme
from stdesk.desk.titles import local_moment, title_of
from stdesk.desk.training_form import PRESET_TITLES
from stdesk.language import mark, number, seconds, tr, tr_dynamic
from stdesk.project import RunRecord

STATE_TITLES = {
    "running": mark("running"),
    "done": mark("done"),
    "cancelled": mark("cancelled"),
    "failed": mark("failed"),
}


class RunsView(Card):
    """Emits what the person wants done with the chosen run; the page does it."""

    chosen = Signal(object)  # a RunRecord or None
    resume_wanted = Signal(object)
    note_wanted = Signal(object, str)
    delete_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.runs: list[RunRecord] = []
        self._writable = False
        self.table = Table()
        self.table.chosen.connect(self._choose)
        self.resume = button("", lambda: self.resume_wanted.emit(self.run))
        self.note = button("flat", self._ask_for_note)
        self.delete = button("flat", self._ask_to_delete)
        self.body.addLayout(beside(self.heading, None, self.resume, self.note, self.delete))
        self.body.addWidget(self.table, 1)
        remove = QShortcut(QKeySequence.StandardKey.Delete, self.table)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self._ask_to_delete)

    @property
    def run(self) -> RunRecord | None:
        row = self.table.chosen_row()
        return self.runs[row] if 0 <= row < len(self.runs) else None

    def show_runs(self, runs: Sequence[RunRecord], writable: bool) -> None:
        """Show these runs, the newest first."""
        self.runs, self._writable = list(reversed(runs)), writable
        self._fill()

    def retranslate(self) -> None:
        self.set_heading(tr("Trainings"))
        self.table.setAccessibleName(tr("Trainings"))
        self.resume.setText(tr("&Resume"))
        self.note.setText(tr("&Note …"))
        self.delete.setText(tr("&Delete …"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        runs = self.runs
        columns = [
            Column(tr("Run"), [run.id for run in runs], numeric=True),
            Column(tr("Model"), [title_of(run.model) for run in runs]),
            Column(tr("Preset"), [preset_title(run.preset) for run in runs]),
            Column(
                tr("State"),
                [run.state for run in runs],
                show=lambda state: tr_dynamic(STATE_TITLES.get(state, state)),
                color=self._shade,
                tip=lambda row: runs[row].message,
            ),
            Column(tr("Time"), [run.seconds for run in runs], show=seconds, numeric=True),
            Column(
                tr("Memory"),
                [run.peak_mb for run in runs],
                show=lambda mb: tr("{mb} MB", mb=number(mb, 0)),
                numeric=True,
                help=tr("The most memory that the program held during the training."),
            ),
            Column(tr("Started"), [run.started_at for run in runs], show=local_moment, whole=True),
        ]
        if any(run.note for run in runs):
            columns.append(Column(tr("Note"), [run.note for run in runs], stretch=True))
        self.table.set_columns(columns, key=[run.id for run in runs])
        self._follow()

    def _shade(self, row: int) -> str | None:
        theme = self._theme
        shades = {"done": theme.good, "failed": theme.bad, "running": theme.accent}
        return shades.get(self.runs[row].state, theme.muted)

    def _choose(self, _: int) -> None:
        self._follow()
        self.chosen.emit(self.run)

    def _follow(self) -> None:
        run = self.run
        can = run is not None and self._writable
        self.resume.setVisible(run is not None and run.state in ("cancelled", "failed"))
        self.resume.setEnabled(can)
        self.note.setEnabled(can)
        self.delete.setEnabled(can and run is not None and run.state != "running")

    def _ask_for_note(self) -> None:
        run = self.run
        if run is None:
            return
        said, accepted = QInputDialog.getText(
            self, tr("Note"), tr("What to remember of run {run}:", run=run.id), text=run.note or ""
        )
        if accepted:
            self.note_wanted.emit(run, said.strip())

    def _ask_to_delete(self) -> None:
        run = self.run
        if run is None or not self.delete.isEnabled():
            return
        question = tr("Delete run {run}, “{model}”?", run=run.id, model=title_of(run.model))
        details = tr("Its weights, curves, measured values and recommendations go with it.")
        if ask(self, question, tr("&Delete"), details):
            self.delete_wanted.emit(run)


def preset_title(preset: str) -> str:
    return tr_dynamic(PRESET_TITLES[preset][0]) if preset in PRESET_TITLES else preset
