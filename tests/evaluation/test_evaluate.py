"""The comparison table holds every model and baseline, with intervals, and says who wins."""

import numpy as np
import pytest

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.evaluation import EvaluateSettings, Evaluation, evaluate
from stdesk.progress import Cancelled, Progress
from stdesk.project import Measured, Project
from stdesk.training import TrainSettings, train

BASELINES = {
    "popularity", "visits", "recency", "rhythm", "markov", "decayed_markov", "ease", "item_knn",
}  # fmt: skip
QUICK = {"moments": 300, "rounds": 20, "leaves": 7, "epochs": 1, "width": 6, "threads": 1}


def value(evaluation: Evaluation, model: str, name: str, part: str = "all") -> Measured:
    found = [
        row
        for row in evaluation.values
        if (row.model, row.name, row.part, row.fold) == (model, name, part, None)
    ]
    assert len(found) == 1
    return found[0]


def test_without_runs_the_baselines_stand_alone_and_it_is_said(town: Project) -> None:
    found = evaluate(town, EvaluateSettings("next-place"), Progress())
    assert {row.model for row in found.values} == BASELINES
    assert "Only baselines" in found.sentences[0].text
    assert town.results.evaluation(found.number)[0].protocol == "next-place"


def test_rhythm_knows_more_when_the_time_is_given(town: Project) -> None:
    given = evaluate(town, EvaluateSettings("rolling", folds=1), Progress())
    unknown = evaluate(town, EvaluateSettings("rolling", time="unknown", folds=1), Progress())
    assert value(given, "rhythm", "HR@1").value > value(unknown, "rhythm", "HR@1").value + 0.1
    same = [value(found, "visits", "HR@1").value for found in (given, unknown)]
    assert same[0] == same[1]


def test_every_figure_lies_in_its_interval_and_parts_add_up(town: Project) -> None:
    found = evaluate(town, EvaluateSettings("rolling", folds=1), Progress())
    for row in found.values:
        if row.low is not None and row.high is not None and np.isfinite(row.value):
            assert row.low <= row.value <= row.high
    whole = value(found, "visits", "MRR")
    returns = value(found, "visits", "MRR", "return")
    new = value(found, "visits", "MRR", "discovery")
    assert whole.instances == returns.instances + new.instances


def test_a_trained_ranker_is_tested_against_the_best_baseline(town: Project) -> None:
    run = train(town, TrainSettings("ranker", overrides=QUICK), Progress())
    found = evaluate(town, EvaluateSettings("next-place"), Progress())
    row = value(found, "ranker", "MRR")
    best = max(value(found, name, "MRR").value for name in BASELINES)
    assert row.run == run
    assert row.peer in BASELINES
    assert value(found, row.peer or "", "MRR").value == best
    assert row.p_value is not None
    assert 0 < row.p_value <= 1
    assert any(said.values.get("model") == "ranker" for said in found.sentences)


def test_a_refit_is_kept_with_its_run_and_gives_the_same_figures(town: Project) -> None:
    run = train(town, TrainSettings("ranker", overrides=QUICK), Progress())
    first = evaluate(town, EvaluateSettings("next-place"), Progress())
    assert town.runs.weights(run, "refit next-place") is not None
    again = evaluate(town, EvaluateSettings("next-place"), Progress())
    assert value(first, "ranker", "MRR").value == value(again, "ranker", "MRR").value


def test_rolling_tells_every_fold_and_all_together(town: Project) -> None:
    found = evaluate(town, EvaluateSettings("rolling", folds=2), Progress())
    folds = {row.fold for row in found.values if row.name == "HR@1"}
    assert folds == {None, 0, 1}


def test_leave_one_out_ranks_the_whole_catalogue_for_every_user(town: Project) -> None:
    found = evaluate(town, EvaluateSettings("leave-one-out"), Progress())
    assert value(found, "visits", "NDCG@10").instances == 30


def test_few_events_are_called_few(town: Project) -> None:
    found = evaluate(town, EvaluateSettings("leave-one-out"), Progress())
    assert any("small differences are chance" in said.text for said in found.sentences)


def test_of_very_many_events_some_are_drawn_and_it_is_said(
    town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = evaluate(town, EvaluateSettings("next-place"), Progress())
    instances = value(whole, "visits", "MRR").instances
    monkeypatch.setattr("stdesk.evaluation.splits.MOST_SCORES", 0)
    monkeypatch.setattr("stdesk.evaluation.splits.LEAST_DRAWN", 40)
    drawn = evaluate(town, EvaluateSettings("next-place"), Progress())
    assert {row.instances for row in drawn.values if row.name == "MRR" and row.part == "all"} == {
        40
    }
    said = [said.values for said in drawn.sentences if "drawn at random" in said.text]
    assert [(one["count"], one["all"]) for one in said] == [("40", f"{instances}")]
    again = evaluate(town, EvaluateSettings("next-place"), Progress())
    assert value(again, "visits", "MRR").value == value(drawn, "visits", "MRR").value
    every = evaluate(town, EvaluateSettings("next-place", every=True), Progress())
    assert value(every, "visits", "MRR").value == value(whole, "visits", "MRR").value
    assert not any("drawn at random" in said.text for said in every.sentences)


def test_settings_that_make_no_sense_are_problems() -> None:
    for wrong in ({"protocol": "guess"}, {"time": "maybe"}, {"folds": 0}):
        with pytest.raises(SettingProblem):
            EvaluateSettings(**wrong)  # type: ignore[arg-type]


def test_a_run_that_does_not_exist_is_a_problem(town: Project) -> None:
    with pytest.raises(ModelProblem):
        evaluate(town, EvaluateSettings(runs=(99,)), Progress())


def test_a_cancelled_comparison_leaves_no_table(town: Project) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        evaluate(town, EvaluateSettings("next-place"), progress)
    assert town.results.evaluations().num_rows == 0
