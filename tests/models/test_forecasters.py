"""Forecasters of one series: exponential smoothing, simple rules, whole futures, scores."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.metrics import crps, seasonal_scale
from stdesk.models.arma.fit import fit_series
from stdesk.models.arma.forecast import ArmaForecaster, expected
from stdesk.models.arma.origins import expected_everywhere
from stdesk.models.auto_arima import fit_auto_arima, has_auto_arima
from stdesk.models.ets.fit import EtsFit, fit_ets
from stdesk.models.flow.backtest import poisson_crps
from stdesk.models.forecaster import Ahead, Forecaster, score
from stdesk.models.series_rules import RuleFit, fit_rule

WEEK = np.array([10, 10, 10, 10, 20, 40, 30.0])
any_counts = st.lists(st.integers(0, 500), min_size=1, max_size=90)


def weeks(steps: int = 210, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(np.resize(WEEK, steps)).astype(float)


def test_the_crps_of_a_normal_law_is_that_of_its_closed_form() -> None:
    draws = np.random.default_rng(0).normal(3, 2, (40_000, 1))
    for came in (3.0, 1.0, 8.0):
        z = (came - 3) / 2
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        below = 0.5 * (1 + math.erf(z / math.sqrt(2)))
        closed = 2 * (z * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi))
        assert crps(np.array([came]), draws) == pytest.approx(closed, abs=0.03)


@pytest.mark.parametrize("mean", [0.02, 0.7, 5.0])
def test_the_crps_of_a_poisson_law_is_that_of_its_draws(mean: float) -> None:
    draws = np.random.default_rng(1).poisson(mean, (60_000, 1)).astype(float)
    for came in (0.0, 1.0, 6.0):
        closed = float(poisson_crps(np.array(came), np.array(mean)))
        assert closed == pytest.approx(crps(np.array([came]), draws), abs=0.03)


@given(st.floats(0, 20), st.integers(0, 1000))
@settings(max_examples=20)
def test_whole_futures_expect_what_the_broken_ones_did(value: float, seed: int) -> None:
    paths = np.full((4000, 3), value)
    ahead = Ahead.of(paths, seed)
    assert np.all(ahead.paths == np.floor(ahead.paths))
    assert ahead.mean == pytest.approx(np.full(3, value))
    assert ahead.paths.mean() == pytest.approx(value, abs=0.05)


def test_smoothing_follows_a_trend_and_a_week() -> None:
    trend = fit_ets(50 + 0.5 * np.arange(200) + np.random.default_rng(2).normal(0, 2, 200))
    assert trend.phi > 0
    assert trend.ahead(10, 0, 400).mean[-1] == pytest.approx(155, abs=4)
    weekly = fit_ets(weeks())
    assert len(weekly.season) == 7
    assert weekly.ahead(7, 0, 400).mean == pytest.approx(WEEK, abs=5)
    assert weekly.equation().startswith("X_t = l_{t-1} + s_{t-7} + ε_t")


def test_smoothing_is_no_worse_than_that_of_statsforecast() -> None:
    peer = pytest.importorskip("statsforecast.models").AutoETS
    ours, theirs = [], []
    for seed in range(6):
        series = weeks(224, seed)
        known, came = series[:210], series[210:]
        ours.append(np.abs(fit_ets(known).ahead(14, 0, 400).mean - came).mean())
        made = peer(season_length=7).fit(known).predict(14)["mean"]
        theirs.append(np.abs(np.asarray(made) - came).mean())
    assert np.mean(ours) < 1.1 * np.mean(theirs)


def test_intervals_of_smoothing_hold_what_they_promise() -> None:
    inside = []
    for seed in range(30):
        series = weeks(224, seed)
        low, high = np.quantile(fit_ets(series[:210]).ahead(14, seed, 400).paths, [0.1, 0.9], 0)
        inside.append((series[210:] >= low) & (series[210:] <= high))
    assert 0.74 < np.mean(inside) < 0.92


@given(any_counts)
@settings(max_examples=25)
def test_any_counts_are_carried_forward_and_stored(counts: list[int]) -> None:
    series = np.array(counts, dtype=float)
    made: list[Forecaster] = [
        fit_ets(series),
        fit_rule(series, 7, "seasonal_naive"),
        fit_rule(series, 7, "naive"),
        fit_rule(series, 7, "profile"),
        ArmaForecaster(fit_series(series)),
    ]
    for one in made:
        ahead = one.advance(np.array([2.0, 0.0, 7.0])).ahead(9, 3, 50)
        assert ahead.paths.shape == (50, 9)
        assert np.isfinite(ahead.mean).all()
        assert (ahead.paths >= 0).all()
        again = type(one).from_arrays(one.to_arrays())
        assert np.array_equal(again.ahead(9, 3, 50).paths, one.ahead(9, 3, 50).paths)


@given(any_counts)
@settings(max_examples=25)
def test_smoothing_piece_by_piece_ends_where_smoothing_at_once_does(counts: list[int]) -> None:
    fit = fit_ets(np.array(counts, dtype=float))
    more = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])
    whole, pieces = fit.advance(more), fit.advance(more[:3]).advance(more[3:])
    assert pieces.level == pytest.approx(whole.level)
    assert pieces.season == pytest.approx(whole.season)
    assert pieces.scale == pytest.approx(whole.scale)


@pytest.mark.parametrize("value", [0.0, 6.0])
def test_what_never_varies_stays(value: float) -> None:
    for one in (fit_ets(np.full(50, value)), ArmaForecaster(fit_series(np.full(50, value)))):
        ahead = one.ahead(5, 0, 50)
        assert ahead.mean == pytest.approx(np.full(5, value))
        assert ahead.paths == pytest.approx(np.full((50, 5), value))
    with pytest.raises(ValueError):
        fit_ets(np.empty(0))


def test_the_week_before_is_repeated_and_a_short_series_keeps_its_last_value() -> None:
    rule = fit_rule(np.arange(21.0), 7, "seasonal_naive")
    assert rule.ahead(8, 0, 20).mean.tolist() == [14, 15, 16, 17, 18, 19, 20, 14]
    assert rule.advance(np.array([99.0])).ahead(7, 0, 20).mean[-1] == 99
    assert fit_rule(np.arange(5.0), 7, "seasonal_naive").ahead(2, 0, 20).mean.tolist() == [4, 4]
    assert isinstance(rule, RuleFit)


def test_what_was_expected_everywhere_ends_with_what_is_expected_now() -> None:
    series = np.random.default_rng(3).poisson(np.resize(WEEK, 300)).astype(float)
    fit = fit_series(series, 7, "arma", 2)
    everywhere = expected_everywhere(fit, series, 6)
    assert everywhere.shape == (301, 6)
    if fit.power == 1.0:
        assert everywhere[-1] == pytest.approx(expected(fit, 6))
    else:
        paths = ArmaForecaster(fit).ahead(6, 0, 20_000)
        assert everywhere[-1] == pytest.approx(paths.mean, rel=0.03)


def test_a_score_is_one_where_forecasts_err_as_the_week_before_did() -> None:
    history = np.random.default_rng(4).poisson(20, 140).astype(float)
    scale = seasonal_scale(history, 7)
    came = np.full((1, 4), 10.0)
    off = np.full(4, 10.0 + scale)
    found = score(came, [Ahead(off, off, np.tile(off, (50, 1)))], history, 7)
    assert found.mase == pytest.approx(1.0)
    assert found.crps == pytest.approx(1.0)
    assert found.coverage95 == 0
    assert np.isnan(seasonal_scale(np.full(30, 5.0), 7))


@pytest.mark.skipif(not has_auto_arima(), reason="statsforecast is not installed")
def test_auto_arima_goes_on_from_what_it_is_told() -> None:
    fit = fit_auto_arima(weeks(84), 7)
    told = fit.advance(np.full(7, 60.0)).ahead(7, 0, 50)
    assert told.paths.shape == (50, 7)
    assert told.mean.mean() > fit.ahead(7, 0, 50).mean.mean()


def test_an_ets_fit_reads_as_what_it_is() -> None:
    still = EtsFit(
        1.0, 0.2, 0.05, 0.0, 0.9, 5.0, 1.0, np.zeros(1), np.ones(1), np.zeros(3), 0.0
    )  # fmt: skip
    assert still.equation() == (
        "X_t = l_{t-1} + 0.900·b_{t-1} + ε_t,  l_t = l_{t-1} + 0.900·b_{t-1} + 0.200·ε_t,  "
        "b_t = 0.900·b_{t-1} + 0.050·ε_t"
    )
    assert still.ahead(3, 0, 10).mean == pytest.approx([5.9, 6.71, 7.439])
