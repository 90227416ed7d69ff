"""Columns of cells as keys, numbers and offsets, with a mark where a cell cannot be read."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stdesk.errors import SettingProblem
from stdesk.ingest.time_formats import UNKNOWN_OFFSET
from stdesk.ingest.values import MISSING, NUMBER
from stdesk.ingest.zones import Zone, load_zone


@dataclass(frozen=True)
class Keys:
    """A column of names. codes: (rows,) position in `values`, -1 for none."""

    codes: np.ndarray
    values: pa.Array

    def __getitem__(self, rows: np.ndarray) -> "Keys":
        return Keys(self.codes[rows], self.values)

    @property
    def missing(self) -> np.ndarray:
        return self.codes < 0


def keys_of(column: pa.ChunkedArray) -> Keys:
    """Names without blanks around them; an empty one is none."""
    cells = column.combine_chunks()
    if isinstance(cells, pa.ChunkedArray):  # pyarrow keeps several dictionaries apart
        cells = cells.unify_dictionaries().combine_chunks()
    if not pa.types.is_dictionary(cells.type):
        cells = pc.dictionary_encode(cells)
    codes = pc.fill_null(cells.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    values = pc.utf8_trim_whitespace(cells.dictionary)
    empty = pc.equal(values, "").to_numpy(zero_copy_only=False)
    if empty.any():
        codes = np.where(empty[codes] & (codes >= 0), -1, codes)
    return Keys(codes, values)


def same_key(key: str, rows: int) -> Keys:
    """A column with one name in all rows."""
    return Keys(np.zeros(rows, np.int64), pa.array([key]))


def interleaved(first: Keys, second: Keys) -> Keys:
    """first[0], second[0], first[1], second[1], ..."""
    shifted = np.where(second.missing, -1, second.codes + len(first.values))
    return Keys(
        np.stack([first.codes, shifted], axis=1).ravel(),
        pa.concat_arrays([first.values, second.values]),
    )


def numbers_of(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) float64 with NaN for empty cells, and (rows,) which cells are no numbers."""
    cells = column.combine_chunks()
    try:
        numbers = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
        bad = np.isinf(numbers)
    except pa.ArrowInvalid:
        numbers, bad = _careful_numbers(cells)
    return np.where(bad, np.nan, numbers), bad


def _careful_numbers(cells: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Cell by cell as far as needed: blanks, words for nothing, a comma for the decimal point."""
    text = pc.utf8_trim_whitespace(cells)
    text = pc.replace_substring_regex(text, r"^([+-]?\d+),(\d+)$", r"\1.\2")
    text = pc.if_else(pc.is_in(text, pa.array(sorted(MISSING))), None, text)
    readable = pc.match_substring_regex(text, rf"^{NUMBER}$")
    numbers = pc.if_else(readable, pc.replace_substring_regex(text, r"^\+", ""), None)
    bad = pc.fill_null(pc.invert(readable), False)
    return (
        numbers.cast(pa.float64()).to_numpy(zero_copy_only=False),
        bad.to_numpy(zero_copy_only=False),
    )


@dataclass(frozen=True)
class Offsets:
    """An offset column. codes: (rows,) position in `zones`, -1 for none; a zone of None is bad."""

    codes: np.ndarray
    zones: list[Zone | None]

    @property
    def unreadable(self) -> np.ndarray:
        bad = np.array([*(zone is None for zone in self.zones), False])
        return bad[self.codes]

    def minutes(self, ms: np.ndarray, is_clock: np.ndarray) -> np.ndarray:
        """(rows,) minutes to UTC, UNKNOWN_OFFSET where none is given.

        ms: UTC instants, or what the wall clock shows where `is_clock`.
        """
        offset = np.full(len(ms), UNKNOWN_OFFSET, np.int64)
        for code in np.unique(self.codes).tolist():
            zone = self.zones[code] if code >= 0 else None
            if zone is not None:
                here = self.codes == code
                offset[here & is_clock] = zone.at_clock(ms[here & is_clock])
                offset[here & ~is_clock] = zone.at_instants(ms[here & ~is_clock])
        return offset


def offsets_of(column: pa.ChunkedArray) -> Offsets:
    """Hours (8, -5.5), minutes (480), seconds (28800), +08:00, or names of zones."""
    keys = keys_of(column)
    return Offsets(keys.codes, [zone_of_text(text) for text in keys.values.to_pylist()])


@lru_cache(maxsize=1024)
def zone_of_text(text: str) -> Zone | None:
    """What one cell of an offset column means; None when nothing."""
    if re.fullmatch(NUMBER, text):
        number = float(text)
        if not math.isfinite(number):  # 1e400 is written like a number, too
            return None
        unit = 60 if abs(number) <= 14 else 1 if abs(number) <= 900 else 1 / 60
        minutes = round(number * unit)
        return _fixed(minutes) if abs(minutes) <= 18 * 60 else None
    written = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", text)
    if written:
        minutes = int(written[2]) * 60 + int(written[3] or 0)
        return _fixed(-minutes if written[1] == "-" else minutes)
    try:
        return load_zone(text)
    except SettingProblem:
        return None


def _fixed(minutes: int) -> Zone:
    return Zone(np.zeros(0, np.int64), np.array([minutes], np.int64))
