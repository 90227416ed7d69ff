"""Distances on the globe."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdesk.insight import centre, great_circle_km, jump_lengths, radius_of_gyration

latitudes = st.floats(-89, 89)
longitudes = st.floats(-180, 180)
points = st.lists(st.tuples(latitudes, longitudes), min_size=1, max_size=20)


def columns(rows: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows])


def test_new_york_to_london_is_5570_km() -> None:
    km = great_circle_km(*map(np.array, (40.7128, -74.006, 51.5074, -0.1278)))
    assert km == pytest.approx(5570, abs=3)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_symmetric_and_at_most_half_round_the_globe(
    a: float, b: float, c: float, d: float
) -> None:
    there = great_circle_km(*map(np.array, (a, b, c, d)))
    back = great_circle_km(*map(np.array, (c, d, a, b)))
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20015.2


@given(points)
def test_the_radius_of_gyration_is_at_most_the_farthest_distance_between_visits(
    rows: list[tuple[float, float]],
) -> None:
    near = [(lat / 50, lon / 50) for lat, lon in rows]  # within some degrees, as in a city
    latitude, longitude = columns(near)
    widest = great_circle_km(latitude[:, None], longitude[:, None], latitude, longitude).max()
    assert 0 <= radius_of_gyration(latitude, longitude) <= widest + 1e-6


@given(points, st.floats(-170, 170))
def test_turning_the_globe_does_not_change_the_radius(
    rows: list[tuple[float, float]], turn: float
) -> None:
    latitude, longitude = columns([(lat / 50, lon / 50) for lat, lon in rows])
    turned = (longitude + turn + 180) % 360 - 180
    before = radius_of_gyration(latitude, longitude)
    assert radius_of_gyration(latitude, turned) == pytest.approx(before, abs=1e-3)


def test_two_equal_halves_have_half_their_distance_as_radius() -> None:
    latitude, longitude = np.array([40.0, 40.0, 40.2, 40.2]), np.zeros(4)
    apart = great_circle_km(latitude[:1], longitude[:1], latitude[2:3], longitude[2:3])[0]
    assert radius_of_gyration(latitude, longitude) == pytest.approx(apart / 2)


def test_visits_across_the_date_line_have_their_centre_there() -> None:
    latitude, longitude = centre(np.array([0.0, 0.0]), np.array([179.0, -179.0]))
    assert (latitude, abs(longitude)) == pytest.approx((0, 180))


def test_visits_without_coordinates_are_left_out() -> None:
    nan = float("nan")
    latitude, longitude = np.array([10.0, nan, 10.0]), np.array([20.0, nan, 20.0])
    assert radius_of_gyration(latitude, longitude) == 0
    assert np.isnan(jump_lengths(latitude, longitude)).all()
    with pytest.raises(ValueError):
        centre(np.array([nan]), np.array([nan]))
