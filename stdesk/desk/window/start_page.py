"""What is seen while no project is open: how to begin, and the projects opened lately."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from stdesk.desk.look.pieces import Card, beside, rows, text
from stdesk.desk.look.theme import GRID, Theme, picture
from stdesk.desk.look.tile import Tile
from stdesk.desk.window.recent_list import RecentList
from stdesk.desk.work.desk import Desk
from stdesk.language import tr

WIDEST = 128 * GRID


class StartPage(QWidget):
    """Emits what the person wants; the window does it."""

    new_wanted = Signal()
    open_wanted = Signal()
    demo_wanted = Signal()
    tour_wanted = Signal()
    sample_wanted = Signal()
    project_wanted = Signal(object)  # a Path

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("look", "page")
        self.title, self.subtitle = text("title", wrap=True), text("muted", wrap=True)
        self.tour = Tile("play", self.tour_wanted.emit)
        self.tour.setProperty("look", "first-tile")
        self.new = Tile("add", self.new_wanted.emit)
        self.open = Tile("open", self.open_wanted.emit)
        self.demo = Tile("explore", self.demo_wanted.emit)
        self.sample = Tile("import", self.sample_wanted.emit)
        self.tiles = (self.tour, self.new, self.open, self.demo, self.sample)
        self.recent = RecentList(desk.settings, self.project_wanted.emit, self.refresh)
        self.recent_card = Card(margin=GRID)
        self.recent_card.body.setContentsMargins(GRID, 2 * GRID, GRID, GRID)
        self.recent_card.heading.setIndent(2 * GRID)
        self.recent_card.body.addWidget(self.recent)
        self.logo, self.drop_image = QLabel(), QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint, self.drop = text("muted", wrap=True), QFrame()
        self._lay_out()

    def refresh(self) -> None:
        self.recent_card.setVisible(bool(self._desk.settings.known_projects))
        self.recent.show_projects(self._desk.theme)

    def retranslate(self) -> None:
        self.title.setText(tr("What do people do, where, and what comes next?"))
        self.subtitle.setText(
            tr(
                "stdesk reads a log of what people did, shows their rhythms and ways, and predicts "
                "the next step. Everything stays on this computer, in one project file."
            )
        )
        self.tour.say(
            tr("Guided tour in five steps"),
            tr("From a log to a report on an invented town, in about five minutes."),
        )
        self.new.say(tr("New project …"), tr("An empty file for a log of your own."))
        self.open.say(tr("Open a project …"), tr("A .stdesk file from this or another computer."))
        self.demo.say(
            tr("Try the demo"), tr("The invented town, to look around in without a guide.")
        )
        self.sample.say(
            tr("Fetch a public data set …"),
            tr("Check-ins or film ratings used in research; only when you ask."),
        )
        self.hint.setText(tr("Or drop a log or a project file anywhere onto this window."))
        self.recent_card.set_heading(tr("Opened lately"))
        self.recent.setAccessibleName(tr("Opened lately"))
        self.refresh()

    def apply_theme(self, theme: Theme) -> None:
        self.logo.setPixmap(picture("stdesk", theme.text, 6 * GRID))
        self.drop_image.setPixmap(picture("import", theme.muted, 3 * GRID))
        for tile in self.tiles:
            tile.paint_picture(theme.accent)
        self.refresh()

    def _lay_out(self) -> None:
        head = beside(self.logo, rows(self.title, self.subtitle, spacing=GRID // 2), spacing=24)
        head.setStretch(1, 1)
        ways = rows(*self.tiles)
        ways.addStretch(1)
        known = rows(self.recent_card, self._drop_target(), spacing=2 * GRID)
        known.setStretch(1, 1)
        columns = beside(ways, known, spacing=2 * GRID)
        columns.setStretch(0, 1)
        columns.setStretch(1, 1)
        column = rows(head, columns, spacing=3 * GRID)
        column.insertStretch(0, 1)
        column.addStretch(2)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        inner.setLayout(column)
        outer = QWidget()
        layout = beside(None, inner, None, margin=3 * GRID)
        layout.setStretch(1, 100)
        outer.setLayout(layout)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(outer)
        self.setLayout(rows(area))

    def _drop_target(self) -> QFrame:
        self.drop.setProperty("look", "drop")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = rows(self.drop_image, self.hint, margin=2 * GRID)
        inside.insertStretch(0, 1)
        inside.addStretch(1)
        self.drop.setLayout(inside)
        return self.drop
