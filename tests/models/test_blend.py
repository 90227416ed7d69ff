"""A blend is at least as likely as its members on validation, exact when stored, and resumable."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stdesk.errors import SettingProblem
from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Checkpoint, Recommender, Task, restored_model, stored_details
from stdesk.models.blend import Blend
from stdesk.progress import Cancelled, Progress
from stdesk.training import fit_model

COUNTS = {"members": "markov, popularity", "member_preset": "fast", "seeds": 1}


class Store:
    """Keeps the last checkpoint in memory."""

    def __init__(self) -> None:
        self.last: Checkpoint | None = None

    def load(self) -> Checkpoint | None:
        return self.last

    def save(self, checkpoint: Checkpoint) -> None:
        self.last = checkpoint


class StopAfter(Progress):
    """Stops a training once a curve has reached a point."""

    def __init__(self, name: str, at: float) -> None:
        super().__init__()
        self._name, self._at = name, at

    def on_metric(self, name: str, value: float, at: float) -> None:
        if name.endswith(self._name) and at >= self._at:
            self.cancel()


def task_of(log: EventLog) -> Task:
    late = np.flatnonzero(np.arange(len(log)) % 30 > 26)
    early = log.select(np.arange(len(log)) % 30 <= 26)
    return Task(early, contexts_of_events(log, late), log.item[late], 0)


def learnt(task: Task, **settings: Any) -> Blend:
    model = fit_model("blend", {**COUNTS, **settings}, task, Progress())
    assert isinstance(model, Blend)
    return model


def test_validation_gives_the_weight_to_who_knows(rounds: EventLog) -> None:
    model = learnt(task_of(rounds))
    markov, popularity = model.weights["unknown"]
    assert markov > 0.5
    assert popularity < 0.5 * markov


def test_without_validation_all_count_alike(rounds: EventLog) -> None:
    assert learnt(Task(rounds, None, None)).weights["given"] == [0.5, 0.5]


def test_what_validation_chose_holds_when_it_learns_from_everything(rounds: EventLog) -> None:
    chosen = learnt(task_of(rounds)).settled()
    again = fit_model("blend", chosen, Task(rounds, None, None), Progress())
    assert isinstance(again, Blend)
    assert again.weights == chosen["weights"]


def test_what_is_stored_scores_the_same_to_the_last_digit(rounds: EventLog) -> None:
    model = learnt(task_of(rounds), members="ease, decayed_markov, item_knn")
    again = restored_model("blend", model.settings, model.state(), stored_details(model))
    assert isinstance(again, Recommender)
    contexts = contexts_of_events(rounds, np.arange(3, 300, 11))
    np.testing.assert_array_equal(model.score(contexts), again.score(contexts))


def test_the_future_changes_nothing(rounds: EventLog) -> None:
    model = learnt(task_of(rounds), members="ease, decayed_markov, item_knn")
    item = rounds.item.copy()
    item[45:50] = 3
    before, after = (
        model.score(contexts_of_events(log, np.array([45])))
        for log in (rounds, replace(rounds, item=item))
    )
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("members", ["", "blend", "ranker", "arma"])
def test_some_models_cannot_be_members(members: str, rounds: EventLog) -> None:
    with pytest.raises(SettingProblem):
        learnt(Task(rounds, None, None), members=members)


def test_a_stopped_blend_goes_on_to_the_same_numbers(
    rounds: EventLog, small: dict[str, Any]
) -> None:
    """Members that had learnt are kept, the one that learns goes on after its last epoch."""
    settled = {"gru": [{**small, "epochs": 3}, {**small, "epochs": 3}], "markov": [{}]}
    settings = {**COUNTS, "members": "markov, gru", "seeds": 2, "settled": settled}
    task = Task(rounds, None, None, 0)
    whole = fit_model("blend", settings, task, Progress())
    store = Store()
    with pytest.raises(Cancelled):
        fit_model("blend", settings, task, StopAfter("gru.1 loss", 2), "cpu", store)
    assert store.last is not None
    going_on = fit_model("blend", settings, task, Progress(), "cpu", store)
    contexts = contexts_of_events(rounds, np.arange(3, 90, 11))
    assert isinstance(whole, Blend)
    assert isinstance(going_on, Blend)
    np.testing.assert_array_equal(whole.score(contexts), going_on.score(contexts))
