"""The map of a log with its switches: places, one user's path, flows, colours, online tiles."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from stdesk.desk.desk import Desk
from stdesk.desk.explore_data import (
    Groups,
    Selection,
    flows_of,
    marks_of,
    reach_of,
    way_of,
)
from stdesk.desk.flow_layer import FlowTime, draw_expected
from stdesk.desk.map_data import (
    Legend,
    draw_flows,
    draw_marks,
    draw_way,
    group_legend,
    way_legend,
)
from stdesk.desk.map_view import TILES_SETTING, MapView
from stdesk.desk.messages import ask
from stdesk.desk.pieces import beside, rows, text
from stdesk.desk.theme import GRID, Theme
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.language import tr

BAR_SPACING = GRID + GRID // 2


@dataclass(frozen=True)
class Layers:
    """What is drawn."""

    places: bool = True
    path: bool = True
    flows: bool = False


class MapPanel(QWidget):
    """Draws a selection of a log. `viewed` carries the bounds in sight when only they should count.

    Nothing is loaded again when the selection changes: small messages are.
    """

    viewed = Signal(object)  # Bounds, or None when the map restricts nothing

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.map = MapView(desk)
        self.log: EventLog | None = None
        self.groups: Groups | None = None
        self.selection = Selection()
        self._build()
        self.map.viewed.connect(self._on_viewed)
        self.map.ready.connect(self._use_tiles)
        self.retranslate()

    @property
    def layers(self) -> Layers:
        """What the switches ask for."""
        return Layers(self.places.isChecked(), self.path.isChecked(), self.flows.isChecked())

    def set_log(self, log: EventLog, groups: Groups) -> None:
        """Another log, or other colours; call `select` next."""
        if log is not self.log:
            self.flows.setChecked(bool((log.trip >= 0).any()))
            self.flow_time.set_log(log)
        self.log, self.groups = log, groups
        has_map = log.catalogue.has_coordinates
        for switch in (self.places, self.path, self.flows, self.only_seen, self.tiles):
            switch.setEnabled(has_map)
        if has_map:
            self.map.show_map()
        else:
            self.say_no_coordinates()

    def say_no_coordinates(self) -> None:
        """Say what stands aside, and what works."""
        self.map.say(
            tr("This log has no map"),
            tr(
                "Its events carry no coordinates. The map, distances and near places stand aside; "
                "users, timeline, training, recommendations and reports work as always."
            ),
        )

    def select(self, selection: Selection, move: bool) -> None:
        """Draw this selection; with `move` the map goes to where it is."""
        self.selection = selection
        if self.log is None or not self.log.catalogue.has_coordinates:
            return
        if move:
            log = self.log
            self._ask(lambda: reach_of(log, selection), self._go, "reach")
        else:
            self.draw()

    def draw(self) -> None:
        """Read what is in sight in the background, then send it to the page."""
        log, groups, bounds = self.log, self.groups, self.map.bounds
        if log is None or groups is None or bounds is None or not log.catalogue.has_coordinates:
            return
        selection, layers, theme = self.selection, self.layers, self.desk.theme
        made, hour = self.flow_time.made, self.flow_time.hour

        def drawn() -> dict[str, dict[str, Any]]:
            messages = _drawn(log, groups, selection, bounds, layers, theme)
            if layers.flows and made is not None and hour is not None:
                messages["flows"], title = draw_expected(made, hour, bounds, theme)
                messages["legend"] = _with_entry(messages["legend"], title, theme.series[1])
            return messages

        self._ask(drawn, self._show, "drawn")

    def retranslate(self) -> None:
        self.places.setText(tr("Places"))
        self.path.setText(tr("Path"))
        self.path.setToolTip(tr("The way of the chosen user, coloured from early to late"))
        self.flows.setText(tr("Flows"))
        self.flows.setToolTip(
            tr("Moves from place to place: trips, or visits that follow each other within a day")
        )
        self.flow_time.retranslate()
        self.only_seen.setText(tr("Map area only"))
        self.only_seen.setToolTip(tr("The timeline counts only events in the part in sight"))
        self.tiles.setText(tr("Online tiles"))
        self.tiles.setToolTip(_what_tiles_reveal())
        if self.log is not None and not self.log.catalogue.has_coordinates:
            self.say_no_coordinates()
        self.draw()

    def apply_theme(self, theme: Theme) -> None:
        self.map.apply_theme(theme)
        self.draw()

    def _build(self) -> None:
        self.places, self.path, self.flows = QCheckBox(), QCheckBox(), QCheckBox()
        self.only_seen, self.tiles = QCheckBox(), QCheckBox()
        self.places.setChecked(True)
        self.path.setChecked(True)
        self.flow_time = FlowTime(self.desk)
        self.flow_time.chosen.connect(self.draw)
        self.flow_time.hide()
        self.flows.toggled.connect(self.flow_time.setVisible)
        self.note = text("warning")
        for switch in (self.places, self.path, self.flows):
            switch.toggled.connect(lambda: self.draw())
        self.only_seen.toggled.connect(lambda: self._tell_view())
        self.tiles.setChecked(bool(self.desk.settings.get(TILES_SETTING, False)))
        self.tiles.clicked.connect(self._on_tiles)
        self.bar = beside(
            self.places,
            self.path,
            self.flows,
            self.flow_time,
            None,
            self.note,
            self.tiles,
            spacing=BAR_SPACING,
        )
        whole = rows(self.bar, self.map)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _ask(self, function: Any, on_result: Any, key: str) -> None:
        self.desk.jobs.query(function, on_result, key=f"map {key}:{id(self)}", owner=self)

    def _go(self, reach: Bounds | None) -> None:
        self.note.setText("" if reach else tr("No coordinates are known here."))
        if reach is None:
            self.map.clear()
        else:
            self.map.fit(reach)  # the page answers with what it shows, and that is drawn

    def _on_viewed(self, bounds: Bounds) -> None:
        self.draw()
        if self.only_seen.isChecked():
            self.viewed.emit(bounds)

    def _tell_view(self) -> None:
        self.viewed.emit(self.map.bounds if self.only_seen.isChecked() else None)

    def _show(self, messages: dict[str, dict[str, Any]]) -> None:
        for command, content in messages.items():
            self.map.send(command, **content)

    def _on_tiles(self, wanted: bool) -> None:
        if wanted:
            wanted = ask(
                self,
                tr("Load map tiles from the internet?"),
                tr("Load tiles"),
                _what_tiles_reveal(),
            )
        self.tiles.setChecked(wanted)
        self.desk.settings.set(TILES_SETTING, wanted)
        self._use_tiles()

    def _use_tiles(self) -> None:
        self.map.use_tiles(self.tiles.isChecked())


def _drawn(
    log: EventLog,
    groups: Groups,
    selection: Selection,
    bounds: Bounds,
    layers: Layers,
    theme: Theme,
) -> dict[str, dict[str, Any]]:
    """All messages that bring the map up to date; runs in the background."""
    messages: dict[str, dict[str, Any]] = {
        "marks": {"marks": []},
        "flows": {"flows": []},
        "path": {"pieces": [], "stops": []},
    }
    legend = Legend()
    if layers.places:
        found = marks_of(log, groups, selection, bounds)
        messages["marks"] = draw_marks(found, groups, log.catalogue, theme)
        legend = group_legend(theme, groups, found.single)
    if layers.flows:
        arcs = flows_of(log, selection, bounds)
        trips = bool((log.trip >= 0).any())
        messages["flows"] = draw_flows(arcs, log.catalogue, theme, trips)
    if layers.path and selection.user is not None:
        way = way_of(log, selection, bounds)
        messages["path"] = draw_way(way, log, theme)
        legend = Legend(legend.title, legend.entries, way_legend(way, log, theme).ramp)
    messages["legend"] = {
        "title": legend.title,
        "entries": list(legend.entries),
        "ramp": legend.ramp,
    }
    return messages


def _with_entry(legend: dict[str, Any], label: str, colour: str) -> dict[str, Any]:
    """A legend that also says what another colour is."""
    return {
        **legend,
        "entries": [*legend["entries"], {"label": label, "colour": colour, "line": True}],
    }


def _what_tiles_reveal() -> str:
    return tr(
        "Tiles come from openstreetmap.org. Its servers then learn your internet address and which "
        "areas you look at, though none of your data. Without tiles nothing leaves this computer."
    )
