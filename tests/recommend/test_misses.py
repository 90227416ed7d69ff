"""Why a model missed: facts that can be counted in the log, and what the model says otherwise."""

import json
from pathlib import Path

import numpy as np
import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.errors import SettingProblem
from stdesk.evaluation import EvaluateSettings, evaluate
from stdesk.features import load_log
from stdesk.progress import Progress
from stdesk.project import Project, open_project
from stdesk.recommend import (
    Misses,
    MissSettings,
    export_misses,
    misses,
    reason_sentence,
)
from stdesk.recommend.miss_needs import step_of, with_visits


@pytest.fixture(scope="module")
def judged_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("misses") / "demo.stdesk"
    size = DemoSettings(events=2500, users=30, items=80, days=50, images=0, seed=5)
    write_demo(path, size, Progress())
    with open_project(path) as project:
        evaluate(project, EvaluateSettings(), Progress())
    return path


@pytest.fixture
def judged(judged_file: Path):
    with open_project(judged_file, read_only=True) as project:
        yield project


def asked(project: Project, **wish) -> Misses:
    return misses(project, MissSettings(**{"model": "visits", "limit": 3, **wish}), Progress())


def test_the_worst_come_first_and_all_are_counted(judged: Project) -> None:
    found = asked(judged)
    ranks = [miss.rank for miss in found.rows]
    assert ranks == sorted(ranks, reverse=True)
    assert all(rank > 10 for rank in ranks)
    assert len(ranks) <= found.missed <= found.judged
    assert asked(judged, beyond=0, limit=1000).missed == found.judged


def test_facts_agree_with_the_log(judged: Project) -> None:
    log = load_log(judged)
    for miss in asked(judged, beyond=0, limit=8).rows:
        (position,) = np.flatnonzero(log.event_id == miss.event)
        user, item = int(log.user[position]), int(log.item[position])
        own = log.item[log.user_start[user] : position]
        assert miss.user == log.catalogue.user_keys[user]
        assert miss.past == len(own)
        assert miss.had == int((own == item).sum())
        assert miss.last is not None
        assert miss.last.name == log.catalogue.item_name(int(own[-1]))
        said = reason_sentence(miss.facts[0])
        assert ("discovery" in said) == (miss.had == 0)
        assert miss.first is not None
        assert (miss.rank == 1) == (miss.first.item_id == item + 1)


def test_visits_that_never_were_are_put_into_the_right_past(judged: Project) -> None:
    log = load_log(judged)
    user = int(np.argmax(np.diff(log.user_start)))
    position = int(log.user_start[user + 1]) - 1
    other, moved = with_visits(log, position, 3)
    assert len(other) == len(log) + 3
    assert other.event_id[moved] == log.event_id[position]
    own = other.of_user(user)
    assert np.all(np.diff(other.instant_ms[own]) >= 0)
    item = int(log.item[position])
    added = int((other.item[own] == item).sum()) - int((log.item[log.of_user(user)] == item).sum())
    assert added == 3
    for someone in (0, log.catalogue.users - 1):
        if someone != user:
            before, after = log.item[log.of_user(someone)], other.item[other.of_user(someone)]
            np.testing.assert_array_equal(before, after)


def test_visits_lie_a_week_a_day_or_a_minute_apart_as_the_past_allows(judged: Project) -> None:
    log = load_log(judged)
    user = int(np.argmax(np.diff(log.user_start)))
    begin, end = int(log.user_start[user]), int(log.user_start[user + 1])
    named = [step_of(log, position)[1] for position in range(begin, end)]
    assert named[0] == "minute"
    assert set(named) <= {"minute", "day", "week"}
    for position in (end - 1, (begin + end) // 2):
        step, _ = step_of(log, position)
        assert log.instant_ms[position] - 8 * step >= log.instant_ms[begin]


def test_more_visits_would_have_helped_a_model_that_counts_them(judged: Project) -> None:
    miss = next(m for m in asked(judged, beyond=10, limit=50).rows if m.had == 0)
    said = [reason_sentence(need) for need in miss.needed]
    assert any("more" in sentence for sentence in said)
    place = float(miss.needed[0].values["rank"].replace(",", ""))
    assert place < miss.rank


def test_what_cannot_be_asked_is_said(judged: Project) -> None:
    with pytest.raises(SettingProblem, match="no user 'nobody'"):
        asked(judged, user="nobody")
    with pytest.raises(SettingProblem, match="event 1 was not judged"):
        asked(judged, event=1)


def test_misses_are_written_as_lists_are(judged: Project, tmp_path: Path) -> None:
    found = asked(judged, what_if=False)
    for ending in ("csv", "xlsx", "json"):
        export_misses(found, tmp_path / f"misses.{ending}")
    rows = (tmp_path / "misses.csv").read_text("utf-8").splitlines()
    assert len(rows) == len(found.rows) + 1
    whole = json.loads((tmp_path / "misses.json").read_text("utf-8"))
    assert [row["rank"] for row in whole["misses"]] == [miss.rank for miss in found.rows]
    assert whole["misses"][0]["needed"] == []
