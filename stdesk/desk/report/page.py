"""Report: what is known and expected of a user, a segment or all, as a page or a table to keep."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog

from stdesk.desk.look.pieces import beside, form_width, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.choices import finished_runs
from stdesk.desk.page.page import Page
from stdesk.desk.report.done import ReportDone
from stdesk.desk.report.form import ReportForm
from stdesk.desk.report.preview import Previewed, ReportPreview, make_preview
from stdesk.desk.work.desk import LOG, RUNS, SEGMENTS, Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.log_cache import shared_log
from stdesk.desk.work.warm_up import with_torch
from stdesk.errors import Problem
from stdesk.features import EventLog
from stdesk.language import tr, tr_dynamic
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project, RunRecord, SegmentRecord
from stdesk.report import BatchResult, BatchSettings, Printer, ReportResult, ReportSettings

REST_MS = 700  # after the last choice, before the preview follows
Seen = tuple[list[RunRecord], list[SegmentRecord], EventLog]


class ReportPage(Page):
    """The form at the left, the preview that follows it at the right, what was saved below."""

    name: ClassVar[str] = "report"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG, RUNS, SEGMENTS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.log: EventLog | None = None
        self.form = ReportForm()
        self.preview = ReportPreview(desk.theme)
        self.working = text("muted")
        self.done = ReportDone()
        self._printer: Printer | None = None
        self._previewing = Progress()
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.make_preview)
        self._lay_out()
        self.form.changed.connect(self._on_wish)
        self.form.save_wanted.connect(self.ask_where_to_save)
        self.form.batch_wanted.connect(self.ask_for_folder)
        self.form.about.user_chosen.connect(lambda user: desk.focus.look_at(user=user))
        self.form.about.segment_chosen.connect(lambda found: desk.focus.look_at(segment=found))
        desk.focus.changed.connect(self._follow)

    @property
    def result(self) -> ReportResult | BatchResult | None:
        """What was saved last."""
        return self.done.result

    def set_project(self, project: Project | None) -> None:
        self.log = None
        self._previewing.cancel()
        self._rest.stop()
        self.done.forget()
        self._invite()
        super().set_project(project)

    def refresh(self) -> None:
        self.read(_seen, self._on_data)

    def retranslate(self) -> None:
        self.set_heading(tr("Report"), tr("To read, to keep, to pass on"))
        self.form.retranslate()
        self.done.retranslate()
        self.working.setText(tr("The preview is being made …"))
        if self.preview.says:
            self._invite()
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.preview.apply_theme(theme)
        self.preview.scale_text(self.desk.settings.zoom / 100)
        self.form.setFixedWidth(form_width())

    def state(self) -> dict[str, Any]:
        return self.form.state()

    def restore(self, state: dict[str, Any]) -> None:
        self.form.restore(state)

    def make_preview(self) -> None:
        """Make the preview in the background; one that is still being made is given up."""
        self._rest.stop()
        self._previewing.cancel()
        project, settings = self.project, self._settings(f"preview{self.form.suffix}")
        if project is None or self.log is None:
            return
        if not self.isVisible():
            self._stale = True  # the preview follows when the page is looked at
            return
        if settings is None:
            self._invite()
            return
        progress = self._previewing = Progress()
        if self.preview.says:
            self.preview.say(tr("One moment"), tr("The preview is being made …"))
        else:
            self.working.show()
        self.jobs.query(
            lambda: _previewed(project, settings, self.preview.folder, progress),
            self._on_preview,
            self._on_no_preview,
            key="report preview",
            owner=self,
        )

    def ask_where_to_save(self) -> None:
        begin = str(_documents() / (tr("report") + self.form.suffix))
        found, _ = QFileDialog.getSaveFileName(
            self, tr("Save the report"), begin, f"*{self.form.suffix}"
        )
        if found:
            self.save_to(Path(found))

    def save_to(self, path: Path) -> Job | None:
        """Write the report in the background; the format's ending is added where it lacks."""
        if path.suffix.lower() != self.form.suffix:
            path = path.with_name(path.name + self.form.suffix)
        settings = self._settings(path)
        if self.project is None or settings is None:
            return None
        self.done.forget()
        title = tr("Report {name}", name=path.name)
        work = with_torch(_write)
        job = self.desk.submit(title, work, self.project, settings, self._print_with())
        job.done.connect(self.done.show_result)
        return job

    def ask_for_folder(self, of: str, users: Sequence[int] | None) -> None:
        found = QFileDialog.getExistingDirectory(
            self, tr("A folder for the reports"), str(_documents())
        )
        if found:
            self.save_each(Path(found), of, users)

    def save_each(self, folder: Path, of: str, users: Sequence[int] | None = None) -> Job | None:
        """Write one report for each user (ids; None: all) or segment into a folder."""
        settings = self._settings(f"report{self.form.suffix}")
        if self.project is None or self.log is None or settings is None:
            return None
        keys = self.log.catalogue.user_keys
        wish = BatchSettings(
            _about_many(settings, None if users is None else tuple(keys[i - 1] for i in users)),
            folder,
            "segment" if of == "segment" else "user",
        )
        self.done.forget()
        title = tr("Reports into {folder}", folder=folder.name)
        work = with_torch(_write_batch)
        job = self.desk.submit(title, work, self.project, wish, self._print_with())
        job.done.connect(self.done.show_result)
        job.cancelled.connect(lambda: self.done.show_result(job.result))
        return job

    def _settings(self, path: Path | str) -> ReportSettings | None:
        return self.form.settings(Path(path))

    def _print_with(self) -> Printer | None:
        """The window's printer, made when the first PDF is wanted."""
        if self.form.suffix != ".pdf":
            return None
        if self._printer is None:
            from stdesk.desk.report.printing import WindowPrinter

            self._printer = WindowPrinter(self)
        return self._printer

    def _on_data(self, found: Seen) -> None:
        runs, segments, log = found
        if not len(log):
            self.show_empty(
                tr("Nothing to report yet"),
                tr("A report needs a log; recommendations in it need a trained model too."),
                tr("Import a log …"),
                self.desk.ask_to_import,
            )
            return
        self.show_content()
        self.form.users = log.catalogue.users
        if log is not self.log:
            self.log = log
            self.form.about.show_log(log)
        self.form.about.run.show_runs(runs)
        self.form.about.show_segments(segments)
        self._follow()
        self._on_wish()

    def _on_wish(self) -> None:
        """Another choice: let the hand rest, then show what it gives."""
        if self.log is not None:
            self._rest.start()

    def _follow(self) -> None:
        """What other pages look at is what a report is about."""
        focus, about = self.desk.focus.now, self.form.about
        if self.log is None:
            return
        if focus.user is not None and about.kind == "user" and about.user.user != focus.user:
            about.user.choose(self.log.catalogue.user_keys[focus.user])
        if focus.segment is not None and about.segment.findData(focus.segment) >= 0:
            about.segment.setCurrentIndex(about.segment.findData(focus.segment))

    def _on_preview(self, previewed: Previewed | None) -> None:
        if previewed is not None:
            self.working.hide()
            self.preview.show(previewed)

    def _on_no_preview(self, problem: Problem) -> None:
        self.working.hide()
        self.preview.say(tr("No preview"), tr_dynamic(problem.text, problem.values))

    def _invite(self) -> None:
        self.working.hide()
        missing = self.form.missing or tr("What you choose at the left is shown here.")
        if self.form.about.lacks_segments:
            lead_on = (tr("Make segments"), lambda: self.desk.show_page("people"))
            self.preview.say(tr("No segments yet"), missing, *lead_on)
        else:
            self.preview.say(tr("No preview yet"), missing)

    def _lay_out(self) -> None:
        self.working.hide()
        right = rows(self.working, self.preview, self.done, spacing=GRID)
        right.setStretch(1, 1)
        whole = beside(self.form, right, spacing=2 * GRID)
        whole.setStretch(1, 1)
        self.body.addLayout(whole)


def _seen(project: Project) -> Seen:
    return finished_runs(project), project.segments.all(), shared_log(project)


def _previewed(
    project: Project, settings: ReportSettings, folder: Path, progress: Progress
) -> Previewed | None:
    """None where it was given up for a newer one."""
    try:
        return with_torch(make_preview)(project, settings, folder, progress)
    except Cancelled:
        return None


def _documents() -> Path:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place))


def _about_many(settings: ReportSettings, users: tuple[str, ...] | None) -> ReportSettings:
    return replace(settings, users=users, segment=None, template=None)


def _write(
    project: Project, settings: ReportSettings, printer: Printer | None, progress: Progress
) -> ReportResult:
    from stdesk.report import write_report

    return write_report(project, settings, progress, printer)


def _write_batch(
    project: Project, settings: BatchSettings, printer: Printer | None, progress: Progress
) -> BatchResult:
    from stdesk.report import write_batch

    return write_batch(project, settings, progress, printer)
