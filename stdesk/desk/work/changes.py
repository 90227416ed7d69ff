"""What was changed in the project by hand, step by step, so that each step can be taken back.

    changes.do(Change(tr("Rename run 3"), do, undo, (RUNS,)))

`do` and `undo` get the open project and run in the background, one after the other; `do` may return
what `undo` needs to know (an id), which it then gets as its second argument. A `long` change runs
as a job, and both get a `Progress` as their last argument. What a job did itself is kept with
`record`. After either, the news are told to the pages. Another project begins another history.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from stdesk.desk.work.jobs import Jobs
from stdesk.errors import Problem
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.project import Project

MOST_STEPS = 200


@dataclass(frozen=True)
class Change:
    """One step: its title as people see it ("Hide an item"), how it is done and taken back."""

    title: str
    do: Callable[..., Any]
    undo: Callable[..., object]
    news: tuple[str, ...] = ()
    long: bool = False


class Changes(QObject):
    """The history of one window. All of it lives on the window's thread."""

    changed = Signal()  # other steps can be undone or redone now
    told = Signal(str)  # a change, or its undoing, altered LOG, RUNS, ...
    failed = Signal(object)  # a Problem
    said = Signal(str)  # what has just been taken back or done again, in a sentence

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._project: Project | None = None
        self._done: list[tuple[Change, Any]] = []
        self._undone: list[Change] = []
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False

    @property
    def to_undo(self) -> str:
        """The title of the step that undo takes back; empty when there is none."""
        return self._done[-1][0].title if self._done else ""

    @property
    def to_redo(self) -> str:
        return self._undone[-1].title if self._undone else ""

    @property
    def steps(self) -> tuple[list[str], list[str]]:
        """Titles of steps taken back, the last to come first, and of steps done, newest first."""
        undone = [change.title for change in self._undone]
        return undone, [change.title for change, _ in reversed(self._done)]

    def set_project(self, project: Project | None) -> None:
        self._project = project
        self._done.clear()
        self._undone.clear()
        self._waiting.clear()
        self._busy = False
        self.changed.emit()

    def do(self, change: Change) -> None:
        """Do a step; what had been undone before cannot be redone any more."""
        self._undone.clear()
        self._queue(lambda: self._apply(change))

    def record(self, change: Change, result: Any = None) -> None:
        """Keep a step that is done already, by a job; its news were told."""
        self._undone.clear()
        self._keep(change, result)
        self.changed.emit()

    def undo(self) -> None:
        self._queue(self._take_back)

    def redo(self) -> None:
        self._queue(self._do_again)

    def _apply(self, change: Change) -> None:
        def done(result: Any) -> None:
            self._keep(change, result)
            self._tell(change)

        self._work(change, change.title, change.do, (), done, lambda: None)

    def _do_again(self) -> None:
        if not self._undone:
            self._next()
            return
        change = self._undone.pop()

        def done(result: Any) -> None:
            self._keep(change, result)
            self.said.emit(tr("Done again: {step}", step=change.title))
            self._tell(change)

        title = tr("Redo: {step}", step=change.title)
        self._work(change, title, change.do, (), done, lambda: self._undone.append(change))

    def _take_back(self) -> None:
        if not self._done:
            self._next()
            return
        change, result = self._done.pop()

        def undone(_: object) -> None:
            self._undone.append(change)
            self.said.emit(tr("Taken back: {step}", step=change.title))
            self._tell(change)

        title = tr("Undo: {step}", step=change.title)
        put_back = lambda: self._done.append((change, result))  # noqa: E731
        self._work(change, title, change.undo, (result,), undone, put_back)

    def _work(
        self,
        change: Change,
        title: str,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        then: Callable[[Any], None],
        when_cancelled: Callable[[], None],
    ) -> None:
        """Run a part of a change; a cancelled one is put back where it was."""
        project = self._project
        if project is None:
            self._next()
            return
        if not change.long:
            self._jobs.query(lambda: function(project, *arguments), then, self._fail, owner=self)
            return

        def work(project: Project, progress: Progress) -> Any:
            return function(project, *arguments, progress)

        def cancelled() -> None:
            when_cancelled()
            self._next()

        job = self._jobs.submit(title, work, project)
        job.quiet = True
        job.done.connect(then)
        job.failed.connect(self._fail)
        job.cancelled.connect(cancelled)

    def _keep(self, change: Change, result: Any) -> None:
        self._done = [*self._done[1 - MOST_STEPS :], (change, result)]

    def _tell(self, change: Change) -> None:
        for news in change.news:
            self.told.emit(news)
        self._next()

    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)
        self._next()

    def _queue(self, step: Callable[[], None]) -> None:
        self._waiting.append(step)
        if not self._busy:
            self._next()

    def _next(self) -> None:
        self._busy = bool(self._waiting)
        if self._waiting:
            self._waiting.popleft()()
        else:
            self.changed.emit()
