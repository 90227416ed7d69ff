"""evolution: the same changes and measures as the window shows."""

import csv
import json
from pathlib import Path

import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.features import load_log
from stdesk.insight import changes_of, course_of
from stdesk.progress import Progress
from stdesk.project import open_project


@pytest.fixture(scope="module")
def moving(tmp_path_factory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("moving") / "moving.stdesk"
    write_demo(path, DemoSettings(8000, users=20, items=120, images=0, seed=2), Progress())
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    return path, next(one["key"] for one in truth["users"] if one["drift"] == "new home")


def test_a_users_changes_and_measures_are_those_of_insight(stdesk, moving, tmp_path) -> None:
    path, key = moving
    said = stdesk("evolution", path, "--user", key, "--out", tmp_path / "life.csv", "--json")
    assert said.code == 0
    with open_project(path, read_only=True) as project:
        log = load_log(project)
    user = list(log.catalogue.user_keys).index(key)
    changes, course = changes_of(log, user), course_of(log, [user])
    assert [one["chance"] for one in said.object["changes"]] == [c.chance for c in changes]
    assert changes
    with (tmp_path / "life.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["events"]) for row in rows] == course.lines["events"].value.tolist()


def test_the_whole_log_is_told_in_a_table(stdesk, moving) -> None:
    said = stdesk("evolution", moving[0], "--period", "four-weeks")
    assert said.code == 0
    assert "radius_km" in said.out
    assert "lasting change" in said.out or "Since" in said.out


def test_all_users_are_listed_with_their_changes(stdesk, moving, tmp_path) -> None:
    path, key = moving
    said = stdesk("evolution", path, "--all", "--out", tmp_path / "all.json", "--json")
    assert said.object["users"] == 20
    told = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert key in [row["user"] for row in told["changes"] if row["holds"]]
    assert told["changes"] == said.object["changes"]


def test_wrong_wishes_are_refused_in_words(stdesk, moving) -> None:
    path, key = moving
    assert stdesk("evolution", path, "--user", "nobody").code == 2
    assert stdesk("evolution", path, "--user", key, "--all").code == 2
    assert "segment" in stdesk("evolution", path, "--segment", "none").err
