"""The map's page as it runs, with what speaks to it; one is loaded before any map is shown."""

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebChannel import QWebChannel

from stdesk.desk.maps.map_bridge import Bridge
from stdesk.desk.maps.map_files import MapFiles
from stdesk.desk.maps.map_page import assets_present, map_page
from stdesk.desk.maps.web_guard import SCHEME, HomePage
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Jobs


class LivePage(HomePage):
    """Runs whether a view shows it or not; its bridge is told which map it serves."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self.files = MapFiles(jobs, self)
        self.profile().installUrlSchemeHandler(SCHEME.encode(), self.files)
        channel = QWebChannel(self)
        self.bridge = Bridge(self)  # made after the channel, and so it outlives it
        channel.registerObject("bridge", self.bridge)
        self.setWebChannel(channel)

    def open(self, path: Path) -> None:
        self.load(QUrl.fromLocalFile(str(path)))


class PageAhead(QObject):
    """A page for the first map of a window, loaded while a person still looks at other things.

    The web engine takes half a second to start and to load the page, 70 MB of its own and as much
    that all its windows share; so there is one page, and none once a map was shown.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._jobs = desk.jobs
        self._page: LivePage | None = None
        self._wanted = True

    @classmethod
    def of(cls, desk: Desk) -> "PageAhead":
        """The one of this window."""
        return desk.findChild(cls) or cls(desk)

    @property
    def is_loaded(self) -> bool:
        return self._page is not None and self._page.bridge.is_ready

    def load(self) -> None:
        """Begin, unless a map has come first."""
        if self._wanted and assets_present():
            self._jobs.query(map_page, self._open, owner=self)

    def take(self, parent: QObject) -> LivePage:
        """The page, to be kept by `parent`; where it is gone, another one that begins to load."""
        self._wanted = False
        page, self._page = self._page, None
        if page is None:
            page = LivePage(self._jobs, parent)
            self._jobs.query(map_page, page.open, owner=page)
        page.setParent(parent)
        return page

    def _open(self, path: Path) -> None:
        if self._wanted and self._page is None:
            self._page = LivePage(self._jobs, self)
            self._page.open(path)
