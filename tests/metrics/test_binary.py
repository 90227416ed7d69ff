"""Areas, losses and calibration of probabilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdesk.metrics import auc, ece, log_loss, pr_auc, reliability_bins

pairs = st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=30)


def test_a_perfect_order_has_both_areas_one() -> None:
    truth, score = np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4])
    assert (auc(truth, score), pr_auc(truth, score)) == (1.0, 1.0)


def test_one_score_for_all_is_a_coin_and_the_base_rate() -> None:
    truth, score = np.array([0, 0, 0, 1]), np.full(4, 0.5)
    assert (auc(truth, score), pr_auc(truth, score)) == (0.5, 0.25)


@given(pairs)
def test_auc_is_the_chance_of_the_right_order(rows: list[tuple[bool, int]]) -> None:
    truth = np.array([row[0] for row in rows], float)
    score = np.array([row[1] for row in rows], float)
    won = [(a > b) + (a == b) / 2 for a in score[truth == 1] for b in score[truth == 0]]
    if won:
        assert auc(truth, score) == pytest.approx(np.mean(won))
    else:
        assert np.isnan(auc(truth, score))


@given(pairs)
def test_a_weight_of_two_is_an_instance_twice(rows: list[tuple[bool, int]]) -> None:
    truth = np.array([row[0] for row in rows], float)
    score = np.array([row[1] for row in rows], float) / 4
    weight = np.arange(len(rows)) % 3
    for figure in (auc, pr_auc, log_loss, ece):
        repeated = figure(np.repeat(truth, weight), np.repeat(score, weight))
        assert figure(truth, score, weight) == pytest.approx(repeated, nan_ok=True)


def test_log_loss_of_a_coin_is_log_two() -> None:
    assert log_loss(np.array([0, 1]), np.array([0.5, 0.5])) == pytest.approx(np.log(2))


def test_honest_probabilities_have_little_calibration_error() -> None:
    generator = np.random.default_rng(1)
    said = generator.random(50_000)
    seen = generator.random(50_000) < said
    assert ece(seen, said) < 0.02
    assert ece(seen, said**3) > 0.1


def test_bins_of_the_plot_hold_equally_many_and_show_what_came() -> None:
    generator = np.random.default_rng(0)
    chance = generator.beta(1, 30, 20_000)
    truth = generator.random(20_000) < chance
    bins = reliability_bins(truth, chance)
    assert len(bins) == 10
    assert sum(found.count for found in bins) == 20_000
    assert all(1_900 < found.count < 2_100 for found in bins)
    assert sum(found.low <= found.said <= found.high for found in bins) >= 8


def test_chances_that_are_all_the_same_are_one_bin() -> None:
    (only,) = reliability_bins(np.array([0, 1, 1, 0]), np.full(4, 0.5))
    assert (only.said, only.seen, only.count) == (0.5, 0.5, 4)
    assert only.low < 0.5 < only.high
    assert reliability_bins(np.zeros(0), np.zeros(0)) == []
