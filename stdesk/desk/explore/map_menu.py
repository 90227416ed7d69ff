"""What the right button, or the menu key, offers at a point of the map."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu

from stdesk.desk.explore.details_data import Subject
from stdesk.desk.work.desk import Desk
from stdesk.insight.near import around, nearest
from stdesk.language import distance, tr

if TYPE_CHECKING:
    from stdesk.desk.explore.map_panel import MapPanel

NEAR_KM = 0.5  # of the circle to which the view can be restricted
SHORT = 40  # letters of a place's name


class MapMenu:
    """Opens at `map.menu_wanted`; `menu` is the one that is open."""

    def __init__(self, desk: Desk, panel: "MapPanel") -> None:
        self._desk, self._panel = desk, panel
        self.menu: QMenu | None = None
        panel.map.menu_wanted.connect(self.open)

    def open(self, latitude: float, longitude: float) -> None:
        self.menu = self._made(latitude, longitude)
        self.menu.popup(QCursor.pos())

    def _made(self, latitude: float, longitude: float) -> QMenu:
        menu, panel = QMenu(self._panel), self._panel
        self._offer_place(menu, latitude, longitude)
        circle = around((latitude, longitude), NEAR_KM)
        near = tr("Only what happened within {km} of here", km=distance(NEAR_KM))
        menu.addAction(near, lambda: self._desk.focus.restrict(area=circle))
        if self._desk.focus.now.area is not None:
            menu.addAction(tr("All places again"), lambda: self._desk.focus.restrict(area=None))
        said = f"{latitude:.6f}, {longitude:.6f}"
        menu.addAction(
            tr("Copy the coordinates {at}", at=said),
            lambda: QGuiApplication.clipboard().setText(said),
        )
        menu.addSeparator()
        menu.addActions(panel.controls.menu.actions())
        return menu

    def _offer_place(self, menu: QMenu, latitude: float, longitude: float) -> None:
        """The details of the nearest place, if one is near."""
        log = self._panel.log
        if log is None:
            return
        places = log.catalogue
        found = nearest((latitude, longitude), places.item_latitude, places.item_longitude)
        if found is None or found[1] > NEAR_KM:
            return
        item, km = found
        name = places.item_name(item)
        short = name if len(name) <= SHORT else name[: SHORT - 1] + "…"
        said = tr("Details of “{place}”, {km} from here", place=short, km=distance(km))
        menu.addAction(said, lambda: self._desk.details_wanted.emit(Subject("item", item)))
