"""The events of one user as the insights want them."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.rhythm import DAY_MS


@dataclass(frozen=True)
class Visits:
    """One user's events in time order: (visits,) arrays.

    local_ms: the clock on the wall, counted as if it were UTC. item: codes. category: codes, -1
    where unknown. latitude, longitude: degrees, NaN where unknown.
    """

    local_ms: np.ndarray
    item: np.ndarray
    category: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray

    def __len__(self) -> int:
        return len(self.item)

    @property
    def day(self) -> np.ndarray:
        """(visits,) the local day, counted from 1970."""
        return np.asarray(self.local_ms, dtype=np.int64) // DAY_MS

    @property
    def located(self) -> np.ndarray:
        """(visits,) whether coordinates are known."""
        return np.isfinite(self.latitude) & np.isfinite(self.longitude)

    def take(self, rows: np.ndarray) -> "Visits":
        """Some of the visits, chosen by mask or position."""
        return Visits(
            self.local_ms[rows],
            self.item[rows],
            self.category[rows],
            self.latitude[rows],
            self.longitude[rows],
        )
