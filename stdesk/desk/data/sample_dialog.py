"""Public data sets by choice: what each is, whom one asks for it, and what becomes of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLineEdit, QListWidget, QWidget

from stdesk.desk.data.fetching import Fetching
from stdesk.desk.look.pieces import Card, Choice, beside, button, line, rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.work.desk import Desk
from stdesk.ingest import Sample
from stdesk.language import number, tr, tr_dynamic
from stdesk.project import SUFFIX

FACTS = ("host", "size", "source")
NEW, HERE = "new", "here"


class SampleDialog(QDialog):
    """Emits `fetched` with the files and the Path of a project to be made, or None for the open."""

    fetched = Signal(list, object)

    def __init__(
        self, desk: Desk, folder: Path, parent: QWidget, samples: Sequence[Sample]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._base, self.samples = desk, folder, samples
        self.list = QListWidget()
        self.title, self.sentence = text("heading", wrap=True), text(wrap=True)
        self.facts = {name: (text("muted"), text(wrap=True)) for name in FACTS}
        self.note = text("small", wrap=True)
        self.folder, self.browse = QLineEdit(), button("", self.ask_for_folder)
        self.into = Choice()
        self._labels = {name: text("muted") for name in ("folder", "into")}
        self.fetching = Fetching(desk)
        self.close_button, self.fetch_button = button("", self.reject), button("accent", self.fetch)
        self._own_folder = False
        self._lay_out()
        self._say()
        self.folder.textEdited.connect(self._on_folder)
        self.list.currentRowChanged.connect(lambda _: self._show_sample())
        self.fetching.done.connect(self._on_fetched)
        self.fetching.changed.connect(self._enable)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    @property
    def sample(self) -> Sample:
        return self.samples[max(self.list.currentRow(), 0)]

    def fetch(self) -> None:
        """Get the chosen data set, in the background; nothing is fetched before this."""
        self.fetching.start(self.sample, Path(self.folder.text()))

    def ask_for_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, tr("Where the files are to lie"), str(self._base)
        )
        if found:
            self.folder.setText(found)
            self._on_folder()

    def reject(self) -> None:
        """Esc and Close stop a fetch first, and close the dialog only when nothing is fetched."""
        if not self.fetching.stop():
            super().reject()

    def done(self, result: int) -> None:
        self.fetching.stop()
        super().done(result)

    def _on_fetched(self, paths: list[Path]) -> None:
        new = self.into.currentData() == NEW
        folder, name = Path(self.folder.text()), self.sample.name
        self.accept()
        self.fetched.emit(paths, _free_name(folder, name) if new else None)

    def _show_sample(self) -> None:
        sample = self.sample
        self.title.setText(tr_dynamic(sample.title))
        self.sentence.setText(tr_dynamic(sample.sentence))
        size = tr("about {n} MB", n=number(sample.megabytes))
        for name, said in zip(FACTS, (sample.host, size, sample.source), strict=True):
            self.facts[name][1].setText(said)
        self.note.setText(
            tr(
                "Fetching tells {host} the address of this computer, as opening a web page does. "
                "Nothing is sent besides, and nothing is ever fetched unasked.",
                host=sample.host,
            )
        )
        if not self._own_folder:
            self.folder.setText(str(self._base / sample.name))
        self.fetching.forget()
        self._enable()

    def _on_folder(self) -> None:
        self._own_folder = bool(self.folder.text().strip())
        self._enable()

    def _enable(self) -> None:
        busy = self.fetching.busy
        for part in (self.list, self.folder, self.browse, self.into):
            part.setEnabled(not busy)
        self.fetch_button.setEnabled(not busy and bool(self.folder.text().strip()))
        self.close_button.setText(tr("Stop") if busy else tr("Close"))
        if self.fetching.failed:  # the keyboard is where one tries again
            self.fetch_button.setFocus()

    def _say(self) -> None:
        self.setWindowTitle(tr("Fetch a public data set"))
        self.list.addItems([tr_dynamic(sample.title) for sample in self.samples])
        self.list.setAccessibleName(tr("Data sets"))
        said = (tr("Comes from"), tr("Size"), tr("Published by"))
        for name, label in zip(FACTS, said, strict=True):
            self.facts[name][0].setText(label)
        self._labels["folder"].setText(tr("Folder"))
        self._labels["into"].setText(tr("Import into"))
        self.folder.setAccessibleName(tr("Folder"))
        self.browse.setText(tr("Choose …"))
        self.browse.setAccessibleName(tr("Choose the folder"))
        self.into.setAccessibleName(tr("Import into"))
        self.into.addItem(tr("a new project in this folder"), NEW)
        project = self._desk.project
        if project is not None and not project.read_only:
            self.into.addItem(tr("the open project, {name}", name=project.path.stem), HERE)
        self.fetch_button.setText(tr("&Fetch"))

    def _lay_out(self) -> None:
        card, facts = Card(), QGridLayout()
        facts.setHorizontalSpacing(2 * GRID)
        facts.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(self.facts.values()):
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, row, 1)
        for part in (self.title, self.sentence):
            card.body.addWidget(part)
        card.body.addLayout(facts)
        card.body.addWidget(line())
        card.body.addWidget(self.note)
        card.body.addStretch(1)
        above = beside(self.list, card, spacing=2 * GRID)
        above.setStretch(0, 2)
        above.setStretch(1, 3)
        where = QGridLayout()
        where.setHorizontalSpacing(2 * GRID)
        where.setColumnStretch(1, 1)
        where.addWidget(self._labels["folder"], 0, 0)
        where.addLayout(beside(self.folder, self.browse), 0, 1)
        where.addWidget(self._labels["into"], 1, 0)
        where.addLayout(beside(self.into, None), 1, 1)
        buttons = beside(None, self.fetch_button, self.close_button)
        layout = rows(above, where, self.fetching, buttons, margin=2 * GRID, spacing=2 * GRID)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.resize(100 * GRID, 62 * GRID)


def _free_name(folder: Path, name: str) -> Path:
    """A project that does not exist yet."""
    path, further = folder / f"{name}{SUFFIX}", 2
    while path.exists():
        path, further = folder / f"{name}-{further}{SUFFIX}", further + 1
    return path
