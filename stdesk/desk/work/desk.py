"""What the pages share: the open project, jobs, focus, history of changes, theme and news."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from stdesk.desk.look.theme import Theme, theme_for
from stdesk.desk.work.changes import Changes
from stdesk.desk.work.focus import SharedFocus
from stdesk.desk.work.jobs import Job, Jobs
from stdesk.desk.work.settings import Settings
from stdesk.errors import Problem
from stdesk.language import mark
from stdesk.project import Project

if TYPE_CHECKING:
    from stdesk.desk.work.finder_sources import Source

STEP_TITLES = {
    "data": mark("Data"),
    "explore": mark("Explore"),
    "evolution": mark("Evolution"),
    "people": mark("People"),
    "models": mark("Models"),
    "recommend": mark("Recommend"),
    "report": mark("Report"),
}
PAGES = tuple(STEP_TITLES)
LOG, RUNS, RESULTS, SEGMENTS, FEEDBACK = "log", "runs", "results", "segments", "feedback"


class Desk(QObject):
    """One of each window; pages get it as `self.desk`."""

    changed = Signal(str)  # LOG (events came in), RUNS (a training), RESULTS, ...
    page_wanted = Signal(str)  # one of PAGES
    import_wanted = Signal(list)  # paths for the import dialog; empty: ask for files
    problem_arose = Signal(object)  # a Problem to be shown
    details_wanted = Signal(object)  # a details_data.Subject, to be told of in the Details panel
    place_wanted = Signal(float, float)  # latitude, longitude, to be shown on Explore's map

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.jobs = Jobs(self)
        self.focus = SharedFocus(self)
        self.changes = Changes(self.jobs, self)
        self.changes.told.connect(self._on_change)
        self.changes.failed.connect(self.show_problem)
        self.project: Project | None = None
        self.theme: Theme = theme_for(settings.theme)
        # What else Ctrl+K finds, such as help pages: each is asked when the finder opens.
        self.find_sources: list[Callable[[], Source]] = []

    def submit(self, title: str, function: Callable[..., Any], *arguments: Any) -> Job:
        """`jobs.submit`, with a failure shown in a message box."""
        job = self.jobs.submit(title, function, *arguments)
        job.failed.connect(self.show_problem)
        return job

    def show_page(self, name: str) -> None:
        self.page_wanted.emit(name)

    def ask_to_import(self, paths: list[Path] | None = None) -> None:
        self.import_wanted.emit(paths or [])

    def show_problem(self, problem: Problem) -> None:
        self.problem_arose.emit(problem)

    def tell(self, news: str) -> None:
        """Say to all pages what changed: LOG, RUNS, RESULTS, SEGMENTS or FEEDBACK."""
        self.changed.emit(news)

    def _on_change(self, news: str) -> None:
        if news == LOG:  # users may have gone: the focus must not name one that is no longer there
            self.focus.clear()
        self.tell(news)
