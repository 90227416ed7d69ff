"""Work in the background: one long job at a time in a queue, and short reads beside it.

    job = jobs.submit(tr("Train a model"), train, project, settings)   # train(..., progress)
    job.done.connect(self.show_result)
    jobs.query(lambda: project.log.summary(), self.show_summary, key="summary")

All signals and callbacks arrive on the window's thread; the workers never touch a widget.
"""

import logging
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from stdesk.desk.litter import Litter
from stdesk.desk.post import Post
from stdesk.errors import Problem
from stdesk.language import mark, tr
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project

log = logging.getLogger(__name__)

TICK_MS = 50  # progress is told to the window at most 20 times a second
WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class Unexpected(Problem):
    """An error that nobody foresaw; `details` is for the log and the clipboard, not for the eye."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(mark("Something unexpected went wrong; nothing was changed by this step."))
        self.details = "".join(traceback.format_exception(error))


class Job(QObject):
    """One long action: waiting, running, then done, failed or cancelled."""

    stepped = Signal(float, str)  # share done (0 to 1), message
    metric = Signal(str, float, float)  # name, value, at
    done = Signal(object)  # what the function returned
    failed = Signal(object)  # a Problem
    cancelled = Signal()
    ended = Signal()  # after any of the three

    def __init__(
        self, title: str, function: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> None:
        super().__init__()
        self.title = title
        self.state = WAITING
        self.share, self.message = 0.0, ""
        self.metrics: list[tuple[str, float, float]] = []
        self.result: Any = None
        self.problem: Problem | None = None
        self.began = 0.0
        self.progress = _Listening()
        self._function, self._arguments = function, arguments

    def cancel(self) -> None:
        """Stop at the next step; a waiting job is simply left out."""
        self.progress.cancel()

    @property
    def project(self) -> Project | None:
        first = self.argument(0)
        return first if isinstance(first, Project) else None

    def argument(self, position: int) -> Any:
        """What the function gets at this position, or None."""
        return self._arguments[position] if position < len(self._arguments) else None

    def seconds_left(self) -> float | None:
        """An estimate from the share done so far, or None while it would be a guess."""
        passed = time.monotonic() - self.began
        if self.state != RUNNING or passed < 2 or self.share < 0.02:
            return None
        return passed * (1 - self.share) / self.share

    def work(self) -> None:
        """Runs on the worker; afterwards `result` or `problem` is there."""
        try:
            self.progress.check()
            self.result = self._function(*self._arguments, self.progress)
            self.state = DONE
        except Cancelled:
            self.state = CANCELLED
        except Problem as problem:
            self.problem, self.state = problem, FAILED
        except Exception as error:
            log.exception("the job %r failed", self._function)
            self.problem, self.state = Unexpected(error), FAILED
        self._note()

    def deliver_progress(self) -> None:
        """Pass on what the worker said since the last tick; runs on the window's thread."""
        news = self.progress.news
        while news:
            point = news.popleft()
            self.metrics.append(point)
            self.metric.emit(*point)
        said = self.progress.said
        if said != (self.share, self.message):
            self.share, self.message = said
            self.stepped.emit(self.share, self.message)

    def deliver_end(self) -> None:
        self.deliver_progress()
        if self.state == DONE:
            self.done.emit(self.result)
        elif self.state == CANCELLED:
            self.cancelled.emit()
        else:
            self.failed.emit(self.problem)
        self.ended.emit()

    def _note(self) -> None:
        if self.state == DONE or self.project is None:
            return
        said = tr("cancelled") if self.problem is None else str(self.problem)
        try:
            self.project.note_job(self.title, self.state, said)
        except Exception:
            log.exception("the end of a job could not be noted in the project")


class Jobs(QObject):
    """The queue of long jobs and the pool for short reads; one of each window."""

    changed = Signal()  # another job runs, waits or has ended
    finished = Signal(object)  # the Job that ended, in whichever way
    idle = Signal()  # nothing runs or waits any more

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(0.0005)  # the window gets the interpreter ten times sooner
        self.running: Job | None = None
        self.waiting: list[Job] = []
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="read")
        self._post = Post()
        self._litter = Litter(self)
        self._generation = 0
        self._closed = False
        self._newest: dict[str, int] = {}
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def submit(self, title: str, function: Callable[..., Any], *arguments: Any) -> Job:
        """Queue `function(*arguments, progress)`; `title` is what people see of it."""
        job = Job(title, function, arguments)
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

        def wanted() -> bool:
            outdated = bool(key) and self._newest[key] != ticket
            gone = owner is not None and not shiboken6.isValid(owner)
            return generation == self._generation and not outdated and not gone

        self._readers.submit(self._read, function, on_result, on_problem, wanted)

    def forget_queries(self) -> None:
        """Answers that are still to come belong to a project that is no longer open."""
        self._generation += 1

    @property
    def busy(self) -> bool:
        return self.running is not None or bool(self.waiting)

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
        self.finished.emit(job)
        self.changed.emit()
        if not self.busy:
            self.idle.emit()

    def _tick(self) -> None:
        if self.running is not None:
            self.running.deliver_progress()

    def _read(
        self,
        function: Callable[[], Any],
        on_result: Callable[[Any], None],
        on_problem: Callable[[Problem], None] | None,
        wanted: Callable[[], bool],
    ) -> None:
        if not wanted():
            return
        try:
            result = function()
        except Exception as error:
            problem = self._as_problem(error)
            if on_problem is not None:
                self._post.send(lambda: on_problem(problem) if wanted() else None)
            return
        self._post.send(lambda: on_result(result) if wanted() else None)

    @staticmethod
    def _as_problem(error: Exception) -> Problem:
        if isinstance(error, Problem):
            return error
        log.error("a query failed", exc_info=error)
        return Unexpected(error)


class _Listening(Progress):
    """Keeps what a worker says until the window's next tick."""

    def __init__(self) -> None:
        super().__init__()
        self.said: tuple[float, str] = (0.0, "")
        self.news: deque[tuple[str, float, float]] = deque()

    def on_step(self, done: float, total: float, message: str) -> None:
        share = done / total if total else 0.0
        self.said = (min(max(share, 0.0), 1.0), message or self.said[1])

    def on_metric(self, name: str, value: float, at: float) -> None:
        self.news.append((name, float(value), float(at)))
