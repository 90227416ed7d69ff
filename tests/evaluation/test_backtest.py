"""A later log is replayed event by event; anyone can compute the figures from the file."""

import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from stdesk.errors import SettingProblem
from stdesk.evaluation import BacktestSettings, backtest
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.training import TrainSettings, train

from .conftest import DAYS, write_town

QUICK = {"moments": 300, "rounds": 20, "leaves": 7, "epochs": 1, "width": 6, "threads": 1}
HEADER = ["user", "instant", "item", "rank", "seen_before", "top20"]


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The week after the town's log, with a stranger and a place that nobody knew."""
    path = tmp_path / "later.csv"
    write_town(path, DAYS, 7, seed=2)
    with path.open("a") as file:
        file.write("stranger,home3,home,40.009,-73.988,2024-06-29T08:00:00Z\n")
        file.write("stranger,home3,home,40.009,-73.988,2024-06-29T20:00:00Z\n")
        file.write("person1,palace0,palace,40.5,-74.1,2024-06-29T21:00:00Z\n")
        file.write("person1,palace0,palace,40.5,-74.1,2024-06-29T22:00:00Z\n")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        assert reader.fieldnames == HEADER
    return rows


def replay(town: Project, later: Path, model: str, time: str = "given") -> list[dict[str, str]]:
    quick = QUICK if model == "ranker" else {}
    run = train(town, TrainSettings(model, overrides=quick), Progress())
    out = later.with_name(f"{model}-{time}.csv")
    result = backtest(town, BacktestSettings(later, run, time, out), Progress())
    rows = rows_of(out)
    assert result.events == len(rows)
    assert result.ranked == sum(row["rank"] != "" for row in rows)
    return rows


@pytest.mark.parametrize("model", ["visits", "markov", "ranker"])
def test_one_row_an_event_in_time_order(town: Project, later: Path, model: str) -> None:
    rows = replay(town, later, model)
    assert len(rows) == sum(1 for _ in later.open()) - 1
    instants = [row["instant"] for row in rows]
    assert instants == sorted(instants)
    assert all(instant.endswith("Z") for instant in instants)


def test_strangers_and_unknown_places_have_no_rank(town: Project, later: Path) -> None:
    for row in replay(town, later, "ranker"):
        unknown = row["user"] == "stranger" or row["item"] == "palace0"
        assert (row["rank"] == "") == unknown
        assert "palace0" not in row["top20"]


def test_histories_grow_as_the_log_is_replayed(town: Project, later: Path) -> None:
    rows = replay(town, later, "visits")
    strangers = [row for row in rows if row["user"] == "stranger"]
    assert [row["seen_before"] for row in strangers] == ["false", "true"]
    assert strangers[1]["top20"].split("|")[0] == "home3"
    palaces = [row for row in rows if row["item"] == "palace0"]
    assert [row["seen_before"] for row in palaces] == ["false", "true"]


def test_the_rank_agrees_with_the_list(town: Project, later: Path) -> None:
    for row in replay(town, later, "ranker"):
        shown = row["top20"].split("|")
        assert len(shown) == len(set(shown)) == 20
        if row["rank"] == "1":
            assert shown[0] == row["item"]
        if row["rank"] and float(row["rank"]) > 30:
            assert row["item"] not in shown


def test_with_the_time_unknown_the_order_is_that_of_habit(town: Project, later: Path) -> None:
    given = replay(town, later, "rhythm")
    unknown = replay(town, later, "rhythm", "unknown")
    first = [np.mean([row["rank"] == "1" for row in rows]) for rows in (given, unknown)]
    assert first[0] > first[1]


def test_parquet_holds_the_same_with_real_types(town: Project, later: Path) -> None:
    run = train(town, TrainSettings("visits"), Progress())
    out = later.with_suffix(".parquet")
    backtest(town, BacktestSettings(later, run, out=out), Progress())
    table = pyarrow.parquet.read_table(out)
    assert table.column_names == HEADER
    assert str(table.schema.field("instant").type) == "timestamp[ms, tz=UTC]"
    assert table["rank"].null_count == 4


def test_the_project_is_not_changed(town: Project, later: Path) -> None:
    before = town.log.summary().events
    replay(town, later, "visits")
    assert town.log.summary().events == before


def test_a_log_that_training_saw_is_called_too_good(town: Project, town_csv: Path) -> None:
    run = train(town, TrainSettings("visits"), Progress())
    out = town.path.with_suffix(".csv")
    result = backtest(town, BacktestSettings(town_csv, run, out=out), Progress())
    assert any("too good" in said.text for said in result.sentences)


def test_another_ending_is_refused() -> None:
    with pytest.raises(SettingProblem, match="parquet"):
        BacktestSettings("later.csv", 1, out="ranks.xlsx")
