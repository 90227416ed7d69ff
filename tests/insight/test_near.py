import numpy as np
import pytest

from stdesk.insight.distance import great_circle_km
from stdesk.insight.near import around, nearest


def test_the_nearest_point_is_found_and_how_far_it_is() -> None:
    latitude, longitude = np.array([np.nan, 40.0, 41.0]), np.array([0.0, -74.0, -74.0])
    found = nearest((40.1, -74.0), latitude, longitude)
    assert found is not None
    assert found[0] == 1
    assert found[1] == pytest.approx(11.12, abs=0.01)
    assert nearest((0, 0), np.array([np.nan]), np.array([np.nan])) is None


def test_a_circle_is_as_far_from_its_middle_on_all_sides() -> None:
    corners = np.array(around((60.0, 25.0), 2.0))
    km = great_circle_km(60.0, 25.0, corners[:, 0], corners[:, 1])
    assert km == pytest.approx(np.full(len(corners), 2.0), rel=0.001)
