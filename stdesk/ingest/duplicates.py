"""Recognises events that are there already, by 64-bit fingerprints of their columns.

Two different events share a fingerprint with a chance of about n² / 2⁶⁵: one in 300,000 for a log
of ten million events.
"""

from collections.abc import Sequence

import numpy as np

_NOTHING = np.int64(-(1 << 62))  # stands for NaN: no id, instant or pattern of a double is this


def fingerprints(columns: Sequence[np.ndarray]) -> np.ndarray:
    """(rows,) uint64; equal rows have equal ones. Columns: integers, or floats with NaN."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        if column.dtype.kind == "f":
            whole = column.astype(np.float64) + 0.0  # so that -0.0 is 0.0
            column = np.where(np.isnan(whole), _NOTHING, whole.view(np.int64))
        mixed = _mix(mixed ^ column.astype(np.int64).view(np.uint64))
    return mixed


def _mix(value: np.ndarray) -> np.ndarray:
    """Spreads every bit over all others: the finaliser of SplitMix64 (Steele et al., 2014)."""
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


class Seen:
    """The fingerprints met so far, in sorted runs whose lengths halve: additions stay cheap."""

    def __init__(self) -> None:
        self._runs: list[np.ndarray] = []

    def add(self, prints: np.ndarray) -> np.ndarray:
        """Remember fingerprints; returns (n,) which of them were met before, here or earlier."""
        order = np.argsort(prints, kind="stable")
        ordered = prints[order]
        again = np.zeros(len(ordered), bool)
        again[1:] = ordered[1:] == ordered[:-1]
        for run in self._runs:
            at = np.searchsorted(run, ordered)
            again |= run[np.minimum(at, len(run) - 1)] == ordered
        self._remember(ordered[~again])
        met = np.zeros(len(prints), bool)
        met[order] = again
        return met

    def _remember(self, run: np.ndarray) -> None:
        if not len(run):
            return
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)
