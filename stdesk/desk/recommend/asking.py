"""Keeps a what-if session at hand: the last wish wins, the week is computed while nobody asks.

    asking.want(settings)      # at each move of a slider; `answered` brings the list
    asking.settled             # when the hand rests: the same list with all its reasons
    asking.week_grew           # the coming week is computed so far

One question at a time is with the worker; what was wished meanwhile waits, and only the last of it
is asked. All signals arrive on the window's thread.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from stdesk.desk.work.desk import Desk
from stdesk.desk.work.log_cache import shared_log
from stdesk.desk.work.warm_up import with_torch
from stdesk.errors import Problem
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import RecommendSettings

if TYPE_CHECKING:
    from stdesk.recommend import Answer, WhatIf

REST_MS = 150  # after the last move of a hand
PIECE_MS = 15.0  # of the week, so that a new question waits no longer


class Asking(QObject):
    """Of one page. `session` is there once a model was loaded."""

    opening = Signal()  # a model is being loaded
    opened = Signal()
    answered = Signal(object)  # Answer, at once
    settled = Signal(object)  # Answer, with the model's own reasons
    week_grew = Signal(float)  # share of the week that is computed

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._project: Project | None = None
        self.session: WhatIf | None = None
        self._wanted: RecommendSettings | None = None
        self._asked: RecommendSettings | None = None
        self._busy = False
        self._turn = 0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._settle)

    def set_project(self, project: Project | None) -> None:
        """Answers about the last project do not come any more."""
        self._project, self.session = project, None
        self.forget()

    def forget(self) -> None:
        """Ask nothing more until the next wish; the session stays."""
        self._wanted = self._asked = None
        self._busy = False
        self._turn += 1
        self._rest.stop()

    def close_session(self) -> None:
        """The log or the runs are others now: the next wish loads them."""
        self.session = None
        self.forget()

    def want(self, settings: RecommendSettings) -> None:
        """Answer this, and drop what was not answered yet."""
        self._wanted = settings
        self._rest.start()
        self._next()

    def opinions_changed(self) -> None:
        """Feedback was given or taken back: ask the last wish once more."""
        if self.session is not None:
            self.session.forget_opinions()
        if self._asked is not None:
            self.want(self._wanted or self._asked)

    def _next(self) -> None:
        wanted, project = self._wanted, self._project
        if self._busy or wanted is None or project is None:
            return
        session = self.session
        if session is None or session.run != wanted.run:
            self.session = None
            self.opening.emit()
            self._work(lambda: _open(project, wanted.run), self._on_open)
            return
        self._wanted, self._asked = None, wanted
        self._work(lambda: session.glance(wanted), self._on_answer)

    def _on_open(self, session: "WhatIf") -> None:
        self.session = session
        self.opened.emit()

    def _on_answer(self, answer: "Answer") -> None:
        self.answered.emit(answer)

    def _settle(self) -> None:
        session, asked = self.session, self._asked
        if self._busy or self._wanted is not None or session is None or asked is None:
            self._rest.start()
            return

        def done(answer: "Answer") -> None:
            self.settled.emit(answer)
            self._grow(session, asked)

        self._work(lambda: session.ask(asked), done)

    def _grow(self, session: "WhatIf", settings: RecommendSettings) -> None:
        """A piece of the week, then the next, until somebody asks for something else."""
        if self._asked is not settings or self._wanted is not None or self.session is not session:
            return

        def work() -> tuple[bool, float]:
            more = session.go_on(settings, PIECE_MS)
            return more, session.share_done(settings)

        def done(found: tuple[bool, float]) -> None:
            more, share = found
            self.week_grew.emit(share)
            if more:
                QTimer.singleShot(0, self, lambda: self._grow(session, settings))

        if self._busy:
            return
        self._work(work, done)

    def _work(self, function: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._busy = True
        turn = self._turn

        def done(result: Any) -> None:
            if turn == self._turn:
                self._busy = False
                then(result)
                self._next()

        def failed(problem: Problem) -> None:
            if turn == self._turn:
                self.forget()
                self._desk.show_problem(problem)

        self._desk.jobs.query(function, done, failed, owner=self)


def _open(project: Project, run: int) -> "WhatIf":
    def load(project: Project, run: int, progress: Progress) -> "WhatIf":
        from stdesk.recommend import WhatIf

        return WhatIf(project, run, shared_log(project))

    session: WhatIf = with_torch(load)(project, run, Progress())
    return session
