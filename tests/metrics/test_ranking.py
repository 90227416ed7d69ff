"""The rank of the true item is the expected one, whatever the order and the ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stdesk.metrics import expected_rank, hit_rate, mrr, ndcg

few_values = st.integers(-3, 3).map(float)
score_rows = arrays(np.float64, st.tuples(st.just(1), st.integers(1, 12)), elements=few_values)


def test_without_ties_the_rank_is_the_place_in_the_sorted_list() -> None:
    assert expected_rank(np.array([[0.1, 0.9, 0.5]]), np.array([2])).tolist() == [2.0]


def test_an_uninformative_model_gets_the_middle_not_the_top() -> None:
    assert expected_rank(np.zeros((1, 5)), np.array([3])).tolist() == [3.0]


@given(score_rows, st.randoms())
def test_renaming_the_items_leaves_the_rank(scores: np.ndarray, random) -> None:
    target = random.randrange(scores.shape[1])
    order = list(range(scores.shape[1]))
    random.shuffle(order)
    renamed = expected_rank(scores[:, order], np.array([order.index(target)]))
    assert renamed == expected_rank(scores, np.array([target]))


@given(score_rows)
def test_the_ranks_of_all_items_add_up_as_if_there_were_no_ties(scores: np.ndarray) -> None:
    items = scores.shape[1]
    ranks = expected_rank(np.repeat(scores, items, axis=0), np.arange(items))
    assert ranks.sum() == items * (items + 1) / 2


@given(score_rows, st.randoms())
def test_any_rising_transformation_leaves_the_rank(scores: np.ndarray, random) -> None:
    target = np.array([random.randrange(scores.shape[1])])
    assert expected_rank(np.exp(scores) + scores, target) == expected_rank(scores, target)


@given(score_rows, st.randoms())
def test_it_is_the_mean_rank_over_random_breaking_of_ties(scores: np.ndarray, random) -> None:
    target = random.randrange(scores.shape[1])
    noise = np.random.default_rng(0).random((4000, scores.shape[1])) * 1e-3
    broken = expected_rank(scores + noise, np.full(4000, target)).mean()
    assert broken == pytest.approx(expected_rank(scores, np.array([target]))[0], abs=0.35)


def test_small_differences_of_double_precision_are_no_ties() -> None:
    scores = np.array([[1.0, 1.0 + 1e-12]])
    assert expected_rank(scores, np.array([0])).tolist() == [2.0]


def test_a_score_that_is_no_number_comes_last() -> None:
    assert expected_rank(np.array([[np.nan, 0.0, 1.0]]), np.array([0])).tolist() == [3.0]


def test_rates_of_known_ranks() -> None:
    rank = np.array([1.0, 3.0, 11.0])
    assert hit_rate(rank, 10).tolist() == [1.0, 1.0, 0.0]
    assert ndcg(rank, 10) == pytest.approx([1.0, 0.5, 0.0])
    assert mrr(rank) == pytest.approx([1.0, 1 / 3, 1 / 11])
