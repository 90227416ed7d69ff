import numpy as np
import pytest

from stdesk.insight.footfall import footfall

HOUR = 3_600_000


def test_a_place_is_told_by_who_comes_when_and_who_comes_again() -> None:
    user = np.array([0, 0, 0, 1, 2])
    item = np.array([7, 7, 8, 7, 7])
    local_ms = np.array([8, 32, 33, 20, 9]) * HOUR
    found = footfall(user, item, local_ms)
    assert (found.events, found.users, found.items) == (5, 3, 2)
    assert found.returning == pytest.approx(1 / 5)
    assert found.hours.tolist()[8:10] == [2, 2]
    assert found.hours.sum() == 5
    assert found.top_users.item[0] == 0
    assert found.top_items.item.tolist() == [7, 8]
    assert (found.first_local_ms, found.last_local_ms) == (8 * HOUR, 33 * HOUR)


def test_without_events_there_is_nothing_to_tell() -> None:
    none = np.empty(0, np.int64)
    with pytest.raises(ValueError, match="no events"):
        footfall(none, none, none)
