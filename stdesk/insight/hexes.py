"""The H3 cells of events: found once at the finest resolution, then coarsened by their digits."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.finest_cells import finest_cells
from stdesk.insight.pairs import ascending

_EDGES = (1281.3, 483.1, 182.5, 68.98, 26.07, 9.854, 3.725, 1.406, 0.5314, 0.2008, 0.0759, 0.0287)
EDGE_KM = np.array([*_EDGES, 0.0108])  # average edge at resolutions 0 to 12
_NO_DIGITS = np.uint64(9)  # bits at the end of the index, alike in all of the finest cells
_RESOLUTION_AT, _DIGITS, _DIGIT_BITS = 52, 15, 3
_METRES_PER_PIXEL = 156_543.03  # at the equator where the world has 256 pixels


@dataclass(frozen=True)
class Hexes:
    """The cells that events lie in, and which event lies in which.

    code: (events,) int32 position in `cell`, -1 where coordinates are unknown. cell: (cells,)
    uint64 H3 indexes of the finest resolution, ascending, so that the children of a coarser cell
    lie side by side. latitude, longitude: (cells,) of one event in each.
    """

    code: np.ndarray
    cell: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray


def hexes(latitude: np.ndarray, longitude: np.ndarray) -> Hexes:
    """The finest cells of all events; some tenths of a second for a million."""
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    north, east = latitude[known], longitude[known]
    found = finest_cells(north, east)
    order = ascending(found >> _NO_DIGITS)
    found = found[order]
    first = np.diff(found, prepend=np.uint64(0)) != 0
    code = np.full(len(latitude), -1, dtype=np.int32)
    code[known[order]] = np.cumsum(first) - 1
    some = order[first]
    return Hexes(code, found[first], north[some], east[some])


def parents(cell: np.ndarray, resolution: int) -> np.ndarray:
    """(cells,) the cell of a coarser resolution that holds each (uint64, as H3 numbers them)."""
    unused = _DIGITS - resolution
    blank = np.uint64((1 << (_DIGIT_BITS * unused)) - 1)
    kept = cell & ~np.uint64(0xF << _RESOLUTION_AT)
    return (kept | np.uint64(resolution << _RESOLUTION_AT)) | blank


def resolution_at(zoom: float, latitude: float, edge_pixels: float) -> int:
    """The resolution whose edges come nearest to so many pixels of a map."""
    km = _METRES_PER_PIXEL * np.cos(np.radians(latitude)) / 2.0**zoom * edge_pixels / 1000
    return int(np.abs(np.log(EDGE_KM / max(km, 1e-9))).argmin())


def outlines(cell: np.ndarray) -> np.ndarray:
    """(cells, 6, 2) latitude and longitude of each cell's corners, the last one repeated where a
    cell has fewer than six."""
    from h3.api.basic_int import cell_to_boundary

    result = np.empty((len(cell), 6, 2))
    for row, one in enumerate(cell.tolist()):
        corners = list(cell_to_boundary(one))[:6]
        result[row] = corners + corners[-1:] * (6 - len(corners))
    return result


def addresses(cell: np.ndarray) -> list[str]:
    """The cells as H3 addresses, the way people write them."""
    return [f"{one:x}" for one in cell.tolist()]
