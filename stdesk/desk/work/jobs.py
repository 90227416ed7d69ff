"""Work in the background: one long job at a time in a queue, and short reads beside it.

    job = jobs.submit(tr("Train a model"), train, project, settings)   # train(..., progress)
    job.done.connect(self.show_result)
    jobs.query(lambda: project.log.summary(), self.show_summary, key="summary")

All signals and callbacks arrive on the window's thread; the workers never touch a widget.
"""

import logging
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from stdesk.desk.work.job import CANCELLED, RUNNING, Job, JobRecord, Unexpected
from stdesk.desk.work.litter import Litter
from stdesk.desk.work.post import Post
from stdesk.errors import Problem

__all__ = ["Job", "JobRecord", "Jobs", "Unexpected"]

log = logging.getLogger(__name__)

MOST_ENDED = 200  # are remembered
TICK_MS = 50  # progress is told to the window at most 20 times a second


class Jobs(QObject):
    """The queue of long jobs and the pool for short reads; one of each window."""

    changed = Signal()  # another job runs, waits or has ended
    progressed = Signal()  # the running job said something, at most once a second
    finished = Signal(object)  # the Job that ended, in whichever way
    idle = Signal()  # nothing runs or waits any more

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(0.0005)  # the window gets the interpreter ten times sooner
        self.running: Job | None = None
        self.waiting: list[Job] = []
        self._ended: deque[JobRecord] = deque(maxlen=MOST_ENDED)
        self._asked = 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="read")
        self._post = Post()
        self._litter = Litter(self)
        self._generation = 0
        self._reading = 0
        self._closed = False
        self._newest: dict[str, int] = {}
        self._ticks = 0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def submit(self, title: str, function: Callable[..., Any], *arguments: Any) -> Job:
        """Queue `function(*arguments, progress)`; `title` is what people see of it."""
        job = Job(title, function, arguments)
        self._asked = job.number = self._asked + 1
        self.waiting.append(job)
        # Started from the event loop, so that the caller can connect to the job's signals first.
        QTimer.singleShot(0, self, self._start_next)
        self.changed.emit()
        return job

    def query(
        self,
        function: Callable[[], Any],
        on_result: Callable[[Any], None],
        on_problem: Callable[[Problem], None] | None = None,
        key: str = "",
        owner: QObject | None = None,
    ) -> None:
        """Read something in the background; `on_result` gets it on the window's thread.

        With a `key`, an answer is dropped when a newer query of that key was asked meanwhile; it is
        dropped as well when `owner` is gone or the project was closed.
        """
        if self._closed:
            return
        generation = self._generation
        ticket = self._newest[key] = self._newest.get(key, 0) + 1
        self._reading += 1

        def wanted() -> bool:
            outdated = bool(key) and self._newest[key] != ticket
            gone = owner is not None and not shiboken6.isValid(owner)
            return generation == self._generation and not outdated and not gone

        self._readers.submit(self._read, function, on_result, on_problem, wanted)

    def forget_queries(self) -> None:
        """Answers that are still to come belong to a project that is no longer open."""
        self._generation += 1

    def records(self) -> list[JobRecord]:
        """All jobs of this session: what runs, what waits, what has ended, the newest first."""
        running = [self.running] if self.running is not None else []
        return [*(job.record() for job in (*running, *self.waiting)), *reversed(self._ended)]

    def cancel_number(self, number: int) -> None:
        """Cancel the job of a record; one that has ended stays as it is."""
        for job in (self.running, *self.waiting):
            if job is not None and job.number == number:
                self.cancel(job)

    @property
    def busy(self) -> bool:
        return self.running is not None or bool(self.waiting)

    @property
    def reading(self) -> bool:
        """Whether an answer to a query is still to be delivered, or to be dropped."""
        return self._reading > 0 and not self._closed

    def cancel(self, job: Job) -> None:
        if job in self.waiting:
            self.waiting.remove(job)
            job.state = CANCELLED
            self._tell_end(job)
        else:
            job.cancel()

    def cancel_all(self) -> None:
        for job in list(self.waiting):
            self.cancel(job)
        if self.running is not None:
            self.running.cancel()

    def shut_down(self) -> None:
        """Let the threads go; waits for what they are in the middle of."""
        self._closed = True
        self.cancel_all()
        self.forget_queries()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._litter.stop()

    def _start_next(self) -> None:
        if self.running is not None or not self.waiting:
            return
        job = self.running = self.waiting.pop(0)
        job.state, job.began = RUNNING, time.monotonic()
        job.at_ms = int(time.time() * 1000)
        self._timer.start()
        self.changed.emit()
        self._worker.submit(self._run, job)

    def _run(self, job: Job) -> None:
        job.work()
        self._post.send(lambda: self._end(job))

    def _end(self, job: Job) -> None:
        self.running = None
        if not shiboken6.isValid(self):  # the window is gone, its post still delivers
            return
        self._timer.stop()
        self._tell_end(job)
        self._start_next()

    def _tell_end(self, job: Job) -> None:
        job.deliver_end()
        self._ended.append(job.record())
        self.finished.emit(job)
        self.changed.emit()
        if not self.busy:
            self.idle.emit()

    def _tick(self) -> None:
        if self.running is not None:
            self.running.deliver_progress()
            self._ticks += 1
            if self._ticks % (1000 // TICK_MS) == 0:
                self.progressed.emit()

    def _read(
        self,
        function: Callable[[], Any],
        on_result: Callable[[Any], None],
        on_problem: Callable[[Problem], None] | None,
        wanted: Callable[[], bool],
    ) -> None:
        answer: Callable[[], object] | None = None
        if wanted():
            try:
                answer = partial(on_result, function())
            except Exception as error:
                problem = self._as_problem(error)
                answer = partial(on_problem, problem) if on_problem is not None else None
        self._post.send(lambda: self._deliver(answer, wanted))

    def _deliver(self, answer: Callable[[], object] | None, wanted: Callable[[], bool]) -> None:
        self._reading -= 1
        if answer is not None and wanted():
            answer()

    @staticmethod
    def _as_problem(error: Exception) -> Problem:
        if isinstance(error, Problem):
            return error
        log.error("a query failed", exc_info=error)
        return Unexpected(error)
