"""What lies near a point."""

import numpy as np

from stdesk.insight.area import Corner
from stdesk.insight.distance import great_circle_km

KM_PER_DEGREE = 111.195  # of a great circle, on the sphere that `great_circle_km` measures on


def nearest(at: Corner, latitude: np.ndarray, longitude: np.ndarray) -> tuple[int, float] | None:
    """Which point is nearest and how far, in km; points without coordinates do not count."""
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if not len(known):
        return None
    here = np.asarray(at)
    km = great_circle_km(here[:1], here[1:], latitude[known], longitude[known])
    place = int(np.argmin(km))
    return int(known[place]), float(km[place])


def around(at: Corner, km: float, corners: int = 32) -> tuple[Corner, ...]:
    """The corners of a polygon that is a circle of `km` around a point, as near as makes no odds.

    Not for circles that hold a pole.
    """
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = km / KM_PER_DEGREE
    latitude = at[0] + radius * np.cos(angle)
    longitude = at[1] + radius * np.sin(angle) / np.cos(np.radians(at[0]))
    return tuple(zip(latitude.tolist(), longitude.tolist(), strict=True))
