"""Routes remember as much as helps: direction, habit, the hour; and nothing of what is to come."""

import numpy as np
import pytest

from stdesk.models import FIRST_ORDER, RouteModel, Trails, likely_ways

HOUR = 3_600_000
MONDAY = 4 * 24 * HOUR  # 5 January 1970


def walked(*ways: list[int], user: int = 0, begin: int = MONDAY, every: int = HOUR) -> Trails:
    """One trail a way, a day apart, a visit an hour."""
    place = np.concatenate([np.array(way) for way in ways])
    trail = np.repeat(np.arange(len(ways)), [len(way) for way in ways])
    step = np.concatenate([np.arange(len(way)) for way in ways])
    instant = begin + trail * 24 * HOUR + step * every
    return Trails(
        np.full(len(place), user), place, instant, np.zeros(len(place), int), trail,
        np.arange(len(place)),
    )  # fmt: skip


def test_the_way_one_came_tells_where_one_goes() -> None:
    """Everyone passes the bridge (2); who came from 0 goes on to 3, who came from 1 to 4."""
    ways = [[0, 2, 3], [1, 2, 4]] * 30
    model = RouteModel(walked(*ways), 5)
    for come, goes in ((0, 3), (1, 4)):
        place, chance = model.next(9, [come, 2], None)
        assert place[0] == goes
        assert chance[0] > 0.6
        assert model.next(0, [come, 2], None)[1][0] > 0.85  # who walked it herself is surer
    first_order = RouteModel(walked(*ways), 5, FIRST_ORDER)
    assert first_order.next(9, [0, 2], None)[1][0] < 0.55


def test_chances_sum_to_one_and_nobody_goes_where_she_is() -> None:
    generator = np.random.default_rng(0)
    ways = [generator.permutation(6).tolist() for _ in range(40)]
    model = RouteModel(walked(*ways), 6)
    for here in range(6):
        place, chance = model.next(0, [here], MONDAY)
        assert chance.sum() == pytest.approx(1)
        assert here not in place
        assert (np.diff(chance) <= 0).all()


def test_the_hour_decides_where_it_always_did() -> None:
    """From 0 in the morning to 1, in the evening to 2."""
    morning = walked(*[[0, 1]] * 40, begin=MONDAY + 8 * HOUR)
    evening = walked(*[[0, 2]] * 40, begin=MONDAY + 19 * HOUR)
    joined = Trails(
        *(
            np.concatenate([getattr(one, name) for one in (morning, evening)])
            for name in ("user", "place", "instant_ms", "offset_min")
        ),
        np.concatenate([morning.trail, evening.trail + 40]),
        np.arange(160),
    )
    model = RouteModel(joined, 3)
    assert model.next(0, [0], MONDAY + 8 * HOUR)[0][0] == 1
    assert model.next(0, [0], MONDAY + 19 * HOUR)[0][0] == 2


def test_the_past_of_those_who_wander_is_not_believed() -> None:
    """Sixty random steps of each of thirty users tell nothing of their next one."""
    generator = np.random.default_rng(1)
    parts = [
        walked(*[generator.integers(0, 8, 12).tolist() for _ in range(5)], user=user)
        for user in range(30)
    ]
    joined = Trails(
        *(np.concatenate([getattr(p, n) for p in parts]) for n in ("user", "place", "instant_ms")),
        np.concatenate([p.offset_min for p in parts]),
        np.concatenate([p.trail + 5 * n for n, p in enumerate(parts)]),
        np.arange(sum(map(len, parts))),
    )
    model = RouteModel(joined, 8)
    surest = [model.next(user, [3, 5], None)[1][0] for user in range(30)]
    assert np.mean(surest) < 0.35  # of seven places that are all alike


def test_ways_are_the_likeliest_ones_with_their_times() -> None:
    ways = [[0, 1, 2, 3]] * 20 + [[0, 1, 4, 5]] * 10
    found = likely_ways(RouteModel(walked(*ways), 6), 0, [0], None, 3, 2)
    assert [way.places for way in found] == [(1, 2, 3), (1, 4, 5)]
    assert found[0].chance > found[1].chance
    assert found[0].minutes == pytest.approx((60, 120, 180))


def test_nothing_learnt_leads_nowhere() -> None:
    model = RouteModel(walked([]).select(np.zeros(0, bool)), 3)
    assert likely_ways(model, 0, [1], None, 2, 3) == []
