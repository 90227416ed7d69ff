"""Reads Parquet and XLSX in the same blocks of string columns as text files."""

import datetime
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stdesk.errors import ImportProblem
from stdesk.ingest.layout import Block, Layout

_ROWS = 50_000


def read_parquet(path: Path, columns: Sequence[str]) -> Iterator[Block]:
    """Row groups as they come; `lines` counts rows from 1."""
    import pyarrow.parquet as pq

    size = path.stat().st_size
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowException as error:
        raise ImportProblem(
            "{path} is damaged or no Parquet file: {error}", path=path, error=error
        ) from error
    with file:
        done, total = 0, max(file.metadata.num_rows, 1)
        for batch in file.iter_batches(_ROWS, columns=list(columns)):
            rows = pa.table({name: as_strings(batch.column(name)) for name in columns})
            lines = np.arange(done + 1, done + 1 + rows.num_rows)
            done += rows.num_rows
            yield Block(rows, lines, RowsAsJson(rows), size * done // total)


def parquet_columns(path: Path) -> tuple[str, ...]:
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(path).names)
    except pa.ArrowException as error:
        raise ImportProblem(
            "{path} is damaged or no Parquet file: {error}", path=path, error=error
        ) from error


def read_xlsx(path: Path, layout: Layout, columns: Sequence[str]) -> Iterator[Block]:
    """The first sheet with something in it; `lines` are its row numbers."""
    size = path.stat().st_size
    wanted = [layout.columns.index(name) for name in columns]
    first_row, rows, height = open_sheet(path)
    below = layout.skipped_lines + int(layout.header)
    lines: list[int] = []
    cells: list[list[str | None]] = []
    for number, row in enumerate(rows):
        if number < below or not any(value != "" for value in row):
            continue
        lines.append(first_row + number)
        cells.append([cell_text(row[index]) if index < len(row) else None for index in wanted])
        if len(lines) == _ROWS:
            yield _sheet_block(lines, cells, columns, size * number // height)
            lines, cells = [], []
    yield _sheet_block(lines, cells, columns, size)


def open_sheet(path: Path) -> tuple[int, Iterator[list[Any]], int]:
    """Number of the first row (from 1), the rows, and how many there are."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.start is not None and sheet.height:
                return sheet.start[0] + 1, iter(sheet.iter_rows()), sheet.height
    except (CalamineError, OSError) as error:
        raise ImportProblem(
            "{path} is damaged or no workbook: {error}", path=path, error=error
        ) from error
    raise ImportProblem("{path} has no row.", path=path)


def cell_text(value: Any) -> str | None:
    """A value of a workbook or of JSON as the text that a CSV file would hold."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return "|".join(cell_text(part) or "" for part in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def as_strings(column: pa.Array) -> pa.Array:
    """A column of any type as text; what has no text form of its own becomes JSON."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type):
        return pa.array([cell_text(value) for value in column.to_pylist()], pa.string())
    try:
        text = column.cast(pa.string())
    except pa.ArrowInvalid:  # bytes that are no UTF-8
        values = [value and value.decode("utf-8", "replace") for value in column.to_pylist()]
        text = pa.array(values, pa.string())
    return pc.if_else(pc.equal(text, ""), None, text)


def _sheet_block(
    lines: list[int], cells: list[list[str | None]], columns: Sequence[str], position: int
) -> Block:
    by_column = list(zip(*cells, strict=True)) or [()] * len(columns)
    rows = pa.table({name: pa.array(by_column[at], pa.string()) for at, name in enumerate(columns)})
    return Block(rows, np.asarray(lines, np.int64), RowsAsJson(rows), position)


class RowsAsJson:
    """Gives rows of a table as JSON, for files whose rows are no lines of text."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows

    def __call__(self, wanted: np.ndarray) -> list[str]:
        some = self.rows.take(pa.array(wanted)).to_pylist()
        return [json.dumps(row, ensure_ascii=False) for row in some]
