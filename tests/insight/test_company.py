"""Meetings are counted once a day, and held against what chance would bring."""

import numpy as np

from stdesk.insight import company, meetings, profiles

HOUR = 3_600_000
DAY = 24 * HOUR


def log(*rows: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(user, item, minutes) as columns."""
    user, item, minutes = np.array(rows).T
    return user, item, minutes * 60_000


def test_two_at_one_place_within_the_hour_have_met_once_a_day() -> None:
    user, item, at = log((0, 5, 0), (1, 5, 40), (0, 5, 45), (1, 6, 50), (1, 5, 1440), (0, 5, 1490))
    met = meetings(user, item, at)
    found = np.stack([met.first, met.second, met.item, met.day]).T.tolist()
    assert found == [[0, 1, 5, 0], [0, 1, 5, 1]]
    assert len(meetings(user, item, at, within_minutes=3)) == 0


def test_one_alone_meets_nobody() -> None:
    nothing = np.zeros(0, np.int64)
    assert len(meetings(nothing, nothing, nothing)) == 0
    met = meetings(*log((0, 1, 0), (0, 1, 5)))
    assert len(met) == 0
    assert len(company(met, np.array([0, 0]), np.array([1, 1]), 1, 2)) == 0


def test_those_who_go_together_stand_before_those_who_use_one_station() -> None:
    """Users 0 and 1 go out together; 2 to 21 pass the station (item 0) each morning."""
    generator = np.random.default_rng(0)
    rows = []
    for day in range(30):
        for user in range(2, 22):
            rows.append((user, 0, day * 1440 + 480 + int(generator.integers(0, 60))))
        if day % 5 == 0:
            place = 1 + day % 3
            rows += [(0, place, day * 1440 + 1200), (1, place, day * 1440 + 1210)]
    user, item, at = log(*rows)
    found = company(meetings(user, item, at), user, item, 22, 4)
    assert (found.first[0], found.second[0]) == (0, 1)
    assert found.times[0] == found.days[0] == 6
    station = (found.first >= 2) & (found.second >= 2)
    assert found.times[station].max() > found.times[0]
    assert found.surprise[0] > 2 * found.surprise[station].max()


def test_who_goes_to_the_same_rare_places_at_the_same_hours_is_alike() -> None:
    user = np.repeat([0, 1, 2, 3], 6)
    item = np.array([0, 1, 2, 9, 9, 9, 0, 1, 2, 9, 9, 9, 3, 4, 5, 9, 9, 9, 6, 7, 8, 9, 9, 9])
    hour = np.repeat([20, 20, 20, 80], 6)
    alike = profiles(user, item, np.full(24, -1), hour, 5, 10).likeness(np.arange(5))
    assert alike[0].argmax() == 1
    assert alike[0, 1] > 0.9
    assert alike[0, 2] > alike[0, 3]
    assert (np.diag(alike) == 0).all()
    assert alike[4].max() == 0  # nothing is known of the fifth
