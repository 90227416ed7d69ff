"""Training lies before validation, validation before test, and no instance is unknown."""

from itertools import pairwise

import numpy as np
import pytest

from stdesk.errors import SettingProblem
from stdesk.evaluation.guessing import chance
from stdesk.evaluation.splits import (
    cold_start,
    leave_one_out,
    next_place,
    rolling,
    splits,
    trajectory_ends,
)
from stdesk.features import HOUR_MS, EventLog
from stdesk.metrics import hit_rate, mrr, ndcg


def test_next_place_splits_by_time_over_all_users(town_log: EventLog) -> None:
    split = next_place(town_log)
    instant = town_log.instant_ms
    assert split.train.mean() == pytest.approx(0.8, abs=0.001)
    assert instant[split.train].max() <= instant[split.validation].min()
    assert instant[split.validation].max() <= instant[split.test].min()


def test_next_place_instances_end_a_trajectory_and_are_known(town_log: EventLog) -> None:
    split = next_place(town_log)
    known = np.unique(town_log.item[split.train])
    for position in split.test:
        assert town_log.item[position] in known
        following = position + 1
        if following < len(town_log) and town_log.user[following] == town_log.user[position]:
            gap = town_log.instant_ms[following] - town_log.instant_ms[position]
            assert gap > 24 * HOUR_MS


def test_a_lone_event_is_no_trajectory(town_log: EventLog) -> None:
    lone = np.zeros(len(town_log), bool)
    lone[town_log.user_start[:-1]] = True
    assert len(trajectory_ends(town_log, lone)) == 0


def test_leave_one_out_takes_the_last_two_events_of_each_user(town_log: EventLog) -> None:
    split = leave_one_out(town_log)
    assert len(split.test) == len(split.validation) == town_log.catalogue.users
    assert (split.test == split.validation + 1).all()
    assert split.train.sum() == len(town_log) - 2 * town_log.catalogue.users


def test_rolling_windows_follow_one_another_and_see_only_the_past(town_log: EventLog) -> None:
    folds = [rolling(town_log, fold, 3) for fold in range(3)]
    instant = town_log.instant_ms
    for earlier, later in pairwise(folds):
        assert instant[earlier.test].max() <= instant[later.test].min()
    for split in folds:
        assert instant[split.train].max() <= instant[split.validation].min()
        assert instant[split.validation].max() <= instant[split.test].min()


def test_an_unknown_protocol_is_a_problem_that_names_the_known_ones(town_log: EventLog) -> None:
    with pytest.raises(SettingProblem, match="next-place"):
        next(splits(town_log, "guess"))


def test_cold_start_trains_without_the_items_that_it_asks_for(town_log: EventLog) -> None:
    split = cold_start(town_log)
    new = split.competing
    assert new is not None
    assert not new[town_log.item[split.train]].any()
    assert new[town_log.item[split.test]].all()
    instant = town_log.instant_ms
    assert instant[split.train].max() <= instant[split.test].min()
    for position in split.test:  # nobody had the item before
        own = town_log.of_user(int(town_log.user[position]))
        assert town_log.item[position] not in town_log.item[own.start : position]


def test_guessing_is_worth_what_a_random_order_gives_on_average() -> None:
    items, generator = 7, np.random.default_rng(0)
    rank = generator.integers(1, items + 1, 200_000).astype(float)
    found = chance(items)
    assert found["HR@5"] == pytest.approx(float(hit_rate(rank, 5).mean()), abs=0.005)
    assert found["MRR"] == pytest.approx(float(mrr(rank).mean()), abs=0.005)
    assert found["NDCG@10"] == pytest.approx(float(ndcg(rank, 10).mean()), abs=0.005)
