"""Fitting and forecasting series: known processes, properties, and another library's estimates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from stdesk.models.arma.backtest import backtest_series
from stdesk.models.arma.fit import ArmaFit, advance, fit_series
from stdesk.models.arma.forecast import equation, expected, forecast_series

counts_of_any_kind = st.lists(st.integers(0, 1000), min_size=1, max_size=120)


def process(phi: list[float], theta: list[float], steps: int, seed: int = 0) -> np.ndarray:
    """A path of an ARMA process around 50, whose shocks have variance 4."""
    shocks = np.random.default_rng(seed).normal(0, 2, steps + 200)
    numerator, denominator = [1.0, *theta], [1.0, *(-np.array(phi))]
    return 50 + np.asarray(lfilter(numerator, denominator, shocks))[200:]


@pytest.mark.parametrize(
    ("phi", "theta", "family"),
    [([0.7], [], "ar"), ([0.5, 0.3], [], "ar"), ([], [0.6], "ma"), ([0.6], [0.3], "arma")],
)
def test_the_coefficients_of_a_known_process_are_found(
    phi: list[float], theta: list[float], family: str
) -> None:
    series = process(phi, theta, 3000)
    fit = fit_series(series, 7, family, max(len(phi), len(theta)))  # type: ignore[arg-type]
    assert fit.season == 1
    assert fit.power == 1 or fit.phi.size + fit.theta.size
    assert fit.phi == pytest.approx(phi, abs=0.06)
    assert fit.theta == pytest.approx(theta, abs=0.06)


@pytest.mark.parametrize("seed", range(5))
def test_estimates_agree_with_the_exact_likelihood_of_statsforecast(seed: int) -> None:
    arima = pytest.importorskip("statsforecast.arima").arima
    series = process([0.6], [0.3], 400, seed)
    theirs = arima(series, order=(1, 0, 1), method="ML")["coef"]
    ours = fit_series(series, 7, "arma", 1)
    if ours.season == 1 and ours.power == 1:
        assert ours.phi[0] == pytest.approx(theirs["ar1"], abs=0.03)
        assert ours.theta[0] == pytest.approx(theirs["ma1"], abs=0.03)
        assert ours.profile[0] == pytest.approx(theirs["intercept"], abs=0.2)


def test_a_weekly_rhythm_is_seen_and_plain_noise_has_none() -> None:
    chance = np.random.default_rng(1)
    week = np.array([10, 10, 10, 10, 20, 40, 30.0])
    weekly = fit_series(chance.poisson(np.resize(week, 210)))
    assert weekly.season == 7
    even = [fit_series(chance.poisson(10, 210)).season for _ in range(20)]
    assert np.mean(np.array(even) == 1) > 0.8


def test_hours_follow_the_day_or_the_week() -> None:
    chance = np.random.default_rng(2)
    day = 5 + 4 * np.sin(np.arange(24) / 24 * 2 * np.pi)
    assert fit_series(chance.poisson(np.resize(day, 24 * 60)), period=168).season == 24


@given(counts_of_any_kind, st.sampled_from(["auto", "ar", "ma", "arma"]))
@settings(max_examples=60)
def test_any_counts_give_ordered_intervals_of_counts_that_may_happen(
    counts: list[int], family: str
) -> None:
    fit = fit_series(np.array(counts), 7, family, 2)  # type: ignore[arg-type]
    ahead = forecast_series(fit, 10, paths=200)
    assert np.all(np.isfinite(ahead.mean))
    assert np.all(ahead.low95 >= 0)
    assert np.all(ahead.low95 <= ahead.low80)
    assert np.all(ahead.low80 <= ahead.high80)
    assert np.all(ahead.high80 <= ahead.high95)


@given(counts_of_any_kind)
@settings(max_examples=40)
def test_seeing_a_series_piece_by_piece_ends_where_seeing_it_whole_does(counts: list[int]) -> None:
    fit = fit_series(np.array(counts), 7, "auto", 2)
    more = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    whole = advance(fit, more)
    pieces = advance(advance(fit, more[:2]), more[2:])
    assert whole.phase == pieces.phase
    assert expected(whole, 5) == pytest.approx(expected(pieces, 5))


def test_advancing_by_what_was_expected_goes_on_as_expected() -> None:
    fit = fit_series(process([0.7], [0.2], 500), 7, "arma", 1)
    if fit.power == 1:
        before = expected(fit, 6)
        after = expected(advance(fit, before[:2]), 4)
        assert after == pytest.approx(before[2:])


def test_a_constant_series_stays_what_it_is() -> None:
    ahead = forecast_series(fit_series(np.full(60, 5)), 4)
    assert ahead.mean == pytest.approx(np.full(4, 5.0))
    assert ahead.high95 == pytest.approx(np.full(4, 5.0))
    with pytest.raises(ValueError):
        fit_series(np.empty(0))


def test_intervals_hold_what_they_promise() -> None:
    inside80, inside95 = [], []
    for seed in range(40):
        series = process([0.6], [0.3], 320, seed)
        ahead = forecast_series(fit_series(series[:300]), 20, seed)
        actual = series[300:]
        inside80.append((actual >= ahead.low80) & (actual <= ahead.high80))
        inside95.append((actual >= ahead.low95) & (actual <= ahead.high95))
    assert 0.72 < np.mean(inside80) < 0.87
    assert 0.90 < np.mean(inside95) < 0.98


def test_a_fit_survives_being_stored_as_arrays() -> None:
    fit = fit_series(np.random.default_rng(3).poisson(20, 100), 7)
    again = ArmaFit.from_arrays(fit.to_arrays())
    one, two = forecast_series(fit, 9, seed=4), forecast_series(again, 9, seed=4)
    assert np.array_equal(one.mean, two.mean)
    assert np.array_equal(one.high95, two.high95)


def test_the_equation_is_written_with_its_numbers() -> None:
    fit = ArmaFit(
        power=1.0,
        phi=np.array([0.5]),
        theta=np.array([-0.25]),
        profile=np.array([4.0]),
        scale=np.ones(1),
        shocks=np.zeros(1),
        recent=np.zeros(1),
        recent_shocks=np.zeros(1),
        phase=0,
        steps=50,
        aicc=0.0,
    )
    assert equation(fit) == "X_t = 2.000 + 0.500·X_{t-1} - 0.250·ε_{t-1} + ε_t"


def test_the_backtest_prefers_the_model_where_it_is_true_and_the_rule_where_that_is() -> None:
    moving = backtest_series(process([0.6], [], 1200), 7, 3)
    assert moving is not None
    assert moving.best == "arma"
    chance = np.random.default_rng(5)
    weeks = 40 + chance.normal(0, 4, (60, 7)).cumsum(axis=0)  # every weekday wanders by itself
    wandering = backtest_series(weeks.clip(0).ravel(), 7, 7)
    assert wandering is not None
    assert wandering.best in ("seasonal_naive", "ets")
    assert backtest_series(np.ones(15), 7, 3) is None
