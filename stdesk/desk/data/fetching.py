"""The progress of one fetch: how far it is, how long it takes, how it failed and what to do."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from stdesk.desk.look.pieces import beside, rows, set_role, text
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.messages import sentence
from stdesk.errors import Problem
from stdesk.ingest import Sample, fetch_sample
from stdesk.language import seconds, tr, tr_dynamic


class Fetching(QWidget):
    """Emits `done` with the files, and `changed` when a fetch begins or ends."""

    done = Signal(list)
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._job: Job | None = None
        self.said, self.left, self.bar = text("muted", wrap=True), text("small"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.bar.hide()
        told = beside(self.said, self.left)
        told.setStretch(0, 1)
        self.setLayout(rows(self.bar, told))
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 4)

    @property
    def busy(self) -> bool:
        return self._job is not None

    @property
    def failed(self) -> bool:
        """Whether what is said tells of a failure."""
        return self.said.property("role") == "bad"

    def start(self, sample: Sample, folder: Path) -> None:
        """Fetch in the queue of long jobs; a failure is told here, not in a box."""
        title = tr("Fetch {name}", name=tr_dynamic(sample.title))
        job = self._job = self._desk.jobs.submit(title, fetch_sample, sample, folder)
        job.stepped.connect(lambda share, said: self._follow(job, share, said))
        job.done.connect(lambda paths: self._end(job, "", paths))
        job.failed.connect(lambda problem: self._fail(job, problem))
        job.cancelled.connect(lambda: self._end(job, tr("Stopped; nothing was kept.")))
        self._say(tr("Waiting for its turn …") if self._desk.jobs.running else "")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.changed.emit()

    def stop(self) -> bool:
        """Stop the fetch; whether there was one."""
        if self._job is None:
            return False
        self._say(tr("stopping …"))
        self._desk.jobs.cancel(self._job)
        return True

    def forget(self) -> None:
        if self._job is None:
            self._say("")

    def _follow(self, job: Job, share: float, said: str) -> None:
        if job is not self._job or job.progress.cancelled:
            return
        self.bar.setRange(0, 1000 if share > 0 else 0)
        self.bar.setValue(round(share * 1000))
        left = job.seconds_left()
        self._say(said)
        self.left.setText("" if left is None else tr("{time} left", time=seconds(max(left, 1))))

    def _fail(self, job: Job, problem: Problem) -> None:
        self._end(job, sentence(problem), role="bad")

    def _end(self, job: Job, said: str, paths: tuple[Path, ...] = (), role: str = "muted") -> None:
        if job is not self._job:
            return
        self._job = None
        self.bar.hide()
        self._say(said, role)
        self.changed.emit()
        if paths:
            self.done.emit(list(paths))

    def _say(self, said: str, role: str = "muted") -> None:
        set_role(self.said, role)
        self.said.setText(said)
        self.left.setText("")
