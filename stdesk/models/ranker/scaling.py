"""Brings columns of any shape to one scale, on which a network learns well."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from stdesk.models.ranker.threads import in_threads

KNOTS = 64
SAMPLE = 100_000  # rows from which the knots are read
TAIL = 0.01
FEW = 4096  # rows; starting threads for fewer takes longer than the work


@dataclass(frozen=True)
class Scaling:
    """Each value becomes the normal score of its place among the distinct values of its column.

    knots: (columns, 64) ascending quantiles without repetition, filled up with NaN. What is missing
    becomes 0, the middle.
    """

    knots: np.ndarray

    @classmethod
    def of(cls, table: np.ndarray, seed: int) -> "Scaling":
        """Learned from a sample of the rows of `table`, (rows, columns)."""
        if len(table) > SAMPLE:
            chosen = np.random.default_rng(seed).choice(len(table), SAMPLE, replace=False)
            table = table[np.sort(chosen)]
        knots = np.full((table.shape[1], KNOTS), np.nan, np.float32)
        for column in range(table.shape[1]):
            known = table[np.isfinite(table[:, column]), column]
            if len(known):
                distinct = np.unique(np.quantile(known, np.linspace(0, 1, KNOTS)))
                knots[column, : len(distinct)] = distinct
        return cls(knots)

    def of_table(self, table: np.ndarray, threads: int = 1) -> np.ndarray:
        """(rows, columns) float32, most of it between -2.4 and 2.4."""
        scaled = np.zeros(table.shape, np.float32)

        def fill(column: int) -> None:
            knots, score = self._curves[column]
            if len(knots) > 1:
                scaled[:, column] = np.interp(table[:, column], knots, score)

        in_threads(fill, range(table.shape[1]), threads if len(table) > FEW else 1)
        scaled[np.isnan(scaled)] = 0.0
        return scaled

    @cached_property
    def _curves(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The distinct knots of each column, and their normal scores."""
        known = [knots[np.isfinite(knots)] for knots in self.knots]
        return [(knots, ndtri(np.linspace(TAIL, 1 - TAIL, len(knots)))) for knots in known]
