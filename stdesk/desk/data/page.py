"""Data: what is in the project, where it came from, and what was not taken over."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QMenu, QTabWidget, QWidget

from stdesk.desk.data.import_dialog import ImportDialog
from stdesk.desk.data.import_report import ReportCard
from stdesk.desk.data.import_steps import Imported, ask_to_remove, import_all, import_step
from stdesk.desk.data.tables import (
    category_columns,
    content_said,
    kind_columns,
    reject_columns,
    rejects_said,
    source_columns,
)
from stdesk.desk.look.flow import Flow
from stdesk.desk.look.pieces import FigureCard, Inviting, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.page import Page
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import LOG, Desk
from stdesk.desk.work.jobs import Job
from stdesk.ingest import ImportSettings
from stdesk.language import day, number, tr
from stdesk.progress import Progress
from stdesk.project import Project, SourceRecord, Summary

if TYPE_CHECKING:
    import pyarrow as pa

MOST_REJECTS = 10_000
IMPORTABLE = (
    "*.csv *.tsv *.txt *.gz *.bz2 *.xz *.zip *.json *.jsonl *.ndjson *.parquet *.xlsx "
    "*.inter *.item *.user *.dat *.data *.plt"
)
TABLES = ("sources", "rejects", "categories", "kinds")


@dataclass(frozen=True)
class Contents:
    """All that the page shows, read in one go."""

    summary: Summary
    sources: list[SourceRecord]
    rejects: "pa.Table"
    categories: "pa.Table"
    kinds: "pa.Table"


class DataPage(Page):
    """Figures on top, then the tables of files, rejected rows, categories and kinds."""

    name = "data"
    listens_to = frozenset({LOG})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bring = button("accent", desk.ask_to_import)
        self.head.addWidget(self.bring)
        self.report = ReportCard()
        self.cards = [FigureCard() for _ in range(5)]
        self.tables = {name: Table() for name in TABLES}
        self.export = button("", self.ask_for_export)
        self.rejects_note, self.files_note = text("muted", wrap=True), text("muted")
        self.remove = button("", self.ask_to_remove)
        self.categories = Inviting(rows(self.tables["categories"]))
        self.tables["sources"].more = self._fill_menu
        self.tables["sources"].chosen.connect(lambda _: self._follow_choice())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for name in TABLES:
            self.tabs.addTab(self._tab(name), "")
        self.body.addWidget(self.report)
        self.body.addWidget(Flow(self.cards))
        self.body.addWidget(self.tabs, 1)
        self.contents: Contents | None = None
        self._importing = False
        desk.changes.told.connect(lambda _: self.report.hide())  # it tells of another state

    def start_import(self, paths: list[Path]) -> None:
        """Open the import dialog on these files, or ask for files first."""
        if self.project is None or self.project.read_only:
            return
        files = paths or self._ask_for_files()
        if files:
            dialog = ImportDialog(self.desk, self.project, files, self)
            dialog.import_wanted.connect(self.bring_in)
            dialog.open()

    def bring_in(self, settings: list[ImportSettings]) -> Job:
        """Import in the background; the report appears on top of the page."""
        names = ", ".join(Path(path).name for one in settings for path in one.paths)
        title = tr("Import {files}", files=names if len(names) < 40 else names[:39] + "…")
        job = self.desk.submit(title, import_all, self.project, settings)
        job.done.connect(lambda imported: self._imported(title, imported))
        for nothing_came in (job.failed, job.cancelled):
            nothing_came.connect(lambda *_: self._follow_import(False))
        self._follow_import(True)
        return job

    def ask_to_remove(self) -> None:
        """Take the chosen files out of the project, once the person has said so."""
        if self.contents is not None:
            chosen = [self.contents.sources[row] for row in self.tables["sources"].chosen_rows()]
            ask_to_remove(self.desk, self, chosen)

    def ask_for_export(self) -> None:
        found, _ = QFileDialog.getSaveFileName(
            self, tr("Save the rejected rows"), tr("rejected rows") + ".csv", "CSV (*.csv)"
        )
        if found:
            self.export_to(Path(found))

    def export_to(self, path: Path) -> Job:
        return self.desk.submit(tr("Save the rejected rows"), _export, self.project, path)

    def set_project(self, project: Project | None) -> None:
        self.report.hide()
        self.contents, self._importing = None, False
        super().set_project(project)

    def refresh(self) -> None:
        project = self.project
        if project is None:
            return
        self.bring.setEnabled(not project.read_only)
        self.read(_read, self._show)

    def retranslate(self) -> None:
        self.bring.setText(tr("&Import a log …"))
        self.export.setText(tr("&Save as CSV …"))
        self.remove.setText(tr("&Remove from the project …"))
        self.remove.setToolTip(tr("Take the chosen files and their events out of the project"))
        self.files_note.setText(tr("What was imported, in order."))
        for name, title in zip(
            TABLES, (tr("Files"), tr("Rejected rows"), tr("Categories"), tr("Kinds")), strict=True
        ):
            self.tabs.setTabText(TABLES.index(name), title)
            self.tables[name].setAccessibleName(title)
        self.report.retranslate()
        self.set_heading(tr("Data"), tr("What is in this project, and where it came from."))
        self._show_again()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._show_again()

    def state(self) -> dict[str, Any]:
        return {"tab": TABLES[self.tabs.currentIndex()]}

    def restore(self, state: dict[str, Any]) -> None:
        if state.get("tab") in TABLES:
            self.tabs.setCurrentIndex(TABLES.index(state["tab"]))

    def _tab(self, name: str) -> QWidget:
        tab = QWidget()
        layout = rows(self.categories if name == "categories" else self.tables[name])
        if name == "rejects":
            head = beside(self.rejects_note, self.export)
            head.setStretch(0, 1)
            layout.insertLayout(0, head)
        elif name == "sources":
            layout.insertLayout(0, beside(self.files_note, None, self.remove))
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        tab.setLayout(layout)
        return tab

    def _follow_import(self, under_way: bool) -> None:
        self._importing = under_way
        self._show_again()

    def _show_again(self) -> None:
        if self.contents is not None:
            self._show(self.contents)

    def _show(self, contents: Contents) -> None:
        self.contents = contents
        self.bring.setVisible(bool(contents.sources))
        if not contents.sources:
            if self._importing:
                self.show_waiting(tr("The log comes in; the bar below tells how far it is."))
            else:
                self._say_empty()
            return
        self.show_content()
        self._show_summary(contents.summary)
        columns = source_columns(contents.sources, self.theme)
        self.tables["sources"].set_columns(columns, key=[source.id for source in contents.sources])
        self._fill("rejects", reject_columns(contents.rejects))
        self._fill("categories", category_columns(contents.categories))
        if contents.categories.num_rows:
            self.categories.show_contents()
        else:
            self._say_no_categories()
        self._fill("kinds", kind_columns(contents.kinds))
        rejected = sum(source.rows_rejected for source in contents.sources)
        self.rejects_note.setText(rejects_said(rejected, contents.rejects.num_rows))
        self.export.setVisible(rejected > 0)
        self._follow_choice()

    def _fill(self, name: str, columns: list[Column]) -> None:
        self.tables[name].set_columns(columns)

    def _say_empty(self) -> None:
        read_only = self.project is not None and self.project.read_only
        self.show_empty(
            tr("This project is empty"),
            tr(
                "Import a log of who did what, when and, if known, where: CSV, TSV, JSON Lines, "
                "Parquet or Excel. Files can also be dropped onto this window."
            ),
            "" if read_only else tr("&Import a log …"),
            self.desk.ask_to_import,
        )

    def _say_no_categories(self) -> None:
        self.categories.invite(
            "data",
            tr("This log has no categories"),
            tr(
                "All else works without. A file that says what each item is can be imported beside "
                "the log at any time: a column with the item, another with its category."
            ),
            self.theme,
        )

    def _show_summary(self, summary: Summary) -> None:
        whole = ""
        if summary.first_instant is not None and summary.last_instant is not None:
            whole = tr(
                "{first} to {last}",
                first=day(summary.first_instant, summary.first_offset),
                last=day(summary.last_instant, summary.last_offset),
            )
        place = tr("with coordinates") if summary.has_coordinates else tr("without coordinates")
        place = " · ".join((place, *content_said(summary)))
        each = summary.events / max(summary.users, 1)
        kinds = ", ".join(summary.kinds[:4]) + (" …" if len(summary.kinds) > 4 else "")
        said = (
            (tr("Events"), summary.events, whole),
            (
                tr("Users"),
                summary.users,
                tr("{n} events each on average", n=number(each, 0 if each.is_integer() else 1)),
            ),
            (tr("Items and places"), summary.items, place),
            (tr("Categories"), summary.categories, ""),
            (tr("Kinds of event"), len(summary.kinds), kinds),
        )
        for card, (label, count, note) in zip(self.cards, said, strict=True):
            card.say(label, number(count), note)

    def _imported(self, title: str, imported: Imported) -> None:
        self._importing = False
        self.report.say(imported.reports)
        if imported.sources:
            self.desk.changes.record(import_step(title, imported.sources))
        self.desk.tell(LOG)

    def _fill_menu(self, menu: QMenu, row: int) -> None:
        if row >= 0 and self.remove.isEnabled():
            menu.addAction(tr("&Remove from the project …"), self.ask_to_remove)

    def _follow_choice(self) -> None:
        writable = self.project is not None and not self.project.read_only
        self.remove.setEnabled(writable and self.tables["sources"].chosen_row() >= 0)

    def _ask_for_files(self) -> list[Path]:
        found, _ = QFileDialog.getOpenFileNames(
            self,
            tr("Import a log"),
            str(self.project.path.parent if self.project else ""),
            f"{tr('Logs and descriptions')} ({IMPORTABLE});;{tr('All files')} (*)",
        )
        return [Path(path) for path in found]


def _export(project: Project, path: Path, progress: Progress) -> int:
    from stdesk.ingest import export_rejects

    progress.step(0, 1)
    return export_rejects(project, path)


def _read(project: Project) -> Contents:
    return Contents(
        project.log.summary(),
        project.log.sources(),
        project.log.rejects(limit=MOST_REJECTS),
        project.log.category_activity(),
        project.log.kind_activity(),
    )
