"""Lists as files: the same numbers in each, and nothing in them that a spreadsheet would run."""

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from stdesk.errors import ReportProblem
from stdesk.language import speaking
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import (
    RecommendationLists,
    RecommendSettings,
    export_lists,
    list_columns,
    recommend,
    table_cell,
    write_atomically,
)


@pytest.fixture
def lists(city: Project) -> RecommendationLists:
    return recommend(city, RecommendSettings(1), Progress())


def test_every_format_has_the_same_numbers(lists: RecommendationLists, tmp_path: Path) -> None:
    for suffix in ("csv", "json", "xlsx"):
        export_lists(lists, tmp_path / f"lists.{suffix}")
    with (tmp_path / "lists.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    record = json.loads((tmp_path / "lists.json").read_text("utf-8"))
    sheet = CalamineWorkbook.from_path(tmp_path / "lists.xlsx").get_sheet_by_index(0).to_python()
    assert tuple(table[0]) == list_columns() == tuple(sheet[0])
    assert len(table) == len(record["recommendations"]) == len(sheet) - 1 == len(lists.rows)
    for line, said, cells, row in zip(
        table, record["recommendations"], sheet[1:], lists.rows, strict=True
    ):
        for column in ("score", "share"):
            position = list_columns().index(column)
            shown = round(getattr(row, column), 6)
            assert float(line[column]) == said[column] == cells[position] == shown
        assert line["reasons"] == "; ".join(said["reasons"]) == cells[10]
    assert record["as_of"] == table[0]["as_of"] == "2024-06-20T12:00:00.001Z"


def test_markup_and_formulas_in_the_data_stay_texts(
    lists: RecommendationLists, tmp_path: Path
) -> None:
    for suffix in ("csv", "json", "xlsx"):
        export_lists(lists, tmp_path / f"lists.{suffix}")
    table = (tmp_path / "lists.csv").read_text("utf-8")
    assert ",'=1+1," in table
    sheet = CalamineWorkbook.from_path(tmp_path / "lists.xlsx").get_sheet_by_index(0).to_python()
    assert "=1+1" in {row[3] for row in sheet}
    import zipfile

    with zipfile.ZipFile(tmp_path / "lists.xlsx") as book:
        pages = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
    assert not any("<f>" in page for page in pages)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-x", "'-x"),
        ("@me", "'@me"),
        ("\tx", "'\tx"),
        ("plain", "plain"),
        (-2.5, "-2.5"),
        (3, "3"),
        (None, ""),
        (float("nan"), ""),
        (True, "true"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(value: Any, cell: str) -> None:
    assert table_cell(value) == cell


def test_reasons_are_exported_in_the_readers_language(
    lists: RecommendationLists, tmp_path: Path
) -> None:
    with speaking("zh_CN"):
        export_lists(lists, tmp_path / "lists.csv")
    assert "您来过 7 次" in (tmp_path / "lists.csv").read_text("utf-8")


def test_lists_of_categories_have_no_coordinates(city: Project, tmp_path: Path) -> None:
    lists = recommend(city, RecommendSettings(1, target="category"), Progress())
    export_lists(lists, tmp_path / "lists.csv")
    with (tmp_path / "lists.csv").open(encoding="utf-8", newline="") as file:
        line = next(csv.DictReader(file))
    assert line["item"] == line["name"] == line["category"] == "Bar"
    assert line["latitude"] == line["distance_km"] == ""


def test_an_unknown_ending_and_a_missing_folder_are_said(
    lists: RecommendationLists, tmp_path: Path
) -> None:
    with pytest.raises(ReportProblem, match="choose one of these endings"):
        export_lists(lists, tmp_path / "lists.pdf")
    with pytest.raises(ReportProblem, match="does not exist"):
        export_lists(lists, tmp_path / "nowhere" / "lists.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ReportProblem, match="is a folder"):
        export_lists(lists, tmp_path / "folder.csv")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "kept.csv"
    path.write_text("before")

    def fail_halfway() -> None:
        with write_atomically(path) as draft:
            draft.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_list_is_an_empty_table(lists: RecommendationLists, tmp_path: Path) -> None:
    export_lists(dataclasses.replace(lists, rows=()), tmp_path / "lists.csv")
    assert (tmp_path / "lists.csv").read_text("utf-8") == ",".join(list_columns()) + "\n"
