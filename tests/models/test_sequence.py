"""What the networks that rank items promise: they learn, are causal, honest about time, exact."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stdesk import metrics
from stdesk.features import Contexts, EventLog, contexts_now, contexts_of_events
from stdesk.models import Recommender, Task, model_class
from stdesk.progress import Progress

NETWORKS = ["gru", "lstm", "transformer", "gcn", "fusion"]
Make = Callable[..., EventLog]


def fitted(name: str, log: EventLog, settings: dict[str, Any], seed: int = 0) -> Recommender:
    model = model_class(name)(settings)
    assert isinstance(model, Recommender)
    model.fit(Task(log, None, None, seed), Progress())
    return model


@pytest.fixture(scope="module", params=NETWORKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def walker(name: str, rounds: EventLog, small: dict[str, Any]) -> Recommender:
    return fitted(name, rounds, {**small, "epochs": 12})


def test_it_learns_the_next_place_of_a_ring(walker: Recommender, rounds: EventLog) -> None:
    late = np.flatnonzero(np.arange(len(rounds)) % 30 > 20)
    scores = walker.score(contexts_of_events(rounds, late, time_given=False))
    rank = metrics.expected_rank(scores, rounds.item[late])
    assert metrics.hit_rate(rank, 1).mean() > 0.9


def test_the_future_and_the_target_itself_change_nothing(
    walker: Recommender, rounds: EventLog
) -> None:
    position = np.array([10, 45])
    before = walker.score(contexts_of_events(rounds, position))
    item = rounds.item.copy()
    for at in position:
        item[at : at + 5] = 3
    changed = replace(rounds, item=item)
    np.testing.assert_array_equal(before, walker.score(contexts_of_events(changed, position)))


def test_with_the_time_unknown_the_targets_instant_changes_nothing(
    walker: Recommender, rounds: EventLog
) -> None:
    position = np.array([10, 45])
    known = walker.score(contexts_of_events(rounds, position, time_given=False))
    moved = rounds.instant_ms.copy()
    moved[position] += 7 * 3_600_000
    later = replace(rounds, instant_ms=moved)
    unknown = contexts_of_events(later, position, time_given=False)
    np.testing.assert_array_equal(known, walker.score(unknown))


def test_scores_are_log_probabilities_and_do_not_depend_on_the_block(
    walker: Recommender, rounds: EventLog
) -> None:
    contexts = contexts_of_events(rounds, np.arange(0, 90))
    scores = walker.score(contexts)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(np.exp(scores.astype(np.float64)).sum(axis=1), 1, atol=1e-3)
    alone = np.concatenate([walker.score(contexts.take(slice(i, i + 1))) for i in range(0, 90, 7)])
    np.testing.assert_allclose(scores[::7], alone, atol=1e-4)


def test_what_is_stored_scores_the_same_to_the_last_digit(
    walker: Recommender, rounds: EventLog
) -> None:
    again = type(walker)(walker.settings)
    again.load_state(walker.state(), walker.details())
    contexts = contexts_of_events(rounds, np.arange(0, 300, 11))
    np.testing.assert_array_equal(walker.score(contexts), again.score(contexts))


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(
    name: str, rounds: EventLog, small: dict[str, Any]
) -> None:
    short = {**small, "epochs": 1}
    contexts = contexts_of_events(rounds, np.arange(0, 60, 7))
    first, same, other = (fitted(name, rounds, short, s).score(contexts) for s in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert np.abs(first - other).max() > 1e-3


def test_users_and_items_that_came_after_training_are_scored(
    walker: Recommender, log_of: Make
) -> None:
    later = log_of([[0]] * 40 + [[0, 1, 12, 13, 2]], items=14)
    scores = walker.score(contexts_now(later, np.array([40]), int(later.instant_ms.max()) + 1))
    assert scores.shape == (1, 14)
    assert np.isfinite(scores).all()
    assert scores[0, 3] > scores[0, 13]


@pytest.mark.parametrize(
    ("users", "hours"),
    [([[0]], None), ([[0, 0, 0]], [[0, 0, 0]]), ([[0, 1, 2]], None), ([[0], [1], [], [2]], None)],
    ids=["one event", "one item at one instant", "one user", "users of one event and of none"],
)
def test_the_smallest_logs_are_learnt_from(
    name: str, log_of: Make, small: dict[str, Any], users: Any, hours: Any
) -> None:
    log = log_of(users, hours)
    model = fitted(name, log, {**small, "epochs": 1})
    ask = Contexts(log, np.array([0]), np.array([1]), log.instant_ms[:1], np.zeros(1, np.int32))
    assert np.isfinite(model.score(ask)).all()
    assert np.isfinite(model.score(ask.without_time())).all()


def test_an_empty_block_of_contexts_gives_no_rows(walker: Recommender, rounds: EventLog) -> None:
    none = contexts_of_events(rounds, np.zeros(0, np.int64))
    assert walker.score(none).shape == (0, 12)


def test_a_habit_of_the_hour_is_found_when_the_time_is_given(
    log_of: Make, small: dict[str, Any]
) -> None:
    """Everyone has her own morning and evening place; only the hour tells which comes next."""
    generator = np.random.default_rng(0)
    items, hours = [], []
    for user in range(30):
        evening = generator.random(60) < 0.5
        items.append([2 * user + int(late) for late in evening])
        hours.append([24 * day + (19 if late else 8) for day, late in enumerate(evening)])
    log = log_of(items, hours)
    model = fitted("gru", log, {**small, "epochs": 8})
    position = np.flatnonzero(np.arange(len(log)) % 60 > 40)

    def accuracy(time_given: bool) -> float:
        scores = model.score(contexts_of_events(log, position, time_given))
        return float(metrics.hit_rate(metrics.expected_rank(scores, log.item[position]), 1).mean())

    assert accuracy(time_given=True) > 0.9
    assert accuracy(time_given=False) < 0.75


def test_with_many_items_a_sample_competes_and_learning_still_works(
    rounds: EventLog, small: dict[str, Any]
) -> None:
    model = fitted("gru", rounds, {**small, "epochs": 12, "rivals": 4})
    late = np.flatnonzero(np.arange(len(rounds)) % 30 > 20)
    scores = model.score(contexts_of_events(rounds, late))
    assert metrics.hit_rate(metrics.expected_rank(scores, rounds.item[late]), 1).mean() > 0.8


def test_a_reason_names_an_event_without_which_the_chance_is_less(
    walker: Recommender, rounds: EventLog
) -> None:
    contexts = contexts_of_events(rounds, np.array([45]), time_given=False)
    item = int(np.argmax(walker.score(contexts)[0]))
    reasons = walker.reasons(contexts, 0, item)
    assert reasons
    values = reasons[0].values
    assert values["cause"] == f"p{rounds.item[44]}"
    assert 0.1 <= values["lost_share"] <= 1
    assert values["cause_day"].startswith("2013-01-")
