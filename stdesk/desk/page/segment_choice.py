"""Everyone or one of the project's segments, as one choice that follows the desk's focus."""

from PySide6.QtCore import Signal

from stdesk.desk.look.pieces import Choice
from stdesk.desk.work.desk import SEGMENTS, Desk
from stdesk.language import tr
from stdesk.project import Project


class SegmentChoice(Choice):
    """Hidden while there are no segments. Choosing sets the focus.

    While one of a segment's users is in focus, the segment stays chosen.
    """

    followed = Signal()  # it shows another segment now

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.project: Project | None = None
        self.activated.connect(lambda: desk.focus.look_at(segment=self.currentData()))
        desk.focus.changed.connect(self._follow)
        desk.changed.connect(lambda news: self.refresh() if news == SEGMENTS else None)
        self.hide()

    @property
    def chosen(self) -> int | None:
        """The id of the segment that is shown as chosen; None for everyone."""
        segment = self.currentData()
        return None if segment is None else int(segment)

    def set_project(self, project: Project | None) -> None:
        self.project = project
        self._show({})
        self.refresh()

    def refresh(self) -> None:
        """Read the segments that there are."""
        project = self.project
        if project is not None:
            self.desk.jobs.query(
                lambda: {one.id: one.name for one in project.segments.all()},
                self._on_read,
                key="segment choice",
                owner=self,
            )

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Whose events are shown"))
        self.setItemText(0, tr("Everyone"))

    def _on_read(self, names: dict[int, str]) -> None:
        self._show(names)
        segment = self.desk.focus.now.segment
        if segment is not None and segment not in names:  # it was deleted
            self.desk.focus.look_at()
        self._follow()

    def _show(self, names: dict[int, str]) -> None:
        shown = self.chosen
        self.clear()
        self.addItem(tr("Everyone"), None)
        for segment, name in names.items():
            self.addItem(name, segment)
        self.setVisible(bool(names))
        self.setCurrentIndex(max(self.findData(shown), 0) if shown is not None else 0)

    def _follow(self) -> None:
        focus = self.desk.focus.now
        if focus.user is None:
            row = 0 if focus.segment is None else self.findData(focus.segment)
            if row < 0:
                self.refresh()
            self.setCurrentIndex(max(row, 0))
        self.followed.emit()
