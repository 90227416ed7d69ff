"""What lies below the maps of the window: the outline, tiles of a file, or tiles from the net."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from stdesk.desk.work.desk import Desk
from stdesk.desk.work.messages import ask
from stdesk.errors import Problem
from stdesk.language import tr
from stdesk.project import TileArchive, open_tiles

if TYPE_CHECKING:
    from stdesk.desk.maps.map_view import MapView

TILES_SETTING, FILE_SETTING = "map/online_tiles", "map/base_file"
OUTLINE, FILE, ONLINE = "outline", "file", "online"


class BaseMap(QObject):
    """The choice of a person, kept in the settings and put below a map once its page stands."""

    changed = Signal()

    def __init__(self, desk: Desk, view: "MapView") -> None:
        super().__init__(view)
        self.desk, self.view = desk, view
        view.ready.connect(self.apply)

    @property
    def kind(self) -> str:
        if self.desk.settings.get(TILES_SETTING, False):
            return ONLINE
        return FILE if self.desk.settings.get(FILE_SETTING) else OUTLINE

    def apply(self) -> None:
        """Put what was chosen below the map; a file that is gone gives way to the outline."""
        if self.kind == FILE:
            path = Path(self.desk.settings.get(FILE_SETTING))
            self._open(path, self.view.use_archive, lambda _: self.view.use_tiles(False))
        else:
            self.view.use_tiles(self.kind == ONLINE)

    def use_outline(self) -> None:
        self._remember(False, None)
        self.apply()

    def use_online(self) -> bool:
        """Ask first, since it tells others where one looks; whether it was agreed to."""
        agreed = ask(
            self.view,
            tr("Load map tiles from the internet?"),
            tr("Load tiles"),
            what_tiles_reveal(),
        )
        if agreed:
            self._remember(True, None)
            self.apply()
        return agreed

    def ask_for_file(self) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(
            self.view,
            tr("Base map from a file"),
            "",
            tr("Base maps") + " (*.mbtiles *.pmtiles)",
        )
        return Path(chosen) if chosen else None

    def use_file(self, path: Path) -> None:
        """Tiles of this file, once it was found to hold pictures; else a sentence says why not."""

        def opened(archive: TileArchive) -> None:
            self._remember(False, str(path.resolve()))
            self.view.use_archive(archive)

        self._open(path, opened, self.desk.show_problem)

    def _open(
        self,
        path: Path,
        opened: Callable[[TileArchive], None],
        failed: Callable[[Problem], None],
    ) -> None:
        self.desk.jobs.query(lambda: open_tiles(path), opened, failed, owner=self.view)

    def _remember(self, online: bool, path: str | None) -> None:
        self.desk.settings.set(TILES_SETTING, online)
        self.desk.settings.set(FILE_SETTING, path)
        self.changed.emit()


def what_tiles_reveal() -> str:
    return tr(
        "Tiles come from openstreetmap.org. Its servers then learn your internet address and which "
        "areas you look at, though none of your data. Without tiles nothing leaves this computer."
    )
