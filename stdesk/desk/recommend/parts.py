"""The parts of the page Recommend: ranked lists, likely routes, and people."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QSplitter, QTabWidget, QWidget

from stdesk.desk.look.pieces import Inviting
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.recommend.people_view import PeopleView
from stdesk.desk.recommend.routes_view import RoutesView
from stdesk.desk.work.desk import Desk
from stdesk.features import EventLog
from stdesk.language import tr


def list_beside(listed: QWidget, above: QWidget, below: QWidget) -> QSplitter:
    """The list, and beside it the map above the chosen entry; all grow with the window."""
    down, across = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
    for part in (above, below):
        down.addWidget(part)
    for part in (listed, down):
        across.addWidget(part)
    down.setSizes([180, 260])
    across.setSizes([450, 290])
    for splitter, shares in ((across, (3, 2)), (down, (1, 1))):
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(10)
        for position, share in enumerate(shares):
            splitter.setStretchFactor(position, share)
    return across


class RecommendParts(QTabWidget):
    """Lists need a trained model and say so; routes and people need only the log."""

    def __init__(self, desk: Desk, lists: QLayout) -> None:
        super().__init__()
        self._desk = desk
        self.setDocumentMode(True)
        lists.setContentsMargins(0, 2 * GRID, 0, 0)
        self.lists = Inviting(lists)
        self.routes, self.people = RoutesView(desk), PeopleView(desk)
        for part in (self.lists, self.routes, self.people):
            self.addTab(part, "")
        self.lists.show_contents()

    def set_log(self, log: EventLog | None) -> None:
        """Another log; what was found in the last one goes."""
        self.routes.set_log(log)
        self.people.set_log(log)

    def ask_for_model(self, train: Callable[[], object]) -> None:
        """No lists without a trained model: say so where they would be."""
        self.lists.notice.say(
            "recommend",
            tr("No trained model yet"),
            tr("A trained model is needed to recommend; a fast one takes a minute."),
            tr("Train a model"),
            train,
        )
        self.lists.notice.apply_theme(self._desk.theme)
        self.lists.setCurrentWidget(self.lists.notice)

    def retranslate(self) -> None:
        titles = (tr("Lists"), tr("Routes"), tr("People"))
        for position, title in enumerate(titles):
            self.setTabText(position, title)
        self.routes.retranslate()
        self.people.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        self.routes.apply_theme(theme)
        self.people.apply_theme(theme)
