"""Items that users had around each other begin near each other."""

from typing import Any

import numpy as np
import pytest

from stdesk import metrics
from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Recommender, Task
from stdesk.models.item_start import LENGTH, counted_vectors
from stdesk.progress import Progress
from stdesk.training import fit_model

from .conftest import make_log


def two_tastes(users: int = 60, each: int = 10) -> EventLog:
    """Half of the users have the first twenty films, half the others, each film once."""
    generator = np.random.default_rng(0)
    chosen = [(generator.permutation(20)[:each] + 20 * (user % 2)) for user in range(users)]
    return make_log([films.tolist() for films in chosen], items=42)


def test_neighbours_in_histories_are_neighbours_in_space() -> None:
    vectors = counted_vectors(two_tastes(), 8, 0)
    like = vectors @ vectors.T
    assert like[:20, :20].mean() > 2 * np.abs(like[:20, 20:40].mean())
    known = np.linalg.norm(vectors[:40], axis=1)
    assert np.sqrt(np.mean(known**2)) == pytest.approx(LENGTH, rel=1e-4)


def test_an_item_without_events_has_no_place() -> None:
    assert not counted_vectors(two_tastes(), 8, 0)[40:].any()


def test_the_same_seed_gives_the_same_vectors() -> None:
    log = two_tastes()
    np.testing.assert_array_equal(counted_vectors(log, 8, 3), counted_vectors(log, 8, 3))


@pytest.mark.parametrize(("users", "items"), [([[0]], 1), ([[0, 1]], 2), ([[0], [1], [2]], 3)])
def test_the_smallest_logs_have_vectors(users: Any, items: int) -> None:
    vectors = counted_vectors(make_log(users, items=items), 8, 0)
    assert vectors.shape == (items, 8)
    assert np.isfinite(vectors).all()


def test_a_network_that_begins_with_counts_is_ahead_after_one_epoch(small: dict[str, Any]) -> None:
    log = two_tastes(users=200)
    last = log.user_start[1:] - 1
    keep = np.ones(len(log), bool)
    keep[last] = False
    task = Task(log.select(keep), None, None, 0)

    def gain(start: str) -> float:
        settings = {**small, "epochs": 1, "rate": 0.005, "start": start}
        model = fit_model("transformer", settings, task, Progress())
        assert isinstance(model, Recommender)
        scores = model.offer(contexts_of_events(log, last))
        rank = metrics.expected_rank(scores, log.item[last])
        return float(metrics.ndcg(rank, 10).mean())

    assert gain("auto") == gain("counts") > 1.2 * gain("random")
