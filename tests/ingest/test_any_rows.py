"""Whatever stands in the cells, an import ends in a report that adds up, or in a spoken problem."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.errors import Problem
from stdesk.ingest import ImportReport, ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project

from .conftest import Import, Write

NAMES = ("user", "item", "kind", "lat", "lon", "time", "value", "offset")
CELLS = st.sampled_from(
    (
        *("", " ", "anna", "ben", "用户", '"', "a,b", "a\nb", "0", "1", "-74.0", "40.7", "91"),
        *("1e400", "nan", "NULL", "2012-04-03", "2012-04-03T18:00:09Z", "1333476009"),
        *("9" * 20, "1/2/17", "480", "+08:00", "Asia/Shanghai", "-", "true", "=1+1", "💩", "٣"),
    )
)
ROWS = st.lists(st.lists(CELLS, min_size=6, max_size=9), min_size=1, max_size=15)
GOOD = ["anna", "cafe", "visit", "40.7", "-74.0", "2012-04-03T18:00:09Z", "1", "-240"]


@settings(max_examples=50)
@given(ROWS, st.booleans(), st.booleans())
def test_counts_add_up_or_a_problem_is_said(
    project: Project, tmp_path: Path, rows: list[list[str]], header: bool, good: bool
) -> None:
    path = tmp_path / "any.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(([NAMES] if header else []) + rows + [GOOD] * (3 * good))
    try:
        (report,) = import_files(project, ImportSettings((path,), dry_run=True), Progress())
    except Problem:
        return
    _adds_up(report)
    assert project.log.summary().events == 0


def _adds_up(report: ImportReport) -> None:
    told = report.rows_kept + report.rows_rejected + report.rows_duplicate
    assert report.rows_read == told
    assert sum(report.reasons.values()) == report.rows_rejected
    assert set(report.examples) == set(report.reasons)


@pytest.mark.parametrize("block_rows", [50_000])
def test_many_blocks_are_one_log(
    write: Write, run: Import, project: Project, block_rows: int
) -> None:
    """More than one block of text, duplicates and rejects far apart, keys that come again."""
    rows = 4 * block_rows
    lines = [f"user{n % 777},item{n % 3333},{1_400_000_000 + n},{'x' * 40}" for n in range(rows)]
    lines[block_rows] = "broken"
    lines[3 * block_rows] = lines[0]
    (report,) = run(write("log.csv", "user,item,timestamp,note", *lines))
    _adds_up(report)
    assert (report.rows_read, report.rows_rejected, report.rows_duplicate) == (rows, 1, 1)
    (reject,) = project.log.rejects().to_pylist()
    assert (reject["line"], reject["text"]) == (block_rows + 2, "broken")
    summary = project.log.summary()
    assert (summary.users, summary.items, summary.events) == (777, 3333, rows - 2)
    first = project.log.events().sort_by("id").slice(0, 3)
    assert first["user"].to_pylist() == [1, 2, 3]
