"""Finds what separates the columns of a text file, and whether its first line names them."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

from stdesk.ingest.values import looks_numeric

# Tried in this order; the first wins a tie.
_USUAL = ("\t", "::", "\x01", "\x1f", ";", ",", "|", "\x02", "^", "~", "#", "$", "%", "&")
_LAST_RESORT = (" ", ":", "@", "!", "*", "=")


def find_delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """The separator of most lines and the number of columns; ("", 1) when there is none.

    A separator is one that cuts nearly all lines, the first among them, into the same number of
    columns; of several, the one that gives most columns. Where there is none, half of the lines
    will do: in a short file one broken line is many.
    """
    for candidates, share in ((_USUAL, 0.9), (_USUAL, 0.5), (_LAST_RESORT, 0.9)):
        best, best_width = "", 1
        for delimiter in candidates:
            width = _common_width(lines, delimiter, share)
            if width > best_width and not _is_decimal_comma(lines, delimiter, best_width):
                best, best_width = delimiter, width
        doubled = _common_width(lines, best * 2, share) if best else 1
        if doubled > 1 and best_width == 2 * doubled - 1:
            return best * 2, doubled
        if best:
            return best, best_width
    return "", 1


def split_lines(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """The cells of each line."""
    if len(delimiter) != 1:
        return [line.split(delimiter) if delimiter else [line] for line in lines]
    try:
        return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def has_header(rows: Sequence[Sequence[str]], known_names: int) -> bool:
    """Whether the first row names the columns.

    known_names: how many of its cells are names that mean something to us. Else a first row without
    numbers above columns of numbers is a header, and so are typed names (user_id:token).
    """
    first, rest = rows[0], rows[1:]
    if any(not cell.strip() for cell in first[:-1]):
        return False
    if all(re.fullmatch(r"\w+:(token|float)(_seq)?", cell) for cell in first):
        return True
    if any(looks_numeric(cell) for cell in first):
        return False
    if known_names >= 2 or (known_names and len(set(first)) == len(first)):
        return True
    columns = list(zip(*[row for row in rest if len(row) == len(first)], strict=False))
    return any(_is_number_column(column) for column in columns)


def _is_number_column(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(looks_numeric, filled)) > 0.8 * len(filled)


def _common_width(lines: Sequence[str], delimiter: str, share: float) -> int:
    """Columns in the first line and in at least that share of all, else 1."""
    if not lines or delimiter not in lines[0]:
        return 1
    widths = [
        len(split_lines([line], delimiter)[0]) if '"' in line else line.count(delimiter) + 1
        for line in lines
    ]
    width, count = Counter(widths).most_common(1)[0]
    return width if count >= share * len(widths) and widths[0] in (width, width - 1) else 1


def _is_decimal_comma(lines: Sequence[str], delimiter: str, width_so_far: int) -> bool:
    """A comma that always stands between digits, in lines that something else cuts already."""
    if delimiter != "," or width_so_far == 1:
        return False
    return all(re.search(r"(?<!\d),|,(?!\d)", line) is None for line in lines)
