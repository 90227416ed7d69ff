"""The trainings of a project: name, state, cost, note; resume, rename, note, export, delete."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QInputDialog, QMenu

from stdesk.desk.look.pieces import Card, beside, button
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.look.titles import local_moment, run_name, title_of
from stdesk.desk.models.training_form import PRESET_TITLES
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.language import mark, number, seconds, tr, tr_dynamic
from stdesk.project import RunRecord

LEAST_HEIGHT = 13 * GRID  # two rows
STATE_TITLES = {
    "running": mark("running"),
    "done": mark("done"),
    "cancelled": mark("cancelled"),
    "failed": mark("failed"),
}


class RunsView(Card):
    """Emits what the person wants done with the chosen runs; the page does it."""

    chosen = Signal(list)  # RunRecords, those selected
    resume_wanted = Signal(object)
    rename_wanted = Signal(object, str)
    note_wanted = Signal(object, str)
    export_wanted = Signal(object)
    import_wanted = Signal()
    delete_wanted = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.runs: list[RunRecord] = []
        self._writable = False
        self.table = Table()
        self.table.chosen.connect(self._choose)
        self.table.more = self._offer
        self.resume = button("", lambda: self.resume_wanted.emit(self.run))
        self.rename = button("flat", self._ask_for_title)
        self.note = button("flat", self._ask_for_note)
        self.delete = button("flat", self._delete)
        self.files, files = button("flat"), QMenu(self)
        self.files.setMenu(files)
        self.export = files.addAction("", lambda: self.export_wanted.emit(self.run))
        self.take_up = files.addAction("", self.import_wanted.emit)
        files.setToolTipsVisible(True)
        buttons = (self.resume, self.rename, self.note, self.delete, self.files)
        self.body.addLayout(beside(self.heading, None, *buttons, spacing=0))
        self.table.draw_closer()
        self.table.setMinimumHeight(LEAST_HEIGHT)
        self.body.addWidget(self.table, 1)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Delete), self._delete),
            (QKeySequence("F2"), self._ask_for_title),
        ):
            shortcut = QShortcut(keys, self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    @property
    def run(self) -> RunRecord | None:
        """The first of the selected runs."""
        row = self.table.chosen_row()
        return self.runs[row] if 0 <= row < len(self.runs) else None

    @property
    def selected(self) -> list[RunRecord]:
        """The selected runs, in the order of the table."""
        return [self.runs[row] for row in sorted(self.table.chosen_rows()) if row < len(self.runs)]

    def show_runs(self, runs: Sequence[RunRecord], writable: bool) -> None:
        """Show these runs, the newest first."""
        self.runs, self._writable = list(reversed(runs)), writable
        self._fill()

    def retranslate(self) -> None:
        self.set_heading(tr("Trainings"))
        self.table.setAccessibleName(tr("Trainings"))
        self.table.setToolTip(tr("Hold Ctrl to lay the curves of several trainings over another."))
        self.resume.setText(tr("Res&ume"))
        self.rename.setText(tr("&Rename …"))
        self.rename.setToolTip(tr("Give the training a name of your own; it is shown everywhere."))
        self.note.setText(tr("&Note …"))
        self.note.setToolTip(tr("Note what to remember of the training."))
        self.files.setText(tr("F&iles"))
        self.files.setToolTip(tr("Trainings as files: export one, take one up."))
        self.export.setText(tr("&Export …"))
        self.export.setToolTip(
            tr("Write the training with its card, curves and weights to a file.")
        )
        self.take_up.setText(tr("&Take up …"))
        self.take_up.setToolTip(
            tr("Take up a training that was exported from a project with the same log.")
        )
        self.delete.setText(tr("&Delete"))
        self.delete.setToolTip(
            tr("Ctrl+Z brings a deleted training back until the project is closed.")
        )
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        runs = self.runs
        columns = [
            Column(tr("Run"), [run.id for run in runs], numeric=True),
            Column(
                tr("Model"),
                [run.title or title_of(run.model) for run in runs],
                tip=lambda row: run_name(runs[row], whole=True),
                stretch=not any(run.note for run in runs),
            ),
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
        self.chosen.emit(self.selected)

    def _follow(self) -> None:
        run = self.run
        can = run is not None and self._writable
        self.resume.setVisible(run is not None and run.state in ("cancelled", "failed"))
        self.resume.setEnabled(can)
        self.rename.setEnabled(can)
        self.note.setEnabled(can)
        self.export.setEnabled(run is not None and run.state == "done")
        self.take_up.setEnabled(self._writable)
        self.delete.setEnabled(self._writable and bool(self._deletable()))

    def _deletable(self) -> list[RunRecord]:
        return [run for run in self.selected if run.state != "running"]

    def _offer(self, menu: QMenu, row: int) -> None:
        """The same acts in the menu of a row."""
        if row < 0:
            return
        if row not in self.table.chosen_rows():
            self.table.choose(row)
        for made in (self.resume, self.rename, self.note, self.delete):
            if made is not self.resume or made.isVisibleTo(self):
                action = menu.addAction(made.text(), made.click)
                action.setEnabled(made.isEnabled())
        menu.addAction(self.export)

    def _ask_for_title(self) -> None:
        run = self.run
        if run is None or not self.rename.isEnabled():
            return
        said, accepted = QInputDialog.getText(
            self,
            tr("Rename"),
            tr(
                "What to call run {run}; empty for “{model}”:",
                run=run.id,
                model=title_of(run.model),
            ),
            text=run.title or "",
        )
        if accepted:
            self.rename_wanted.emit(run, said.strip())

    def _ask_for_note(self) -> None:
        run = self.run
        if run is None:
            return
        said, accepted = QInputDialog.getText(
            self, tr("Note"), tr("What to remember of run {run}:", run=run.id), text=run.note or ""
        )
        if accepted:
            self.note_wanted.emit(run, said.strip())

    def _delete(self) -> None:
        if self.delete.isEnabled():
            self.delete_wanted.emit(self._deletable())


def preset_title(preset: str) -> str:
    return tr_dynamic(PRESET_TITLES[preset][0]) if preset in PRESET_TITLES else preset
