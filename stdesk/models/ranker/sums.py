"""Adds weights of events up over candidates, over whole rows, and over groups of candidates."""

from collections.abc import Iterator

import numpy as np

from stdesk.features import Catalogue
from stdesk.models.ranker.candidates import Candidates

Named = Iterator[tuple[str, np.ndarray]]
AREA_DEGREES = 0.009  # about a kilometre north


class Sums:
    """Adds weights of events up over candidates and over whole rows."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.batch = len(candidates.contexts)
        self.begin = np.searchsorted(candidates.row, np.arange(self.batch))
        self.filled = np.bincount(candidates.row, minlength=self.batch) > 0

    def total(self, weight: np.ndarray) -> np.ndarray:
        return np.bincount(self.candidates.pair_candidate, weight, len(self.candidates))

    def share(self, total: np.ndarray, weight: np.ndarray) -> np.ndarray:
        of_row = np.bincount(self.candidates.pair_row, weight, self.batch)
        share: np.ndarray = total / (of_row[self.candidates.row] + 0.1)
        return share

    def of_best(self, values: np.ndarray) -> np.ndarray:
        """Each value as a share of the largest in its row."""
        best = np.zeros(self.batch)
        best[self.filled] = np.maximum.reduceat(values, self.begin[self.filled])
        relative: np.ndarray = values / (best[self.candidates.row] + 1e-9)
        return relative


def own_group(candidates: Candidates, group_of_item: np.ndarray) -> np.ndarray:
    """(candidates,) an index for each distinct (row, group), groups being those of the items."""
    group = group_of_item[candidates.item]
    key = candidates.row * (int(group_of_item.max(initial=0)) + 2) + group + 1
    _, index = np.unique(key, return_inverse=True)
    return index


def areas(candidates: Candidates) -> np.ndarray:
    """(items,) a number for the square kilometre that each item lies in."""
    catalogue = candidates.contexts.log.catalogue
    found: np.ndarray = candidates.background.remembered(
        "areas", catalogue, lambda: _areas(catalogue)
    )
    return found


def _areas(catalogue: Catalogue) -> np.ndarray:
    latitude, longitude = catalogue.item_latitude, catalogue.item_longitude
    placed = np.isfinite(latitude) & np.isfinite(longitude)
    north = np.floor(np.where(placed, latitude, 0) / AREA_DEGREES)
    narrow = np.maximum(np.cos(np.radians(north * AREA_DEGREES)), 0.01)
    east = np.floor(np.where(placed, longitude, 0) * narrow / AREA_DEGREES)
    _, area = np.unique(np.column_stack((placed, north, east)), axis=0, return_inverse=True)
    area_of_item: np.ndarray = area.ravel()
    return area_of_item
