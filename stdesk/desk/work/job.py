"""One long action: what it says while it works, how it ends, and what a list tells of it."""

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from stdesk.desk.look.titles import protocol_title, title_of
from stdesk.errors import Problem
from stdesk.language import mark, tr, tr_dynamic
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project

log = logging.getLogger(__name__)

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


@dataclass(frozen=True)
class JobRecord:
    """What is told of a job in a list. at_ms: when it began or, not yet begun, was asked for."""

    number: int
    title: str
    state: str
    at_ms: int
    seconds: float | None
    share: float
    message: str


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
        self.quiet = False  # whoever asked for it tells of its end
        self.number = 0  # in the order of asking, given by the queue
        self.at_ms = int(time.time() * 1000)
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

    def record(self) -> JobRecord:
        """What a list tells of it now."""
        took = time.monotonic() - self.began if self.began else None
        message = self.message if self.problem is None else sentence(self.problem)
        return JobRecord(self.number, self.title, self.state, self.at_ms, took, self.share, message)

    def work(self) -> None:
        """Runs on the worker; afterwards `result` or `problem` is there."""
        try:
            self.progress.check()
            self.result = self._function(*self._arguments, self.progress)
            self.state = DONE
        except Cancelled as stopped:
            self.result, self.state = stopped.kept, CANCELLED
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
        said = tr("cancelled") if self.problem is None else sentence(self.problem)
        try:
            self.project.note_job(self.title, self.state, said)
        except Exception:
            log.exception("the end of a job could not be noted in the project")


def sentence(problem: Problem) -> str:
    """The problem in the reader's language, beginning with a capital letter.

    Models and protocols are called as the window calls them, not as the command line does.
    """
    values = dict(problem.values)
    for name, title in (("model", title_of), ("protocol", protocol_title)):
        if name in values:
            values[name] = title(str(values[name]))
    said = tr_dynamic(problem.text, values)
    return said[:1].upper() + said[1:]


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
