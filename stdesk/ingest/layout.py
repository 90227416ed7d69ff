"""How the rows of a file stand in its bytes, and the blocks in which they are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from stdesk.language import mark

if TYPE_CHECKING:
    import pyarrow as pa

FileKind = Literal["text", "jsonl", "parquet", "xlsx"]
Compression = Literal["", "gzip", "bzip2", "xz", "zip"]


@dataclass(frozen=True)
class Layout:
    """How to find rows and columns in a file.

    encoding "ascii" means: nothing else was seen yet, decide at the first other byte. delimiter:
    one or more characters. skipped_lines: what stands above the header or the first row. columns:
    names, invented ("column 1") where the file has none.
    """

    kind: FileKind
    columns: tuple[str, ...]
    compression: Compression = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    quoting: bool = True
    header: bool = True
    skipped_lines: int = 0


@dataclass(frozen=True)
class BadRow:
    """A row that could not even be cut into columns."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Block:
    """Some thousand rows of a file, in file order.

    rows: string columns, or dictionaries of strings; an empty cell is null. lines: (rows,) the line
    or row number in the file, from 1. text_of: the rows as they stood in the file, by index.
    position: how much of the file lies behind, in bytes on disk.
    """

    rows: "pa.Table"
    lines: np.ndarray
    text_of: Callable[[np.ndarray], list[str]]
    position: int
    bad: list[BadRow] = field(default_factory=list)


WRONG_WIDTH = mark("it has more or fewer columns than the others")
NOT_TEXT = mark("it is not valid text in the file's encoding")
NOT_JSON = mark("it is not a JSON object")


def numbered_columns(count: int) -> tuple[str, ...]:
    """Names for a file without a header."""
    return tuple(f"column {number}" for number in range(1, count + 1))
