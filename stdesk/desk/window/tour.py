"""The guided tour: five steps from a log to a report, each pointing at the real control.

It never stands in the way: everything can be used meanwhile, Esc or Leave ends it, and Help brings
it back where it was left. A step is over when the person did what it asks, or presses Next.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QFontMetrics, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame

from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.spotlight import Spotlight
from stdesk.desk.look.theme import GRID
from stdesk.desk.page.page import Page
from stdesk.desk.window.tour_steps import STEPS
from stdesk.language import number, tr, tr_dynamic

if TYPE_CHECKING:
    from stdesk.desk.window.window import Window

LOOK_MS = 300  # how often it is seen whether the person did it
LINGER_MS = 4000  # to see what came of it, before the next step
LETTERS = 42  # in a line
LEFT_AT = "tour"  # the setting that remembers the step


class Tour(QFrame):
    """A small panel over the window, and a frame round what it speaks of."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self.step = 0
        self._begun = False  # whether `_before` is known
        self._before: object = None
        self._held: QPoint | None = None  # where in the panel the mouse holds it
        self._put_by_hand = False
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
        self.spotlight = Spotlight(window)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._linger = QTimer(self, interval=LINGER_MS, singleShot=True)
        self._linger.timeout.connect(self._go_on)
        self._escape = QShortcut(QKeySequence("Esc"), window, enabled=False)
        self._escape.activated.connect(self.end)
        window.installEventFilter(self)
        self._waiting = False  # for a project to be there
        window.projects.replaced.connect(self._on_project)
        self.hide()

    def begin(self) -> None:
        """Go on where it was left; without a project the demo is opened or made first."""
        window = self._window
        if window.desk.project is None:
            self._waiting = window.projects.open_demo()
            return
        left = window.desk.settings.get(LEFT_AT, 0)
        self._escape.setEnabled(True)
        self._timer.start()
        self.show_step(left if isinstance(left, int) and 0 <= left < len(STEPS) else 0)

    def show_step(self, step: int) -> None:
        """Bring the step's page to the front and point at what it speaks of."""
        self.step = max(0, min(step, len(STEPS) - 1))
        self._window.desk.settings.set(LEFT_AT, self.step)
        self._window.show_page(STEPS[self.step].page)
        self._begun = self._put_by_hand = False
        self._linger.stop()
        STEPS[self.step].prepare(self._page)
        self.retranslate()
        self.show()
        self.raise_()
        self.next.setFocus()
        self._look()

    def end(self) -> None:
        """Leave; it goes on from here next time."""
        self._timer.stop()
        self._linger.stop()
        self._escape.setEnabled(False)
        self.spotlight.point_at(None)
        self.hide()

    def retranslate(self) -> None:
        step, last = STEPS[self.step], self.step == len(STEPS) - 1
        where = tr("Step {step} of {steps}", step=number(self.step + 1), steps=number(len(STEPS)))
        done = tr("Done; the next step follows")
        self.place.setText(f"{where} · {done}" if self._linger.isActive() else where)
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

    def _on_project(self) -> None:
        if self._waiting and self._window.desk.project is not None:
            self._waiting = False
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
        target = page.empty.button if page.is_empty else step.target(page)
        self.spotlight.point_at(target)
        self.raise_()
        self._put()
        seen, last = step.done(page), self.step + 1 == len(STEPS)
        if not self._begun:
            self._begun, self._before = step.known(page), seen
        elif seen and seen != self._before and not last and not self._linger.isActive():
            self._linger.start()
            self.retranslate()

    def _put(self) -> None:
        """In a lower corner of the window, away from what it speaks of, or where a hand put it."""
        metrics = QFontMetrics(QApplication.font())
        width = min(metrics.horizontalAdvance("0" * LETTERS) + 4 * GRID, self._window.width() // 2)
        self.setFixedSize(width, self._whole.totalHeightForWidth(width))
        if self._put_by_hand:
            self.move(self._inside(self.pos()))
            return
        low = self._window.height() - self.height() - 7 * GRID
        right = QPoint(self._window.width() - width - 3 * GRID, low)
        spot = self.spotlight.spot
        if spot is not None and QRect(right, self.size()).intersects(spot):
            left = QPoint(28 * GRID, low)
            above = QPoint(right.x(), 7 * GRID)
            free = [p for p in (left, above) if not QRect(p, self.size()).intersects(spot)]
            right = free[0] if free else right
        self.move(right)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It can be drawn aside, where it lies over what one wants to see."""
        if self._held is not None:
            self._put_by_hand = True
            self.move(self._inside(self.mapToParent(event.position().toPoint()) - self._held))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def _inside(self, corner: QPoint) -> QPoint:
        room = self._window.size() - self.size()
        return QPoint(max(0, min(corner.x(), room.width())), max(0, min(corner.y(), room.height())))
