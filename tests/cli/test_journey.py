"""The whole way from a log to a report, typed, on a generated log."""

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

MODEL = "markov"


@pytest.fixture(scope="module")
def project(stdesk, demo_log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first nine tenths of the generated log, and the items' descriptions."""
    folder = tmp_path_factory.mktemp("journey")
    lines = demo_log.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = len(lines) * 9 // 10
    (folder / "first.csv").write_text("".join(lines[:cut]), encoding="utf-8")
    (folder / "later.csv").write_text("".join(lines[:1] + lines[cut:]), encoding="utf-8")
    path = folder / "town.stdesk"
    stdesk("new", path)
    said = stdesk("import", path, folder / "first.csv", demo_log.with_suffix(".items.csv"))
    assert said.code == 0, said.err
    return path


@pytest.fixture(scope="module")
def run(stdesk, project: Path) -> dict[str, Any]:
    return stdesk("train", project, "--model", MODEL, "--seed", 5, "--json").object


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_tells_its_number_and_how_it_was_made(stdesk, project, run) -> None:
    assert (run["model"], run["preset"], run["seed"], run["state"]) == (MODEL, "fast", 5, "done")
    (listed,) = stdesk("runs", project, "--json").object["runs"]
    assert listed["run"] == run["run"]
    assert MODEL in stdesk("runs", project).out


def test_the_table_holds_the_baselines_and_intervals(stdesk, project, run) -> None:
    made = stdesk("evaluate", project, "--json").object
    acc = [v for v in made["values"] if v["name"] == "Acc@1" and v["part"] == "all"]
    assert {"popularity", "visits", "recency", "rhythm", "markov"} <= {v["model"] for v in acc}
    for value in acc:
        assert 0 <= value["low"] <= value["value"] <= value["high"] <= 1
    assert {v["part"] for v in made["values"]} >= {"all", "return", "discovery"}
    assert made["sentences"]


def test_the_table_is_read_by_people_too(stdesk, project, run) -> None:
    said = stdesk("evaluate", project, "--protocol", "leave-one-out", "--time", "unknown")
    assert said.code == 0, said.err
    for word in ("popularity", "HR@10", "NDCG@10", "returns", "discoveries"):
        assert word in said.out


def test_a_list_for_one_user_is_the_same_in_every_format(
    stdesk, project, run, tmp_path: Path
) -> None:
    user = read_csv(project.parent / "first.csv")[-1]["user"]
    for ending in ("csv", "json", "xlsx"):
        out = tmp_path / f"list.{ending}"
        said = stdesk(
            "recommend", project, "--run", run["run"], "--user", user, "-k", 5, "--out", out
        )
        assert said.code == 0, said.err
        assert "1" in said.out
    rows = read_csv(tmp_path / "list.csv")
    written = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))["recommendations"]
    assert [row["item"] for row in rows] == [row["item"] for row in written]
    assert [int(row["rank"]) for row in rows] == [1, 2, 3, 4, 5]


def test_lists_for_all_users_have_the_length_asked_for(stdesk, project, run, tmp_path) -> None:
    out = tmp_path / "lists.csv"
    made = stdesk(
        "recommend", project, "--run", run["run"], "--all", "-k", 3, "--out", out, "--json"
    ).object
    by_user = defaultdict(list)
    for row in read_csv(out):
        by_user[row["user"]].append(row["item"])
    assert len(by_user) == made["users"] == 40
    assert {len(items) for items in by_user.values()} == {3}


def test_only_new_items_are_new_and_near_ones_are_near(stdesk, project, run, tmp_path) -> None:
    log = read_csv(project.parent / "first.csv")
    user, place = log[-1]["user"], f"{log[-1]['latitude']},{log[-1]['longitude']}"
    known = {row["item"] for row in log if row["user"] == user}
    out = tmp_path / "new.csv"
    wishes = ("--only-new", "--near", place, "--within", 20, "--at", "2030-03-01T18:00Z")
    said = stdesk("recommend", project, "--run", run["run"], "--user", user, *wishes, "--out", out)
    assert said.code == 0, said.err
    rows = read_csv(out)
    assert not known & {row["item"] for row in rows}
    assert all(float(row["distance_km"]) <= 20 for row in rows)


def test_a_later_log_is_replayed_event_by_event(stdesk, project, run, tmp_path) -> None:
    later, out = project.parent / "later.csv", tmp_path / "ranks.csv"
    made = stdesk(
        "backtest", project, later, "--run", run["run"], "--time", "given", "--out", out, "--json"
    ).object
    rows = read_csv(out)
    assert list(rows[0]) == ["user", "instant", "item", "rank", "seen_before", "top20"]
    assert len(rows) == made["events"] == len(read_csv(later))
    assert [row["instant"] for row in rows] == sorted(row["instant"] for row in rows)
    ranked = [row for row in rows if row["rank"]]
    assert len(ranked) == made["ranked"] > 0
    for row in ranked:
        top = row["top20"].split("|")
        if float(row["rank"]) == 1.0:
            assert top[0] == row["item"]
    assert stdesk("info", project, "--json").object["events"] == len(
        read_csv(project.parent / "first.csv")
    )


def test_a_forecast_has_intervals_around_its_mean(stdesk, project, tmp_path: Path) -> None:
    out = tmp_path / "days.csv"
    made = stdesk("forecast", project, "--horizon", 7, "--out", out, "--json").object
    rows = read_csv(out)
    assert len(rows) == made["horizon"] == 7
    for row in rows:
        mean = float(row["mean"])
        assert float(row["low95"]) <= float(row["low80"]) <= mean
        assert mean <= float(row["high80"]) <= float(row["high95"])


def test_a_report_is_written_in_each_format(stdesk, project, run, tmp_path: Path) -> None:
    user = read_csv(project.parent / "first.csv")[-1]["user"]
    for ending in ("html", "csv", "xlsx", "json"):
        out = tmp_path / f"report.{ending}"
        said = stdesk("report", project, "--run", run["run"], "--user", user, "--out", out)
        assert said.code == 0, said.err
        assert out.stat().st_size > 500


@pytest.mark.parametrize(
    "arguments",
    [
        ("train",),
        ("train", "--model", "oracle"),
        ("train", "--model", MODEL, "--preset", "endless"),
        ("train", "--model", MODEL, "--set", "nothing=1"),
        ("evaluate", "--protocol", "guess"),
        ("recommend", "--run", "1", "--out", "x.csv"),
        ("recommend", "--run", "1", "--all", "--user", "u1", "--out", "x.csv"),
        ("recommend", "--run", "1", "--all", "--near", "here", "--out", "x.csv"),
        ("forecast", "--horizon", "0", "--out", "x.csv"),
    ],
)
def test_wrong_use_ends_with_two(stdesk, project: Path, arguments) -> None:
    command, *options = arguments
    assert stdesk(command, project, *options).code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("recommend", "--run", "999", "--all", "--out", "x.csv"),
        ("report", "--run", "999", "--all", "--out", "x.html"),
        ("evaluate", "--run", "999"),
        ("train", "--resume", "999"),
    ],
)
def test_a_run_that_is_not_there_is_a_problem(stdesk, project: Path, arguments) -> None:
    command, *options = arguments
    said = stdesk(command, project, *options)
    assert said.code == 1
    assert "999" in said.err


def test_a_copy_elsewhere_recommends_the_same_to_the_last_digit(
    stdesk, project, run, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere" / "copy.stdesk"
    copy.parent.mkdir()
    assert stdesk("backup", project, copy).code == 0
    lists = []
    for number, path in enumerate((project, copy)):
        out = tmp_path / f"{number}.csv"
        stdesk("recommend", path, "--run", run["run"], "--all", "--out", out)
        lists.append(out.read_bytes())
    assert lists[0] == lists[1]
