"""Places for logs that have only coordinates: cells of the H3 grid."""

from itertools import repeat

import numpy as np
import pyarrow as pa

from stdesk.ingest.columns import Keys

_SLICE = 5_000  # the grid's library holds the interpreter while it works through a slice


def cells_of(latitude: np.ndarray, longitude: np.ndarray, resolution: int) -> Keys:
    """The cell around each point, named as H3 does; none where a coordinate is NaN."""
    from h3.api.numpy_int import latlng_to_cell

    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    cells = np.zeros(len(known), np.uint64)
    for begin in range(0, len(known), _SLICE):
        rows = known[begin : begin + _SLICE]
        cells[begin : begin + len(rows)] = np.fromiter(
            map(
                latlng_to_cell,
                latitude[rows].tolist(),
                longitude[rows].tolist(),
                repeat(resolution),
            ),
            np.uint64,
            len(rows),
        )
    distinct, places = np.unique(cells, return_inverse=True)
    codes = np.full(len(latitude), -1, np.int64)
    codes[known] = places
    return Keys(codes, pa.array([f"{cell:x}" for cell in distinct.tolist()], pa.string()))


def centres(cells: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of the cells' centres."""
    from h3.api.basic_str import cell_to_latlng

    points = np.array([cell_to_latlng(cell) for cell in cells]).reshape(-1, 2)
    return points[:, 0], points[:, 1]
