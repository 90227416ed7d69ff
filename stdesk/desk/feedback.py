"""What a person thinks of a recommendation: accepted, hidden, pinned; each step can be undone."""

from PySide6.QtCore import QObject, Signal

from stdesk.desk.changes import Change
from stdesk.desk.desk import FEEDBACK, Desk
from stdesk.language import mark, tr_dynamic
from stdesk.project import Project

STEPS = {
    "accepted": mark("Accept a recommendation"),
    "hidden": mark("Hide a recommendation"),
    "pinned": mark("Pin a recommendation"),
    "rejected": mark("Reject a recommendation"),
}


class Feedback(QObject):
    """The verdicts on one user's items, written through the history of changes."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._project: Project | None = None
        self._user = 0
        self.verdicts: dict[int, str] = {}
        desk.changed.connect(lambda news: self._read() if news == FEEDBACK else None)

    def set_project(self, project: Project | None) -> None:
        self._project = project
        self.verdicts.clear()
        self.changed.emit()

    def show_user(self, user: int) -> None:
        """Read the verdicts of another user (id)."""
        self._user = user
        self._read()

    def give(self, item: int, verdict: str) -> None:
        """Remember a verdict on an item (id)."""
        user = self._user
        self._desk.changes.do(
            Change(
                tr_dynamic(STEPS[verdict]),
                lambda project: project.results.give_feedback(user, item, verdict),
                lambda project, given: project.results.withdraw_feedback(given),
                (FEEDBACK,),
            )
        )

    def _read(self) -> None:
        project, user = self._project, self._user
        if project is None:
            return

        def show(table: list[dict]) -> None:
            self.verdicts = {row["item"]: row["verdict"] for row in table}  # the newest stays
            self.changed.emit()

        self._desk.jobs.query(
            lambda: project.results.feedback(user).to_pylist(), show, key="feedback", owner=self
        )
