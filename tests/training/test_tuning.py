"""Tuning tries settings on validation, keeps every trial, and explains what it chose."""

import csv
import itertools
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.errors import ModelProblem, SettingProblem
from stdesk.ingest import ImportSettings, import_files
from stdesk.models import Search, model_info, model_names
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project, create_project
from stdesk.training import (
    TrainSettings,
    TuneSettings,
    read_tuning,
    train,
    trials,
    tune,
)
from stdesk.training.tuning_search import Searcher
from stdesk.training.tuning_settings import Trial

MINUTES = 5.0  # more than any test takes; the number of trials ends it


def settings(model: str = "markov", most_trials: int = 5, **wish: Any) -> TuneSettings:
    return TuneSettings(model, minutes=MINUTES, most_trials=most_trials, **wish)


def test_the_first_trial_is_the_preset_and_the_best_becomes_the_preset_tuned(
    project: Project,
) -> None:
    found = tune(project, settings(most_trials=8), Progress())
    assert [trial.number for trial in found.trials] == list(range(8))
    assert found.trials[0].params["everyone"] == model_info("markov").settings["everyone"].default
    run = train(project, TrainSettings("markov", "tuned"), Progress())
    assert project.runs.get(run).settings == found.settings
    assert project.runs.get(run).preset == "tuned"
    chosen = next(trial for trial in found.trials if trial.number == found.best)
    assert chosen.value == found.value
    assert found.settings["everyone"] == chosen.params["everyone"]


def test_a_setting_made_by_hand_is_not_searched_and_differs_from_tuned_too(
    project: Project,
) -> None:
    found = tune(project, settings("ranker", 2, overrides=QUICK), Progress())
    assert all("leaves" not in trial.params for trial in found.trials)
    assert found.settings["leaves"] == 7
    wish = TrainSettings("ranker", "tuned", overrides={"rounds": "4"})
    run = train(project, wish, Progress())
    assert project.runs.get(run).settings["rounds"] == 4
    assert project.runs.get(run).settings["moments"] == QUICK["moments"]


QUICK = {"moments": 200, "rounds": 5, "leaves": 7, "epochs": 1, "width": 6, "threads": 1}


def test_an_interrupted_tuning_goes_on_as_if_it_had_not_been(
    project: Project, tmp_path: Path
) -> None:
    in_two = [tune(project, settings(most_trials=n), Progress()) for n in (4, 4)][-1]
    project.backup(tmp_path / "other.stdesk")
    at_once = tune(project, settings(most_trials=8, anew=True), Progress())
    assert len(in_two.trials) == len(at_once.trials) == 8
    assert [t.params for t in in_two.trials] == [t.params for t in at_once.trials]
    assert [t.value for t in in_two.trials] == [t.value for t in at_once.trials]
    assert in_two.settings == at_once.settings


def test_a_cancelled_tuning_loses_no_trial_and_has_chosen(
    project: Project, stopping: Callable[[str, int], Progress]
) -> None:
    with pytest.raises(Cancelled):
        tune(project, settings(most_trials=50), stopping("MRR", 3))
    assert len(trials(project, "markov")) == 3
    found = read_tuning(project, "markov")
    assert found is not None
    assert found.sentences
    train(project, TrainSettings("markov", "tuned"), Progress())


def test_no_trial_begins_after_the_minutes(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock on which each look at it takes a hundredth of a second."""
    ticks = itertools.count()
    clock = SimpleNamespace(monotonic=lambda: next(ticks) / 100)
    monkeypatch.setattr("stdesk.training.tuning.time", clock)
    found = tune(project, TuneSettings("markov", minutes=0.05), Progress())
    *before, _last = found.trials
    assert before
    assert sum(trial.seconds for trial in before) < 0.05 * 60


def test_another_question_begins_anew(project: Project) -> None:
    tune(project, settings(most_trials=3), Progress())
    other = tune(project, settings(most_trials=2, metric="NDCG@10"), Progress())
    assert other.metric == "NDCG@10"
    assert len(other.trials) == 2


def test_what_the_protocol_tests_on_changes_no_trial(tmp_path: Path) -> None:
    """The newest tenth of the log holds other events; tuning does the same on both logs."""
    path = tmp_path / "town.csv"
    write_demo(path, DemoSettings(events=1200, users=20, items=50, days=40, images=0), Progress())
    with path.open() as file:
        head, *rows = csv.reader(file)
    rows.sort(key=lambda row: row[head.index("time")])
    last = len(rows) - len(rows) // 10
    item = head.index("item")
    other = [list(row) for row in rows]
    for row in other[last + 5 :]:  # some room for rows of the same second
        row[item] = rows[0][item]
    found = []
    for name, content in (("one", rows), ("other", other)):
        log = tmp_path / f"{name}.csv"
        with log.open("w", newline="") as file:
            csv.writer(file).writerows([head, *content])
        with create_project(tmp_path / f"{name}.stdesk") as project:
            import_files(project, ImportSettings((log,)), Progress())
            found.append(tune(project, settings("recency", 4), Progress()))
    one, two = found
    assert [t.value for t in one.trials] == [t.value for t in two.trials]
    assert (one.best, one.gain, one.low, one.high) == (two.best, two.gain, two.low, two.high)


def test_the_gain_is_told_with_its_interval_or_that_the_preset_stays(project: Project) -> None:
    found = tune(project, settings("recency", 8), Progress())
    if found.best == 0:
        assert found.gain == 0
    else:
        assert found.low <= found.gain <= found.high
    assert "preset" in found.sentences[0].text
    assert any("trials:" in sentence.text for sentence in found.sentences)


@pytest.mark.parametrize("protocol", ["leave-one-out", "rolling"])
def test_every_protocol_has_its_own_unseen_events(project: Project, protocol: str) -> None:
    found = tune(project, settings("rhythm", 2, protocol=protocol), Progress())
    assert found.trials[0].value is not None
    assert 0 < found.trials[0].value < 1


def test_forecasts_and_intents_are_tuned_by_their_own_figures(project: Project) -> None:
    few = {"moments": 500, "rounds": 5, "head": "trees"}
    intent = tune(project, settings("intent", 2, overrides=few), Progress())
    assert intent.metric == "log-loss"
    assert intent.preset_value > 0
    arma = tune(project, settings("arma", 2, overrides={"users": 1}), Progress())
    assert arma.metric == "MASE"
    assert 0.1 < arma.preset_value < 3


def test_a_network_is_tuned_by_its_epochs(project: Project, tiny: dict[str, Any]) -> None:
    found = tune(project, settings("gru", 2, overrides={**tiny, "epochs": 2}), Progress())
    assert all(set(trial.curve) <= {1, 2} and trial.curve for trial in found.trials)


def test_a_hopeless_curve_is_noticed_early() -> None:
    space = {"rate": Search(0.001, 0.1, log=True)}
    good = [
        Trial(n, {"rate": 0.01 + n / 1000}, 0.5, 1.0, "done", {1: 0.3, 2: 0.4, 3: 0.5})
        for n in range(6)
    ]
    searcher = Searcher(space, {"rate": 0.01}, 0, good, 1.0)
    asked = searcher.ask(6, 0)
    assert not searcher.is_hopeless(asked, 0.35, 1)
    assert searcher.is_hopeless(asked, 0.1, 2)


def test_what_cannot_be_tuned_says_so(project: Project, tmp_path: Path) -> None:
    with pytest.raises(SettingProblem, match="no settings worth tuning"):
        tune(project, settings("popularity"), Progress())
    with pytest.raises(SettingProblem, match="has not been tuned"):
        train(project, TrainSettings("recency", "tuned"), Progress())
    with pytest.raises(SettingProblem, match="metric"):
        tune(project, settings(metric="beauty"), Progress())
    with (
        create_project(tmp_path / "empty") as empty,
        pytest.raises(ModelProblem, match="no events"),
    ):
        tune(empty, settings(), Progress())


def test_every_range_that_is_searched_lies_within_its_setting() -> None:
    for name in model_names():
        info = model_info(name)
        for setting, search in info.search.items():
            values = search.choices or (search.low, search.high)
            example = info.settings[setting].default
            for value in values:
                kind = int(value) if isinstance(example, int) else value
                info.settings[setting].read(setting, kind)
            assert search.choices or np.isfinite(search.low + search.high)
            assert search.choices or search.low < search.high


def test_a_trial_that_runs_far_over_the_time_is_left(
    project: Project, tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock jumps by an hour once the second trial has begun."""
    jump = {"by": 0.0}
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + jump["by"])
    monkeypatch.setattr("stdesk.training.tuning.time", clock)

    class Jumping(Progress):
        def on_step(self, done: float, total: float, message: str) -> None:
            if message.startswith("Trial 1"):
                jump["by"] = 3600.0

    found = tune(project, settings("gru", 5, overrides={**tiny, "epochs": 2}), Jumping())
    assert [trial.state for trial in found.trials] == ["done", "pruned"]
