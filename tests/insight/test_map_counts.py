"""What a map counts: cells, squares, places, frames of a moving window, and drawn areas."""

import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.insight import (
    Bounds,
    addresses,
    frames,
    hexes,
    in_cells,
    in_places,
    in_squares,
    inside,
    outlines,
    parents,
    step_for,
)

HOUR_MS = 3_600_000
NEW_YORK = (-74.3, 40.5, -73.7, 41.0)


def crowd(events: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Events around New York, one in nine without coordinates."""
    draw = np.random.default_rng(seed)
    latitude = draw.normal(40.75, 0.1, events)
    longitude = draw.normal(-74.0, 0.1, events)
    lost = draw.random(events) < 1 / 9
    latitude[lost] = np.nan
    return {
        "latitude": latitude,
        "longitude": longitude,
        "user": draw.integers(0, 20, events),
        "local_ms": draw.integers(0, 90 * 24 * HOUR_MS, events),
    }


# cells


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-89, 89), st.floats(-180, 180)), min_size=1, max_size=30),
    st.integers(0, 12),
)
def test_a_coarser_cell_is_the_one_that_h3_names(places, resolution):
    latitude, longitude = (np.array(part) for part in zip(*places, strict=True))
    found = hexes(latitude, longitude)
    assert (np.diff(found.cell.astype(object)) > 0).all()
    coarser = addresses(parents(found.cell[found.code], resolution))
    for row, (north, east) in enumerate(places):
        fine = h3.latlng_to_cell(north, east, 12)
        assert addresses(found.cell[found.code[row : row + 1]]) == [fine]
        assert coarser[row] == h3.cell_to_parent(fine, resolution)


def everywhere():
    draw = np.random.default_rng(7)
    return np.degrees(np.arcsin(draw.uniform(-1, 1, 20_000))), draw.uniform(-180, 180, 20_000)


def around_each_pentagon():
    draw = np.random.default_rng(8)
    middles = np.array([h3.cell_to_latlng(cell) for cell in h3.get_pentagons(0)])
    shift = draw.normal(0, 4, (2, 400, 12))
    north = np.clip(middles[:, 0] + shift[0], -90, 90)
    return north.ravel(), (middles[:, 1] + shift[1]).ravel()


def on_edges_of_cells():
    draw = np.random.default_rng(9)
    places = zip(draw.uniform(-80, 80, 300), draw.uniform(-180, 180, 300), strict=True)
    shapes = [h3.cell_to_boundary(h3.latlng_to_cell(*place, 12)) for place in places]
    corners = np.array([corner for shape in shapes for corner in shape])
    between = [(np.array(shape[0]) + shape[1]) / 2 for shape in shapes]
    return np.concatenate((corners, between)).T


def on_whole_degrees():
    north, east = np.meshgrid(np.arange(-90.0, 91, 5), np.arange(-180.0, 181, 5))
    return north.ravel(), east.ravel()


@pytest.mark.parametrize(
    "places", [everywhere, around_each_pentagon, on_edges_of_cells, on_whole_degrees]
)
def test_cells_found_together_are_those_that_h3_finds_one_by_one(places):
    latitude, longitude = places()
    found = hexes(latitude, longitude)
    expected = [
        h3.str_to_int(h3.latlng_to_cell(north, east, 12))
        for north, east in zip(latitude.tolist(), longitude.tolist(), strict=True)
    ]
    assert found.cell[found.code].tolist() == expected
    assert len(found.cell) == len(set(expected))


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 600), st.floats(3, 17))
def test_the_cells_of_a_map_that_shows_everything_count_every_event(seed, events, zoom):
    log = crowd(events, seed)
    known = np.isfinite(log["latitude"])
    found = hexes(log["latitude"], log["longitude"])
    spots = in_cells(found, np.arange(events), Bounds(-180, -85, 180, 85, zoom), most=200)
    assert len(spots) <= 200 or spots.resolution == 0
    assert spots.events().sum() == known.sum()
    assert (spots.events() > 0).all()
    where = addresses(spots.cell)
    for row in np.flatnonzero(known)[:20]:
        own = h3.latlng_to_cell(log["latitude"][row], log["longitude"][row], 12)
        assert where[spots.of_event[row]] == h3.cell_to_parent(own, spots.resolution)
    assert (spots.of_event[~known] == -1).all()


def test_cells_grow_smaller_as_one_looks_closer_and_hold_all_that_is_in_sight():
    log = crowd(20_000)
    found, rows = hexes(log["latitude"], log["longitude"]), np.arange(20_000)
    finer = [in_cells(found, rows, Bounds(*NEW_YORK, zoom)).resolution for zoom in (8, 9, 10, 11)]
    assert finer == sorted(finer)
    assert len(set(finer)) >= 3
    near = Bounds(-74.02, 40.70, -73.98, 40.74, 14)
    spots = in_cells(found, rows, near)
    seen = near.holds(log["latitude"], log["longitude"])
    assert (spots.of_event[seen] >= 0).all()
    corners = outlines(spots.cell)
    assert corners.shape == (len(spots), 6, 2)
    assert np.abs(corners.mean(axis=1)[:, 0] - spots.latitude).max() < 0.001


def test_a_cell_with_five_corners_repeats_the_last_one():
    pentagon = h3.get_pentagons(3)[0]
    corners = outlines(np.array([h3.str_to_int(pentagon)], dtype=np.uint64))
    assert corners.shape == (1, 6, 2)
    assert np.isfinite(corners).all()


def test_users_of_a_cell_are_counted_once_each():
    log = crowd(5000)
    found = hexes(log["latitude"], log["longitude"])
    spots = in_cells(found, np.arange(5000), Bounds(*NEW_YORK, 10))
    users = spots.distinct(log["user"])
    for spot in range(len(spots)):
        assert users[spot] == len(np.unique(log["user"][spots.of_event == spot]))


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(0, 500), st.integers(2, 80), st.booleans())
def test_squares_lose_no_event_in_sight(seed, events, pixels, middle):
    log = crowd(events, seed)
    bounds = Bounds(*NEW_YORK, 10)
    spots = in_squares(log["latitude"], log["longitude"], bounds, pixels, middle)
    seen = bounds.holds(log["latitude"], log["longitude"])
    assert (spots.of_event[seen] >= 0).all()
    assert spots.events().sum() == (spots.of_event >= 0).sum()
    assert (spots.events() > 0).all()


def test_places_are_shown_one_by_one_only_while_they_are_few():
    log = crowd(3000)
    place = np.arange(3000) % 40
    spots = in_places(log["latitude"], log["longitude"], place, Bounds(*NEW_YORK, 10))
    assert spots is not None
    assert spots.single
    assert len(spots) == 40
    assert in_places(log["latitude"], log["longitude"], place, Bounds(*NEW_YORK, 10), 39) is None


# frames


@settings(max_examples=40)
@given(
    st.integers(0, 1000),
    st.integers(0, 400),
    st.sampled_from([HOUR_MS // 4, HOUR_MS, 7 * HOUR_MS]),
    st.booleans(),
    st.integers(0, 2000),
    st.integers(0, 300),
)
def test_a_frame_counts_what_a_plain_filter_counts(seed, events, step_ms, by_user, first, length):
    log = crowd(events, seed)
    draw = np.random.default_rng(seed)
    of_event = draw.integers(-1, 9, events)
    within = (5 * 24 * HOUR_MS + 17, 70 * 24 * HOUR_MS)
    user = log["user"] if by_user else None
    made = frames(of_event, 9, log["local_ms"], step_ms, within, user)
    begin, end = (made.start_ms + step * step_ms for step in (first, first + length))
    local = log["local_ms"]
    chosen = (local >= max(begin, within[0])) & (local < min(end, within[1]))
    for spot in range(9):
        rows = np.flatnonzero(chosen & (of_event == spot))
        expected = len(np.unique(log["user"][rows])) if by_user else len(rows)
        assert made.window(first, first + length)[spot] == expected


def test_all_frames_together_hold_every_event_in_the_range():
    log = crowd(4000)
    of_event = np.zeros(4000, dtype=np.int32)
    made = frames(of_event, 1, log["local_ms"], HOUR_MS, (0, 90 * 24 * HOUR_MS))
    assert made.count.sum() == 4000
    assert made.steps == 90 * 24
    assert (np.diff(made.offset) >= 0).all()


def test_steps_are_fine_enough_to_move_smoothly_and_few_enough_to_send():
    assert step_for(24 * HOUR_MS, 250 * 24 * HOUR_MS) == HOUR_MS // 2
    assert step_for(HOUR_MS, 24 * HOUR_MS) == HOUR_MS // 60
    assert step_for(HOUR_MS, 20 * 365 * 24 * HOUR_MS) > HOUR_MS // 60
    assert 20 * 365 * 24 * HOUR_MS // step_for(HOUR_MS, 20 * 365 * 24 * HOUR_MS) <= 200_000


# areas


def slowly_inside(area, latitude, longitude):
    """One point: is it to the left of an odd number of edges at its height?"""
    odd = False
    for (south, at_south), (north, at_north) in zip(area, [*area[1:], area[0]], strict=True):
        if (south <= latitude) != (north <= latitude):
            share = (latitude - south) / (north - south)
            if longitude < at_south + share * (at_north - at_south):
                odd = not odd
    return odd


corner = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


@settings(max_examples=60)
@given(st.lists(corner, min_size=3, max_size=12), st.integers(0, 1000))
def test_a_drawn_area_holds_what_a_slow_reference_says(area, seed):
    draw = np.random.default_rng(seed)
    latitude, longitude = draw.uniform(-22, 22, (2, 60))
    expected = [slowly_inside(area, *at) for at in zip(latitude, longitude, strict=True)]
    assert inside(area, latitude, longitude).tolist() == expected


def test_an_area_across_the_date_line_holds_both_sides():
    area = [(-10.0, 170.0), (10.0, 170.0), (10.0, 190.0), (-10.0, 190.0)]
    at = np.array([175.0, -175.0, 160.0, -160.0])
    assert inside(area, np.zeros(4), at).tolist() == [True, True, False, False]


@pytest.mark.parametrize("area", [[], [(0.0, 0.0)], [(0.0, 0.0), (1.0, 1.0)]])
def test_an_area_without_three_corners_holds_nothing(area):
    assert not inside(area, np.zeros(3), np.zeros(3)).any()


def test_points_without_coordinates_are_in_no_area():
    area = [(-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.0)]
    assert inside(area, np.array([0, np.nan]), np.array([0, np.nan])).tolist() == [True, False]
