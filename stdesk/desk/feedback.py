"""What a person thinks of a recommendation: accepted, hidden, pinned; each step can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from stdesk.desk.desk import Desk
from stdesk.project import Project


class Feedback(QObject):
    """The verdicts on one user's items. Written in the background, one after the other."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._project: Project | None = None
        self._user = 0
        self.verdicts: dict[int, str] = {}
        self._given: list[int] = []  # ids of feedback rows, for Ctrl+Z

    @property
    def can_undo(self) -> bool:
        return bool(self._given)

    def set_project(self, project: Project | None) -> None:
        self._project = project
        self.verdicts.clear()
        self._given.clear()
        self.changed.emit()

    def show_user(self, user: int) -> None:
        """Read the verdicts of another user (id)."""
        self._user = user
        self._read()

    def give(self, item: int, verdict: str) -> None:
        """Remember a verdict on an item (id)."""
        project, user = self._project, self._user
        if project is not None and not project.read_only:
            self._write(
                lambda: project.results.give_feedback(user, item, verdict), self._given.append
            )

    def undo(self) -> None:
        """Take back the last verdict of this session."""
        project = self._project
        if project is None or not self._given:
            return
        last = self._given.pop()
        self._write(lambda: project.results.withdraw_feedback(last), lambda _: None)

    def _write(self, function: Callable[[], object], then: Callable[..., object]) -> None:
        def written(result: object) -> None:
            then(result)
            self._read()

        self._desk.jobs.query(function, written, self._desk.show_problem, owner=self)

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
