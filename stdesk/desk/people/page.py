"""People: the portrait of one user, and segments of all."""

from typing import Any, ClassVar

from PySide6.QtWidgets import QTabWidget

from stdesk.desk.look.theme import Theme
from stdesk.desk.page.page import Page
from stdesk.desk.people.portrait_view import PortraitView
from stdesk.desk.people.segments_view import SegmentsView
from stdesk.desk.work.desk import LOG, RESULTS, RUNS, SEGMENTS, Desk
from stdesk.language import tr
from stdesk.project import Project

PARTS = ("portrait", "segments")


class PeoplePage(Page):
    name: ClassVar[str] = "people"
    listens_to: ClassVar[frozenset[str]] = frozenset({LOG, RUNS, RESULTS, SEGMENTS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.portraits, self.segments = PortraitView(desk), SegmentsView(desk)
        self.parts = QTabWidget()
        self.parts.setDocumentMode(True)
        for part in (self.portraits, self.segments):
            self.parts.addTab(part, "")
        self.body.addWidget(self.parts)

    def show_part(self, part: str) -> None:
        """Bring one of PARTS to the front."""
        self.parts.setCurrentIndex(PARTS.index(part))

    def set_project(self, project: Project | None) -> None:
        self.portraits.set_project(project)
        self.segments.set_project(project)
        super().set_project(project)

    def refresh(self) -> None:
        self.read(lambda project: project.log.last_event(), self._on_read)

    def retranslate(self) -> None:
        self.set_heading(tr("People"), tr("What somebody is like, and who is like whom"))
        self.parts.setTabText(0, tr("Portrait"))
        self.parts.setTabText(1, tr("Segments"))
        self.portraits.retranslate()
        self.segments.retranslate()
        if self.is_empty:
            self._say_empty()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.portraits.apply_theme(theme)
        self.segments.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        return {"part": PARTS[self.parts.currentIndex()], "segments": self.segments.state()}

    def restore(self, state: dict[str, Any]) -> None:
        if state.get("part") in PARTS:
            self.show_part(state["part"])
        self.segments.restore(state.get("segments", {}))

    def _on_read(self, events: int) -> None:
        if not events:
            self._say_empty()
            return
        self.show_content()
        self.portraits.refresh()
        self.segments.refresh()

    def _say_empty(self) -> None:
        self.show_no_events(tr("Import a log, and the portraits of its users appear here."))
