"""Who is like whom and whom to follow: planted friends are found, and nothing is said too early."""

import csv
import json
from pathlib import Path

import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.errors import ModelProblem, SettingProblem
from stdesk.progress import Progress
from stdesk.project import Project, open_project
from stdesk.recommend import PeopleLists, PeopleSettings, export_people, people, reason_sentence
from stdesk.training import TrainSettings, train


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crowd") / "crowd.stdesk"
    size = DemoSettings(events=6000, users=60, items=200, days=90, images=0, seed=5)
    write_demo(path, size, Progress())
    return path


@pytest.fixture(scope="module")
def lists(crowd: Path) -> PeopleLists:
    with open_project(crowd, read_only=True) as project:
        return people(project, PeopleSettings(), Progress())


def friends(crowd: Path) -> dict[str, str]:
    truth = json.loads(crowd.with_suffix(".truth.json").read_text())
    return {user["key"]: user["friend"] for user in truth["users"] if user["friend"]}


def test_planted_friends_are_found_far_above_chance(crowd: Path, lists: PeopleLists) -> None:
    planted = friends(crowd)
    first = {row.user: row.other for row in lists.rows if (row.kind, row.rank) == ("follow", 1)}
    hits = sum(first.get(user) == friend for user, friend in planted.items())
    assert hits / len(planted) > 0.6  # chance: 1 in 59


def test_the_reasons_say_how_often_and_where_two_met(crowd: Path, lists: PeopleLists) -> None:
    planted = friends(crowd)
    rows = [r for r in lists.rows if r.kind == "follow" and planted.get(r.user) == r.other]
    for row in rows:
        if not row.meetings:
            continue
        said = reason_sentence(row.reasons[0])
        assert f"{row.meetings} times" in said
        assert "chance would bring" in said
        assert row.meetings > row.expected
    assert any(row.meetings for row in rows)


def test_every_line_has_a_reason_and_enough_support(lists: PeopleLists) -> None:
    for row in lists.rows:
        assert row.reasons
        assert row.user != row.other
        assert row.shared >= 2 or row.meetings >= 2


def test_no_place_that_few_know_is_named(crowd: Path, lists: PeopleLists) -> None:
    with open_project(crowd, read_only=True) as project:
        knowing = project.query(
            "SELECT i.title, i.key, count(DISTINCT e.user) AS n FROM item i "
            "JOIN event e ON e.item = i.id GROUP BY i.id"
        ).to_pylist()
    most = {}
    for row in knowing:
        name = row["title"] or row["key"]
        most[name] = max(most.get(name, 0), row["n"])
    named = [r.values["place"] for line in lists.rows for r in line.reasons if "place" in r.values]
    assert named
    assert all(most[name] >= 4 for name in named)


def test_more_support_is_asked_for_more_is_left_out(crowd: Path, lists: PeopleLists) -> None:
    with open_project(crowd, read_only=True) as project:
        strict = people(project, PeopleSettings(least=6), Progress())
    assert len(strict.rows) < len(lists.rows)
    assert all(row.shared >= 6 or row.meetings >= 6 for row in strict.rows)


def test_the_lists_are_written_in_three_formats(lists: PeopleLists, tmp_path: Path) -> None:
    for suffix in ("csv", "json", "xlsx"):
        export_people(lists, tmp_path / f"people.{suffix}")
    with (tmp_path / "people.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(lists.rows) == len(lists.frame())
    assert rows[0]["other"] == lists.rows[0].other
    written = json.loads((tmp_path / "people.json").read_text())
    assert written["people"][0]["reasons"]


def test_a_trained_network_lends_its_vectors(crowd: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.stdesk"
    copy.write_bytes(crowd.read_bytes())
    tiny = {"width": 16, "window": 10, "epochs": 1, "patience": 0, "user_vectors": True}
    with open_project(copy) as project:
        run = train(project, TrainSettings("gru", overrides=tiny, threads=1), Progress())
        plain = train(project, TrainSettings("visits"), Progress())
        some = PeopleSettings(users=("u0001",), run=run)
        with_vectors = people(project, some, Progress())
        without = people(project, PeopleSettings(users=("u0001",)), Progress())
        with pytest.raises(ModelProblem, match="no vectors of users"):
            people(project, PeopleSettings(run=plain), Progress())
    assert [r.likeness for r in with_vectors.rows] != [r.likeness for r in without.rows]


def test_what_makes_no_sense_is_said(city: Project) -> None:
    with pytest.raises(SettingProblem, match="no user 'nobody'"):
        people(city, PeopleSettings(users=("nobody",)), Progress())
    for wrong in ({"least": 1}, {"k": 0}, {"within_minutes": 0.0}):
        with pytest.raises(SettingProblem):
            PeopleSettings(**wrong)  # type: ignore[arg-type]
