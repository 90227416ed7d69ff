"""Places, sessions, flows."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stdesk.insight import (
    first_visits,
    flows,
    flows_of_visits,
    home_and_work,
    new_share,
    session_bounds,
    session_numbers,
    top_places,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MONDAY = 4 * DAY_MS
events = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 10 * DAY_MS), st.integers(0, 5)), max_size=40
).map(sorted)


def columns(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


@given(events, st.floats(0.1, 48))
def test_sessions_end_exactly_at_users_and_long_gaps(
    rows: list[tuple[int, int, int]], gap: float
) -> None:
    user, instant, _ = columns(rows)
    numbers = session_numbers(user, instant, gap)
    for row in range(1, len(rows)):
        parted = user[row] != user[row - 1] or instant[row] - instant[row - 1] > gap * HOUR_MS
        assert (numbers[row] != numbers[row - 1]) == parted
    bounds = session_bounds(numbers)
    assert bounds[-1] == len(rows)
    assert len(bounds) - 1 == len(np.unique(numbers))


@given(events)
def test_each_pair_of_user_and_place_has_one_first_visit(rows: list[tuple[int, int, int]]) -> None:
    user, instant, item = columns(rows)
    first = first_visits(user, item)
    assert first.sum() == len({(u, i) for u, _, i in rows})
    _, share = new_share(user, item, instant, "day")
    assert np.all((share >= 0) & (share <= 1))
    assert len(share) == len(np.unique(instant // DAY_MS))


@given(events)
def test_flows_between_visits_count_each_step_within_a_day(
    rows: list[tuple[int, int, int]],
) -> None:
    user, instant, item = columns(rows)
    found = flows_of_visits(user, item, instant)
    expected = np.zeros((6, 6), dtype=int)
    for a, b in pairwise(rows):
        if a[0] == b[0] and b[1] - a[1] <= DAY_MS:
            expected[a[2], b[2]] += 1
    assert np.array_equal(found.matrix(6), expected)
    assert np.all(np.diff(found.count) <= 0)


def test_a_trip_flows_from_its_start_to_its_end_and_half_a_trip_nowhere() -> None:
    trip = np.array([7, 9, 7, -1, 8, 9])
    item = np.array([0, 3, 1, 5, 4, 3])
    instant = np.array([10, 30, 20, 0, 5, 31])
    found = flows(np.zeros(6, dtype=int), item, instant, trip)
    pairs = set(zip(found.origin.tolist(), found.destination.tolist(), strict=True))
    assert pairs == {(0, 1), (3, 3)}
    assert found.between_places().count.tolist() == [1]


def test_of_places_visited_equally_often_the_last_comes_first() -> None:
    top = top_places(np.array([4, 4, 9, 9, 1]), np.array([1, 2, 3, 4, 5]), k=2)
    assert top.item.tolist() == [9, 4]
    assert top.share.tolist() == [0.4, 0.4]
    assert top.last_local_ms.tolist() == [4, 2]


def test_home_is_where_the_nights_are_and_work_where_the_days() -> None:
    days = MONDAY + np.arange(10) * DAY_MS
    evening, morning = days + 21 * HOUR_MS, days + 10 * HOUR_MS
    local = np.concatenate([evening, morning])
    latitude = np.concatenate([np.full(10, 40.70), np.full(10, 40.75)])
    longitude = np.full(20, -74.0)
    home, work = home_and_work(local, latitude, longitude)
    assert home is not None
    assert work is not None
    assert (home.days, round(home.latitude, 2)) == (10, 40.70)
    assert (work.days, round(work.latitude, 2)) == (8, 40.75)  # two of ten days are a weekend


def test_too_few_nights_or_no_coordinates_give_no_home() -> None:
    local = MONDAY + np.arange(2) * DAY_MS + 21 * HOUR_MS
    assert home_and_work(local, np.full(2, 40.0), np.full(2, 0.0)) == (None, None)
    assert home_and_work(local, np.full(2, np.nan), np.full(2, np.nan)) == (None, None)
