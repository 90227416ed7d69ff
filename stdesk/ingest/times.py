"""Reads whole columns of times, vectorised: one look at each *shape* of text, not at each cell.

All cells with digits, letters and separators in the same places ("2012-04-03T18:00:09Z") are cut by
the same slices. A column has a handful of shapes, so that a million cells cost a handful of regular
expressions and some arithmetic on bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.ingest.time_formats import UNKNOWN_OFFSET, Fields, alike, fields_of

if TYPE_CHECKING:
    import pyarrow as pa

UNREADABLE, MISSING, LOCAL, INSTANT = 0, 1, 2, 3
_LONGEST = 48
_MOST_SHAPES = 200


@dataclass(frozen=True)
class ParsedTimes:
    """A column of times.

    ms: (rows,) int64; UTC milliseconds where `state` is INSTANT, the wall clock's where it is
    LOCAL, else 0. offset_min: (rows,) int32, the offset that the text itself gave; UNKNOWN_OFFSET
    for none and for UTC, which says nothing about the place. has_clock: (rows,) whether it is more
    than a date.
    """

    ms: np.ndarray
    state: np.ndarray
    offset_min: np.ndarray
    has_clock: np.ndarray


@dataclass(frozen=True)
class DateOrder:
    """What the cells say about 1/2/17: how many can only be read with the day, the month first."""

    day_first: int
    month_first: int
    either: int

    @property
    def ambiguous(self) -> bool:
        return self.either > 0 and not (self.day_first or self.month_first)

    @property
    def prefers_day(self) -> bool:
        return self.day_first > self.month_first

    def __add__(self, other: "DateOrder") -> "DateOrder":
        return DateOrder(
            self.day_first + other.day_first,
            self.month_first + other.month_first,
            self.either + other.either,
        )


def parse_times(cells: "pa.Array", day_first: bool = False) -> ParsedTimes:
    """Read a string column: Unix seconds to nanoseconds, ISO 8601 and the usual written forms."""
    rows = len(cells)
    result = ParsedTimes(
        np.zeros(rows, np.int64),
        np.full(rows, UNREADABLE, np.uint8),
        np.full(rows, UNKNOWN_OFFSET, np.int32),
        np.zeros(rows, bool),
    )
    for places, matrix, fields in _by_shape(cells, result.state):
        reading = fields.read(matrix, day_first)
        result.ms[places] = reading.ms
        state = np.where(reading.is_instant, INSTANT, LOCAL)
        result.state[places] = np.where(reading.valid, state, UNREADABLE)
        result.offset_min[places] = reading.offset_min
        result.has_clock[places] = fields.has_clock
    return result


def date_order(cells: "pa.Array") -> DateOrder:
    """Whether dates such as 1/2/17 name the day or the month first."""
    order = DateOrder(0, 0, 0)
    for _, matrix, fields in _by_shape(cells, np.zeros(len(cells), np.uint8)):
        if fields.order_is_open:
            first, second = fields.open_numbers(matrix)
            day, month = int((first > 12).sum()), int((second > 12).sum())
            order += DateOrder(day, month, len(first) - day - month)
    return order


def _by_shape(
    cells: "pa.Array", state: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, Fields]]:
    """(places, (length, places) bytes, how to read them) for each shape that can be read."""
    data, begins, lengths = _buffers(cells)
    state[lengths == 0] = MISSING
    shapes = 0
    for length in np.unique(lengths).tolist():
        if not 0 < length <= _LONGEST:
            continue
        places = np.flatnonzero(lengths == length)
        matrix = data[begins[places] + np.arange(length)[:, None]]
        while len(places) and shapes < _MOST_SHAPES:
            shapes += 1
            example = matrix[:, 0]
            fields = fields_of(example.tobytes())
            same = fields.alike(matrix) if fields else alike(matrix, example)
            if fields and same.all():
                yield places, matrix, fields
                break
            if fields:
                yield places[same], matrix[:, same], fields
            places, matrix = places[~same], matrix[:, ~same]


def _buffers(cells: "pa.Array") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The bytes of a string column, where each cell begins, and its length (0 for null)."""
    import pyarrow as pa

    cells = pa.array([], pa.string()) if not len(cells) else cells.cast(pa.string())
    _, offsets, data = cells.buffers()
    if not len(cells) or data is None:
        return np.zeros(0, np.uint8), np.zeros(len(cells), np.int64), np.zeros(len(cells), np.int64)
    bounds = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    lengths = np.diff(bounds).astype(np.int64)
    if cells.null_count:
        lengths[cells.is_null().to_numpy(zero_copy_only=False)] = 0
    return np.frombuffer(data, np.uint8), bounds[:-1].astype(np.int64), lengths
