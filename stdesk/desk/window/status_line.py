"""What the status bar says for a while: what has ended, what was taken back, that all is saved."""

from pathlib import Path

from PySide6.QtWidgets import QStatusBar

from stdesk.desk.window.projects import Projects
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.job import CANCELLED, DONE, Job
from stdesk.language import tr

SAID_MS = 8000


class StatusLine:
    """Listens to the desk and tells its news in the bar."""

    def __init__(self, bar: QStatusBar, desk: Desk, projects: Projects) -> None:
        self._bar, self._desk = bar, desk
        desk.jobs.finished.connect(self._tell_end)
        desk.changes.said.connect(self.say)
        projects.opening.connect(self._tell_opening)

    def say(self, said: str) -> None:
        self._bar.showMessage(said, SAID_MS)

    def say_saved(self) -> None:
        """For whoever presses Ctrl+S: there is nothing to save."""
        project = self._desk.project
        self.say(
            tr("There is nothing to save: each step is in {name} already.", name=project.path.name)
            if project is not None
            else tr("There is nothing to save: no project is open.")
        )

    def _tell_opening(self, path: str) -> None:
        self._bar.showMessage(tr("Opening {name} …", name=Path(path).name) if path else "")

    def _tell_end(self, job: Job) -> None:
        if job.state == DONE and not job.quiet:
            self.say(tr("{title}: done", title=job.title))
        elif job.state == CANCELLED:
            self.say(tr("{title}: cancelled", title=job.title))
