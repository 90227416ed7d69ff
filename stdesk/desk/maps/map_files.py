"""What the map page fetches from this computer: arrays that were packed for it, and tiles.

Both come through an address of our own, stdesk://, which leads nowhere outside the program.
"""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestJob,
    QWebEngineUrlSchemeHandler,
)

from stdesk.desk.maps.web_guard import SCHEME
from stdesk.desk.work.jobs import Jobs
from stdesk.project import TileArchive

ARRAYS, TILES = "arrays", "tiles"

Reply = Callable[[bytes | None, str], None]


class MapFiles(QWebEngineUrlSchemeHandler):
    """Answers stdesk://arrays/N and stdesk://tiles/N/z/x/y of one page."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._kept: dict[str, dict[int, bytes]] = {}
        self._serial = 0
        self.archive: TileArchive | None = None

    def keep(self, about: str, packed: bytes) -> str:
        """The address under which the page finds these bytes, until newer ones of their kind."""
        self._serial += 1
        self._kept[about] = {self._serial: packed}
        return f"{SCHEME}://{ARRAYS}/{self._serial}"

    def packed(self, address: str) -> bytes | None:
        """The bytes kept under an address; None where they were let go."""
        serial = int(address.rsplit("/", 1)[1])
        return next((kept[serial] for kept in self._kept.values() if serial in kept), None)

    def tile_address(self, archive: TileArchive) -> str:
        """The template for the tiles of an archive, another one for each archive."""
        self.archive = archive
        self._serial += 1
        return f"{SCHEME}://{TILES}/{self._serial}/{{z}}/{{x}}/{{y}}"

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        address = job.requestUrl()
        packed = self.packed(address.toString()) if address.host() == ARRAYS else None
        if packed is not None:
            _reply(job, packed, "application/octet-stream")
        elif address.host() == TILES and self.archive is not None:
            self._send_tile(job, self.archive, address)
        else:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)

    def _send_tile(self, job: QWebEngineUrlRequestJob, archive: TileArchive, address: QUrl) -> None:
        """Read in the background: the file may lie on a slow disk."""
        zoom, column, row = (int(part) for part in address.path().split("/")[-3:])

        def send(tile: bytes | None) -> None:
            if not shiboken6.isValid(job):
                return
            if tile is None:
                job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            else:
                _reply(job, tile, archive.media_type)

        self._jobs.query(
            lambda: archive.tile(zoom, column, row), send, lambda _: send(None), owner=self
        )


def _reply(job: QWebEngineUrlRequestJob, content: bytes, kind: str) -> None:
    buffer = QBuffer(job)
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    job.reply(kind.encode(), buffer)
