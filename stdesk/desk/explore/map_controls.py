"""The switches above a map: which layer, what is counted, path, flows, tools and a menu."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QCheckBox, QComboBox, QMenu, QToolButton, QWidget

from stdesk.desk.explore.flow_layer import FlowTime
from stdesk.desk.look.pieces import beside, text
from stdesk.desk.look.theme import GRID, Theme, step_icon
from stdesk.desk.look.wrapping_row import WrappingRow
from stdesk.desk.maps.base_map import FILE, ONLINE, OUTLINE
from stdesk.desk.work.desk import Desk
from stdesk.language import tr
from stdesk.maps import LAYERS, Layer, Measure

TOOLS = ("rectangle", "lasso", "clock", "compare")


class MapControls(QWidget):
    """A row of controls. `changed`: draw anew; `draw_wanted`: a shape, or "" to stop drawing."""

    changed = Signal()
    draw_wanted = Signal(str)
    time_wanted = Signal(bool)
    compare_wanted = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.layer_choice, self.measure_choice = QComboBox(), QComboBox()
        self.path, self.flows = QCheckBox(), QCheckBox()
        self.path.setChecked(True)
        self.flow_time = FlowTime(desk)
        self.flow_time.hide()
        self.note = text("warning")
        self.tools = {name: QToolButton() for name in TOOLS}
        self.menu_button, self.menu = QToolButton(), QMenu(self)
        self._build_menu()
        self._lay_out()
        for choice in (self.layer_choice, self.measure_choice):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            choice.activated.connect(lambda: self.changed.emit())
        for switch in (self.path, self.flows):
            switch.toggled.connect(lambda: self.changed.emit())
        self.flows.toggled.connect(self.flow_time.setVisible)
        self.flow_time.chosen.connect(self.changed)
        self._connect_tools()

    @property
    def layer(self) -> Layer:
        return self.layer_choice.currentData() or "automatic"

    @property
    def measure(self) -> Measure:
        return self.measure_choice.currentData() or "events"

    def choose_layer(self, layer: Layer) -> None:
        self.layer_choice.setCurrentIndex(max(self.layer_choice.findData(layer), 0))
        self.changed.emit()

    def choose_measure(self, measure: Measure) -> None:
        self.measure_choice.setCurrentIndex(max(self.measure_choice.findData(measure), 0))
        self.changed.emit()

    def add_colours(self, choice: QWidget) -> None:
        """Place what colours tell apart beside the layers."""
        self.row.insertWidget(2, choice)

    def enable(self, on: bool) -> None:
        """Without coordinates only the colours do something: those of the timeline."""
        parts = (self.layer_choice, self.measure_choice, self.path, self.flows, self.flow_time)
        for part in (*parts, *self.tools.values(), self.menu_button):
            part.setEnabled(on)

    def stop_drawing(self) -> None:
        for name in ("rectangle", "lasso"):
            self.tools[name].setChecked(False)

    def tick_ground(self, kind: str) -> None:
        """The menu shows what lies below the map."""
        of_kind = {
            OUTLINE: self.outline_action,
            FILE: self.file_action,
            ONLINE: self.online_action,
        }
        of_kind[kind].setChecked(True)

    def retranslate(self) -> None:
        said = dict(zip(LAYERS, _layer_words(), strict=True))
        _fill(self.layer_choice, [(words, layer) for layer, (words, _) in said.items()])
        for row, (_, tip) in enumerate(said.values()):
            self.layer_choice.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        self.layer_choice.setAccessibleName(tr("Layer of the map"))
        self.layer_choice.setToolTip(tr("How events are drawn: gathered far out, singly near"))
        _fill(self.measure_choice, [(tr("Events"), "events"), (tr("Users"), "users")])
        self.measure_choice.setAccessibleName(tr("What the map counts"))
        self.measure_choice.setToolTip(tr("Count every event, or each user once"))
        self.path.setText(tr("Path"))
        self.path.setToolTip(tr("The way of the chosen user, coloured from early to late"))
        self.flows.setText(tr("Flows"))
        self.flows.setToolTip(
            tr("Moves from place to place: trips, or visits that follow each other within a day")
        )
        self.flow_time.retranslate()
        for name, (words, tip) in _tool_words().items():
            self.tools[name].setAccessibleName(words)
            self.tools[name].setToolTip(tip)
        self.menu_button.setAccessibleName(tr("Menu of the map"))
        self.menu_button.setToolTip(tr("Base map, saving the map"))
        self.ground_menu.setTitle(tr("Base map"))
        self.outline_action.setText(tr("Outline of the land"))
        self.file_action.setText(tr("Tiles from a file …"))
        self.online_action.setText(tr("Online tiles (OpenStreetMap)"))
        self.picture_action.setText(tr("Save the map as a picture …"))
        self.page_action.setText(tr("Save the map as a page …"))

    def apply_theme(self, theme: Theme) -> None:
        for name, tool in self.tools.items():
            tool.setIcon(step_icon(f"map-{name}", theme))
        self.menu_button.setIcon(step_icon("more", theme))

    def _build_menu(self) -> None:
        self.ground_menu = self.menu.addMenu("")
        self.outline_action, self.file_action, self.online_action = (QAction(self) for _ in "123")
        self.grounds = QActionGroup(self)
        for action in (self.outline_action, self.file_action, self.online_action):
            action.setCheckable(True)
            self.grounds.addAction(action)
            self.ground_menu.addAction(action)
        self.outline_action.setChecked(True)
        self.menu.addSeparator()
        self.picture_action, self.page_action = QAction(self), QAction(self)
        self.menu.addActions([self.picture_action, self.page_action])
        self.menu_button.clicked.connect(self._show_menu)

    def _lay_out(self) -> None:
        for tool in (*self.tools.values(), self.menu_button):
            tool.setIconSize(QSize(20, 20))
            tool.setFixedWidth(4 * GRID)
            tool.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for tool in self.tools.values():
            tool.setCheckable(True)
        tools = QWidget()
        tools.setLayout(beside(*self.tools.values(), self.menu_button, spacing=0))
        self.row = WrappingRow(
            self.layer_choice,
            self.measure_choice,
            self.path,
            self.flows,
            self.flow_time,
            self.note,
            None,
            tools,
        )
        self.setLayout(self.row)

    def _connect_tools(self) -> None:
        for name, other in (("rectangle", "lasso"), ("lasso", "rectangle")):
            self.tools[name].clicked.connect(
                lambda on, name=name, other=other: self._on_pencil(name, other, on)
            )
        self.tools["clock"].toggled.connect(self.time_wanted)
        self.tools["compare"].toggled.connect(self.compare_wanted)

    def _show_menu(self) -> None:
        corner = self.menu_button.rect().bottomRight()
        at = self.menu_button.mapToGlobal(corner)
        self.menu.popup(QPoint(at.x() - self.menu.sizeHint().width(), at.y()))

    def _on_pencil(self, name: str, other: str, on: bool) -> None:
        self.tools[other].setChecked(False)
        self.draw_wanted.emit(name if on else "")


def _fill(choice: QComboBox, entries: list[tuple[str, str]]) -> None:
    """Entries in the reader's language; what was chosen stays."""
    before = choice.currentData()
    choice.blockSignals(True)
    choice.clear()
    for said, value in entries:
        choice.addItem(said, value)
    choice.setCurrentIndex(max(choice.findData(before), 0))
    choice.blockSignals(False)
    widen(choice)


def widen(choice: QComboBox) -> None:
    """Room for the longest entry beside the arrow; the style's own reckoning leaves that out."""
    said = [choice.itemText(row) for row in range(choice.count())]
    longest = max((choice.fontMetrics().horizontalAdvance(one) for one in said), default=0)
    choice.setMinimumWidth(longest + 6 * GRID)


def _layer_words() -> list[tuple[str, str]]:
    return [
        (tr("Cells, points"), tr("Cells far out; single places where few are in sight")),
        (tr("Cells"), tr("Hexagons whose size follows the zoom; click one for its numbers")),
        (tr("Heat"), tr("Where it is dense, smoothed over some streets")),
        (tr("Clusters"), tr("Circles with the number of what lies near each other")),
        (tr("Points"), tr("Single places, as large as they are busy")),
        (tr("No places"), tr("Only the path and the flows")),
    ]


def _tool_words() -> dict[str, tuple[str, str]]:
    return {
        "rectangle": (
            tr("Draw a rectangle"),
            tr("Draw a rectangle: only what lies in it counts, everywhere"),
        ),
        "lasso": (
            tr("Draw an area"),
            tr("Draw an area freely: only what lies in it counts, everywhere"),
        ),
        "clock": (tr("Play through time"), tr("Show a window of time that moves")),
        "compare": (tr("Compare"), tr("Two maps side by side: two periods, users or segments")),
    }
