"""Reads JSON Lines: one object a line, whose inner objects are reached as outer.inner."""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json

from stdesk.ingest.bytestream import open_bytes
from stdesk.ingest.encoding import Utf8Lines
from stdesk.ingest.layout import NOT_JSON, BadRow, Block, Layout
from stdesk.ingest.other_rows import as_strings, cell_text

_BLOCK_BYTES = 4 << 20
_ROWS = 50_000
_SAMPLE_LINES = 200


def read_jsonl(path: Path, layout: Layout, columns: Sequence[str]) -> Iterator[Block]:
    """Blocks of a JSON Lines file with `columns` only."""
    with open_bytes(path) as (stream, raw):
        line, schema = 1, None
        for data, _, _ in Utf8Lines(stream, layout.encoding, _BLOCK_BYTES):
            schema = schema or _schema(data, columns)
            lines = data.count(b"\n")
            rows = _quick_rows(data, schema, lines) if schema else None
            if rows is not None:
                numbers = np.arange(line, line + lines)
                yield Block(rows, numbers, _Lines(data), raw.tell())
            else:
                yield from _careful_blocks(data, line, columns, raw.tell())
            line += lines


def json_columns(objects: Sequence[str]) -> tuple[str, ...]:
    """All names in a sample of lines, in order of first appearance."""
    names: dict[str, None] = {}
    for text in objects:
        found = flat_object(text)
        if found is not None:
            names.update(dict.fromkeys(found))
    return tuple(names)


def _schema(data: bytes, columns: Sequence[str]) -> pa.Schema | None:
    """The columns' types, when the first objects are flat and each column has one type."""
    sample = [flat_object(text) or {} for text in data.decode().split("\n", _SAMPLE_LINES)[:-1]]
    fields = []
    for name in columns:
        kinds = {type(found[name]) for found in sample if found.get(name) is not None}
        if "." in name or not kinds <= {str, int, float} or len(kinds - {int}) > 1:
            return None
        numeric = pa.float64() if float in kinds else pa.int64() if int in kinds else None
        if str in kinds and numeric is not None:
            return None
        fields.append((name, numeric or pa.string()))
    return pa.schema(fields) if sample else None


def _quick_rows(data: bytes, schema: pa.Schema, lines: int) -> pa.Table | None:
    """All lines at once; None when one of them is not as expected."""
    if not lines:
        return None
    try:
        rows = pyarrow.json.read_json(
            io.BytesIO(data),
            pyarrow.json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            pyarrow.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid:
        return None
    if rows.num_rows != lines:
        return None
    names = schema.names
    return pa.table({name: as_strings(rows[name].combine_chunks()) for name in names})


class _Lines:
    """Gives lines as they stood in the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __call__(self, wanted: np.ndarray) -> list[str]:
        if not len(wanted):
            return []
        texts = self.data.decode().split("\n")
        return [texts[index] for index in wanted.tolist()]


def _careful_blocks(
    data: bytes, first_line: int, columns: Sequence[str], at: int
) -> Iterator[Block]:
    texts = data.decode().split("\n")[:-1]
    for begin in range(0, len(texts), _ROWS):
        yield _careful_block(texts[begin : begin + _ROWS], first_line + begin, columns, at)


def _careful_block(texts: list[str], first_line: int, columns: Sequence[str], at: int) -> Block:
    """Line by line, so that a broken one costs itself only."""
    cells: dict[str, list[str | None]] = {name: [] for name in columns}
    good: list[int] = []
    bad: list[BadRow] = []
    for index, text in enumerate(texts):
        if not text.strip():
            continue
        found = flat_object(text)
        if found is None:
            bad.append(BadRow(first_line + index, text, NOT_JSON))
            continue
        good.append(index)
        for name, values in cells.items():
            values.append(cell_text(found.get(name)))
    rows = pa.table({name: pa.array(values, pa.string()) for name, values in cells.items()})
    places = np.asarray(good, np.int64)
    return Block(
        rows,
        places + first_line,
        lambda wanted: [texts[index] for index in places[wanted].tolist()],
        at,
        bad,
    )


def flat_object(text: str) -> dict[str, Any] | None:
    """A JSON object with inner objects spread out as outer.inner; None when it is none."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    if any(isinstance(inner, dict) for inner in value.values()):
        return _flattened(value, "")
    return value


def _flattened(value: dict[str, Any], prefix: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            flat |= _flattened(inner, f"{prefix}{name}.")
        else:
            flat[prefix + name] = inner
    return flat
