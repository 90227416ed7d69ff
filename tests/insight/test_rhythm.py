"""Counting events over time."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdesk.insight import (
    burstiness,
    category_mix,
    date_by_hour,
    hour_of_week,
    mean_hour,
    regularity,
    volume,
    week_rhythm,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
instants = st.lists(st.integers(-2 * 365 * DAY_MS, 60 * 365 * DAY_MS), max_size=40)
close_instants = st.lists(st.integers(1_700_000_000_000, 1_702_000_000_000), max_size=40)


def at(text: str) -> int:
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)
    return int(moment.timestamp() * 1000)


@given(st.integers(-(10**12), 10**13))
def test_hour_of_week_agrees_with_the_calendar(local_ms: int) -> None:
    epoch = datetime.datetime(1970, 1, 1)
    moment = epoch + datetime.timedelta(milliseconds=local_ms)
    assert hour_of_week(np.array([local_ms]))[0] == moment.weekday() * 24 + moment.hour


@given(close_instants, st.sampled_from(["hour", "day", "week"]))
def test_volume_counts_every_event_once_and_begins_periods_in_order(
    values: list[int], unit: str
) -> None:
    found = volume(np.array(values, dtype=np.int64), unit)  # type: ignore[arg-type]
    assert found.count.sum() == len(values)
    assert np.all(np.diff(found.start_ms) == {"hour": 1, "day": 24, "week": 168}[unit] * HOUR_MS)
    if values:
        assert found.start_ms[0] <= min(values)
        assert found.count[0] > 0
        assert found.count[-1] > 0


def test_volume_shows_empty_periods_within_a_range() -> None:
    found = volume(np.array([at("2024-03-05T10:00")]), "day", (at("2024-03-04"), at("2024-03-07")))
    assert found.count.tolist() == [0, 1, 0, 0]


def test_a_week_begins_on_monday() -> None:
    found = volume(np.array([at("2024-03-10T23:59"), at("2024-03-11T00:00")]), "week")
    assert found.start_ms.tolist() == [at("2024-03-04"), at("2024-03-11")]


@given(instants)
def test_the_week_rhythm_holds_every_event(values: list[int]) -> None:
    assert week_rhythm(np.array(values, dtype=np.int64)).sum() == len(values)


@given(close_instants)
def test_dates_by_hours_hold_every_event_in_its_hour(values: list[int]) -> None:
    local = np.array(values, dtype=np.int64)
    days, counts = date_by_hour(local)
    assert counts.shape == (len(days), 24)
    assert counts.sum(axis=0).tolist() == np.bincount(local // HOUR_MS % 24, minlength=24).tolist()


def test_the_mean_of_23_and_1_o_clock_is_midnight() -> None:
    hour = mean_hour(np.array([at("2024-03-04T23:00"), at("2024-03-05T01:00")]))
    assert min(hour, 24 - hour) == pytest.approx(0, abs=1e-9)


def test_even_gaps_are_not_bursty_and_bursts_are() -> None:
    assert burstiness(np.arange(20) * HOUR_MS) == -1
    bursts = np.concatenate([np.arange(10), 10**6 + np.arange(10), 3 * 10**6 + np.arange(10)])
    assert burstiness(bursts * 1000) > 0.5
    assert np.isnan(burstiness(np.array([1, 2])))


def test_category_shares_add_up_to_one_and_unknown_ones_are_left_out() -> None:
    local = np.array([at("2024-03-04T10:00")] * 3 + [at("2024-03-05T10:00")])
    days, shares = category_mix(local, np.array([0, 2, -1, -1]), 3, "day")
    assert days.tolist() == [at("2024-03-04")]
    assert shares.tolist() == [[0.5, 0.0, 0.5]]


def test_a_life_by_the_clock_is_wholly_regular() -> None:
    local = at("2024-03-04T08:00") + np.arange(28) * 6 * HOUR_MS
    assert regularity(local, np.arange(28) % 4) == 1
    assert regularity(np.full(10, local[0]), np.arange(10)) == pytest.approx(0.1)
