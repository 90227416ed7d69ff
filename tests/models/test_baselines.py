"""The counting models say what was counted, and nothing that they could not know."""

import numpy as np
import pytest

from stdesk.features import Contexts, EventLog, contexts_of_events
from stdesk.models import Recommender, Task, model_class, model_info, model_names
from stdesk.progress import Progress

from .town_log import habitual_log, log_of

BASELINES = [name for name in model_names("items") if model_info(name).family == "baselines"]


def fitted(name: str, log: EventLog, **settings: float) -> Recommender:
    model = model_class(name)(settings)
    model.fit(Task(log, None, None), Progress())
    assert isinstance(model, Recommender)
    return model


def last_event(log: EventLog, time_given: bool = True) -> Contexts:
    return contexts_of_events(log, log.user_start[1:2] - 1, time_given)


def test_there_are_eight() -> None:
    assert BASELINES == [
        "popularity", "visits", "recency", "rhythm", "markov", "decayed_markov", "ease", "item_knn",
    ]  # fmt: skip


@pytest.mark.parametrize("name", BASELINES)
def test_scores_cover_the_catalogue_and_are_finite(name: str) -> None:
    log = habitual_log()
    contexts = contexts_of_events(log, np.arange(0, len(log), 97))
    scores = fitted(name, log).score(contexts)
    assert scores.shape == (len(contexts), log.catalogue.items)
    assert np.isfinite(scores).all()
    assert scores.dtype == np.float64


@pytest.mark.parametrize("name", BASELINES)
def test_what_is_stored_scores_the_same(name: str) -> None:
    log = habitual_log()
    model = fitted(name, log)
    again = model_class(name)(model.settings)
    again.load_state(model.state(), model.details())
    contexts = contexts_of_events(log, np.arange(0, len(log), 97))
    assert isinstance(again, Recommender)
    assert (model.score(contexts) == again.score(contexts)).all()


@pytest.mark.parametrize("name", BASELINES)
def test_items_that_came_after_the_training_are_scored_too(name: str) -> None:
    log = habitual_log()
    early = log_of([(0, 0, 1.0), (0, 1, 2.0), (1, 1, 3.0)])
    scores = fitted(name, early).score(contexts_of_events(log, np.arange(50, 60)))
    assert scores.shape[1] == log.catalogue.items


@pytest.mark.parametrize("name", BASELINES)
def test_the_future_does_not_change_a_score(name: str) -> None:
    log = habitual_log()
    model = fitted(name, log)
    position = int(log.user_start[3]) + 40
    kept = log.select(np.arange(len(log)) <= position)
    now = model.score(contexts_of_events(log, np.array([position])))
    assert (now == model.score(contexts_of_events(kept, np.array([position])))).all()


@pytest.mark.parametrize("name", BASELINES)
def test_with_the_time_unknown_the_instant_changes_nothing(name: str) -> None:
    log = habitual_log()
    model = fitted(name, log)
    positions = np.arange(20, len(log), 131)
    unknown = contexts_of_events(log, positions).without_time()
    moved = Contexts(log, unknown.user, unknown.history_end, None, unknown.offset_min + 300)
    assert (model.score(unknown) == model.score(moved)).all()


def test_popularity_counts_everyone() -> None:
    log = log_of([(0, 0, 1), (1, 1, 2), (2, 1, 3), (0, 2, 4)])
    assert fitted("popularity", log).score(last_event(log)).argmax() == 1


def test_visits_counts_the_user_and_falls_back_on_popularity() -> None:
    log = log_of([(0, 0, 1), (0, 0, 2), (0, 1, 3), (0, 3, 4), (1, 2, 1), (1, 2, 2), (2, 3, 3)])
    order = fitted("visits", log).score(last_event(log))[0].argsort()[::-1]
    assert order.tolist() == [0, 1, 3, 2] or order.tolist() == [0, 1, 2, 3]


def test_recency_forgets_by_halves() -> None:
    week = 7 * 24
    log = log_of([(0, 0, 0), (0, 0, 1), (0, 1, 4 * week), (0, 2, 4 * week + 1)])
    soon = fitted("recency", log, half_life_days=7.0).score(last_event(log))[0]
    late = fitted("recency", log, half_life_days=7000.0).score(last_event(log))[0]
    assert soon[1] > soon[0]
    assert late[0] > late[1]


def test_rhythm_follows_the_hour_of_the_week() -> None:
    rows = [(0, 0, day * 24 + 9.0) for day in range(20)]
    rows += [(0, 1, day * 24 + 20.0) for day in range(20)]
    log = log_of([*rows, (0, 1, 21 * 24 + 9.5)])
    position = np.array([len(log) - 1])
    assert fitted("rhythm", log).score(contexts_of_events(log, position)).argmax() == 0


def test_markov_goes_where_the_user_went_then_where_everyone_went() -> None:
    log = log_of([(0, 0, 1), (0, 1, 2), (0, 0, 3), (0, 3, 4), (1, 0, 1), (1, 2, 2), (2, 3, 1)])
    scores = fitted("markov", log).score(last_event(log))[0]
    assert scores.argsort()[::-1][:2].tolist() == [1, 3] or scores.argmax() == 1
    assert scores[2] > scores[0]


def test_reasons_are_true_counts() -> None:
    log = log_of([(0, 0, 1), (0, 1, 2), (0, 0, 3), (0, 2, 4)])
    reason = fitted("visits", log).reasons(last_event(log), 0, 0)[0]
    assert reason.values == {"visits": 2, "events": 3}
    after = fitted("markov", log).reasons(last_event(log), 0, 1)[0]
    assert after.values == {"place": "item0", "times": 1}
