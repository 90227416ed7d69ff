"""Intervals hold what they promise, and the paired test is fair and finds differences."""

import numpy as np
import pytest

from stdesk.metrics import bootstrap_mean, bootstrap_statistic, paired_test


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(0)
    covered = 0
    for trial in range(200):
        users = np.repeat(np.arange(60), 5)
        rate = np.clip(generator.normal(0.4, 0.15, 60), 0, 1)[users]
        hit = (generator.random(300) < rate).astype(float)
        interval = bootstrap_mean(hit, users, draws=400, seed=trial)
        covered += interval.low <= 0.4 <= interval.high
    assert 176 <= covered <= 200


def test_instances_of_one_user_count_as_one_piece_of_evidence() -> None:
    values = np.repeat([0.0, 1.0, 0.0, 1.0, 1.0, 0.0], 50)
    alone = bootstrap_mean(values, np.arange(300))
    together = bootstrap_mean(values, np.repeat(np.arange(6), 50))
    assert together.high - together.low > 3 * (alone.high - alone.low)


def test_no_instances_give_no_number() -> None:
    assert np.isnan(bootstrap_mean(np.array([]), np.array([], int)).value)


def test_a_weighted_statistic_agrees_with_the_mean() -> None:
    generator = np.random.default_rng(2)
    values, users = generator.random(400), generator.integers(0, 40, 400)
    general = bootstrap_statistic(lambda w: float((values * w).sum() / w.sum()), users, draws=1000)
    special = bootstrap_mean(values, users)
    assert general.value == pytest.approx(special.value)
    assert general.low == pytest.approx(special.low, abs=0.01)


def test_the_paired_test_finds_a_small_but_steady_advantage() -> None:
    generator = np.random.default_rng(3)
    users = np.repeat(np.arange(200), 5)
    base = generator.random(1000)
    assert paired_test(base + generator.normal(0.02, 0.05, 1000), base, users) < 0.01


def test_the_paired_test_is_fair_when_there_is_no_difference() -> None:
    generator = np.random.default_rng(4)
    users = np.repeat(np.arange(50), 4)
    p_values = [
        paired_test(generator.random(200), generator.random(200), users, draws=500, seed=trial)
        for trial in range(200)
    ]
    assert 0.01 <= np.mean(np.array(p_values) < 0.05) <= 0.1


def test_equal_models_have_p_one() -> None:
    same = np.ones(10)
    assert paired_test(same, same, np.arange(10)) == pytest.approx(1.0)
