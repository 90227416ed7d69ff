"""Intent typed: train, judge with its calibration plot, and list who is likely to."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def town(stdesk: Any, demo_log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one run of intent: who buys within three days."""
    path = tmp_path_factory.mktemp("intent") / "town.stdesk"
    assert stdesk("new", path).code == 0
    assert stdesk("import", path, demo_log).code == 0
    wish = [f"--set={pair}" for pair in ("kind=buy", "horizon=days", "days=3", "rounds=40")]
    said = stdesk("train", path, "--model", "intent", *wish)
    assert said.code == 0, said.err
    return path


def test_the_plot_is_told_beside_the_figures(stdesk: Any, town: Path) -> None:
    answer = stdesk(
        "evaluate", town, "--protocol", "rolling", "--folds", 1, "--run", 1, "--json"
    ).object
    assert {value["model"] for value in answer["values"]} >= {"intent", "own rate", "last kind"}
    assert {value["part"] for value in answer["values"]} == {"all"}
    (plot,) = answer["calibration"]
    assert plot["run"] == 1
    assert sum(found["moments"] for found in plot["bins"]) == answer["values"][0]["instances"]
    for found in plot["bins"]:
        assert 0 <= found["low"] <= found["seen"] <= found["high"] <= 1
    assert sorted(f["said"] for f in plot["bins"]) == [f["said"] for f in plot["bins"]]


def test_everyone_is_listed_with_the_likeliest_first(
    stdesk: Any, town: Path, tmp_path: Path
) -> None:
    out = tmp_path / "who.csv"
    answer = stdesk("recommend", town, "--run", 1, "--all", "--out", out, "--json").object
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chances = [float(row["chance"]) for row in rows]
    assert len(rows) == answer["users"] == 40
    assert chances == sorted(chances, reverse=True)
    assert answer["expected"] == pytest.approx(sum(chances), abs=1e-3)
    assert rows[0]["within"] == "3 days"
    assert rows[0]["reasons"]


def test_the_likeliest_few_and_one_user_can_be_asked_for(
    stdesk: Any, town: Path, tmp_path: Path
) -> None:
    out = tmp_path / "who.json"
    said = stdesk("recommend", town, "--run", 1, "--all", "-k", 3, "--out", out)
    assert "buy" in said.out
    users = json.loads(out.read_text("utf-8"))["users"]
    assert [row["rank"] for row in users] == [1, 2, 3]
    stdesk("recommend", town, "--run", 1, "--user", users[1]["user"], "--out", out)
    (one,) = json.loads(out.read_text("utf-8"))["users"]
    assert one["chance"] == users[1]["chance"]


def test_options_for_lists_of_items_are_refused(stdesk: Any, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "who.csv"
    said = stdesk("recommend", town, "--run", 1, "--all", "--within", 3, "--out", out)
    assert said.code == 2
    assert "lists of items" in said.err
    assert not out.exists()
