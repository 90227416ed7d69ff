"""Report: what is known and expected of a user or of all, as a page or a table to keep."""

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame

from stdesk.desk.choices import finished_runs
from stdesk.desk.desk import LOG, RUNS, Desk
from stdesk.desk.jobs import Job
from stdesk.desk.log_cache import shared_log
from stdesk.desk.page import Page
from stdesk.desk.pieces import beside, button, form_width, rows, text
from stdesk.desk.report_form import ReportForm
from stdesk.desk.report_preview import Previewed, ReportPreview, make_preview
from stdesk.desk.theme import GRID, Theme
from stdesk.desk.warm_up import with_torch
from stdesk.features import EventLog
from stdesk.language import ntr, number, tr
from stdesk.progress import Progress
from stdesk.project import Project, RunRecord
from stdesk.report import ReportResult, ReportSettings


class ReportPage(Page):
    """The form at the left, the preview at the right, and where the last report lies below."""

    name: ClassVar[str] = "report"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG, RUNS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.log: EventLog | None = None
        self.result: ReportResult | None = None
        self.form = ReportForm()
        self.preview = ReportPreview(desk.theme)
        self.saved = text("good")
        self.open_file = button("", lambda: self._open(folder=False))
        self.open_folder = button("flat", lambda: self._open(folder=True))
        self.done = QFrame()
        self.done.setProperty("look", "card")
        self.done.setLayout(beside(self.saved, None, self.open_folder, self.open_file, margin=GRID))
        self.done.hide()
        self._lay_out()
        self.form.preview_wanted.connect(self.make_preview)
        self.form.save_wanted.connect(self.ask_where_to_save)

    def set_project(self, project: Project | None) -> None:
        self.log, self.result = None, None
        self.done.hide()
        self.preview.say()
        super().set_project(project)

    def refresh(self) -> None:
        self.read(_runs_and_log, self._on_data)

    def retranslate(self) -> None:
        self.set_heading(tr("Report"), tr("To read, to keep, to pass on"))
        self.form.retranslate()
        self.open_file.setText(tr("&Open the file"))
        self.open_folder.setText(tr("Show the folder"))
        self._say_saved()
        if self.preview.currentWidget() is self.preview.notice:
            self.preview.say()
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.preview.apply_theme(theme)
        self.form.setFixedWidth(form_width())

    def state(self) -> dict[str, Any]:
        return self.form.state()

    def restore(self, state: dict[str, Any]) -> None:
        self.form.restore(state)

    def make_preview(self) -> Job | None:
        """Make the preview in the background."""
        settings = self.form.settings(Path(f"preview{self.form.suffix}"))
        if self.project is None or settings is None:
            self.form.user.setFocus()
            return None
        job = self.desk.submit(
            tr("Preview of the report"),
            with_torch(make_preview),
            self.project,
            settings,
            self.preview.folder,
        )
        job.done.connect(self._on_preview)
        return job

    def ask_where_to_save(self) -> None:
        if self.form.settings(Path("report")) is None:
            self.form.user.setFocus()
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        begin = str(Path(folder) / (tr("report") + self.form.suffix))
        found, _ = QFileDialog.getSaveFileName(
            self, tr("Save the report"), begin, f"*{self.form.suffix}"
        )
        if found:
            self.save_to(Path(found))

    def save_to(self, path: Path) -> Job | None:
        """Write the report in the background; the format's ending is added where it lacks."""
        if path.suffix.lower() != self.form.suffix:
            path = path.with_name(path.name + self.form.suffix)
        settings = self.form.settings(path)
        if self.project is None or settings is None:
            return None
        self.done.hide()
        job = self.desk.submit(
            tr("Report {name}", name=path.name), with_torch(_write), self.project, settings
        )
        job.done.connect(self._on_saved)
        return job

    def _on_data(self, found: tuple[list[RunRecord], EventLog]) -> None:
        runs, log = found
        if not runs:
            self.show_empty(
                tr("Nothing to report yet"),
                tr("A report needs a log and a trained model; a fast one takes a minute."),
                tr("Train a model") if len(log) else tr("Import a log"),
                (lambda: self.desk.show_page("models")) if len(log) else self.desk.ask_to_import,
            )
            return
        self.show_content()
        self.form.run.show_runs(runs)
        if log is not self.log:
            self.log = log
            self.form.set_log(log)

    def _on_preview(self, previewed: Previewed) -> None:
        self.preview.show(previewed)

    def _on_saved(self, result: ReportResult) -> None:
        self.result = result
        self._say_saved()
        self.done.show()

    def _say_saved(self) -> None:
        if self.result is None:
            return
        self.saved.setText(
            tr(
                "Saved: {name}, {users}, {kilobytes} kB",
                name=self.result.path.name,
                users=ntr("{n} user", "{n} users", self.result.users),
                kilobytes=number(max(round(self.result.size_bytes / 1000), 1)),
            )
        )
        self.saved.setToolTip(str(self.result.path))

    def _open(self, folder: bool) -> None:
        if self.result is not None:
            path = self.result.path.parent if folder else self.result.path
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _lay_out(self) -> None:
        right = rows(self.preview, self.done, spacing=GRID)
        right.setStretch(0, 1)
        whole = beside(self.form, right, spacing=2 * GRID)
        whole.setStretch(1, 1)
        self.body.addLayout(whole)


def _runs_and_log(project: Project) -> tuple[list[RunRecord], EventLog]:
    return finished_runs(project), shared_log(project)


def _write(project: Project, settings: ReportSettings, progress: Progress) -> ReportResult:
    from stdesk.report import write_report

    return write_report(project, settings, progress)
