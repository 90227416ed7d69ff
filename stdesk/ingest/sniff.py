"""Finds out how a file is laid out, from its name and its first megabytes."""

import codecs
import io
import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from stdesk.errors import ImportProblem, SettingProblem
from stdesk.ingest.bytestream import compression_of, open_bytes
from stdesk.ingest.delimiter import find_delimiter, has_header, split_lines
from stdesk.ingest.encoding import Utf8Lines, guess_encoding
from stdesk.ingest.layout import Layout, numbered_columns
from stdesk.ingest.names import known_names

SAMPLE_BYTES = 2 << 20
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # today's and the old Excel's
_SAMPLE_LINES = 400
# Control characters that no text has and that separate no columns, and what is no character.
_STRANGE = re.compile(r"[\x00\x03-\x08\x0b-\x1e\ufffd]")
_LONGEST_PREAMBLE = 20  # lines that may stand above a table


@dataclass(frozen=True)
class Sniffed:
    """A layout, and the first lines of a text file, for those who know better."""

    layout: Layout
    lines: tuple[str, ...] = ()


def sniff(path: Path, encoding: str | None = None) -> Sniffed:
    """The layout of a file; `encoding` overrules what its bytes look like."""
    if not path.is_file():
        raise ImportProblem("there is no file {path}.", path=path)
    if not path.stat().st_size:
        raise ImportProblem("{path} is empty.", path=path)
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PAR1"):
        from stdesk.ingest.other_rows import parquet_columns

        return Sniffed(Layout("parquet", parquet_columns(path)))
    workbook = head.startswith(_WORKBOOKS) and path.suffix.casefold() != ".zip"
    if workbook:
        return Sniffed(_sheet_layout(path))
    return _sniff_text(path, encoding)


def _sniff_text(path: Path, encoding: str | None) -> Sniffed:
    with open_bytes(path) as (stream, _):
        sample = stream.read(SAMPLE_BYTES)
    encoding = _known_encoding(encoding) if encoding else guess_encoding(sample)
    lines = sample_lines(sample, encoding)
    if not lines:
        raise ImportProblem("{path} is empty.", path=path)
    if _is_binary(lines):
        raise ImportProblem("{path} is neither text nor a Parquet file nor a workbook.", path=path)
    compression = compression_of(path)
    if lines[0].lstrip().startswith("{"):
        from stdesk.ingest.json_rows import json_columns

        names = json_columns(lines[:_SAMPLE_LINES])
        layout = Layout("jsonl", names, compression, encoding, header=False)
        return Sniffed(layout, lines)
    if lines[0].lstrip().startswith("["):
        raise ImportProblem(
            "{path} is one JSON array. Write one object a line (JSON Lines) and choose it again.",
            path=path,
        )
    return Sniffed(
        replace(_table_layout(lines, path), compression=compression, encoding=encoding), lines
    )


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise SettingProblem("there is no encoding {encoding}.", encoding=name) from error


def _is_binary(lines: tuple[str, ...]) -> bool:
    text = "".join(lines[:_SAMPLE_LINES])[:20_000]
    strange = len(_STRANGE.findall(text))
    return strange > len(text) / 20


def sample_lines(sample: bytes, encoding: str) -> tuple[str, ...]:
    """The whole lines of the beginning of a file; a last, cut one is left out."""
    lines: list[str] = []
    for text, _, last in Utf8Lines(io.BytesIO(sample), encoding, len(sample)):
        if not last or not lines or len(sample) < SAMPLE_BYTES:
            lines += text.decode("utf-8", "replace").split("\n")[:-1]
    return tuple(lines)


def _table_layout(lines: tuple[str, ...], path: Path) -> Layout:
    filled = [at for at, line in enumerate(lines[:_SAMPLE_LINES]) if line.strip()]
    for skipped in filled[:_LONGEST_PREAMBLE]:
        below = [lines[at] for at in filled if at >= skipped]
        delimiter, width = find_delimiter(below)
        if delimiter:
            break
    else:
        raise ImportProblem(
            "no columns can be told apart in {path}: its lines share no separator.", path=path
        )
    rows = split_lines(below, delimiter)
    named = has_header(rows, len(known_names(rows[0])))
    columns = column_names(rows[0], width) if named else numbered_columns(width)
    quoting = len(delimiter) == 1
    return Layout(
        "text", columns, "", "utf-8", delimiter, quoting, header=named, skipped_lines=skipped
    )


def _sheet_layout(path: Path) -> Layout:
    from stdesk.ingest.other_rows import cell_text, open_sheet

    _, rows, _ = open_sheet(path)
    sample = [[cell_text(value) or "" for value in row] for row in islice(rows, _SAMPLE_LINES)]
    skipped = next((at for at, row in enumerate(sample) if sum(map(bool, row)) > 1), 0)
    sample = sample[skipped:]
    named = has_header(sample, len(known_names(sample[0])))
    width = len(sample[0])
    columns = column_names(sample[0], width) if named else numbered_columns(width)
    return Layout("xlsx", columns, header=named, skipped_lines=skipped)


def column_names(header: list[str], width: int) -> tuple[str, ...]:
    """Names of a header line: trimmed, without RecBole's types, made up where missing."""
    cells = [cell.strip() for cell in header] + [""] * (width - len(header))
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = bare_name(cell) or f"column {number}"
        while name in names:
            name = f"{name} ({number})"
        names.append(name)
    return tuple(names)


def bare_name(cell: str) -> str:
    """user_id:token as user_id."""
    name, _, kind = cell.rpartition(":")
    return name if name and kind in ("token", "token_seq", "float", "float_seq") else cell
