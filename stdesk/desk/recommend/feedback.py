"""What a person thinks of a recommendation: accepted, rejected, hidden, pinned; all undoable."""

from PySide6.QtCore import QObject, Signal

from stdesk.desk.work.changes import Change
from stdesk.desk.work.desk import FEEDBACK, Desk
from stdesk.language import mark, tr_dynamic
from stdesk.project import Project

STEPS = {
    "accepted": mark("Accept a recommendation"),
    "hidden": mark("Hide a recommendation"),
    "pinned": mark("Pin a recommendation"),
    "rejected": mark("Reject a recommendation"),
    "none": mark("Take back a verdict"),
}
LEFT_OUT = ("hidden", "rejected")


class Feedback(QObject):
    """The verdicts on one user's items, written through the history of changes."""

    changed = Signal()
    given = Signal()  # a verdict was given or taken back, by whichever way

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._project: Project | None = None
        self._user = 0
        self.verdicts: dict[int, str] = {}
        desk.changed.connect(self._on_news)

    def set_project(self, project: Project | None) -> None:
        self._project = project
        self.verdicts.clear()
        self.changed.emit()

    def show_user(self, user: int) -> None:
        """Read the verdicts of another user (id)."""
        self._user = user
        self._read()

    @property
    def left_out(self) -> list[int]:
        """Items (ids) that no list of this user shows any more."""
        return [item for item, verdict in self.verdicts.items() if verdict in LEFT_OUT]

    def turn(self, item: int, verdict: str) -> None:
        """Give a verdict on an item (id), or take the same one back."""
        self.give(item, "none" if self.verdicts.get(item) == verdict else verdict)

    def give(self, item: int, verdict: str) -> None:
        """Remember a verdict on an item (id); none stands for no verdict any more."""
        user = self._user
        self._desk.changes.do(
            Change(
                tr_dynamic(STEPS[verdict]),
                lambda project: project.results.give_feedback(user, item, verdict),
                lambda project, given: project.results.withdraw_feedback(given),
                (FEEDBACK,),
            )
        )

    def _on_news(self, news: str) -> None:
        if news == FEEDBACK:
            self._read()
            self.given.emit()

    def _read(self) -> None:
        project, user = self._project, self._user
        if project is None:
            return

        def show(table: list[dict]) -> None:
            newest = {row["item"]: row["verdict"] for row in table}
            self.verdicts = {item: verdict for item, verdict in newest.items() if verdict != "none"}
            self.changed.emit()

        self._desk.jobs.query(
            lambda: project.results.feedback(user).to_pylist(), show, key="feedback", owner=self
        )
