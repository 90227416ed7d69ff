"""Flows between places: planted rhythms and shares are found, sparse ones lean on gravity."""

import numpy as np
import pytest

from stdesk.models import Nodes, backtest_flows, fit_flows
from stdesk.models.flow.fit import HourMoves
from stdesk.models.flow.shares import PARTS, learn_shares, part_of_week

NODES = 5
FIRST = 96  # a Monday at midnight: 72 + 96 is a whole week


def places() -> Nodes:
    return Nodes(
        "item",
        tuple("abcde"),
        np.arange(NODES),
        np.linspace(40.0, 40.04, NODES),
        np.full(NODES, -74.0),
    )


def commuting(weeks: int = 6, seed: int = 0) -> HourMoves:
    """In the morning all leave a for b; in the evening all leave b for a; else anyone anywhere."""
    chance = np.random.default_rng(seed)
    steps = weeks * 168
    origin, destination, step = [], [], []
    for hour in range(steps):
        of_day = hour % 24
        for _ in range(chance.poisson(6 if of_day in (8, 18) else 0.5)):
            pair = {8: (0, 1), 18: (1, 0)}.get(of_day) or tuple(chance.integers(0, NODES, 2))
            origin.append(pair[0])
            destination.append(pair[1])
            step.append(hour)
    return HourMoves(np.array(origin), np.array(destination), np.array(step), FIRST, steps)


def test_the_morning_and_the_evening_go_opposite_ways() -> None:
    fit = fit_flows(commuting(), places())
    ahead = fit.ahead(24)  # from Monday, midnight
    assert ahead.shape == (24, NODES, NODES)
    assert ahead[8].argmax() == np.ravel_multi_index((0, 1), (NODES, NODES))
    assert ahead[18].argmax() == np.ravel_multi_index((1, 0), (NODES, NODES))
    assert ahead[8, 0, 1] == pytest.approx(6, rel=0.35)
    assert (ahead > 0).all()


def test_the_past_shows_that_it_beats_simple_rules() -> None:
    tried = backtest_flows(commuting(), places())
    assert tried is not None
    for scores in (tried.by_hour, tried.by_day):
        assert min(scores, key=lambda name: scores[name].crps) == "flows"
        assert scores["flows"].rmse < scores["week"].rmse
    assert tried.days == 4


def test_a_short_log_is_not_judged() -> None:
    assert backtest_flows(commuting(1), places()) is None


def test_days_known_later_move_the_level() -> None:
    known = commuting()
    fit = fit_flows(known, places())
    busy = np.zeros((NODES, 48))
    busy[4] = 5.0
    assert fit.advance(busy).ahead(24)[:, 4].sum() > 2 * fit.ahead(24)[:, 4].sum()


def test_shares_add_up_and_lean_on_what_is_near() -> None:
    chance = np.random.default_rng(1)
    place = np.stack([np.arange(6.0), np.zeros(6), np.zeros(6)], axis=1)
    origin = chance.integers(0, 5, 3000)  # from the last place nobody ever left
    step = np.where(chance.random(3000) < 0.9, 1, -1)
    destination = np.clip(origin + step, 0, 5)
    part = chance.integers(0, PARTS, 3000)
    shares = learn_shares(origin, destination, part, place)
    assert shares.sum(axis=2) == pytest.approx(np.ones((PARTS, 6)))
    assert shares[0, 5, 4] > shares[0, 5, 1]
    assert (shares > 0).all()


def test_parts_of_the_week_follow_the_clock() -> None:
    assert part_of_week(np.array([0, 7, 12, 17, 23])).tolist() == [0, 1, 2, 3, 4]
    assert part_of_week(np.array([120, 130, 145])).tolist() == [5, 6, 5]


def test_dense_counts_hold_every_move_once() -> None:
    known = commuting(2)
    dense = known.dense(NODES, 0, known.steps)
    assert dense.sum() == len(known.step)
    assert np.array_equal(dense.sum(axis=2).T, known.departures(NODES))
