"""The counting models say what was counted, and nothing that they could not know."""

import numpy as np
import pytest
from scipy import sparse

from stdesk.features import Contexts, EventLog, contexts_of_events
from stdesk.models import Recommender, Task, model_class, model_info, model_names
from stdesk.models.counts import log_over, of_column
from stdesk.models.ease import LinearItems, ease_weights
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


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize(
    "rows",
    [
        [(0, 0, 1)],
        [(0, 0, 1), (0, 0, 1)],
        [(0, 0, 1), (0, 1, 1), (0, 2, 1)],
        [(0, 0, 1), (1, 0, 1)],
    ],
    ids=["one event", "one item at one instant", "one user, ties", "one item"],
)
def test_the_smallest_logs_are_counted(name: str, rows: list[tuple[int, int, float]]) -> None:
    log = log_of(rows)
    assert np.isfinite(fitted(name, log).score(last_event(log))).all()


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


def pairs_of_films() -> EventLog:
    """Films come in pairs, 2k and 2k + 1; a user has some pairs, one film after the other."""
    generator = np.random.default_rng(0)
    rows = []
    for user in range(40):
        for step, pair in enumerate(generator.permutation(8)[:5]):
            rows += [(user, 2 * int(pair), 2.0 * step), (user, 2 * int(pair) + 1, 2.0 * step + 1)]
    return log_of(rows)


@pytest.mark.parametrize("name", ["ease", "item_knn", "decayed_markov"])
def test_the_other_film_of_a_pair_is_expected(name: str) -> None:
    log = pairs_of_films()
    before_second = log.user_start[:-1] + 1
    scores = fitted(name, log).score(contexts_of_events(log, before_second))
    assert (scores.argmax(axis=1) == log.item[before_second]).mean() > 0.9


@pytest.mark.parametrize("name", ["ease", "item_knn", "decayed_markov"])
def test_a_reason_names_what_the_user_had(name: str) -> None:
    log = pairs_of_films()
    contexts = contexts_of_events(log, log.user_start[:1] + 1)
    (reason,) = fitted(name, log).reasons(contexts, 0, int(log.item[1]))
    assert reason.values == {"place": f"item{log.item[0]}"}


@pytest.mark.parametrize("name", ["ease", "item_knn", "decayed_markov"])
def test_validation_chooses_how_fast_a_history_fades(name: str) -> None:
    log = pairs_of_films()
    last = log.user_start[1:] - 1
    keep = np.ones(len(log), bool)
    keep[last] = False
    model = model_class(name)({})
    model.fit(Task(log.select(keep), contexts_of_events(log, last), log.item[last]), Progress())
    assert 0 < model.settled()["fade"] < 1
    chosen = model_class(name)({"fade": 0.42})
    chosen.fit(Task(log, None, None), Progress())
    assert chosen.settled()["fade"] == 0.42


def test_ease_is_the_minimum_that_its_equation_says() -> None:
    had = (np.random.default_rng(0).random((30, 6)) < 0.4).astype(np.float32)
    weights = ease_weights(sparse.csr_array(had), 2.0)

    def cost(b: np.ndarray) -> float:
        return float(((had - had @ b) ** 2).sum() + 2.0 * (b**2).sum())

    assert not np.diag(weights).any()
    generator = np.random.default_rng(1)
    for _ in range(20):
        other = weights + 0.01 * generator.standard_normal(weights.shape)
        np.fill_diagonal(other, 0.0)
        assert cost(other) > cost(weights)


def test_ease_reckons_with_the_items_of_most_people_where_there_are_many() -> None:
    log = pairs_of_films()
    model = fitted("ease", log, most_items=4)
    assert isinstance(model, LinearItems)
    assert len(np.unique(model.weights.tocoo().col)) <= 4


def test_neighbours_are_as_many_as_were_asked_for() -> None:
    model = fitted("item_knn", pairs_of_films(), neighbours=2)
    assert isinstance(model, LinearItems)
    assert np.diff(model.weights.tocsc().indptr).max() == 2


def test_logarithms_that_are_taken_once_are_those_of_the_sums() -> None:
    generator = np.random.default_rng(0)
    told = generator.random((6, 40)) * (generator.random((6, 40)) < 0.2)
    ground, part = generator.random(40) + 1e-3, generator.random((6, 1)) + 0.1
    assert (log_over(told, ground) == np.log(told + ground)).all()
    np.testing.assert_allclose(log_over(told, ground, part), np.log(told + part * ground))


def test_a_column_is_read_at_some_rows_as_in_the_whole_matrix() -> None:
    matrix = sparse.random_array((30, 12), density=0.2, format="csr", rng=np.random.default_rng(1))
    row = np.array([3, 29, 3, 0])
    assert of_column(matrix, row, 5).tolist() == matrix.toarray()[row, 5].tolist()
    assert of_column(matrix, row[:0], 5).tolist() == []
