"""Models: train them in the background, watch them learn, and see which is worth anything."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QSizePolicy, QTabWidget, QWidget

from stdesk.desk.look.pieces import beside, rows
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.look.titles import run_name, title_of
from stdesk.desk.models.comparison_view import ComparisonView
from stdesk.desk.models.curve_data import CurveSet
from stdesk.desk.models.curves_view import CurvesView
from stdesk.desk.models.errors_view import ErrorsView
from stdesk.desk.models.leaderboard_view import LeaderboardView
from stdesk.desk.models.run_changes import annotated, deleted, renamed, taken_up
from stdesk.desk.models.runs_view import RunsView
from stdesk.desk.models.training_form import TrainingForm
from stdesk.desk.models.tuning_view import TuningView
from stdesk.desk.page.page import Page
from stdesk.desk.work.desk import LOG, RESULTS, RUNS, SEGMENTS, Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.warm_up import spare_threads, with_torch
from stdesk.desk.work.work_steps import trained
from stdesk.language import tr
from stdesk.models.registry import model_info, model_names
from stdesk.progress import Progress
from stdesk.project import Project, RunRecord, Summary
from stdesk.training import TrainSettings

PARTS = ("train", "tune", "compare", "leaderboard", "errors")
EXPORTED = "ZIP (*.zip)"


class ModelsPage(Page):
    """Train (form, curves, runs), Tune, Compare, Leaderboard and Errors, each a tab."""

    name = "models"
    listens_to = frozenset({LOG, RUNS, RESULTS, SEGMENTS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form = TrainingForm()
        self.curves, self.runs = CurvesView(desk.theme), RunsView(desk.theme)
        self.comparison, self.tuning = ComparisonView(desk), TuningView(desk)
        self.leaders, self.errors = LeaderboardView(desk), ErrorsView(desk)
        self._training: Job | None = None
        self._has_log = False
        self.parts = QTabWidget()
        self.parts.setDocumentMode(True)
        views = (self._train_part(), self.tuning, self.comparison, self.leaders, self.errors)
        for view in views:
            self.parts.addTab(view, "")
        self.body.addWidget(self.parts)
        self.form.start_wanted.connect(self.start)
        self.form.all_wanted.connect(self.start_all)
        self.form.tune_wanted.connect(self.show_tuning)
        self.tuning.train_wanted.connect(self.start)
        self.runs.chosen.connect(self._show_curves)
        self.runs.resume_wanted.connect(self.resume)
        changes = desk.changes
        self.runs.rename_wanted.connect(lambda run, title: changes.do(renamed(run, title)))
        self.runs.note_wanted.connect(lambda run, note: changes.do(annotated(run, note)))
        self.runs.delete_wanted.connect(lambda runs: changes.do(deleted(runs)))
        self.runs.export_wanted.connect(self.ask_where_to_export)
        self.runs.import_wanted.connect(self.ask_what_to_take_up)
        self.leaders.compare_wanted.connect(lambda: self.show_part("compare"))
        self.leaders.errors_wanted.connect(self.show_errors)
        self.errors.compare_wanted.connect(lambda: self.show_part("compare"))
        desk.jobs.changed.connect(self._follow_training)

    def start(self, settings: TrainSettings) -> Job:
        """Queue one training of the open project."""
        title = tr("Train “{model}”", model=title_of(settings.model))
        work = with_torch(_train) if model_info(settings.model).uses_torch else _train
        job = self.desk.submit(title, work, self.project, settings)
        if settings.resume is None:
            job.done.connect(lambda run: self.desk.changes.record(trained(title, run)))
        job.ended.connect(lambda: self.desk.tell(RUNS))
        return job

    def start_all(self, preset: str) -> list[Job]:
        """Queue every model that ranks items; the learned ranking, which uses the others, last."""
        names = sorted(model_names("items"), key=lambda name: name == "ranker")
        return [
            self.start(TrainSettings(model=name, preset=preset, threads=spare_threads()))
            for name in names
        ]

    def resume(self, run: RunRecord) -> Job:
        """Queue a cancelled or failed run to go on where it stopped."""
        return self.start(TrainSettings(run.model, resume=run.id, threads=spare_threads()))

    def show_tuning(self, model: str, preset: str) -> None:
        """The part that searches settings, with this model and preset chosen."""
        self.tuning.choose(model, preset)
        self.show_part("tune")

    def show_part(self, part: str) -> None:
        self.parts.setCurrentIndex(PARTS.index(part))

    def show_errors(self, model: str, run: int | None) -> None:
        """The part that tells where a model fails, with this one chosen."""
        self.errors.choose(model, run)
        self.show_part("errors")

    def ask_where_to_export(self, run: RunRecord) -> None:
        name = f"{run_name(run)}.zip".replace("/", "-")
        found, _ = QFileDialog.getSaveFileName(self, tr("Export a training"), name, EXPORTED)
        if found:
            self.export(run, Path(found).with_suffix(".zip"))

    def export(self, run: RunRecord, path: Path) -> Job:
        """Write a run with its card to a file, in the background."""
        title = tr("Export “{run}”", run=run_name(run))
        return self.desk.submit(title, _export, self.project, run.id, path)

    def ask_what_to_take_up(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, tr("Take up a training"), "", EXPORTED)
        if found:
            self.desk.changes.do(taken_up(Path(found)))

    def set_project(self, project: Project | None) -> None:
        self.curves.clear("")
        self.curves.end_live()
        self.tuning.forget()
        self.leaders.forget()
        self.errors.forget()
        super().set_project(project)

    def refresh(self) -> None:
        project = self.project
        if project is None:
            return
        self.form.set_enabled(not project.read_only)
        self.read(lambda found: (found.log.summary(), found.runs.all()), self._show)
        for part in self._others():
            part.refresh()

    def retranslate(self) -> None:
        self.set_heading(
            tr("Models"),
            tr("Train models of time, space and intent, and see which can be trusted."),
        )
        titles = (tr("Train"), tr("Tune"), tr("Compare"), tr("Leaderboard"), tr("Errors"))
        for place, title in enumerate(titles):
            self.parts.setTabText(place, title)
        for part in (self.form, self.curves, self.runs, *self._others()):
            part.retranslate()
        self._say_curves(self.runs.selected)
        if self.is_empty:
            self._say_empty()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for part in (self.curves, self.runs, *self._others()):
            part.apply_theme(theme)

    def _others(self) -> tuple[Any, ...]:
        return self.tuning, self.comparison, self.leaders, self.errors

    def state(self) -> dict[str, Any]:
        return {"part": PARTS[self.parts.currentIndex()], "form": self.form.state()}

    def restore(self, state: dict[str, Any]) -> None:
        if state.get("part") in PARTS:
            self.show_part(state["part"])
        self.form.restore(state.get("form", {}))

    def _train_part(self) -> QWidget:
        self.form.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        right = rows(self.curves, self.runs, spacing=2 * GRID)
        right.setStretch(0, 3)
        right.setStretch(1, 2)
        part = QWidget()
        layout = beside(self.form, right, spacing=2 * GRID)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        part.setLayout(layout)
        return part

    def _show(self, found: tuple[Summary, list[RunRecord]]) -> None:
        summary, runs = found
        self._has_log = summary.events > 0
        self.form.show_material(summary)
        if not summary.events and not runs:
            self._say_empty()
            return
        self.show_content()
        self.runs.show_runs(runs, writable=self.project is not None and not self.project.read_only)
        if self._training is None and self.runs.run is None and runs:
            self.runs.table.choose(0)

    def _say_empty(self) -> None:
        self.show_empty(
            tr("There is nothing to learn from yet"),
            tr("Import a log first: who did what, and when. Models learn from it what comes next."),
            tr("Import a log …"),
            self.desk.ask_to_import,
        )

    def _follow_training(self) -> None:
        """Show the curves of what trains now as they come, over those that are chosen."""
        job = self.jobs.running
        if job is self._training:
            return
        if self._training is not None:
            self._training = None
            self.curves.end_live()
        if job is None or job.project is not self.project:
            return
        if not isinstance(job.argument(1), TrainSettings):
            return
        self._training = job
        self.runs.table.clearSelection()
        begun = tr("“{title}” has begun.", title=job.title)
        self.curves.begin_live(job.title, job.metrics, begun)
        self.curves.set_heading(job.title)
        job.metric.connect(self.curves.add_point)
        job.stepped.connect(self._notice_begin)

    def _notice_begin(self) -> None:
        """The run's row appears some steps after the beginning."""
        if self._training is None:
            return
        if any(run.state == "running" for run in self.runs.runs):
            self._training.stepped.disconnect(self._notice_begin)
        else:
            self.refresh()

    def _show_curves(self, runs: list[RunRecord]) -> None:
        """The curves of the chosen trainings, beside what learns now."""
        project = self.project
        wanted = [run for run in runs if run.state != "running"]
        if project is None or (not wanted and self._training is not None):
            self.curves.show_sets([], self.curves.note.text())
            return
        self._say_curves(wanted)
        self.jobs.query(
            lambda: [(run, _points_of(project, run)) for run in wanted],
            self._show_points,
            key="models: curve",
            owner=self,
        )

    def _say_curves(self, runs: list[RunRecord]) -> None:
        if self._training is not None:
            self.curves.set_heading(self._training.title)
        elif len(runs) == 1:
            self.curves.set_heading(run_name(runs[0]))
        else:
            self.curves.set_heading(tr("Learning curves"))
        if not runs and self._training is None:
            self.curves.clear(tr("The curves of a training appear here while it learns."))

    def _show_points(self, found: list[tuple[RunRecord, list[tuple[str, float, float]]]]) -> None:
        names = ", ".join(title_of(run.model) for run, _ in found)
        nothing = tr("“{model}” counts or solves; it has no learning curve.", model=names)
        sets = [CurveSet.of(run.id, run_name(run), points) for run, points in found]
        self.curves.show_sets(sets, nothing if found else self.curves.note.text())


def _points_of(project: Project, run: RunRecord) -> list[tuple[str, float, float]]:
    """name, value, at of a stored run."""
    rows = project.runs.curve(run.id).to_pylist()
    return [(row["name"], row["value"], row["at"]) for row in rows]


def _export(project: Project, run: int, path: Path, progress: Progress) -> Path:
    from stdesk.training import export_run

    progress.step(0, 1)
    return export_run(project, run, path)


def _train(project: Project, settings: TrainSettings, progress: Progress) -> int:
    from stdesk.training import train

    return train(project, settings, progress)
