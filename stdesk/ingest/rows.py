"""Reads any supported file in blocks, whatever its format."""

from collections.abc import Collection, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from stdesk.ingest.layout import Block, Layout


def read_rows(
    path: Path,
    layout: Layout,
    columns: Sequence[str],
    coded: Collection[str] = (),
    block_bytes: int | None = None,
) -> Generator[Block, None, None]:
    """Blocks of a file with the wanted columns; empty blocks are left out.

    coded: columns that may come as dictionaries, because they hold keys. block_bytes: how much of a
    text file to read at a time.
    """
    for block in _blocks(path, layout, columns, coded, block_bytes):
        if block.rows.num_rows or block.bad:
            yield block


def read_ahead(blocks: Generator[Block, None, None]) -> Generator[Block, None, None]:
    """The same blocks, the next one read in another thread while this one is worked on."""
    with closing(blocks), ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as reader:
        coming = reader.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = reader.submit(next, blocks, None)
            yield block


def _blocks(
    path: Path,
    layout: Layout,
    columns: Sequence[str],
    coded: Collection[str],
    block_bytes: int | None,
) -> Iterator[Block]:
    from stdesk.ingest import json_rows, other_rows, text_rows

    if layout.kind == "parquet":
        return other_rows.read_parquet(path, columns)
    if layout.kind == "jsonl":
        return json_rows.read_jsonl(path, layout, columns)
    if layout.kind == "xlsx":
        return other_rows.read_xlsx(path, layout, columns)
    return text_rows.read_text(path, layout, columns, coded, block_bytes or text_rows.BLOCK_BYTES)
