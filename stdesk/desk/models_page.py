"""Models: train them in the background, watch them learn, and see which is worth anything."""

from typing import Any

from PySide6.QtWidgets import QSizePolicy, QTabWidget, QWidget

from stdesk.desk.comparison_view import ComparisonView
from stdesk.desk.curves_view import CurvesView
from stdesk.desk.desk import RESULTS, RUNS, Desk
from stdesk.desk.jobs import Job
from stdesk.desk.page import Page
from stdesk.desk.pieces import beside, rows
from stdesk.desk.runs_view import RunsView
from stdesk.desk.theme import GRID, Theme
from stdesk.desk.titles import title_of
from stdesk.desk.training_form import TrainingForm
from stdesk.desk.tuning_view import TuningView
from stdesk.desk.warm_up import spare_threads, with_torch
from stdesk.language import tr
from stdesk.models.registry import model_info, model_names
from stdesk.progress import Progress
from stdesk.project import Project, RunRecord, Summary
from stdesk.training import TrainSettings

PARTS = ("train", "tune", "compare")


class ModelsPage(Page):
    """Two parts: Train (form, curves, runs) and Compare (the table of measured values)."""

    name = "models"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form = TrainingForm()
        self.curves, self.runs = CurvesView(desk.theme), RunsView(desk.theme)
        self.comparison, self.tuning = ComparisonView(desk), TuningView(desk)
        self._training: Job | None = None
        self._has_log = False
        self.parts = QTabWidget()
        self.parts.setDocumentMode(True)
        self.parts.addTab(self._train_part(), "")
        self.parts.addTab(self.tuning, "")
        self.parts.addTab(self.comparison, "")
        self.body.addWidget(self.parts)
        self.form.start_wanted.connect(self.start)
        self.form.all_wanted.connect(self.start_all)
        self.form.tune_wanted.connect(self.show_tuning)
        self.tuning.train_wanted.connect(self.start)
        self.runs.chosen.connect(self._show_curves)
        self.runs.resume_wanted.connect(self.resume)
        self.runs.note_wanted.connect(self._annotate)
        self.runs.delete_wanted.connect(self._delete)
        desk.jobs.changed.connect(self._follow_training)

    def start(self, settings: TrainSettings) -> Job:
        """Queue one training of the open project."""
        title = tr("Train “{model}”", model=title_of(settings.model))
        work = with_torch(_train) if model_info(settings.model).uses_torch else _train
        job = self.desk.submit(title, work, self.project, settings)
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

    def set_project(self, project: Project | None) -> None:
        self.curves.clear("")
        self.tuning.forget()
        super().set_project(project)

    def refresh(self) -> None:
        project = self.project
        if project is None:
            return
        self.form.set_enabled(not project.read_only)
        self.read(lambda found: (found.log.summary(), found.runs.all()), self._show)
        self.comparison.refresh()
        self.tuning.refresh()

    def retranslate(self) -> None:
        self.set_heading(
            tr("Models"),
            tr("Train models of time, space and intent, and see which can be trusted."),
        )
        self.parts.setTabText(0, tr("Train"))
        self.parts.setTabText(1, tr("Tune"))
        self.parts.setTabText(2, tr("Compare"))
        for part in (self.form, self.curves, self.runs, self.tuning, self.comparison):
            part.retranslate()
        self._say_curves(self.runs.run)
        if self.is_empty:
            self._say_empty()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for part in (self.curves, self.runs, self.tuning, self.comparison):
            part.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        return {"part": PARTS[self.parts.currentIndex()], "form": self.form.state()}

    def restore(self, state: dict[str, Any]) -> None:
        if state.get("part") in PARTS:
            self.show_part(state["part"])
        self.form.restore(state.get("form", {}))

    def _train_part(self) -> QWidget:
        self.form.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        right = rows(self.curves, self.runs, spacing=2 * GRID)
        right.setStretch(0, 1)
        right.setStretch(1, 1)
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
        """Show the curves of what trains now as they come."""
        job = self.jobs.running
        if job is self._training or job is None or job.project is not self.project:
            self._training = job if job is self._training else None
            return
        if not isinstance(job.argument(1), TrainSettings):
            return
        self._training = job
        self.runs.table.clearSelection()
        self.curves.show_points(job.metrics, tr("“{title}” has begun.", title=job.title))
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

    def _show_curves(self, run: RunRecord | None) -> None:
        project = self.project
        if run is None or project is None or run.state == "running":
            return
        if self._training is not None:
            self._training.metric.disconnect(self.curves.add_point)
            self._training = None
        self._say_curves(run)
        self.jobs.query(
            lambda: [tuple(row.values()) for row in project.runs.curve(run.id).to_pylist()],
            lambda points: self._show_points(run, points),
            key="models: curve",
            owner=self,
        )

    def _say_curves(self, run: RunRecord | None) -> None:
        if run is not None:
            title = title_of(run.model)
            self.curves.set_heading(tr("{model}, run {run}", model=title, run=run.id))
        elif self._training is None:
            self.curves.set_heading(tr("Learning curves"))
            self.curves.clear(tr("The curves of a training appear here while it learns."))

    def _show_points(self, run: RunRecord, points: list[tuple[str, float, float]]) -> None:
        nothing = tr(
            "“{model}” counts or solves; it has no learning curve.", model=title_of(run.model)
        )
        self.curves.show_points([(name, value, at) for name, at, value in points], nothing)

    def _annotate(self, run: RunRecord, note: str) -> None:
        self._write(lambda project: project.runs.annotate(run.id, note), RUNS)

    def _delete(self, run: RunRecord) -> None:
        self._write(lambda project: project.runs.delete(run.id), RUNS, RESULTS)

    def _tell(self, news: tuple[str, ...]) -> None:
        for what in news:
            self.desk.tell(what)

    def _write(self, change, *news: str) -> None:  # type: ignore[no-untyped-def]
        """A short change of the project in the background, then the news of it."""
        project = self.project
        self.jobs.query(
            lambda: change(project),
            lambda _: self._tell(news),
            self.desk.show_problem,
        )


def _train(project: Project, settings: TrainSettings, progress: Progress) -> int:
    from stdesk.training import train

    return train(project, settings, progress)
