"""The import dialog: how a file is read, shown on its first rows, and corrected where needed."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QTableView, QWidget

from stdesk.desk.data.import_options import ImportOptions
from stdesk.desk.data.import_report import heading_of, sentences_of
from stdesk.desk.data.role_header import RoleHeader, how_sure
from stdesk.desk.look.pieces import beside, button, rows, set_role, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table_model import TableModel
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.messages import sentence
from stdesk.errors import Problem
from stdesk.ingest import ImportReport, ImportSettings, Inspection, inspect_file
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.project import Project


@dataclass
class _File:
    """A file to be imported: what was found out about it, and what the person corrected."""

    path: Path
    inspection: Inspection | None = None
    problem: Problem | None = None
    corrections: dict[str, str] = field(default_factory=dict)


class ImportDialog(QDialog):
    """Emits `import_wanted` with a list of ImportSettings when the person agrees."""

    import_wanted = Signal(list)

    def __init__(self, desk: Desk, project: Project, paths: list[Path], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._project = desk, project
        self.files = [_File(path) for path in paths]
        self._trying: Job | None = None
        self.file = QComboBox()
        self.found = text("muted")
        self.options = ImportOptions()
        self.model = TableModel()
        self.table = QTableView()
        self.header = RoleHeader(self.table)
        self.notes = text(wrap=True)
        self.try_button = button("", self.try_out)
        self.cancel_button = button("", self.reject)
        self.import_button = button("accent", self.agree)
        self._lay_out()
        self._say()
        self._enable()
        self.file.currentIndexChanged.connect(self._show_file)
        self.options.changed.connect(self._look_at_all)
        self.header.chosen.connect(self._give_role)
        self._look_at_all()

    @property
    def current(self) -> _File:
        return self.files[max(self.file.currentIndex(), 0)]

    @property
    def ready(self) -> bool:
        """Whether every file can be imported as it is understood now."""
        return all(f.inspection is not None and not f.inspection.problems for f in self.files)

    def settings(self, dry_run: bool = False) -> list[ImportSettings]:
        """One for each group of files that are corrected in the same way."""
        groups: dict[tuple, list[_File]] = {}
        for file in self.files:
            groups.setdefault(tuple(sorted(file.corrections.items())), []).append(file)
        return [
            self.options.settings(
                tuple(file.path for file in group), dict(corrections), dry_run=dry_run
            )
            for corrections, group in groups.items()
        ]

    def agree(self) -> None:
        self.import_wanted.emit(self.settings())
        self.accept()

    def try_out(self) -> Job:
        """Read everything and report, without writing."""
        job = self._trying = self._desk.submit(
            tr("Try the import"), _try, self._project, self.settings(dry_run=True)
        )
        self._enable()
        self._say_note(tr("Reading the whole file; nothing is written …"))
        job.stepped.connect(lambda _, message: self._say_note(message))
        job.done.connect(self._report)
        job.ended.connect(self._tried)
        return job

    def done(self, result: int) -> None:
        if self._trying is not None:
            self._desk.jobs.cancel(self._trying)
        super().done(result)

    def _lay_out(self) -> None:
        self.file.addItems([file.path.name for file in self.files])
        self.file.setVisible(len(self.files) > 1)
        self.table.setModel(self.model)
        self.table.setHorizontalHeader(self.header)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.table.setTabKeyNavigation(False)
        self.notes.setMinimumHeight(5 * GRID)
        buttons = beside(self.try_button, None, self.import_button, self.cancel_button)
        layout = rows(
            beside(self.file, self.found, None),
            self.options,
            self.table,
            self.notes,
            buttons,
            margin=2 * GRID,
            spacing=2 * GRID,
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.resize(126 * GRID, 82 * GRID)

    def _say(self) -> None:
        names = [file.path.name for file in self.files]
        self.setWindowTitle(tr("Import {files}", files=names[0] if len(names) == 1 else len(names)))
        self.file.setAccessibleName(tr("File"))
        self.table.setAccessibleName(tr("The first rows"))
        self.try_button.setText(tr("&Try without importing"))
        self.try_button.setToolTip(tr("Reads everything and counts, but writes nothing."))
        self.cancel_button.setText(tr("Cancel"))
        self.import_button.setText(tr("&Import"))

    def _look_at_all(self) -> None:
        for file in self.files:
            self._look_at(file)

    def _look_at(self, file: _File) -> None:
        """Look at the file again, with the options and corrections of now, in the background."""
        if file is self.current and file.inspection is None:
            self._say_note(tr("Looking at {file} …", file=file.path.name))
        corrections, options = dict(file.corrections), self.options.reading()
        self._desk.jobs.query(
            lambda: inspect_file(file.path, mapping=corrections, **options),
            lambda found: self._looked(file, found, None),
            lambda problem: self._looked(file, None, problem),
            key=f"inspect {file.path}",
            owner=self,
        )

    def _looked(self, file: _File, found: Inspection | None, problem: Problem | None) -> None:
        file.inspection, file.problem = found, problem
        if file is self.current:
            self._show_file()
        self._enable()

    def _show_file(self) -> None:
        file = self.current
        found = file.inspection
        if found is None:
            self.found.setText("")
            self.model.set_columns([])
            self.header.set_columns([])
            if file.problem is not None:
                self._say_note(sentence(file.problem), "bad")
            return
        self.found.setText(self.options.describe(found))
        self.options.follow(found)
        self.header.set_columns([(column.name, column.role) for column in found.columns])
        self._order_tabs()
        self._show_preview(found, file.corrections)
        said = found.problems or found.notes
        self._say_note("\n".join(said), "bad" if found.problems else "muted")

    def _order_tabs(self) -> None:
        """Tab comes to the roles where they stand: after the options, before the rows."""
        order = [self.options.encoding, *self.header.boxes, self.table]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _show_preview(self, found: Inspection, corrections: dict[str, str]) -> None:
        chosen = set(corrections.values())
        columns = []
        for position, column in enumerate(found.columns):
            sure = how_sure(column.role, column.confidence, column.name in chosen)
            values = [row[position] for row in found.preview]
            columns.append(Column(f"{column.name}\n{sure}", values))
        self.model.set_columns(columns)
        wanted = [self.table.sizeHintForColumn(section) for section in range(len(columns))]
        room = self.table.width() - 2 * self.table.frameWidth()
        bar = self.table.verticalScrollBar().sizeHint().width()  # it comes with the rows
        self.header.fit([width + 2 * GRID for width in wanted], room - bar)

    def _give_role(self, column: str, role: str) -> None:
        """A person chose a role for a column, or took it away."""
        file = self.current
        if file.inspection is None:
            return
        held = {name for name, held_by in file.inspection.mapping.items() if held_by == column}
        for old in held - {role}:
            file.corrections[old] = ""
        if role:
            file.corrections[role] = column
        self._look_at(file)

    def _report(self, reports: list[ImportReport]) -> None:
        lines = [heading_of(reports), *sentences_of(reports)]
        self._say_note("\n".join(lines), "")

    def _tried(self) -> None:
        if self._trying is not None and self._trying.state != "done":
            self._say_note("")
        self._trying = None
        self._enable()
        if self.import_button.isEnabled():  # the keys had gone to what could be pressed meanwhile
            self.import_button.setFocus()

    def _enable(self) -> None:
        free = self.ready and self._trying is None
        self.import_button.setEnabled(free)
        self.try_button.setEnabled(free)

    def _say_note(self, said: str, role: str = "muted") -> None:
        set_role(self.notes, role)
        self.notes.setText(said)


def _try(
    project: Project, settings: list[ImportSettings], progress: Progress
) -> list[ImportReport]:
    from stdesk.desk.data.import_steps import import_all

    return import_all(project, settings, progress).reports
