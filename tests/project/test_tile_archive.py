"""Base maps in one file: MBTiles and PMTiles with pictures are read, others refused in words."""

import gzip
import io
import sqlite3
import struct
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from stdesk.project import TileProblem, open_tiles
from stdesk.project.tile_archive import tile_number

ZOOMS = range(4)


def picture(zoom: int, column: int, row: int, kind: str = "PNG") -> bytes:
    """A tile whose colour says which one it is."""
    made = io.BytesIO()
    Image.new("RGB", (256, 256), (zoom * 60, column * 30, row * 30)).save(made, kind)
    return made.getvalue()


def write_mbtiles(path: Path, kind: str = "PNG", **said: str) -> Path:
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE metadata (name text, value text)")
    file.execute(
        "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer,"
        " tile_data blob)"
    )
    for zoom in ZOOMS:
        for column in range(2**zoom):
            for row in range(2**zoom):
                tile = picture(zoom, column, row, kind)
                file.execute(
                    "INSERT INTO tiles VALUES (?, ?, ?, ?)", (zoom, column, 2**zoom - 1 - row, tile)
                )
    file.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
    file.commit()
    file.close()
    return path


def whole(value: int) -> bytes:
    """A number in as many bytes as it needs."""
    said = bytearray()
    while value > 0x7F:
        said.append(value & 0x7F | 0x80)
        value >>= 7
    said.append(value)
    return bytes(said)


def directory(entries: list[tuple[int, int, int, int]]) -> bytes:
    """(number, offset, length, run) as a packed directory."""
    columns = [whole(len(entries))]
    numbers = [one[0] for one in entries]
    columns += [
        whole(number - before) for number, before in zip(numbers, [0, *numbers], strict=False)
    ]
    columns += [whole(one[3]) for one in entries]
    columns += [whole(one[2]) for one in entries]
    columns += [whole(one[1] + 1) for one in entries]
    return gzip.compress(b"".join(columns))


def write_pmtiles(path: Path, kind: int = 2, leaves: bool = False, lacking: tuple = ()) -> Path:
    """Tiles of all zooms in their order; with leaves, half of the entries in each of two."""
    tiles = {
        tile_number(zoom, column, row): picture(zoom, column, row)
        for zoom in ZOOMS
        for column in range(2**zoom)
        for row in range(2**zoom)
        if (zoom, column, row) not in lacking
    }
    entries, data = [], b""
    for number in sorted(tiles):
        entries.append((number, len(data), len(tiles[number]), 1))
        data += tiles[number]
    leaf = b""
    if leaves:
        halves = [entries[: len(entries) // 2], entries[len(entries) // 2 :]]
        pieces = [directory(half) for half in halves]
        begins = [0, len(pieces[0])]
        root = directory(
            [
                (half[0][0], at, len(piece), 0)
                for half, at, piece in zip(halves, begins, pieces, strict=True)
            ]
        )
        leaf = b"".join(pieces)
    else:
        root = directory(entries)
    sizes = (127, len(root), 127 + len(root), 0, 127 + len(root), len(leaf))
    place = 127 + len(root) + len(leaf)
    header = struct.pack(
        "<7sB11Q6B4iB2i",
        *(b"PMTiles", 3, *sizes, place, len(data), len(tiles), len(tiles), len(tiles)),
        *(1, 2, 1, kind, 0, 3, -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000, 0, 0, 0),
    )
    path.write_bytes(header + root + leaf + data)
    return path


def test_the_places_of_tiles_are_those_of_the_specification():
    known = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5}
    known[(12, 3423, 1763)] = 19_078_479
    assert {place: tile_number(*place) for place in known} == known


@given(st.integers(0, 6))
def test_every_tile_has_a_place_of_its_own_and_neighbours_on_the_way_touch(zoom):
    side = 2**zoom
    places = {tile_number(zoom, x, y): (x, y) for x in range(side) for y in range(side)}
    assert sorted(places) == list(range((4**zoom - 1) // 3, (4 ** (zoom + 1) - 1) // 3))
    way = [places[number] for number in sorted(places)]
    for (x, y), (next_x, next_y) in pairwise(way):
        assert abs(x - next_x) + abs(y - next_y) == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_mbtiles_give_the_tile_that_was_put_in(tmp_path, kind):
    path = write_mbtiles(tmp_path / "base.mbtiles", kind, bounds="-10,-20,30,40")
    archive = open_tiles(path)
    assert archive.media_type == f"image/{kind.lower()}"
    assert archive.tile(3, 5, 1) == picture(3, 5, 1, kind)
    assert archive.tile(4, 0, 0) is None
    assert (archive.extent.least_zoom, archive.extent.most_zoom) == (0, 3)
    assert archive.extent.bounds == (-10, -20, 30, 40)


@pytest.mark.parametrize("leaves", [False, True])
def test_pmtiles_give_the_tile_that_was_put_in(tmp_path, leaves):
    path = write_pmtiles(tmp_path / "base.pmtiles", leaves=leaves, lacking=((2, 1, 1),))
    archive = open_tiles(path)
    assert archive.media_type == "image/png"
    for place in ((0, 0, 0), (1, 1, 0), (2, 3, 0), (3, 7, 7), (3, 0, 5)):
        assert archive.tile(*place) == picture(*place)
    assert archive.tile(2, 1, 1) is None
    assert archive.tile(9, 0, 0) is None
    assert archive.extent.bounds == (-180, -85, 180, 85)


def test_a_credit_is_told_without_its_markup(tmp_path):
    credit = '<a href="https://example.org">© Somebody</a>'
    path = write_mbtiles(tmp_path / "base.mbtiles", attribution=credit)
    assert open_tiles(path).credit == "© Somebody"


def test_vector_tiles_are_refused_with_what_works_instead(tmp_path):
    for path in (
        write_mbtiles(tmp_path / "vector.mbtiles", format="pbf"),
        write_pmtiles(tmp_path / "vector.pmtiles", kind=1),
    ):
        with pytest.raises(TileProblem, match="PNG, JPEG or WebP"):
            open_tiles(path)


@pytest.mark.parametrize("name", ["a.mbtiles", "a.pmtiles", "a.zip", "none.mbtiles"])
@pytest.mark.parametrize(
    "content", [b"", b"PMTiles\x03" + bytes(40), b"SQLite format 3\0" + bytes(99)]
)
def test_what_is_no_base_map_is_said_to_be_none(tmp_path, name, content):
    path = tmp_path / name
    if not name.startswith("none"):
        path.write_bytes(content)
    with pytest.raises(TileProblem, match="base map"):
        open_tiles(path)


def test_a_cut_file_gives_no_tile_and_no_crash(tmp_path):
    path = write_pmtiles(tmp_path / "base.pmtiles")
    path.write_bytes(path.read_bytes()[:-50])
    archive = open_tiles(path)
    with pytest.raises(EOFError):
        archive.tile(
            3,
            *max(((x, y) for x in range(8) for y in range(8)), key=lambda at: tile_number(3, *at)),
        )
