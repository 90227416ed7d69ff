"""Tables as CSV and XLSX files that trick no spreadsheet, written whole or not at all.

CSV: a text that begins with = + - @, a tab or a line break gets a leading apostrophe, because
spreadsheets would run it as a formula. Numbers stay numbers. XLSX: texts are stored as texts.
"""

import csv
import math
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stdesk.errors import ReportProblem

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_SHEET = 1_048_575  # rows below the heading that a sheet can hold
LONGEST_CELL = 32_767

Row = Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. widths: of the columns, in characters."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Row]
    widths: Sequence[int] = ()


def table_cell(value: Any) -> str:
    """A value as it stands in a CSV file: empty for nothing, harmless for any text."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value).replace("\0", "")
    return "'" + text if text.startswith(RISKY) else text


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """UTF-8, a heading, commas, one line a row."""
    with write_atomically(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([table_cell(value) for value in row])


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """An XLSX file; raises `ReportProblem` when a table is longer than a sheet can be."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with write_atomically(path) as draft, xlsxwriter.Workbook(str(draft), options) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, width in enumerate(sheet.widths):
                page.set_column(column, column, width)
            for column, name in enumerate(sheet.columns):
                page.write_string(0, column, name, heading)
            for number, row in enumerate(sheet.rows, 1):
                if number > LONGEST_SHEET:
                    raise ReportProblem(
                        "{path}: a sheet holds at most {most} rows; write CSV or JSON instead.",
                        path=path,
                        most=LONGEST_SHEET,
                    )
                for column, value in enumerate(row):
                    _write_cell(page, number, column, value)


def _write_cell(page: Any, row: int, column: int, value: Any) -> None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value)[:LONGEST_CELL])


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """A draft beside `path` that takes its place at the end; on an error nothing is left."""
    check_place(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise ReportProblem("{path} cannot be written: {error}.", path=path, error=error) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        raise ReportProblem("{path} cannot be written: {error}.", path=path, error=error) from error
    finally:
        draft.unlink(missing_ok=True)


def check_place(path: Path) -> None:
    """Raises `ReportProblem` when no file of that name can be made; to be told before the work."""
    if not path.parent.is_dir():
        raise ReportProblem("the folder {folder} does not exist.", folder=path.parent)
    if path.is_dir():
        raise ReportProblem("{path} is a folder; name a file.", path=path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
