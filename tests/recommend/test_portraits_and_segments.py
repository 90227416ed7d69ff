"""A user on one page, and groups of users: what is said holds in the log."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.errors import ProjectProblem, ReportProblem, SettingProblem
from stdesk.features import load_log
from stdesk.insight import read_rule
from stdesk.language import speaking
from stdesk.metrics import adjusted_rand
from stdesk.progress import Progress
from stdesk.project import Project, open_project
from stdesk.recommend import (
    ClusterSettings,
    PortraitSettings,
    RecommendSettings,
    Studio,
    cluster_users,
    compare_segments,
    export_portraits,
    figure_title,
    keep_clusters,
    portrait,
    portrait_plain,
    portrait_text,
    portraits,
    recommend,
    users_by_rule,
)
from stdesk.training import TrainSettings, train


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.stdesk"
    size = DemoSettings(events=6000, users=60, items=200, days=90, images=0, seed=7)
    write_demo(path, size, Progress())
    with open_project(path) as project:
        train(project, TrainSettings("markov"), Progress())
    return path


@pytest.fixture
def project(town: Path, tmp_path: Path) -> Project:
    path = tmp_path / "own.stdesk"
    path.write_bytes(town.read_bytes())
    with open_project(path) as opened:
        yield opened  # type: ignore[misc]


def busiest(project: Project) -> str:
    log = load_log(project)
    return log.catalogue.user_keys[int(np.diff(log.user_start).argmax())]


def test_a_portrait_says_what_the_log_holds(project: Project) -> None:
    log = load_log(project)
    key = busiest(project)
    one = portrait(project, key)
    own = log.of_user(one.user_id - 1)
    assert one.events == own.stop - own.start == np.sum(one.rhythm)
    items, counts = np.unique(log.item[own], return_counts=True)
    assert one.places[0].visits == counts.max()
    assert one.items == len(items)
    assert one.first_ms == log.instant_ms[own.start]
    for anchor in (one.home, one.work):
        if anchor is not None:
            assert anchor.low <= anchor.days / anchor.of_days <= anchor.high
    for day in one.days:
        assert max(hour.share for hour in day.hours) <= 1.0


def test_homes_are_mostly_where_they_were_planted(project: Project, town: Path) -> None:
    truth = json.loads(town.with_suffix(".truth.json").read_text())
    steady = {u["key"]: u["lives"][0] for u in truth["users"] if not u["drift"]}
    found = portraits(project, PortraitSettings(ahead=0, alike=0), Progress())
    homes = [
        abs(one.home.latitude - steady[one.user]["home_latitude"]) < 0.003
        for one in found
        if one.user in steady and one.home is not None and one.home.low > 0.4
    ]
    assert len(homes) > 10
    assert np.mean(homes) > 0.8


def test_what_is_expected_is_the_list_that_recommend_makes(project: Project) -> None:
    key = busiest(project)
    one = portrait(project, key)
    assert one.expected is not None
    wish = RecommendSettings(run=one.expected.run, users=(key,), k=5, store=False)
    lists = recommend(project, wish, Progress())
    assert [line.item_id for line in one.expected.lines] == [row.item_id for row in lists.rows]
    chances = [line.chance for line in one.expected.lines]
    assert chances == sorted(chances, reverse=True)


def test_a_studio_gives_what_portraits_give(project: Project) -> None:
    key = busiest(project)
    studio = Studio(project, load_log(project))
    whole = portrait(project, key)
    one = studio.expected(studio.alike(studio.sketch(whole.user_id - 1)))
    assert portrait_text(one) == portrait_text(whole)
    assert one.alike == whole.alike


def test_interests_that_are_certain_are_above_the_usual(project: Project) -> None:
    found = portraits(project, PortraitSettings(ahead=0, alike=0), Progress())
    leading = [one.interests[0] for one in found if one.interests and one.interests[0].certain]
    assert len(leading) > 20
    assert all(interest.times > 1.2 for interest in leading)


def test_an_unknown_user_has_no_portrait_and_a_silent_one_an_empty_one(project: Project) -> None:
    with pytest.raises(SettingProblem):
        portrait(project, "nobody")
    with project.bulk_writer() as writer:
        writer.execute("INSERT INTO user(key) VALUES ('silent')")
    one = portrait(project, "silent")
    assert one.events == 0
    assert one.expected is None
    assert "No events yet." in portrait_text(one)


def test_a_portrait_is_written_as_text_and_json_in_the_readers_language(
    project: Project, tmp_path: Path
) -> None:
    one = portrait(project, busiest(project), settings=PortraitSettings(alike=0))
    with speaking("zh_CN"):
        export_portraits([one], tmp_path / "one.txt")
    assert "概况" in (tmp_path / "one.txt").read_text(encoding="utf-8")
    export_portraits([one], tmp_path / "one.json")
    stored = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert stored == [json.loads(json.dumps(portrait_plain(one)))]
    with pytest.raises(ReportProblem):
        export_portraits([one], tmp_path / "one.doc")


def test_groups_recover_the_planted_ways_of_life(project: Project, town: Path) -> None:
    truth = json.loads(town.with_suffix(".truth.json").read_text())
    planted = {user["key"]: user["archetype"] for user in truth["users"]}
    keys = load_log(project).catalogue.user_keys
    found = cluster_users(project, ClusterSettings(groups=5), Progress())
    label = np.concatenate([[number] * len(one.users) for number, one in enumerate(found.groups)])
    users = [user for one in found.groups for user in one.users]
    assert adjusted_rand(np.array([planted[keys[user - 1]] for user in users]), label) > 0.6
    assert len({one.name for one in found.groups}) == 5


def test_kept_groups_are_segments_that_portraits_name(project: Project) -> None:
    found = cluster_users(project, ClusterSettings(groups=3), Progress())
    keep_clusters(project, found)
    assert [one.name for one in project.segments.all()] == [one.name for one in found.groups]
    for group in found.groups:
        key = load_log(project).catalogue.user_keys[group.users[0] - 1]
        one = portrait(project, key, settings=PortraitSettings(ahead=0, alike=0))
        assert one.segments == (group.name,)


def test_who_changed_lives_differently_since(project: Project, town: Path) -> None:
    """Most of those whom the rule finds were planted with a change."""
    truth = json.loads(town.with_suffix(".truth.json").read_text())
    drifting = {user["key"] for user in truth["users"] if user["drift"]}
    keys = load_log(project).catalogue.user_keys
    found = {keys[user - 1] for user in users_by_rule(project, read_rule(["changed"]), Progress())}
    assert found
    assert len(found & drifting) >= len(found) / 2


def test_comparing_needs_segments_with_users(project: Project) -> None:
    users = users_by_rule(project, read_rule(["events>=100"]), Progress())
    project.segments.add("busy", read_rule(["events>=100"]).plain(), users.tolist())
    project.segments.add("empty", {}, [])
    found = compare_segments(project, "busy", None, Progress())
    events = next(line for line in found.lines if line.figure.key == "events")
    assert events.certain
    assert events.difference > 1.5
    assert found.sizes == (len(users), 60 - len(users))
    with pytest.raises(SettingProblem):
        compare_segments(project, "busy", "empty", Progress())
    with pytest.raises(ProjectProblem):
        compare_segments(project, "nobody", None, Progress())


def test_accuracy_is_compared_where_an_evaluation_kept_its_ranks(project: Project) -> None:
    from stdesk.evaluation import EvaluateSettings, evaluate

    users = users_by_rule(project, read_rule(["events>=100"]), Progress())
    project.segments.add("busy", {}, users.tolist())
    before = compare_segments(project, "busy", None, Progress())
    assert not any(line.figure.part == "Accuracy" for line in before.lines)
    evaluate(project, EvaluateSettings(runs=(1,)), Progress())
    after = compare_segments(project, "busy", None, Progress())
    accuracy = [line for line in after.lines if line.figure.part == "Accuracy"]
    assert [line.figure.name for line in accuracy] == ["markov"]
    assert 0 < accuracy[0].one <= 1
    assert figure_title(accuracy[0].figure) == "Next after this: right among its first 10"


def test_settings_that_cannot_be_are_refused() -> None:
    for wrong in ({"groups": 1}, {"aspects": ()}, {"aspects": ("luck",)}):
        with pytest.raises(SettingProblem):
            replace(ClusterSettings(), **wrong)  # type: ignore[arg-type]
    with pytest.raises(SettingProblem):
        PortraitSettings(ahead=-1)
