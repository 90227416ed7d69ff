"""Scaled forecast errors, and what accuracy does not say."""

import numpy as np
import pytest

from stdesk.metrics import coverage, crps, interval_coverage, mase, novelty, rmsse


def test_the_seasonal_naive_forecast_scores_about_one() -> None:
    generator = np.random.default_rng(0)
    series = np.tile([1.0, 5.0, 3.0, 8.0, 2.0, 9.0, 4.0], 40) + generator.normal(0, 1, 280)
    history, actual = series[:-7], series[-7:]
    naive = history[-7:]
    assert 0.4 < mase(actual, naive, history, season=7) < 2
    assert 0.4 < rmsse(actual, naive, history, season=7) < 2
    assert mase(actual, actual, history, season=7) == 0


def test_a_history_that_does_not_vary_gives_no_number() -> None:
    assert np.isnan(mase(np.ones(3), np.ones(3), np.ones(10)))
    assert np.isnan(rmsse(np.ones(3), np.ones(3), np.ones(1), season=7))


def test_interval_coverage_counts_the_ends() -> None:
    assert interval_coverage(np.array([1, 2, 3]), np.array([1, 3, 0]), np.array([1, 4, 5])) == (
        pytest.approx(2 / 3)
    )


def test_crps_of_one_sure_draw_is_the_absolute_error_and_spread_costs() -> None:
    assert crps(np.array([3.0]), np.array([[5.0]])) == 2
    generator = np.random.default_rng(1)
    normal = generator.normal(0, 1, (20_000, 1))
    # the known value of the standard normal at its centre
    assert crps(np.array([0.0]), normal) == pytest.approx(0.2337, abs=0.01)
    assert crps(np.array([0.0]), normal * 3) > crps(np.array([0.0]), normal)


def test_coverage_and_novelty() -> None:
    lists = np.array([[0, 1], [0, 2]])
    assert coverage(lists, 6) == 0.5
    plain = novelty(lists, np.array([100, 10, 1, 1, 1, 1]))
    assert plain[1] > plain[0]
