"""Which points lie inside a drawn area."""

from collections.abc import Sequence

import numpy as np

Corner = tuple[float, float]  # latitude, longitude in degrees


def inside(area: Sequence[Corner], latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(points,) whether each lies in the polygon with these corners; False where unknown.

    The last corner is joined to the first. Where the outline crosses itself, what it goes around
    twice is outside (the even-odd rule). Corners may lie beyond 180 degrees, as on a map that was
    turned around the world. Fewer than three corners hold nothing.
    """
    result = np.zeros(len(latitude), dtype=bool)
    if len(area) < 3:
        return result
    corners = np.asarray(area, dtype=float)
    west = corners[:, 1].min()
    turned = west + np.mod(longitude - west, 360)
    low, high = corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero((latitude >= low[0]) & (latitude <= high[0]) & (turned <= high[1]))
    near = near[np.argsort(latitude[near], kind="stable")]
    result[near] = _crossed_oddly(corners, latitude[near], turned[near])
    return result


def _crossed_oddly(corners: np.ndarray, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(points,) whether a ray to the east crosses the outline an odd number of times.

    Points are sorted by latitude, so that an edge is compared only with those at its height.
    """
    odd = np.zeros(len(latitude), dtype=bool)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        (low, at_low), (high, at_high) = sorted((tuple(start), tuple(end)))
        if low == high:
            continue
        part = slice(*np.searchsorted(latitude, [low, high]))  # low <= latitude < high
        along = (latitude[part] - low) / (high - low)
        odd[part] ^= longitude[part] < at_low + along * (at_high - at_low)
    return odd
