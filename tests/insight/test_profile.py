"""What the insights find of the truth that the generator planted."""

from functools import cache

import numpy as np
import pytest

from stdesk.demo import Demo, DemoSettings, generate
from stdesk.insight import Visits, drift, drift_facts, great_circle_km, profile
from stdesk.progress import Progress


@cache
def demo() -> Demo:
    return generate(DemoSettings(events=40_000, users=120, days=180, seed=5), Progress())


def visits_of(log: Demo, user: int) -> Visits:
    mine = log.user == user
    item = log.item[mine]
    return Visits(
        local_ms=(log.instant[mine] + log.utc_offset[mine] * 60) * 1000,
        item=item,
        category=log.item_category[item],
        latitude=log.item_latitude[item],
        longitude=log.item_longitude[item],
    )


def test_homes_are_found_within_a_cell() -> None:
    log = demo()
    found = []
    for code, user in enumerate(log.truth.users):
        visits = visits_of(log, code)
        if user.drift or len(visits) < 100:
            continue
        home, life = profile(visits).home, user.lives[0]
        if home is not None:
            where = (home.latitude, home.longitude, life.home_latitude, life.home_longitude)
            found.append(float(great_circle_km(*map(np.array, where))))
    assert len(found) > 40
    assert np.mean(np.array(found) < 0.4) > 0.8


def test_drifts_are_found_and_steady_lives_are_left_in_peace() -> None:
    log = demo()
    right, wrong = {}, []
    for code, user in enumerate(log.truth.users):
        visits = visits_of(log, code)
        if len(visits) < 200:
            continue
        found = drift(visits)
        assert found is not None
        if user.drift is None and user.away_day is None:
            wrong.append(found.any_certain)
        elif user.drift == "later hours":
            right[user.key] = found.hours.certain and found.hours.size > 0.5
        elif user.drift == "new home":
            right[user.key] = found.moved is not None and found.moved.certain
    assert np.mean(list(right.values())) > 0.6
    assert np.mean(wrong) < 0.1


def test_a_drift_is_told_in_sentences() -> None:
    log = demo()
    later = [c for c, user in enumerate(log.truth.users) if user.drift == "later hours"]
    code = max(later, key=lambda c: (log.user == c).sum())
    facts = drift_facts(drift(visits_of(log, code)), [str(number) for number in range(18)])
    assert any("later" in fact for fact in facts)


def test_a_profile_without_coordinates_leaves_distances_open() -> None:
    unknown = np.full(4, np.nan)
    found = profile(Visits(np.arange(4), np.array([1, 2, 1, 2]), np.full(4, -1), unknown, unknown))
    assert (found.radius_km, found.median_jump_km, found.home, found.work) == (None,) * 4
    assert (found.events, found.places, found.new_share) == (4, 2, 0.5)


def test_one_event_is_a_profile_and_none_is_not() -> None:
    one = Visits(*map(np.array, ([5], [1], [0], [40.0], [-74.0])))
    assert profile(one).radius_km == 0
    assert drift(one) is None
    assert drift_facts(None, []) == []
    with pytest.raises(ValueError):
        profile(one.take(np.array([], dtype=int)))
