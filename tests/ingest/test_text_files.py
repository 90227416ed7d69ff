"""Text of any separator, encoding and quoting is read row by row, with true line numbers."""

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.errors import ImportProblem
from stdesk.ingest.layout import Layout
from stdesk.ingest.sniff import sniff
from stdesk.ingest.text_rows import read_text

CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\x1f", exclude_categories=("Cs",)),
    max_size=12,
).filter(lambda cell: cell not in ("\\N", "NULL", "null"))
DELIMITERS = st.sampled_from([",", ";", "\t", "|", "\x01", "^", "~"])
WRITES_FILES = settings(max_examples=60)


def read_all(path: Path, layout: Layout, block_bytes: int) -> list[tuple[int, tuple[str, ...]]]:
    rows = []
    for block in read_text(path, layout, layout.columns, block_bytes=block_bytes):
        assert not block.bad
        cells = zip(*(column.to_pylist() for column in block.rows.columns), strict=True)
        texts = (tuple(cell or "" for cell in row) for row in cells)
        rows += list(zip(block.lines.tolist(), texts, strict=True))
    return rows


@WRITES_FILES
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS).filter(any), min_size=1, max_size=12),
    DELIMITERS,
    st.integers(20, 200),
)
def test_what_was_written_is_read_across_blocks(
    tmp_path: Path, rows: list[tuple[str, ...]], delimiter: str, block_bytes: int
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    lines, line = [], 2
    writer.writerow(["a", "b", "c"])
    for row in rows:
        lines.append(line)
        writer.writerow(row)
        line += 1 + sum(cell.count("\n") for cell in row)
    path = tmp_path / "rows.csv"
    path.write_bytes(text.getvalue().encode())
    layout = Layout("text", ("a", "b", "c"), delimiter=delimiter)
    assert read_all(path, layout, block_bytes) == list(zip(lines, rows, strict=True))


@WRITES_FILES
@given(
    st.sampled_from([",", ";", "\t", "|", "::", "\x01", "^", "~", "||"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1"]),
    st.booleans(),
    st.booleans(),
)
def test_separator_encoding_and_header_are_found(
    tmp_path: Path, delimiter: str, encoding: str, header: bool, windows: bool
) -> None:
    place = "Café de la Gare, Zürich" if encoding == "latin-1" else "北京西站, 第1候车室"
    rows = [["user", "time", "place", "lat", "lon"]] if header else []
    rows += [
        [f"u{number % 5}", f"2012-04-{number % 28 + 1:02} 18:00:09", place, "40.71981", "-74.00258"]
        for number in range(40)
    ]
    written = [
        delimiter.join(f'"{cell}"' if cell == place and delimiter == "," else cell for cell in row)
        for row in rows
    ]
    path = tmp_path / "log.txt"
    ending = "\r\n" if windows else "\n"
    path.write_bytes((ending.join(written) + ending).encode(encoding))
    layout = sniff(path).layout
    assert (layout.delimiter, layout.header, len(layout.columns)) == (delimiter, header, 5)
    read = read_all(path, layout, 1 << 20)
    assert len(read) == 40
    assert {row[2] for _, row in read} == {place}


def test_a_decimal_comma_is_no_separator(tmp_path: Path) -> None:
    path = tmp_path / "europe.csv"
    path.write_text("user;lat;lon\n" + "anna;47,3769;8,5417\n" * 20)
    assert sniff(path).layout.delimiter == ";"


def test_a_quote_in_a_cell_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text('a,b\n1,"inch\n2,5" pipe\n3,"two\nlines"\n4,a"b\n5,"closed"\n6,"open\n')
    read = read_all(path, Layout("text", ("a", "b")), 1 << 20)
    assert read == [
        (2, ("1", '"inch')),
        (3, ("2", '5" pipe')),
        (4, ("3", "two\nlines")),
        (6, ("4", 'a"b')),
        (7, ("5", "closed")),
        (8, ("6", '"open')),
    ]


def test_rows_of_another_width_are_handed_out_as_they_stood(tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("a,b\n1,2\n\nonly one\n3,4\n5,6,7\n")
    (block,) = (
        block
        for block in read_text(path, Layout("text", ("a", "b")), ("a", "b"))
        if block.rows.num_rows
    )
    assert block.lines.tolist() == [2, 5]
    assert [(row.line, row.text) for row in block.bad] == [(4, "only one"), (6, "5,6,7")]
    assert block.text_of(np.array([1])) == ["3,4"]


def test_bytes_that_are_no_text_cost_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes("a,b\n1,é\n".encode() + b"2,\xff\xfe\n3,x\n")
    blocks = list(read_text(path, Layout("text", ("a", "b"), encoding="utf-8"), ("a", "b")))
    assert [line for block in blocks for line in block.lines.tolist()] == [2, 4]
    assert [row.line for block in blocks for row in block.bad] == [3]


def test_the_first_foreign_letter_may_come_late(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"a,b\n" + b"1,plain\n" * 1000 + "2,北京\n".encode("gb18030"))
    layout = Layout("text", ("a", "b"), encoding="ascii")
    assert read_all(path, layout, 500)[-1] == (1002, ("2", "北京"))


def test_old_macintosh_line_ends_are_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes(b"a,b\r1,2\r3,4\r")
    assert read_all(path, Layout("text", ("a", "b")), 8) == [(2, ("1", "2")), (3, ("3", "4"))]


def test_a_cut_off_gzip_file_is_a_problem_in_words(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    whole = gzip.compress("".join(f"{n},{n * n}\n" for n in range(50_000)).encode())
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportProblem, match="damaged or incomplete"):
        list(read_text(path, Layout("text", ("a", "b"), compression="gzip", header=False), ("a",)))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"words\n" * 3, bytes(range(256)) * 9])
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no table.csv"
    path.write_bytes(content)
    with pytest.raises(ImportProblem):
        sniff(path)
