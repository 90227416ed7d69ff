"""Reads delimited text in blocks of some megabytes: exact line numbers, no row lost in silence."""

import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from stdesk.errors import ImportProblem
from stdesk.ingest.bytestream import open_bytes
from stdesk.ingest.encoding import Utf8Lines
from stdesk.ingest.layout import NOT_TEXT, WRONG_WIDTH, BadRow, Block, Layout
from stdesk.ingest.quotes import Records, find_records, line_starts

BLOCK_BYTES = 8 << 20
_MISSING = ["", "\\N", "NULL", "null"]
_STAND_IN = b"\x1f"  # takes the place of a delimiter of several characters
_DAMAGED = "\N{REPLACEMENT CHARACTER}".encode()


def read_text(
    path: Path,
    layout: Layout,
    columns: Sequence[str],
    coded: Collection[str] = (),
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[Block]:
    """The blocks of a delimited file, with `columns` only. `coded` ones come as dictionaries."""
    reader = _BlockReader(layout, columns, coded)
    with open_bytes(path) as (stream, raw):
        for lines, damaged, last in Utf8Lines(stream, layout.encoding, block_bytes):
            yield replace(reader.parse(lines, damaged, last), position=raw.tell())


class _BlockReader:
    """Keeps what one block leaves for the next: the line number, a record begun and not ended."""

    def __init__(self, layout: Layout, columns: Sequence[str], coded: Collection[str]) -> None:
        self.layout = layout
        self.delimiter = layout.delimiter if len(layout.delimiter) == 1 else _STAND_IN.decode()
        self.columns = list(columns)
        self.types = {
            name: pa.dictionary(pa.int32(), pa.string()) if name in coded else pa.string()
            for name in self.columns
        }
        self.line = 1
        self.to_skip = layout.skipped_lines + int(layout.header)
        self.waiting = b""
        self.waiting_is_damaged = False

    def parse(self, lines: bytes, damaged: bool, last: bool) -> Block:
        if len(self.layout.delimiter) > 1:
            lines = lines.replace(self.layout.delimiter.encode(), _STAND_IN)
        data = self.waiting + self._below_the_header(lines)
        damaged = damaged or self.waiting_is_damaged
        records, table, refused = self._cut(data, last)
        first_line = self.line
        self.line += data.count(b"\n", 0, records.kept)
        self.waiting, self.waiting_is_damaged = data[records.kept :], damaged
        return self._block(records, table, refused, first_line, damaged)

    def _below_the_header(self, lines: bytes) -> bytes:
        begin = 0
        while self.to_skip and begin < len(lines):
            begin = lines.index(b"\n", begin) + 1
            self.to_skip -= 1
            self.line += 1
        return lines[begin:]

    def _cut(self, data: bytes, last: bool) -> tuple[Records, pa.Table, list[int]]:
        """Records, their table, and the indexes of records that are not in the table."""
        quoting = self.layout.quoting
        for attempt in ("as usual", "every quote is suspect", "no quotes"):
            if quoting and attempt != "no quotes":
                records = find_records(
                    data,
                    self.delimiter,
                    len(self.layout.columns),
                    last,
                    suspect_every_quote=attempt != "as usual",
                )
            else:
                starts = line_starts(data)
                records = Records(data, starts, np.arange(len(starts)), len(data))
            try:
                table, refused = self._table(records.data, quoting and attempt != "no quotes")
            except pa.ArrowInvalid:
                continue
            if table.num_rows + len(refused) == len(records.starts):
                return records, table, refused
        raise ImportProblem(
            "the rows from line {line} on cannot be told apart: quotes and line ends do not match.",
            line=self.line,
        )

    def _table(self, data: bytes, quoting: bool) -> tuple[pa.Table, list[int]]:
        refused: list[int] = []

        def refuse(row: csv.InvalidRow) -> str:
            refused.append(row.number - 1)
            return "skip"

        if not data:
            empty = {name: pa.array([], self.types[name]) for name in self.columns}
            return pa.table(empty), refused
        table = csv.read_csv(
            io.BytesIO(data),
            csv.ReadOptions(
                # One thread, so that the numbers of refused rows are known.
                use_threads=False,
                block_size=len(data) + 1,
                column_names=list(self.layout.columns),
            ),
            csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char='"' if quoting else False,
                ignore_empty_lines=False,
                invalid_row_handler=refuse,
            ),
            csv.ConvertOptions(
                check_utf8=False,
                column_types=self.types,
                null_values=_MISSING,
                strings_can_be_null=True,
                include_columns=self.columns,
            ),
        )
        return table, refused

    def _block(
        self, records: Records, table: pa.Table, refused: list[int], first_line: int, damaged: bool
    ) -> Block:
        in_table = np.ones(len(records.starts), bool)
        in_table[refused] = False
        empty = np.diff(np.append(records.starts, len(records.data))) == 1
        if empty.any():
            table = table.filter(pa.array(~empty[in_table]))
            in_table &= ~empty
        text = _RecordText(records, self.layout.delimiter, np.flatnonzero(in_table))
        lines = records.lines + first_line
        bad = [
            BadRow(int(lines[index]), text.of_record(index), WRONG_WIDTH)
            for index in refused
            if text.of_record(index).strip()
        ]
        block = Block(table, lines[in_table], text, 0, bad)
        return _without_damaged_rows(block, records, in_table) if damaged else block


class _RecordText:
    """Gives rows of a block as they stood in the file."""

    def __init__(self, records: Records, delimiter: str, rows: np.ndarray) -> None:
        self.data, self.delimiter, self.rows = records.data, delimiter, rows
        self.bounds = np.append(records.starts, len(records.data))

    def of_record(self, index: int) -> str:
        text = self.data[self.bounds[index] : self.bounds[index + 1]].rstrip(b"\n")
        if len(self.delimiter) > 1:
            text = text.replace(_STAND_IN, self.delimiter.encode())
        return text.decode("utf-8", "replace")

    def __call__(self, rows: np.ndarray) -> list[str]:
        return [self.of_record(index) for index in self.rows[rows].tolist()]


def _without_damaged_rows(block: Block, records: Records, in_table: np.ndarray) -> Block:
    """Move rows with characters that could not be decoded to the bad ones."""
    at = [match.start() for match in re.finditer(_DAMAGED, records.data)]
    hit = np.zeros(len(records.starts), bool)
    hit[np.searchsorted(records.starts, at, side="right") - 1] = True
    rows = np.flatnonzero(hit[in_table])
    kept = np.flatnonzero(~hit[in_table])
    bad = [
        BadRow(line, text, NOT_TEXT)
        for line, text in zip(block.lines[rows].tolist(), block.text_of(rows), strict=True)
    ]
    return Block(
        block.rows.take(kept),
        block.lines[kept],
        lambda wanted: block.text_of(kept[wanted]),
        0,
        sorted([*block.bad, *bad], key=lambda row: row.line),
    )
