"""The map of a log: layers to choose, playback, two maps side by side, areas to draw."""

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from stdesk.desk.explore.data import Selection, reach_of
from stdesk.desk.explore.flow_layer import draw_expected
from stdesk.desk.explore.map_compare import MapCompare
from stdesk.desk.explore.map_controls import MapControls
from stdesk.desk.explore.map_menu import MapMenu
from stdesk.desk.explore.map_player import MapPlayer
from stdesk.desk.explore.map_saving import save_page, save_picture
from stdesk.desk.explore.map_work import Drawn, Pictures, Wish, details, draw, span_of
from stdesk.desk.look.pieces import rows
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.look.wrapping_row import height_with_rows
from stdesk.desk.maps.map_bridge import Asked
from stdesk.desk.maps.map_view import MapView
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.log_cache import shared_map
from stdesk.features import EventLog, Groups
from stdesk.insight import Bounds
from stdesk.language import tr
from stdesk.maps import MapLog

LEAST_HEIGHT = 15 * GRID  # of the map itself


class MapPanel(QWidget):
    """Draws a selection of a log. `viewed` carries the bounds in sight when only they should count.

    Nothing is loaded again when the selection changes: small messages are.
    """

    timelines_wanted = Signal()
    viewed = Signal(object)  # Bounds, or None when the map restricts nothing

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.map = MapView(desk)
        self.controls, self.player = MapControls(desk), MapPlayer()
        self.compare = MapCompare(desk)
        self.only_seen = QCheckBox()
        self.known: MapLog | None = None
        self.groups: Groups | None = None
        self.selection = Selection()
        self.pictures = Pictures()
        self._leaving = False  # for another view, of which the page will tell
        self.player.hide()
        self.compare.hide()
        whole = rows(self.controls, self.compare, self.map, self.player, spacing=GRID)
        whole.setStretch(2, 1)
        self.map.setMinimumHeight(LEAST_HEIGHT)
        self.setLayout(whole)
        self._connect()
        self.offers = MapMenu(desk, self)
        self.retranslate()

    @property
    def log(self) -> EventLog | None:
        return self.known.log if self.known is not None else None

    @property
    def drawn(self) -> dict[str, Drawn]:
        """The newest picture, by its sides."""
        return self.pictures.newest

    @property
    def wish(self) -> Wish:
        """What the controls ask for."""
        controls, player = self.controls, self.player
        return Wish(
            layer=controls.layer,
            measure=controls.measure,
            path=controls.path.isChecked(),
            flows=controls.flows.isChecked(),
            window_ms=player.window_ms if self.is_timed else None,
            difference=self.compare.difference.isChecked(),
        )

    @property
    def is_timed(self) -> bool:
        return self.controls.tools["clock"].isChecked()

    @property
    def is_split(self) -> bool:
        return self.controls.tools["compare"].isChecked()

    def set_log(self, log: EventLog, groups: Groups) -> None:
        """Another log, or other colours; call `select` next."""
        has_map = log.catalogue.has_coordinates
        known = self.known
        if known is None or log is not known.log:
            known = self.known = shared_map(log)
            self.pictures.forget()
            self.controls.flows.setChecked(bool((log.trip >= 0).any()))
            self.controls.flow_time.set_log(log)
            self.compare.set_log(log)
            span = span_of(self.known, Selection())
            self.player.suit(span[1] - span[0])
        self.groups = groups
        self.controls.enable(has_map)
        for part in (self.only_seen, self.player, self.compare):
            part.setEnabled(has_map)
        if has_map:
            self.map.show_map()  # while its page loads, the cells of the events are found
            self._ask(known.find_all, lambda _: None, "cells")
        else:
            self.say_no_coordinates()

    def show_place(self, latitude: float, longitude: float) -> None:
        """Bring a place into view, with the streets around it."""
        slack = 0.004
        self.map.fit(
            Bounds(longitude - slack, latitude - slack, longitude + slack, latitude + slack)
        )

    def say_no_coordinates(self) -> None:
        """Say what stands aside, and what works."""
        self.map.say(
            tr("This log has no map"),
            tr(
                "Its events carry no coordinates. The map, distances and near places stand aside; "
                "users, timeline, training, recommendations and reports work as always."
            ),
            tr("Show the timelines"),
            self.timelines_wanted.emit,
        )

    def select(self, selection: Selection, move: bool) -> None:
        """Draw this selection; with `move` the map goes to where it is."""
        self.selection = selection
        known = self.known
        if known is None or not known.log.catalogue.has_coordinates:
            return
        area = selection.area
        self.map.send("area", corners=[list(corner) for corner in area] if area else None)
        if move:
            self._leaving = True
            self._ask(lambda: reach_of(known, selection), self._go, "reach")
        else:
            self.draw()

    def draw(self) -> None:
        """Work out what is in sight in the background, then send it to the page."""
        known, groups, bounds = self.known, self.groups, self.map.bounds
        if known is None or groups is None or bounds is None or self._leaving:
            return
        if not known.log.catalogue.has_coordinates:
            return
        selections: tuple[Selection, ...] = (self.selection,)
        if self.is_split:
            selections += (self.compare.right(self.selection),)
        wish = self.wish
        self._ask(lambda: draw(known, groups, selections, bounds, wish), self._show, "drawn")

    def retranslate(self) -> None:
        self.controls.retranslate()
        self.player.retranslate()
        self.compare.retranslate()
        self.only_seen.setText(tr("Map area only"))
        self.only_seen.setToolTip(tr("The timeline counts only events in the part in sight"))
        if self.log is not None and not self.log.catalogue.has_coordinates:
            self.say_no_coordinates()
        self.map.apply_theme(self.desk.theme)
        self._split()
        self.draw()

    def apply_theme(self, theme: Theme) -> None:
        self.map.apply_theme(theme)
        self.controls.apply_theme(theme)
        self.player.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        """What to remember until the next session."""
        return {"layer": self.controls.layer, "measure": self.controls.measure}

    def restore(self, state: dict[str, Any]) -> None:
        self.controls.choose_layer(state.get("layer", "automatic"))
        self.controls.choose_measure(state.get("measure", "events"))

    def minimumSizeHint(self) -> QSize:
        return height_with_rows(self, super().minimumSizeHint())

    # construction

    def _connect(self) -> None:
        controls, player = self.controls, self.player
        controls.changed.connect(self.draw)
        controls.draw_wanted.connect(lambda shape: self.map.send("draw", shape=shape or None))
        controls.time_wanted.connect(self._on_time)
        controls.compare_wanted.connect(self._on_compare)
        controls.outline_action.triggered.connect(lambda: self.map.ground.use_outline())
        controls.file_action.triggered.connect(lambda: self._on_file())
        controls.online_action.triggered.connect(lambda: self._on_online())
        controls.picture_action.triggered.connect(lambda: save_picture(self.desk, self.map))
        controls.page_action.triggered.connect(lambda: save_page(self.desk, self.map))
        player.asked.connect(lambda asked: self.map.send("player", **asked))
        player.window_changed.connect(self.draw)
        self.compare.changed.connect(self._on_other)
        self.only_seen.toggled.connect(lambda on: self.viewed.emit(self.map.bounds if on else None))
        self.map.viewed.connect(self._on_viewed)
        self.map.ground.changed.connect(self._tick_ground)
        self.map.moment.connect(player.on_moment)
        self.map.asked.connect(self._on_asked)
        self.map.painted.connect(lambda number: self.pictures.forget(before=number))
        self.map.drawn.connect(self._on_drawn)
        self._tick_ground()

    # what happens

    def _ask(self, function: Any, on_result: Any, key: str) -> None:
        self.desk.jobs.query(function, on_result, key=f"map {key}:{id(self)}", owner=self)

    def _go(self, reach: Bounds | None) -> None:
        self._leaving = False
        self.controls.note.setText("" if reach else tr("No coordinates are known here."))
        if reach is None:
            self.map.clear()
        else:
            self.map.fit(reach)  # the page answers with what it shows, and that is drawn

    def _on_viewed(self, bounds: Bounds) -> None:
        self.draw()
        if self.only_seen.isChecked():
            self.viewed.emit(bounds)

    def _show(self, drawn: list[Drawn]) -> None:
        number = self.pictures.add(drawn)
        for side, one in self.drawn.items():
            for message in one.messages:
                self.map.tell(message, "" if side == "left" else side, serial=number)
        self._show_expected()
        if self.is_timed and drawn[0].step_ms:
            self.player.show_drawn(max(drawn, key=lambda one: one.steps))

    def _show_expected(self) -> None:
        """Flows of a coming hour in the place of those so far, where one was chosen."""
        made, hour = self.controls.flow_time.made, self.controls.flow_time.hour
        if made is None or hour is None or not self.controls.flows.isChecked():
            return
        bounds, theme = self.map.bounds, self.desk.theme
        if bounds is not None:
            content, title = draw_expected(made, hour, bounds, theme)
            self.map.send("flows", **content)
            legend = next(m for m in self.drawn["left"].messages if m.command == "legend").content
            entry = {"label": title, "colour": theme.series[1], "line": True}
            self.map.send("legend", **{**legend, "entries": [*legend["entries"], entry]})

    def _on_asked(self, asked: Asked) -> None:
        """Tell of a thing in the picture in which it was clicked, which need not be the newest."""
        drawn = self.pictures.find(asked)
        if drawn is not None:
            tell = partial(self.map.send, "popup", **asked.named)
            self._ask(lambda: details(drawn, asked), lambda words: tell(**words), "details")

    def _on_drawn(self, area: tuple[tuple[float, float], ...] | None) -> None:
        self.controls.stop_drawing()
        self.map.send("draw", shape=None)
        if area is not None:
            self.desk.focus.restrict(area=area)

    def _on_time(self, on: bool) -> None:
        self.player.setVisible(on)
        if not on:
            self.map.forget("moments")
            self.map.send("untimed")
        self.draw()

    def _on_compare(self, on: bool) -> None:
        self.compare.setVisible(on)
        self._split()
        self.draw()

    def _on_other(self) -> None:
        if self.is_split:
            self._split()
            self.draw()

    def _split(self) -> None:
        titles = self.compare.titles(self.selection) if self.is_split else ("", "")
        difference = self.compare.difference.isChecked()
        self.map.send("split", on=self.is_split, titles=list(titles), difference=difference)

    def _on_file(self) -> None:
        path = self.map.ground.ask_for_file()
        if path is not None:
            self.map.ground.use_file(path)
        self._tick_ground()

    def _on_online(self) -> None:
        self.map.ground.use_online()
        self._tick_ground()

    def _tick_ground(self) -> None:
        self.controls.tick_ground(self.map.ground.kind)
