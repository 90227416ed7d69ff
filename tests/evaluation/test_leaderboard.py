"""Ranks are kept event by event; a leaderboard never mixes what was measured on other events."""

from dataclasses import replace

import numpy as np
import pytest

from stdesk.errors import ModelProblem
from stdesk.evaluation import (
    EvaluateSettings,
    UserErrors,
    board_heads,
    errors,
    evaluate,
    judged_model,
    judged_models,
    leaderboard,
    named,
    per_event,
    rejudged,
    reliability_curves,
    worst_first,
)
from stdesk.evaluation import keeping as keeping_module
from stdesk.evaluation.error_reasons import who_is_missed
from stdesk.features import contexts_of_events, load_log
from stdesk.metrics import expected_rank
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.training import TrainSettings, train

from .conftest import write_town


@pytest.fixture
def judged(town: Project) -> Project:
    train(town, TrainSettings("markov"), Progress())
    evaluate(town, EvaluateSettings("next-place"), Progress())
    return town


def test_the_kept_ranks_are_those_of_the_table(judged: Project) -> None:
    stored = {row.model: row for row in judged.results.evaluation() if row.name == "MRR"
              and row.part == "all"}  # fmt: skip
    for _, model, _ in judged.judgements.models(1):
        line = judged_model(judged, model)
        rank = judged.judgements.line(line.id).rank
        assert per_event(rank, "MRR").mean() == pytest.approx(stored[model].value)
        assert line.judgement.instances == len(rank) == stored[model].instances


def test_a_long_evaluation_keeps_as_many_ranks_as_fit(
    town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_module, "MOST_KEPT", 50)
    evaluate(town, EvaluateSettings("rolling", folds=1), Progress())
    (record,) = town.judgements.all()
    assert record.kept == 50 < record.instances
    assert len(set(town.judgements.events(record.number).tolist())) == 50
    board = leaderboard(town, board_heads(town)[0])
    assert (board.kept, board.head.instances) == (50, record.instances)


def test_what_was_measured_on_the_same_events_is_one_table(judged: Project) -> None:
    run = train(judged, TrainSettings("markov"), Progress())
    evaluate(judged, EvaluateSettings("next-place", runs=(run,)), Progress())
    evaluate(judged, EvaluateSettings("next-place", time="unknown"), Progress())
    evaluate(judged, EvaluateSettings("leave-one-out"), Progress())
    heads = board_heads(judged)
    assert [(head.protocol, head.time, head.evaluations) for head in heads] == [
        ("leave-one-out", "given", (4,)),
        ("next-place", "unknown", (3,)),
        ("next-place", "given", (2, 1)),
    ]
    board = leaderboard(judged, heads[2])
    keys = [line.key for line in board.lines]
    assert len(set(keys)) == len(keys)
    assert {("markov", 1), ("markov", run)} <= set(keys)
    values = [line.value("MRR") for line in board.lines]
    assert values == sorted(values, reverse=True)
    assert {line.evaluation for line in board.lines if line.run is None} == {2}


def test_the_first_is_held_against_the_runner_up_by_a_paired_test(judged: Project) -> None:
    board = leaderboard(judged, board_heads(judged)[0])
    first, second = board.lines[:2]
    assert first.p_value is None
    assert all(0 < (line.p_value or 0) <= 1 for line in board.lines[1:])
    sentence = next(s for s in board.sentences if s.values.get("other") == second.model)
    sure = (second.p_value or 1) < 0.05
    assert ("really better" in sentence.text) == sure
    called = named(sentence, lambda model, run: f"<{model} {run}>")
    assert called.values["model"] == f"<{first.model} {first.run}>"
    low, high = (float(sentence.values[end]) for end in ("low", "high"))
    assert low <= float(sentence.values["difference"]) <= high


def test_a_deleted_run_leaves_the_board_and_comes_back(judged: Project) -> None:
    def models() -> set[str]:
        return {line.model for line in leaderboard(judged, board_heads(judged)[0]).lines}

    whole = models()
    judged.runs.delete(1)
    assert models() == whole - {"markov"}
    judged.runs.restore(1)
    assert models() == whole


def test_a_log_that_grew_makes_another_table_and_forgets_old_errors(
    judged: Project, tmp_path
) -> None:
    from stdesk.ingest import ImportSettings, import_files

    later = tmp_path / "later.csv"
    write_town(later, 60, 5, seed=4)
    import_files(judged, ImportSettings((later,), time_zone="UTC"), Progress())
    (head,) = board_heads(judged)
    assert not head.is_current
    assert len(leaderboard(judged, head).lines) > 5
    assert judged_models(judged) == []
    with pytest.raises(ModelProblem, match="compare the models first"):
        judged_model(judged, "markov")
    evaluate(judged, EvaluateSettings("next-place"), Progress())
    assert [head.evaluations for head in board_heads(judged)] == [(2,), (1,)]


def test_groups_of_errors_add_up_to_the_whole(judged: Project) -> None:
    judged.segments.add("first ten", {"by": "hand"}, range(1, 11))
    log = load_log(judged)
    found = errors(judged, judged_model(judged, "visits"), log)
    whole = found.groups[0]
    assert (whole.kind, whole.events) == ("all", len(found.rank))
    for kind in ("part", "past", "hour", "weekday", "category"):
        groups = [group for group in found.groups if group.kind == kind]
        together = np.concatenate([group.rows for group in groups])
        assert len(set(together.tolist())) == len(together) == whole.events, kind
        mean = sum(group.mrr.value * group.events for group in groups) / whole.events
        assert mean == pytest.approx(whole.mrr.value)
    (segment,) = (group for group in found.groups if group.kind == "segment")
    assert segment.label == "first ten"
    assert set(log.user[found.position[segment.rows]].tolist()) <= set(range(10))


def test_users_are_told_worst_first_with_what_they_are_like(judged: Project) -> None:
    log = load_log(judged)
    found = errors(judged, judged_model(judged, "visits"), log)
    users = found.users
    assert np.all(np.diff(users.mrr) >= 0)
    assert users.events.sum() == len(found.rank)
    user, row = int(users.user[0]), 0
    position = found.position[log.user[found.position] == user]
    assert users.past[row] == position.min() - log.user_start[user]
    before = log.item[log.user_start[user] : position.min()]
    _, count = np.unique(before, return_counts=True)
    share = count / count.sum()
    assert users.bits[row] == pytest.approx(-(share * np.log2(share)).sum())
    worst = worst_first(found, log, user)
    assert np.all(np.diff(found.rank[worst]) <= 0)
    assert len(worst) == users.events[row]


def test_what_goes_with_bad_ranks_is_said_the_strongest_first() -> None:
    from scipy.stats import spearmanr

    generator = np.random.default_rng(1)
    new, bits = generator.random(200), generator.random(200)
    mrr = 1 - new + 0.8 * bits + 0.2 * generator.random(200)
    users = UserErrors(
        user=np.arange(200), events=np.ones(200), mrr=mrr, tenth=mrr, median_rank=1 / mrr,
        past=generator.integers(0, 50, 200), bits=bits, new_share=new,
    )  # fmt: skip
    first, second = who_is_missed(users)
    assert "discoveries, the worse" in first.text
    assert "varied a user's past was, the better" in second.text
    assert first.values["r"] == f"{spearmanr(new, mrr).statistic:.2f}".replace("0.", ".")
    (nothing,) = who_is_missed(replace(users, mrr=generator.random(200)))
    assert "Neither" in nothing.text
    few = UserErrors(**{name: values[:5] for name, values in vars(users).items()})
    assert list(who_is_missed(few)) == []


def test_a_model_is_brought_back_with_the_ranks_that_it_had(judged: Project) -> None:
    log = load_log(judged)
    for model in ("markov", "decayed_markov"):
        line = judged_model(judged, model)
        found = errors(judged, line, log)
        position = found.position[:40]
        (judge,) = rejudged(judged, line, log, position, Progress())
        scores = judge.scores(contexts_of_events(log, position[judge.rows]))
        again = expected_rank(scores, log.item[position[judge.rows]])
        np.testing.assert_array_equal(again, found.rank[judge.rows])


def test_a_line_of_an_ablation_cannot_be_brought_back(judged: Project) -> None:
    line = replace(judged_model(judged, "markov"), model="transformer", run=None)
    with pytest.raises(ModelProblem, match="not kept"):
        list(rejudged(judged, line, load_log(judged), np.arange(3000), Progress()))


def test_ranking_models_have_bins_of_calibration_and_an_interval_of_the_gap(
    judged: Project,
) -> None:
    values = judged.results.evaluation()
    curves = {curve.model: curve for curve in reliability_curves(values)}
    gaps = {row.model: row for row in values if row.name == "calibration gap"}
    assert set(curves) == set(gaps)
    for model, curve in curves.items():
        assert sum(dot.moments for dot in curve.bins) == gaps[model].instances
        assert all(dot.low <= dot.seen <= dot.high for dot in curve.bins)
        assert gaps[model].low is not None
        assert gaps[model].low <= gaps[model].high
