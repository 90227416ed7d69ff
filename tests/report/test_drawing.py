"""Pictures show what was counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stdesk.insight import Bounds
from stdesk.report.clipping import clipped
from stdesk.report.drawing import WIDTH, heat, timeline
from stdesk.report.places import Pin, Places, Spot
from stdesk.report.sketch import sketch

DAY_MS = 86_400_000
MAY_1 = 1_714_521_600_000


def test_each_bar_of_the_timeline_is_a_day() -> None:
    local = MAY_1 + np.array([0, 1, 1, 1, 3]) * DAY_MS
    drawn = timeline(local, height=104, each_bar=True)
    assert drawn is not None
    assert [bar.text for bar in drawn.bars] == ["1 May 2024: 1", "2 May 2024: 3", "4 May 2024: 1"]
    assert [bar.height for bar in drawn.bars] == [33.3, 100.0, 33.3]
    assert drawn.most == "3"
    assert drawn.unit == "events a day"


@pytest.mark.parametrize("days", [0.2, 2, 30, 200, 2_000, 20_000])
def test_no_length_of_time_breaks_the_timeline(days: float) -> None:
    local = MAY_1 + (np.linspace(0, days, 50) * DAY_MS).astype(np.int64)
    drawn = timeline(local, each_bar=True)
    assert drawn is not None
    assert 1 <= len(drawn.bars) <= 121
    assert sum(int(bar.text.rsplit(" ", 1)[1]) for bar in drawn.bars) == 50
    assert 1 <= len(drawn.ticks) <= 7
    assert all(0 <= tick.at <= WIDTH for tick in drawn.ticks)


def test_the_heat_has_a_cell_for_each_busy_hour() -> None:
    hours = np.array([9, 9, 9, 9, 24 + 18])
    drawn = heat(MAY_1 + hours * 3_600_000)
    assert drawn is not None
    assert [path.count("M") for path in drawn.paths] == [0, 0, 1, 0, 1]
    assert drawn.paths[4].startswith("M0.0 54h")


def test_without_events_there_is_no_picture() -> None:
    assert timeline(np.empty(0, np.int64)) is None
    assert heat(np.empty(0, np.int64)) is None


def test_a_still_map_has_everything_inside_and_a_true_scale() -> None:
    spots = (Spot(40.7, -74.0, 5.0, "a"), Spot(40.8, -73.9, 3.0, "b"))
    bounds = Bounds(-74.0, 40.7, -73.9, 40.8)
    drawn = sketch(Places(spots, (Pin(40.75, -73.95, 1, "c"),), (), bounds), 720, 420, [])
    for mark in (*drawn.spots, *drawn.pins):
        assert 0 <= mark["x"] <= 720
        assert 0 <= mark["y"] <= 420
    assert drawn.spots[0]["y"] > drawn.spots[1]["y"]  # north is up
    km_a_pixel = 8.43 / (drawn.spots[1]["x"] - drawn.spots[0]["x"])  # a tenth of a degree here
    assert drawn.scale_text == "5.0 km"
    assert drawn.scale_px * km_a_pixel == pytest.approx(5, rel=0.02)


def test_a_single_place_is_still_a_map() -> None:
    bounds = Bounds(-74.002, 40.699, -73.998, 40.701)
    drawn = sketch(Places((Spot(40.7, -74.0, 5.0, "a"),), (), (), bounds), 720, 240, [])
    assert drawn.spots[0]["x"] == pytest.approx(360, abs=1)


@given(
    arrays(float, st.tuples(st.integers(3, 30), st.just(2)), elements=st.floats(-900, 1500)),
    arrays(float, (20, 2), elements=st.floats(0.5, 199.5)),
)
def test_land_is_cut_where_nobody_sees_it(ring: np.ndarray, looked_at: np.ndarray) -> None:
    shown = clipped(ring, 200, 200)
    assert (np.abs(shown - 100) < 105).all()
    for point in looked_at:
        if _distance(ring, point) > 1e-3:
            assert _holds(ring, point) == _holds(shown, point)


def test_a_coast_is_drawn_no_finer_than_one_sees() -> None:
    bounds = Bounds(-75.0, 39.0, -72.0, 42.0)
    turn = np.linspace(0, 2 * np.pi, 50_000)
    coast = np.column_stack([-73.5 + np.cos(turn), 40.5 + np.sin(turn)])
    drawn = sketch(Places((), (), (), bounds), 720, 240, [coast])
    assert drawn.land.startswith("M")
    assert 50 < drawn.land.count("L") < 5_000
    elsewhere = sketch(Places((), (), (), bounds), 720, 240, [coast + 20])
    assert elsewhere.land == ""


def _edges(ring: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return ring, np.roll(ring, -1, axis=0)


def _holds(ring: np.ndarray, point: np.ndarray) -> bool:
    """By the number of edges to the right of it."""
    (x, y), (begin, end) = point, _edges(ring)
    across = (begin[:, 1] > y) != (end[:, 1] > y)
    with np.errstate(all="ignore"):
        where = begin[:, 0] + (y - begin[:, 1]) / (end - begin)[:, 1] * (end - begin)[:, 0]
    return bool((across & (x < where)).sum() % 2)


def _distance(ring: np.ndarray, point: np.ndarray) -> float:
    """From the nearest edge."""
    begin, end = _edges(ring)
    along = ((point - begin) * (end - begin)).sum(axis=1)
    share = np.clip(along / np.maximum(((end - begin) ** 2).sum(axis=1), 1e-12), 0, 1)
    return float(np.hypot(*(begin + share[:, None] * (end - begin) - point).T).min())
