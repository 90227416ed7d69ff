"""The status bar's right end: what runs, how far it is, how long it takes, Cancel, what waits."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QProgressBar, QWidget

from stdesk.desk.look.pieces import beside, button, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.work.jobs import Job, Jobs
from stdesk.language import ntr, seconds, tr


class JobPanel(QWidget):
    """Shown while something runs or waits."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._shown: Job | None = None
        self.title, self.message, self.left = text(), text("small"), text("small")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(20 * GRID)
        self.cancel = button("flat", self._cancel)
        self.queue = button("flat")
        self.queue.setMenu(QMenu(self.queue))
        parts = (self.title, self.message, self.bar, self.left, self.cancel, self.queue)
        layout = beside(*parts, spacing=GRID + GRID // 2)
        layout.setContentsMargins(GRID, 2, GRID, 2)
        self.setLayout(layout)
        jobs.changed.connect(self._follow)
        self.retranslate()

    def retranslate(self) -> None:
        self.cancel.setText(tr("Cancel"))
        self.bar.setAccessibleName(tr("Progress"))
        self._follow()

    def _follow(self) -> None:
        job = self._jobs.running
        self.setVisible(self._jobs.busy)
        if job is not None and job is not self._shown:
            job.stepped.connect(lambda *_: self._show_progress(job))
        self._shown = job
        self._show_progress(job)
        self._show_queue()

    def _show_progress(self, job: Job | None) -> None:
        if job is not self._shown or job is None:
            return
        stopping = job.progress.cancelled
        self.title.setText(job.title)
        self.message.setText(tr("stopping …") if stopping else _short(job.message))
        self.message.setToolTip(job.message)
        self.cancel.setEnabled(not stopping)
        # Without a share the bar moves to and fro.
        self.bar.setMaximum(1000 if job.share > 0 else 0)
        self.bar.setValue(round(job.share * 1000))
        left = job.seconds_left()
        self.left.setText("" if left is None else tr("{time} left", time=seconds(max(left, 1))))

    def _show_queue(self) -> None:
        waiting = self._jobs.waiting
        self.queue.setVisible(bool(waiting))
        self.queue.setText(ntr("{n} waiting", "{n} waiting", len(waiting)))
        menu = self.queue.menu()
        menu.clear()
        for job in waiting:
            action = QAction(tr("Do not start: {title}", title=job.title), menu)
            action.triggered.connect(lambda _=False, job=job: self._jobs.cancel(job))
            menu.addAction(action)

    def _cancel(self) -> None:
        if self._shown is not None:
            self._jobs.cancel(self._shown)
            self._show_progress(self._shown)


def _short(message: str) -> str:
    return message if len(message) <= 48 else message[:47] + "…"
