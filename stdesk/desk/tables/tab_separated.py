"""A table as text with tabs between the cells, as spreadsheets take it from the clipboard.

Numbers are written bare (1234.5, not 1,234.5), so that a spreadsheet counts with them.
"""

from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

from stdesk.desk.tables.columns import Column


def tab_separated(
    columns: Sequence[Column], rows: Iterable[int] | None = None, titles: bool = True
) -> str:
    """These rows (positions in the columns' values; None: all), below the titles if wanted."""
    if not columns:
        return ""
    lines = ["\t".join(_one_line(column.title) for column in columns)] if titles else []
    for row in range(len(columns[0].values)) if rows is None else rows:
        lines.append("\t".join(cell(column, column.values[row]) for column in columns))
    return "\n".join(lines)


def cell(column: Column, value: Any) -> str:
    """One value: bare where it is a number, as it is shown where it is not."""
    if value is None or value != value:
        return ""
    if column.plain is not None:
        return _one_line(column.plain(value))
    if column.numeric and isinstance(value, Real) and not isinstance(value, bool):
        return _bare(value)
    return _one_line(column.show(value))


def _bare(value: Real) -> str:
    """Whole numbers without a point, others with as many digits as tell them from all others."""
    as_float = float(value)
    if as_float.is_integer() and abs(as_float) < 1e15:
        return str(int(as_float))
    return repr(as_float)


def _one_line(text: str) -> str:
    return " ".join(text.split())
