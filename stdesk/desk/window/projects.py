"""Opening, creating, closing and backing up a project, with the questions that go with it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from stdesk.desk.work.desk import LOG, Desk
from stdesk.desk.work.messages import ask, show_problem
from stdesk.errors import Problem, ProjectInUse
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.project import SUFFIX, Project, create_project, open_project

DEMO = "demo"  # the setting that remembers where the demo was made


class Projects(QObject):
    """The one project of a window. `replaced` is emitted after another one is there, or none."""

    replaced = Signal()
    opening = Signal(str)  # path; what the status bar tells

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._on_its_way = False
        self._opened: Project | None = None  # by a worker, not yet taken over
        desk.changed.connect(lambda news: self._note_size() if news == LOG else None)

    def ask_for_new(self, name: str = "") -> bool:
        """Ask where the new project is to lie; `name` is proposed. False when given up."""
        path = self._ask_to_save(tr("New project"), name or tr("project"))
        if path is not None:
            self._replace_by(lambda: create_project(path))
        return path is not None

    def ask_for_project(self) -> None:
        found, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a project"), str(self.folder()), self._filter()
        )
        if found:
            self.open(Path(found))

    def create(self, path: Path) -> None:
        self._replace_by(lambda: create_project(path))

    def open(self, path: Path, read_only: bool = False) -> None:
        """Open in the background; a project in use elsewhere is offered for reading only."""
        project = self._desk.project
        if project is not None and project.path.resolve() == path.resolve():
            return
        self._replace_by(
            lambda: open_project(path, read_only), lambda problem: self._not_opened(path, problem)
        )
        self.opening.emit(str(path))

    def close(self) -> bool:
        """Close the open project, if any; False when the person rather waits for a job."""
        if not self._may_leave():
            return False
        self._take(None)
        self._desk.settings.forget_last_project()
        return True

    def ask_for_backup(self) -> None:
        project = self._desk.project
        if project is None:
            return
        path = self._ask_to_save(
            tr("Back up the project"), tr("{name} backup", name=project.path.stem)
        )
        if path is not None:
            self._desk.submit(tr("Back up"), _back_up, project, path)

    def make_demo(self) -> bool:
        """Generate a demo project in the background and open it; False when given up."""
        path = self._ask_to_save(tr("Where to keep the demo project"), "demo")
        if path is not None:
            self.make_demo_at(path)
        return path is not None

    def make_demo_at(self, path: Path) -> None:
        job = self._desk.submit(tr("Make the demo project"), _make_demo, path)
        job.done.connect(lambda _: self._desk.settings.set(DEMO, str(path)))
        job.done.connect(lambda _: self.open(path))

    def open_demo(self) -> bool:
        """Open the demo that was made before, or make one; False when given up."""
        path = self._desk.settings.get(DEMO)
        if not path or not Path(path).is_file():
            return self.make_demo()
        self.open(Path(path))
        return True

    def folder(self) -> Path:
        """Where file dialogs begin: beside the last project, else in the documents or at home."""
        recent = self._desk.settings.recent
        if recent:
            return recent[0].parent
        documents = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        return documents if documents.is_dir() else Path.home()

    def release(self) -> None:
        """Close the file when the window goes; the session remembers the project.

        What was deleted can no longer be brought back after that, so it goes for good.
        """
        if self._desk.project is not None and not self._desk.project.read_only:
            self._desk.project.runs.purge()
        for project in (self._desk.project, self._opened):
            if project is not None:
                project.close()
        self._desk.project = self._opened = None

    def _replace_by(
        self, make: Callable[[], Project], on_problem: Callable[[Problem], None] | None = None
    ) -> None:
        if self._on_its_way or not self._may_leave():
            return  # a double click opens once
        self._on_its_way = True
        fail = on_problem or (lambda problem: show_problem(self._window, problem))

        def keep() -> Project:
            self._opened = make()
            return self._opened

        self._desk.jobs.query(keep, self._take, lambda problem: self._give_up(fail, problem))

    def _give_up(self, fail: Callable[[Problem], None], problem: Problem) -> None:
        self._on_its_way = False
        fail(problem)

    def _not_opened(self, path: Path, problem: Problem) -> None:
        self.opening.emit("")
        if not isinstance(problem, ProjectInUse):
            show_problem(self._window, problem)
            return
        question = tr("{name} is open in another window.", name=path.name)
        details = tr("It can be opened here for reading only; nothing can be changed then.")
        if ask(self._window, question, tr("Open for &reading only"), details):
            self.open(path, read_only=True)

    def _take(self, project: Project | None) -> None:
        self._on_its_way, self._opened = False, None
        self.release()
        self._desk.jobs.forget_queries()
        self._desk.project = project
        if project is not None:
            self._desk.settings.remember_project(project.path)
        self.replaced.emit()
        self._note_size()

    def _note_size(self) -> None:
        """Remember how many events there are, for the list of projects opened lately."""
        project = self._desk.project
        if project is None:
            return
        path = project.path.resolve()
        self._desk.jobs.query(
            lambda: sum(s.rows_kept for s in project.log.sources() if s.role == "log"),
            lambda events: self._desk.settings.note(path, events=events),
            key="size of project",
            owner=self,
        )

    def _may_leave(self) -> bool:
        jobs = self._desk.jobs
        at_work = [
            j for j in (jobs.running, *jobs.waiting) if j is not None and j.project is not None
        ]
        if not at_work:
            return True
        show_problem(
            self._window,
            Problem(
                "“{title}” works on this project. Cancel it, or wait until it has finished.",
                title=at_work[0].title,
            ),
        )
        return False

    def _ask_to_save(self, title: str, name: str) -> Path | None:
        begin = str(self.folder() / f"{name}{SUFFIX}")
        found, _ = QFileDialog.getSaveFileName(
            self._window,
            title,
            begin,
            self._filter(),
            options=QFileDialog.Option.DontConfirmOverwrite,  # a project is never replaced
        )
        if not found:
            return None
        path = Path(found)
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    def _filter(self) -> str:
        return f"{tr('stdesk projects')} (*{SUFFIX})"


def _back_up(project: Project, path: Path, progress: Progress) -> None:
    progress.step(0, 1)
    project.backup(path)


def _make_demo(path: Path, progress: Progress) -> None:
    from stdesk.demo import DemoSettings, write_demo

    write_demo(path, DemoSettings(), progress)
