"""Parquet, XLSX, JSON Lines and packed files give the same events as the CSV file."""

import bz2
import gzip
import json
import lzma
import zipfile
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from stdesk.errors import ImportProblem
from stdesk.ingest import ImportSettings, import_files, inspect_file
from stdesk.progress import Progress
from stdesk.project import create_project

from .conftest import Import, Write

NAMES = ("user", "item", "time", "lat", "lon", "rating")
ROWS = [
    (f"u{n % 3}", 100 + n % 4, datetime(2012, 4, 3, 18, n), 40.5 + n / 8, -74.0, n % 5)
    for n in range(20)
]
TEXT = [",".join(NAMES)] + [",".join(str(cell) for cell in row) for row in ROWS]


def make_csv(path: Path) -> None:
    path.write_text("\n".join(TEXT))


def make_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress("\n".join(TEXT).encode()))


def make_bzip2(path: Path) -> None:
    path.write_bytes(bz2.compress("\n".join(TEXT).encode()))


def make_xz(path: Path) -> None:
    path.write_bytes(lzma.compress("\n".join(TEXT).encode()))


def make_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.csv", "\n".join(TEXT))


def make_parquet(path: Path) -> None:
    columns = dict(zip(NAMES, map(list, zip(*ROWS, strict=True)), strict=True))
    pq.write_table(pa.table(columns), path)


def make_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("log")
        sheet.write_row(0, 0, NAMES)
        for line, row in enumerate(ROWS, start=1):
            for column, cell in enumerate(row):
                sheet.write(line, column, cell)


def make_jsonl(path: Path) -> None:
    rows = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    path.write_text("\n".join(json.dumps(row, default=str) for row in rows))


MAKERS = {
    "log.csv": make_csv,
    "log.csv.gz": make_gzip,
    "log.csv.bz2": make_bzip2,
    "log.csv.xz": make_xz,
    "log.zip": make_zip,
    "log.parquet": make_parquet,
    "log.xlsx": make_xlsx,
    "log.jsonl": make_jsonl,
}


def imported(path: Path) -> tuple[object, ...]:
    with create_project(path.with_suffix(".stdesk")) as project:
        import_files(project, ImportSettings((path,)), Progress())
        log = project.log
        return log.events().to_pylist(), log.users().to_pylist(), log.items().to_pylist()


@pytest.mark.parametrize("name", list(MAKERS)[1:])
def test_every_format_gives_the_same_events(tmp_path: Path, name: str) -> None:
    MAKERS["log.csv"](tmp_path / "log.csv")
    MAKERS[name](tmp_path / name)
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / name).rename(other / name)
    assert imported(other / name) == imported(tmp_path / "log.csv")


def test_inner_objects_and_broken_lines_of_json(write: Write, run: Import) -> None:
    good = '{"user": {"id": "anna"}, "item": "cafe", "time": "2012-04-03T18:00:00Z"}'
    (report,) = run(
        write("log.jsonl", good, "{broken", "", "[1, 2]", good.replace("anna", "ben")),
        mapping={"user": "user.id"},
    )
    assert (report.rows_read, report.rows_kept) == (4, 2)
    assert report.reasons == {"it is not a JSON object": 2}


def test_a_json_array_says_what_to_do(write: Write) -> None:
    with pytest.raises(ImportProblem, match="one object a line"):
        inspect_file(write("log.json", '[{"user": 1}]'))


@pytest.mark.parametrize("name", ["log.parquet", "log.xlsx"])
def test_a_damaged_file_is_a_problem_in_words(tmp_path: Path, name: str) -> None:
    MAKERS[name](tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportProblem, match="damaged"):
        inspect_file(tmp_path / name)


def test_a_workbook_keeps_its_row_numbers(tmp_path: Path, run: Import) -> None:
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("user", "item", "time"))
        sheet.write_row(1, 0, ("anna", "cafe", "2012-04-03"))
        sheet.write_row(3, 0, ("anna", "cafe", "never"))
    (report,) = run(path)
    assert next(iter(report.examples.values())).startswith("line 4")
