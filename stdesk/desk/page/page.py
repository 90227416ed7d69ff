"""The frame of every page: a title that says what one sees, the contents or an empty state.

A page builds its widgets in `__init__` into `self.body`, sets every text in `retranslate`, reads
what it shows in `refresh` (by `read`), and recolours in `apply_theme` what the style sheet leaves.
"""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from stdesk.desk.look.pieces import EmptyState, beside, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.waiting import Waiting
from stdesk.desk.work.desk import LOG, RESULTS, RUNS, Desk
from stdesk.errors import Problem
from stdesk.language import tr
from stdesk.project import Project

Seen = TypeVar("Seen")


class Page(QWidget):
    """One of the five steps of the work. Set `name`, and `listens_to` where not all news matter."""

    name: ClassVar[str] = ""
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG, RUNS, RESULTS})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = desk.jobs
        self.theme = desk.theme
        self.project: Project | None = None
        self._stale = False
        self.setProperty("look", "page")
        self.title, self.subtitle = text("title"), text("muted", wrap=True)
        self.head: QHBoxLayout = beside()  # buttons at the right of the title
        self.empty = EmptyState()
        self.content = QWidget()
        self.body: QVBoxLayout = rows(spacing=2 * GRID)
        self.content.setLayout(self.body)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.content)
        self._stack.addWidget(self.empty)
        self.waiting = Waiting()
        self._stack.addWidget(self.waiting)
        top = beside(rows(self.title, self.subtitle, spacing=GRID // 2), self.head)
        top.setStretch(0, 1)
        whole = rows(top, self._stack, spacing=2 * GRID)
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        desk.changed.connect(self._on_news)

    def set_project(self, project: Project | None) -> None:
        """Another project is open, or none; what was shown of the last one must go."""
        self.project = project
        self.show_waiting()
        self._refresh_or_wait()

    def refresh(self) -> None:
        """Read again what is shown; called while visible, when the data may have changed."""

    def read(self, look: Callable[[Project], Seen], show: Callable[[Seen], None]) -> None:
        """Look something up in the open project, in the background; show it, or the problem."""
        project = self.project
        if project is not None:
            self.jobs.query(
                lambda: look(project), show, self.show_problem, key=self.name, owner=self
            )

    def show_problem(self, problem: Problem) -> None:
        """Reading has failed: say so, and no longer that it goes on."""
        self.waiting.end()
        self.desk.show_problem(problem)

    def retranslate(self) -> None:
        """Set every text again; called after construction and when the language changes."""

    def apply_theme(self, theme: Theme) -> None:
        """Recolour; called after construction and when the theme changes. Call super()."""
        self.theme = theme
        self.empty.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        """What to remember of this page until the next session, as JSON values."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up a remembered `state`; it may stem from an older version of the page."""

    def set_heading(self, title: str, subtitle: str = "") -> None:
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    def show_content(self) -> None:
        self.waiting.end()
        self._stack.setCurrentWidget(self.content)

    def show_waiting(self, said: str = "") -> None:
        """While what there is to show is being read, or made; `said` tells so."""
        self.waiting.begin(said or tr("Reading the log …"))
        self._stack.setCurrentWidget(self.waiting)

    def show_empty(
        self,
        heading: str,
        sentence: str,
        action: str = "",
        on_click: Callable[[], object] | None = None,
    ) -> None:
        """Show the empty state with the one button that leads on, instead of the contents."""
        self.empty.say(self.name or "data", heading, sentence, action, on_click)
        self.empty.apply_theme(self.theme)
        self.waiting.end()
        self._stack.setCurrentWidget(self.empty)

    def show_no_events(self, sentence: str) -> None:
        """The empty state of a project without a log."""
        bring = tr("Import a log …")
        self.show_empty(tr("No events yet"), sentence, bring, self.desk.ask_to_import)

    @property
    def is_empty(self) -> bool:
        return self._stack.currentWidget() is self.empty

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def _on_news(self, news: str) -> None:
        if news in self.listens_to:
            if self.is_empty:  # it may no longer be
                self.show_waiting()
            self._refresh_or_wait()

    def _refresh_or_wait(self) -> None:
        if self.isVisible():
            self._stale = False
            self.refresh()
        else:
            self._stale = True
