"""How the window closes: never in the midst of a job, and all of it remembered."""

from typing import TYPE_CHECKING

from stdesk.desk.work.messages import ask
from stdesk.language import tr

if TYPE_CHECKING:
    from stdesk.desk.window.window import Window


class Leaving:
    """Of one window. A job at work is stopped first, if the person wants so."""

    def __init__(self, window: "Window") -> None:
        self._window, self._jobs = window, window.desk.jobs
        self.under_way = False
        self._jobs.idle.connect(self._leave_when_idle)

    def may_close(self) -> bool:
        """Remember the session and let go of the project; False while the window has to stay."""
        window, jobs = self._window, self._jobs
        if jobs.busy and not self.under_way and not self._may_stop_jobs():
            return False
        window.session.remember()
        if jobs.busy:  # the window goes when the job has come to its next step
            self.under_way = True
            jobs.cancel_all()
            window.setEnabled(False)
            window.statusBar().showMessage(tr("Stopping; the window closes by itself …"))
            return False
        jobs.shut_down()
        window.projects.release()
        window.desk.settings.save()
        return True

    def _may_stop_jobs(self) -> bool:
        running = self._jobs.running or self._jobs.waiting[0]
        return ask(
            self._window,
            tr("“{title}” is still at work.", title=running.title),
            tr("&Stop it and quit"),
            tr("What it has made so far is left out; a training can be resumed later."),
        )

    def _leave_when_idle(self) -> None:
        if self.under_way:
            self._window.close()
