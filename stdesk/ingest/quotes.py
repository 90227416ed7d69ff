"""Finds where records begin in delimited text whose quotes may span lines or stand alone."""

import csv
import io
from dataclasses import dataclass

import numpy as np

_LONGEST_RECORD_LINES = 1000


@dataclass(frozen=True)
class Records:
    """Delimited text, its quotes in order, and where each record begins.

    starts: (records,) byte offsets. lines: (records,) line number of each record's first line,
    counted from 0. kept: bytes that belong to these records; the rest waits for more of the file.
    """

    data: bytes
    starts: np.ndarray
    lines: np.ndarray
    kept: int


def find_records(
    data: bytes, delimiter: str, width: int, last: bool, suspect_every_quote: bool = False
) -> Records:
    """Cut whole lines into records of `width` columns.

    A line with an odd number of quotes opens a cell that goes on below, if a later such line closes
    it and both together make a record. Else its quote is a character like any other (5" pipe), and
    the line is rewritten so that a parser reads it so. `suspect_every_quote` asks that of all lines
    with quotes. `last`: no more of the file follows.
    """
    starts = line_starts(data)
    whole = Records(data, starts, np.arange(len(starts)), len(data))
    if b'"' not in data:
        return whole
    quotes = np.flatnonzero(np.frombuffer(data, np.uint8) == ord('"'))
    count = np.diff(np.searchsorted(quotes, np.append(starts, len(data))))
    suspects = np.flatnonzero(count > 0 if suspect_every_quote else count % 2 == 1)
    if not len(suspects):
        return whole
    return _settle(data, starts, suspects.tolist(), delimiter, width, last)


def line_starts(data: bytes) -> np.ndarray:
    """Byte offset of each line; `data` ends with a line end."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    return np.concatenate([[0], ends[:-1] + 1]) if len(ends) else np.zeros(0, np.int64)


def _settle(
    data: bytes, starts: np.ndarray, suspects: list[int], delimiter: str, width: int, last: bool
) -> Records:
    bounds = [*starts.tolist(), len(data)]
    continued = np.zeros(len(starts), bool)
    rewritten: dict[int, bytes] = {}
    kept_lines, position = len(starts), 0
    while position < len(suspects):
        first = suspects[position]
        position += 1
        if _is_record(data[bounds[first] : bounds[first + 1]], delimiter, width):
            continue
        closing = _closing_line(data, bounds, suspects[position:], first, delimiter, width)
        if closing is not None:
            continued[first + 1 : closing + 1] = True
            while position < len(suspects) and suspects[position] <= closing:
                position += 1
        elif not last and len(starts) - first < _LONGEST_RECORD_LINES:
            kept_lines = first
            break
        else:
            line = data[bounds[first] : bounds[first + 1]]
            rewritten[first] = _requoted(line, delimiter, width)
    return _assembled(data, bounds, continued, rewritten, kept_lines)


def _closing_line(
    data: bytes, bounds: list[int], later: list[int], first: int, delimiter: str, width: int
) -> int | None:
    for line in later[:8]:
        if line - first > _LONGEST_RECORD_LINES:
            return None
        if _is_record(data[bounds[first] : bounds[line + 1]], delimiter, width):
            return line
    return None


def _is_record(text: bytes, delimiter: str, width: int) -> bool:
    lines = io.StringIO(text.decode("utf-8", "replace"), newline="")
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and len(rows[0]) == width


def _requoted(line: bytes, delimiter: str, width: int) -> bytes:
    """The line with its quotes taken as characters; as it stands if that gives no record."""
    cells = line.rstrip(b"\n").split(delimiter.encode())
    if len(cells) != width:
        # Without quotes the parser counts its columns and refuses it, and nothing after it.
        return line.replace(b'"', b"'")
    quoted = [b'"' + cell.replace(b'"', b'""') + b'"' if b'"' in cell else cell for cell in cells]
    return delimiter.encode().join(quoted) + b"\n"


def _assembled(
    data: bytes,
    bounds: list[int],
    continued: np.ndarray,
    rewritten: dict[int, bytes],
    kept_lines: int,
) -> Records:
    kept = bounds[kept_lines]
    pieces, done, growth = [], 0, np.zeros(kept_lines + 1, np.int64)
    for line, text in sorted(rewritten.items()):
        if line < kept_lines:
            pieces += [data[done : bounds[line]], text]
            done = bounds[line + 1]
            growth[line + 1] = len(text) - (bounds[line + 1] - bounds[line])
    pieces.append(data[done:kept])
    lines = np.flatnonzero(~continued[:kept_lines])
    starts = np.asarray(bounds[:kept_lines], np.int64) + np.cumsum(growth)[:-1]
    return Records(b"".join(pieces), starts[lines], lines, kept)
