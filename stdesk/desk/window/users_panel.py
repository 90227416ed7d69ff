"""The Users panel: whoever is chosen there is looked at on all pages."""

from PySide6.QtWidgets import QWidget

from stdesk.desk.explore.user_list import UserList
from stdesk.desk.look.pieces import rows
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.work.desk import LOG, Desk
from stdesk.project import Project


class UsersPanel(QWidget):
    """A list of users that follows the desk's focus and sets it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._project: Project | None = None
        self.users = UserList(desk)
        self.users.chosen.connect(lambda user: desk.focus.look_at(user))
        self.setLayout(rows(self.users, margin=GRID))
        desk.focus.changed.connect(self._follow)
        desk.changed.connect(lambda news: self.set_project(self._project) if news == LOG else None)

    def set_project(self, project: Project | None) -> None:
        self._project = project
        self.users.start_with(self._desk.focus.now.user)
        self.users.set_project(project)

    def retranslate(self) -> None:
        self.users.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        """All its colours are the style sheet's."""

    def _follow(self) -> None:
        user = self._desk.focus.now.user
        if user != self.users.user:
            self.users.start_with(user)
            self.users.choose(user)
