"""What a map shows of a log: marks, a way, moves."""

import numpy as np

from stdesk.insight import (
    Bounds,
    arcs,
    bounds_of,
    flows_of_visits,
    lies_with_most,
    marks,
    path,
    to_pixels,
)

NEW_YORK = Bounds(-74.3, 40.5, -73.7, 41.0, zoom=10)


def crowd(events: int, items: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Events at items scattered over New York."""
    draw = np.random.default_rng(seed)
    item = draw.integers(0, items, events)
    latitude = draw.uniform(40.55, 40.95, items)
    longitude = draw.uniform(-74.2, -73.8, items)
    return {
        "latitude": latitude[item],
        "longitude": longitude[item],
        "user": draw.integers(0, 50, events),
        "item": item,
        "category": item % 7 - 1,
    }


def test_few_places_are_marked_one_by_one():
    log = crowd(3000, 80)
    shown = marks(**log, bounds=NEW_YORK)
    assert shown.single
    assert len(shown) == len(np.unique(log["item"]))
    assert dict(zip(shown.item.tolist(), shown.events.tolist(), strict=True)) == dict(
        zip(*(part.tolist() for part in np.unique(log["item"], return_counts=True)), strict=True)
    )
    assert (shown.category == shown.item % 7 - 1).all()
    assert (shown.items == 1).all()


def test_many_places_share_cells_and_no_event_is_lost():
    log = crowd(50_000, 20_000)
    for zoom in (3, 8, 12, 15):
        shown = marks(**log, bounds=Bounds(-74.3, 40.5, -73.7, 41.0, zoom))
        assert not shown.single
        assert len(shown) <= 2000
        assert shown.events.sum() == 50_000
        assert (np.diff(shown.events) >= 0).all()


def test_events_out_of_sight_or_without_coordinates_are_left_out():
    log = crowd(1000, 50)
    log["latitude"][:100] = np.nan
    log["longitude"][100:300] += 5
    assert marks(**log, bounds=NEW_YORK).events.sum() == 700
    log["latitude"][:] = np.nan
    assert len(marks(**log, bounds=NEW_YORK)) == 0
    assert bounds_of(log["latitude"], log["longitude"]) is None


def test_a_map_turned_around_the_world_still_holds_its_points():
    fiji = Bounds(170, -20, 190, -10)
    assert fiji.holds(
        np.array([-18.0, -18.0, -18.0]), np.array([178.0, -179.0, 160.0])
    ).tolist() == [
        True,
        True,
        False,
    ]


def test_pixels_are_those_of_web_mercator():
    x, y = to_pixels(np.array([0.0, 85.05112878]), np.array([0.0, -180.0]), 1)
    assert np.allclose(x, [256, 0])
    assert np.allclose(y, [256, 0], atol=1e-6)


def test_a_way_keeps_its_order_and_its_ends_when_it_is_thinned():
    steps = 20_000
    latitude = 40.6 + np.cumsum(np.random.default_rng(1).normal(0, 1e-4, steps))
    longitude = -74 + np.cumsum(np.random.default_rng(2).normal(0, 1e-4, steps))
    instant = np.arange(steps) * 60_000
    instant[steps // 2 :] += 3 * 86_400_000
    way = path(instant, latitude, longitude, zoom=16)
    assert len(way) <= 2000
    assert (np.diff(way.row) > 0).all()
    assert way.row[0] == 0
    assert set(way.session.tolist()) == {0, 1}
    assert steps // 2 in way.row


def test_staying_at_a_place_is_one_point_of_the_way():
    latitude, longitude = np.full(5, 40.7), np.full(5, -74.0)
    longitude[3:] = -73.9
    way = path(np.arange(5) * 3_600_000, latitude, longitude, zoom=12)
    assert way.row.tolist() == [0, 3]


def test_moves_between_stations_keep_their_direction_and_count():
    user = np.zeros(9, np.int32)
    item = np.array([0, 1, 0, 1, 0, 2, 0, 1, 1])
    moves = flows_of_visits(user, item, np.arange(9) * 3_600_000)
    latitude, longitude = np.array([40.70, 40.75, 40.80]), np.array([-74.0, -73.95, -73.9])
    shown = arcs(moves, latitude, longitude, NEW_YORK)
    found = {
        (start, end): count
        for start, end, count in zip(
            shown.from_item.tolist(), shown.to_item.tolist(), shown.count.tolist(), strict=True
        )
    }
    assert found == {(0, 1): 3, (1, 0): 2, (0, 2): 1, (2, 0): 1}
    assert shown.from_latitude[-1] == 40.70
    assert shown.count[-1] == 3


def test_many_moves_are_gathered_into_the_busiest_arcs():
    log = crowd(20_000, 3000)
    order = np.argsort(log["user"], kind="stable")
    user, item = log["user"][order], log["item"][order]
    moves = flows_of_visits(user, item, np.zeros(len(user), np.int64))
    draw = np.random.default_rng(0)
    draw.integers(0, 3000, 20_000)
    latitude, longitude = draw.uniform(40.55, 40.95, 3000), draw.uniform(-74.2, -73.8, 3000)
    shown = arcs(moves, latitude, longitude, NEW_YORK)
    assert 0 < len(shown) <= 150
    assert (np.diff(shown.count) >= 0).all()


def test_a_place_in_another_town_does_not_lie_with_most():
    latitude = np.array([31.23, 31.25, 31.20, 31.30, 40.71])
    longitude = np.array([121.47, 121.50, 121.44, 121.40, -74.01])
    assert lies_with_most(latitude, longitude).tolist() == [True, True, True, True, False]


def test_two_towns_with_as_many_places_are_shown_together():
    latitude = np.array([31.23, 31.25, 40.71, 40.72])
    longitude = np.array([121.47, 121.50, -74.01, -74.02])
    assert lies_with_most(latitude, longitude).all()
