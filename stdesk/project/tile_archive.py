"""Base maps in one file, read in place: MBTiles (SQLite) and PMTiles (version 3), with pictures.

Formats: MBTiles specification 1.3 (github.com/mapbox/mbtiles-spec); PMTiles specification 3
(github.com/protomaps/PMTiles).
"""

import gzip
import sqlite3
import struct
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from stdesk.errors import Problem

SUFFIXES = (".mbtiles", ".pmtiles")
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_HEADER = struct.Struct("<7sB8Q3Q4B2B4iB2i")
_PM_PICTURES = {2: "image/png", 3: "image/jpeg", 4: "image/webp"}
_GZIP, _PLAIN = 2, 1
_DEEPEST_DIRECTORY = 4
_MOST_BYTES = 16 * 1024 * 1024  # of a directory or a tile that a broken file promises


class TileProblem(Problem):
    """A base map file cannot be used, and why."""


@dataclass(frozen=True)
class Extent:
    """How far a base map goes: closest and farthest zoom, west, south, east, north in degrees."""

    least_zoom: int
    most_zoom: int
    bounds: tuple[float, float, float, float]


class TileArchive(ABC):
    """A base map: pictures by zoom, column from the west, row from the north."""

    path: Path
    media_type: str
    extent: Extent
    credit: str

    @abstractmethod
    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """The picture of one tile; None where there is none. Any thread may ask."""


def open_tiles(path: Path) -> TileArchive:
    """Open a base map by its ending. Raises `TileProblem` for what cannot be shown."""
    try:
        if path.suffix.lower() == ".mbtiles":
            return _MbTiles(path)
        if path.suffix.lower() == ".pmtiles":
            return _PmTiles(path)
    except (OSError, sqlite3.Error, struct.error, ValueError, EOFError, IndexError) as error:
        raise TileProblem(
            "{name} cannot be read as a base map: it is damaged or of another kind.", name=path.name
        ) from error
    raise TileProblem("{name} is no base map: choose a .mbtiles or .pmtiles file.", name=path.name)


class _MbTiles(TileArchive):
    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileNotFoundError(path)
        self.path = path
        self._lock = threading.Lock()
        self._file = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
        said = dict(self._file.execute("SELECT name, value FROM metadata"))
        some = self._file.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        if said.get("format") == "pbf" or (some and _picture_kind(some[0]) is None):
            raise _no_pictures(path)
        if some is None:
            raise ValueError("no tiles")
        self.media_type = str(_picture_kind(some[0]))
        self.credit = _plain(said.get("attribution", ""))
        zooms = self._file.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        west, south, east, north = (
            float(part) for part in said.get("bounds", "-180,-85,180,85").split(",")
        )
        self.extent = Extent(int(zooms[0]), int(zooms[1]), (west, south, east, north))

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        from_south = (1 << zoom) - 1 - row
        with self._lock:
            found = self._file.execute(
                "SELECT tile_data FROM tiles"
                " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (zoom, column, from_south),
            ).fetchone()
        return bytes(found[0]) if found else None


class _PmTiles(TileArchive):
    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file: BinaryIO = path.open("rb")
        fields = _HEADER.unpack(self._file.read(_HEADER.size))
        if fields[0] != b"PMTiles" or fields[1] != 3:
            raise ValueError("no PMTiles of version 3")
        self._root, self._root_length = fields[2], fields[3]
        self._leaves, self._data = fields[6], fields[8]
        self._packing, tile_packing, kind = fields[14], fields[15], fields[16]
        if kind not in _PM_PICTURES or tile_packing not in (0, _PLAIN):
            raise _no_pictures(path)
        if self._packing not in (_PLAIN, _GZIP):
            raise TileProblem(
                "{name} has its directory packed in a way that is not read here; convert it with "
                "gzip.",
                name=path.name,
            )
        self.media_type = _PM_PICTURES[kind]
        self.credit = ""
        west, south, east, north = (part / 1e7 for part in fields[19:23])
        self.extent = Extent(fields[17], fields[18], (west, south, east, north))
        self._directory = lru_cache(maxsize=64)(self._read_directory)
        self._directory(self._root, self._root_length)

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        if not self.extent.least_zoom <= zoom <= self.extent.most_zoom:
            return None
        number = tile_number(zoom, column, row)
        place, length = self._root, self._root_length
        for _ in range(_DEEPEST_DIRECTORY):
            entry = _entry_for(self._directory(place, length), number)
            if entry is None:
                return None
            if entry.run:
                return self._read(self._data + entry.offset, entry.length)
            place, length = self._leaves + entry.offset, entry.length
        return None

    def _read(self, place: int, length: int) -> bytes:
        if length > _MOST_BYTES:
            raise ValueError("too long")
        with self._lock:
            self._file.seek(place)
            found = self._file.read(length)
        if len(found) < length:
            raise EOFError
        return found

    def _read_directory(self, place: int, length: int) -> list["_Entry"]:
        packed = self._read(place, length)
        return _entries(gzip.decompress(packed) if self._packing == _GZIP else packed)


@dataclass(frozen=True)
class _Entry:
    """Tiles from `number` on, `run` of them alike; run 0: a directory further down."""

    number: int
    offset: int
    length: int
    run: int


def tile_number(zoom: int, column: int, row: int) -> int:
    """The place of a tile on the Hilbert curve over all zooms, as PMTiles counts them."""
    number = ((1 << (2 * zoom)) - 1) // 3  # all tiles of the zooms before
    side = 1 << zoom
    half = side >> 1
    while half:
        right, low = (column & half) > 0, (row & half) > 0
        number += half * half * ((3 * right) ^ low)
        if not low:
            if right:
                column, row = half - 1 - (column & (half - 1)), half - 1 - (row & (half - 1))
            column, row = row, column
        half >>= 1
    return number


def _entry_for(entries: list[_Entry], number: int) -> _Entry | None:
    """The last entry that begins at the number or before, if it reaches it."""
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].number <= number:
            low = middle + 1
        else:
            high = middle
    if not low:
        return None
    entry = entries[low - 1]
    return entry if not entry.run or number < entry.number + entry.run else None


def _entries(packed: bytes) -> list[_Entry]:
    """Four columns of variable-length numbers: steps of number, runs, lengths, offsets + 1."""
    place = 0

    def whole() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = packed[place]
            place += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    count = whole()
    if count > len(packed):
        raise ValueError("more entries than bytes")
    numbers, passed = [], 0
    for _ in range(count):
        passed += whole()
        numbers.append(passed)
    runs = [whole() for _ in range(count)]
    lengths = [whole() for _ in range(count)]
    offsets: list[int] = []
    for i in range(count):
        said = whole()
        offsets.append(said - 1 if said else offsets[i - 1] + lengths[i - 1])
    return [_Entry(*one) for one in zip(numbers, offsets, lengths, runs, strict=True)]


def _picture_kind(tile: bytes) -> str | None:
    return next((kind for begin, kind in _PICTURES.items() if tile.startswith(begin)), None)


def _no_pictures(path: Path) -> TileProblem:
    return TileProblem(
        "{name} holds vector tiles. Base maps of pictures work here: PNG, JPEG or WebP tiles in an "
        "MBTiles or PMTiles file.",
        name=path.name,
    )


def _plain(credit: str) -> str:
    """A credit without markup."""
    text, inside = [], False
    for letter in credit:
        inside = letter == "<" or (inside and letter != ">")
        if not inside and letter != ">":
            text.append(letter)
    return "".join(text).strip()
