"""What crosses between the window and the map's page."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from stdesk.insight import Bounds

if TYPE_CHECKING:
    from stdesk.desk.maps.map_view import MapView


@dataclass(frozen=True)
class Asked:
    """A thing that was clicked, by its layer and its number in a picture.

    step: of the playback, as it stood then; None where all time was shown.
    """

    side: str
    layer: str
    number: int
    picture: int
    step: int | None

    @property
    def named(self) -> dict[str, str | int]:
        """The same for the page, which waits for an answer about just this thing."""
        of_picture = {"index": self.number, "picture": self.picture}
        return {"side": self.side, "layer": self.layer, **of_picture}


class Bridge(QObject):
    """The page calls its slots; `command` is heard by the page.

    A page that is loaded ahead serves no map yet. It has no room either, and so it says no more
    than that it is ready.
    """

    command = Signal(str)

    _view: "MapView"

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_ready = self.serves = False

    def serve(self, view: "MapView") -> None:
        """From now on all that the page says is for this map."""
        self._view, self.serves = view, True
        if self.is_ready:
            view.on_ready()

    @Slot()
    def ready(self) -> None:
        self.is_ready = True
        if self.serves:
            self._view.on_ready()

    @Slot(float, float, float, float, float)
    def viewed(self, west: float, south: float, east: float, north: float, zoom: float) -> None:
        self._view.on_viewed(Bounds(west, south, east, north, zoom))

    @Slot(float, float)
    def clicked(self, latitude: float, longitude: float) -> None:
        self._view.clicked.emit(latitude, (longitude + 180) % 360 - 180)

    @Slot(float, float)
    def menu(self, latitude: float, longitude: float) -> None:
        self._view.menu_wanted.emit(latitude, (longitude + 180) % 360 - 180)

    @Slot(float, float)
    def moved(self, latitude: float, longitude: float) -> None:
        self._view.moved.emit(latitude, (longitude + 180) % 360 - 180)

    @Slot(int)
    def chosen(self, place: int) -> None:
        self._view.chosen.emit(place)

    @Slot(str, str, int, int, int)
    def asked(self, side: str, layer: str, number: int, picture: int, step: int) -> None:
        self._view.asked.emit(Asked(side, layer, number, picture, step if step >= 0 else None))

    @Slot(str)
    def drawn(self, corners: str) -> None:
        found = json.loads(corners)
        self._view.drawn.emit(tuple((north, east) for north, east in found) if found else None)

    @Slot(int, bool, str)
    def moment(self, step: int, playing: bool, totals: str) -> None:
        self._view.moment.emit(step, playing, json.loads(totals))

    @Slot(int)
    def painted(self, serial: int) -> None:
        self._view.painted.emit(serial)
