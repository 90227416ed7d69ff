"""The map: a page loaded once, to which small messages go; it tells what is seen and clicked."""

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QStackedWidget, QWidget

from stdesk.desk.look.pieces import EmptyState
from stdesk.desk.look.theme import Theme
from stdesk.desk.maps.base_map import BaseMap
from stdesk.desk.maps.live_page import PageAhead
from stdesk.desk.maps.map_page import assets_present
from stdesk.desk.work.desk import Desk
from stdesk.insight import Bounds
from stdesk.language import language, tr
from stdesk.maps import Message, pack
from stdesk.project import TileArchive

TILE_HOST = "tile.openstreetmap.org"
TILE_ADDRESS = f"https://{TILE_HOST}/{{z}}/{{x}}/{{y}}.png"
# What is asked, not what is shown: said only once.
_ONCE = frozenset({"fit", "choose", "popup", "player", "look", "untimed"})
_OUTLINE = {"address": "", "credit": "", "least": 0, "most": 19, "beside": False}


class MapView(QStackedWidget):
    """A map, or a sentence in its place. What was sent before the page is ready is kept for it."""

    ready = Signal()
    viewed = Signal(object)  # Bounds, after each move
    clicked = Signal(float, float)  # latitude, longitude
    menu_wanted = Signal(float, float)  # latitude, longitude
    moved = Signal(float, float)  # the user was dragged there
    chosen = Signal(int)  # the id of a numbered place
    asked = Signal(object)  # an Asked: details of a thing are wanted
    drawn = Signal(object)  # corners of a drawn area, (latitude, longitude); None for a mere click
    moment = Signal(int, bool, object)  # step of the playback, whether it plays, events in it
    painted = Signal(int)  # the serial of a message whose picture is on the screen

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.bounds: Bounds | None = None
        self.is_ready = False
        self._shown: dict[str, str] = {}
        self._asked: list[str] = []
        self.ground = BaseMap(desk, self)
        self.notice = EmptyState()
        self.addWidget(QWidget())  # until it is known whether there is a map
        self.addWidget(self.notice)
        self.web: QWebEngineView | None = None
        self._settled = QTimer(self, singleShot=True, interval=60)
        self._settled.timeout.connect(lambda: self.viewed.emit(self.bounds))
        self.apply_theme(desk.theme)

    def start(self) -> None:
        """Load the page, in the background as far as that is possible; again does nothing."""
        if self.web is not None or not assets_present():
            return
        self.web = QWebEngineView(self)
        self.web.setContextMenuPolicy(self.web.contextMenuPolicy().NoContextMenu)
        self.web.setAccessibleName(tr("Map"))
        self.page = PageAhead.of(self.desk).take(self.web)
        self.files, self._bridge = self.page.files, self.page.bridge
        self.web.setPage(self.page)
        self.addWidget(self.web)
        self.recolour_ground()
        self._bridge.serve(self)

    def say(
        self,
        heading: str,
        sentence: str,
        action: str = "",
        on_click: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence instead of the map, and a button that leads on."""
        self.notice.say("place", heading, sentence, action, on_click)
        self.notice.apply_theme(self.desk.theme)
        self.setCurrentWidget(self.notice)

    def show_map(self) -> None:
        """Show the map; where set-up has not fetched its parts, say so instead."""
        self.start()
        if self.web is None:
            self.say(
                tr("The map's parts are missing"),
                tr(
                    "Set-up could not fetch them. Run packaging/run.py again with a connection to "
                    "the internet; all the rest works without."
                ),
            )
            return
        self.setCurrentWidget(self.web)

    def send(self, command: str, **content: Any) -> None:
        """Tell the page to draw or do something; see `commands` in map.js."""
        about = _about(command, content)
        message = json.dumps({"command": command, **content}, ensure_ascii=False)
        if command not in _ONCE:
            self._shown.pop(about, None)  # what is said anew is said last
            self._shown[about] = message
        elif not self.is_ready:
            self._asked.append(message)
        if self.is_ready:
            self._bridge.command.emit(message)

    def tell(self, message: Message, side: str = "", **more: Any) -> None:
        """Send a message whose arrays go beside it, packed."""
        content = {**message.content, **more, **({"side": side} if side else {})}
        if message.arrays is not None and self.web is not None:
            packed, parts = pack(message.arrays)
            address = self.files.keep(_about(message.command, content), packed)
            content["data"] = {"address": address, "parts": parts}
        self.send(message.command, **content)

    def forget(self, *commands: str) -> None:
        """What was said of these is not said again when the page begins anew."""
        for about in list(self._shown):
            if about.split()[0] in commands:
                del self._shown[about]

    def shown(self) -> list[dict[str, Any]]:
        """All that the page shows, in the order of telling."""
        return [json.loads(message) for message in self._shown.values()]

    def fit(self, bounds: Bounds, closest: int = 16) -> None:
        """Bring these bounds into view."""
        self.send(
            "fit",
            west=bounds.west,
            south=bounds.south,
            east=bounds.east,
            north=bounds.north,
            maxZoom=closest,
        )

    def clear(self) -> None:
        """Take away all that was drawn."""
        self.forget("moments")
        for side in ("", "right"):
            more = {"side": side} if side else {}
            self.send("spots", layer="none", **more)
            self.send("trail", **more)
            self.send("flows", flows=[], **more)
            self.send("legend", title="", entries=[], ramp=None, **more)
        self.send("path", pieces=[])
        self.send("places", places=[], here=None)

    def apply_theme(self, theme: Theme) -> None:
        self.notice.apply_theme(theme)
        colours = {
            "text": theme.text,
            "panel": theme.surface,
            "line": theme.border,
            "accent": theme.accent,
            "on-accent": theme.on_accent,
            **{f"series-{code}": colour for code, colour in enumerate(theme.series)},
        }
        self.send(
            "theme",
            name=theme.name,
            colours=colours,
            font=QGuiApplication.font().family(),
            size=f"{QFontInfo(QGuiApplication.font()).pixelSize()}px",
            language=language().replace("_", "-"),
        )
        self.send("words", zoomIn=tr("Zoom in"), zoomOut=tr("Zoom out"))
        self._ground = "#161c24" if theme.dark else "#e9eef3"
        self.recolour_ground()

    def recolour_ground(self) -> None:
        if self.web is not None:
            self.page.setBackgroundColor(QColor(self._ground))

    def use_tiles(self, wanted: bool) -> None:
        """Online tiles below the marks, or the outline; the choice is the caller's to remember."""
        if self.web is None:
            return
        self.page.allow_host(TILE_HOST if wanted else "")
        online = {"address": TILE_ADDRESS, "credit": "© OpenStreetMap contributors"}
        self.send("tiles", **(_OUTLINE | online if wanted else _OUTLINE))

    def use_archive(self, archive: TileArchive) -> None:
        """Tiles of a file on this computer below the marks; nothing is asked of the internet."""
        if self.web is None:
            return
        self.page.allow_host("")
        self.send(
            "tiles",
            address=self.files.tile_address(archive),
            credit=archive.credit,
            least=archive.extent.least_zoom,
            most=archive.extent.most_zoom,
            beside=True,
        )

    def on_ready(self) -> None:
        """The page stands: say all that has gathered."""
        self.is_ready = True
        for message in [self._shown["theme"], *self._shown.values(), *self._asked]:
            self._bridge.command.emit(message)
        self._asked.clear()
        self.ready.emit()

    def on_viewed(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._settled.start()


def _about(command: str, content: dict[str, Any]) -> str:
    """What a message is about: a newer one about the same takes its place."""
    side, layer = content.get("side", ""), content.get("layer", "")
    return f"{command} {side} {layer if command == 'moments' else ''}".strip()
