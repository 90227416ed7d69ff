"""The guided tour: five steps from a log to a report, each pointing at the real control.

It never stands in the way: everything can be used meanwhile, Esc or Leave ends it, and Help brings
it back where it was left. A step is over when the person did what it asks, or presses Next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from stdesk.desk.page import Page
from stdesk.desk.pieces import beside, button, rows, text
from stdesk.desk.spotlight import Spotlight
from stdesk.desk.theme import GRID
from stdesk.language import mark, number, tr, tr_dynamic

if TYPE_CHECKING:
    from stdesk.desk.window import Window

LOOK_MS = 300  # how often it is seen whether the person did it
WIDTH = 44 * GRID
LEFT_AT = "tour"  # the setting that remembers the step


@dataclass(frozen=True)
class Step:
    """page: one of PAGES. target: what to point at. done: whether the person did it.

    known: whether the page has read what tells so; what was done before does not count.
    """

    page: str
    title: str
    sentences: str
    target: Callable[[Page], QWidget]
    done: Callable[[Page], bool] = lambda _: False
    known: Callable[[Page], bool] = lambda _: True


STEPS = (
    Step(
        "data",
        mark("The log"),
        mark(
            "Who did what, when and where: this is what everything is made of. The invented town's "
            "log is in already; yours comes in here, and rows that do not fit are kept with the "
            "reason."
        ),
        lambda page: page.bring,  # type: ignore[attr-defined]
    ),
    Step(
        "explore",
        mark("One person's days"),
        mark(
            "Choose somebody in the list: map and timeline follow. Evolution and People, in the "
            "side bar, tell since when a life is another and what somebody is like."
        ),
        lambda page: page.users,  # type: ignore[attr-defined]
        lambda page: page.desk.focus.now.user is not None,
    ),
    Step(
        "models",
        mark("Learn what comes next"),
        mark(
            "Press Start: a model learns in the background, the curve shows how well. The other "
            "tabs compare it with honest counts and tell where it fails."
        ),
        lambda page: page.form.start,  # type: ignore[attr-defined]
        lambda page: any(run.state == "done" for run in page.runs.runs),  # type: ignore[attr-defined]
        lambda page: page._has_log,  # type: ignore[attr-defined]
    ),
    Step(
        "recommend",
        mark("Ask: what if?"),
        mark(
            "A list of what this person does next, each entry with true reasons. Move the day, the "
            "hour or the place, and the list follows the hand."
        ),
        lambda page: page.form,  # type: ignore[attr-defined]
    ),
    Step(
        "report",
        mark("Hand it on"),
        mark(
            "Choose whom a report is about and which sections it has; the preview follows. Save it "
            "as one file that opens anywhere, or print it as PDF."
        ),
        lambda page: page.form.save,  # type: ignore[attr-defined]
        lambda page: page.result is not None,  # type: ignore[attr-defined]
    ),
)


class Tour(QFrame):
    """A small panel over the window, and a frame round what it speaks of."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self.step = 0
        self._was_done: bool | None = None
        self.setProperty("look", "guide")
        self.place, self.title = text("small"), text("heading", wrap=True)
        self.sentences = text("", wrap=True)
        self.leave = button("flat", self.end)
        self.back = button("", lambda: self.show_step(self.step - 1))
        self.next = button("accent", self._go_on)
        buttons = beside(self.leave, None, self.back, self.next)
        whole = rows(self.place, self.title, self.sentences, buttons, margin=2 * GRID, spacing=GRID)
        self._whole = whole
        self.setLayout(whole)
        self.setFixedWidth(WIDTH)
        self.spotlight = Spotlight(window)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._escape = QShortcut(QKeySequence("Esc"), window, enabled=False)
        self._escape.activated.connect(self.end)
        window.installEventFilter(self)
        self.hide()

    def begin(self) -> None:
        """Go on where it was left; without a project the demo is made first."""
        if self._window.desk.project is None:
            self._window.projects.replaced.connect(self._begin_on_project)
            self._window.make_demo()
            return
        left = int(self._window.desk.settings.get(LEFT_AT, 0))
        self._escape.setEnabled(True)
        self._timer.start()
        self.show_step(left if 0 <= left < len(STEPS) else 0)

    def show_step(self, step: int) -> None:
        """Bring the step's page to the front and point at what it speaks of."""
        self.step = max(0, min(step, len(STEPS) - 1))
        self._window.desk.settings.set(LEFT_AT, self.step)
        self._window.show_page(STEPS[self.step].page)
        self._was_done = None
        self.retranslate()
        self.show()
        self.raise_()
        self.next.setFocus()
        self._look()

    def end(self) -> None:
        """Leave; it goes on from here next time."""
        self._timer.stop()
        self._escape.setEnabled(False)
        self.spotlight.point_at(None)
        self.hide()

    def retranslate(self) -> None:
        step, last = STEPS[self.step], self.step == len(STEPS) - 1
        self.place.setText(
            tr("Step {step} of {steps}", step=number(self.step + 1), steps=number(len(STEPS)))
        )
        self.title.setText(tr_dynamic(step.title))
        self.sentences.setText(tr_dynamic(step.sentences))
        self.leave.setText(tr("Leave the tour"))
        self.back.setText(tr("Back"))
        self.back.setEnabled(self.step > 0)
        self.next.setText(tr("Finish") if last else tr("Next"))
        self.setAccessibleName(tr("Guided tour"))
        self._put()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._put()
        return False

    @property
    def _page(self) -> Page:
        return self._window.page(STEPS[self.step].page)

    def _begin_on_project(self) -> None:
        if self._window.desk.project is not None:
            self._window.projects.replaced.disconnect(self._begin_on_project)
            QTimer.singleShot(0, self, self.begin)

    def _go_on(self) -> None:
        if self.step + 1 < len(STEPS):
            self.show_step(self.step + 1)
            return
        self.end()
        self._window.desk.settings.set(LEFT_AT, 0)

    def _look(self) -> None:
        """Follow the control, and go on when the person has just done what was asked."""
        step, page = STEPS[self.step], self._page
        if self._window.desk.project is None:
            self.end()
            return
        self.spotlight.point_at(step.target(page) if page.isVisible() else None)
        self.raise_()
        self._put()
        if self._was_done is None:
            self._was_done = step.done(page) if step.known(page) else None
        elif step.done(page) and not self._was_done and self.step + 1 < len(STEPS):
            self.show_step(self.step + 1)

    def _put(self) -> None:
        """In a lower corner of the window, away from what it speaks of."""
        self.setFixedHeight(self._whole.totalHeightForWidth(WIDTH))
        low = self._window.height() - self.height() - 7 * GRID
        right = QPoint(self._window.width() - WIDTH - 3 * GRID, low)
        spot = self.spotlight.spot
        if spot is not None and QRect(right, self.size()).intersects(spot):
            left = QPoint(28 * GRID, low)
            above = QPoint(right.x(), 7 * GRID)
            free = [p for p in (left, above) if not QRect(p, self.size()).intersects(spot)]
            right = free[0] if free else right
        self.move(right)
