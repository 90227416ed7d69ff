"""What is drawn of a count: sums are exact at every unit, and no zoom loses a peak."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.insight import (
    CALENDAR_UNITS,
    Levels,
    Tally,
    busiest_hour,
    drawn,
    fitting_unit,
    hours_of_days,
    merged,
    on_pixels,
    period_edges,
    series,
)

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
QUICK = settings(max_examples=60)


@st.composite
def tallies(draw):
    """A few years or a few hours of events, before or after 1970, in one to four parts."""
    first = draw(st.integers(-300_000, 450_000))
    hours = draw(st.sets(st.integers(0, draw(st.sampled_from([30, 3_000, 40_000]))), min_size=1))
    hour = np.array(sorted(hours), dtype=np.int64) + first
    parts = draw(st.integers(1, 4))
    seed = draw(st.integers(0, 2**32 - 1))
    counts = np.random.default_rng(seed).geometric(0.2, (parts, len(hour))) - 1
    return Tally(hour, np.arange(1, parts + 1), counts.astype(np.int64))


units = st.sampled_from(CALENDAR_UNITS)


@QUICK
@given(tallies(), units)
def test_every_event_is_counted_in_the_period_that_holds_it(tally, unit):
    whole = series(tally, unit)
    assert (whole.counts.sum(1) == tally.counts.sum(1)).all()
    for hour, count in zip(tally.hour[:20], tally.counts.sum(0), strict=False):
        row = whole.row_at(hour * HOUR_MS)
        begin, end = whole.edges_ms[row : row + 2]
        inside = (tally.hour * HOUR_MS >= begin) & (tally.hour * HOUR_MS < end)
        assert whole.counts[:, row].sum() == tally.counts[:, inside].sum() >= count


@QUICK
@given(tallies(), units, st.integers(1, 400), st.floats(0, 1), st.floats(0.001, 1))
def test_no_peak_and_no_trough_in_sight_is_lost(tally, unit, width, place, share):
    whole = series(tally, unit)
    first, last = whole.edges_ms[0], whole.edges_ms[-1]
    length = share * (last - first)
    begin = first + place * (last - first - length)
    seen = drawn(whole, begin, begin + length, width)
    inside = (whole.edges_ms[1:] > begin) & (whole.edges_ms[:-1] < begin + length)
    assert seen.most.shape[1] <= max(width, 1)
    assert seen.exact == (inside.sum() <= width)
    assert (seen.most.max(1) == whole.counts[:, inside].max(1)).all()
    assert (seen.least.min(1) == whole.counts[:, inside].min(1)).all()
    for column in range(min(seen.most.shape[1], 30)):
        below = (whole.edges_ms[:-1] >= seen.edges_ms[column]) & (
            whole.edges_ms[:-1] < seen.edges_ms[column + 1]
        )
        assert (seen.most[:, column] == whole.counts[:, below].max(1)).all()
        assert (seen.least[:, column] == whole.counts[:, below].min(1)).all()


@QUICK
@given(tallies(), units, st.integers(4, 400))
def test_every_column_of_a_picture_has_a_pixel(tally, unit, width):
    whole = series(tally, unit)
    begin, end = float(whole.edges_ms[0]), float(whole.edges_ms[-1])
    seen = drawn(whole, begin, end, width // 2)
    at = on_pixels(seen, begin, end, width)
    assert (at >= 0).all()
    shown = seen.most[:, at]
    assert (shown.max(1) == whole.counts.max(1)).all()


@QUICK
@given(st.integers(-(10**12), 4 * 10**12), st.integers(1, 10**11), units)
def test_periods_follow_each_other_and_cover_the_range(begin, length, unit):
    edges = period_edges(begin, begin + length, unit)
    assert edges[0] <= begin < edges[1]
    assert edges[-2] < begin + length <= edges[-1]
    assert (np.diff(edges) > 0).all()
    if unit == "week":
        weekday = (edges // DAY_MS + 3) % 7
        assert (weekday == 0).all()
    if unit == "month":
        days = edges.astype("datetime64[ms]").astype("datetime64[D]")
        assert (days == days.astype("datetime64[M]").astype("datetime64[D]")).all()


@QUICK
@given(tallies())
def test_the_hours_of_the_days_are_the_hours_of_the_tally(tally):
    days = hours_of_days(tally)
    total = tally.counts.sum(0)
    assert days.counts.sum() == total.sum()
    for hour, count in zip(tally.hour[:50], total, strict=False):
        column = days.row_at(hour * HOUR_MS)
        assert days.counts[hour % 24, column] == count


@QUICK
@given(tallies(), st.integers(1, 6))
def test_what_is_merged_keeps_the_largest_parts_and_all_events(tally, most):
    made = merged(tally, most)
    assert made.events == tally.events
    assert len(made.parts) <= most + 1
    kept = made.counts.sum(1)[made.parts != -1]
    assert (np.diff(kept) <= 0).all()
    assert merged(made, most).counts.tolist() == made.counts.tolist()


def test_the_unit_grows_as_one_looks_from_farther_away():
    spans = [days * DAY_MS for days in (3, 100, 1000, 9000)]
    assert [fitting_unit(span, 700) for span in spans] == ["hour", "day", "week", "month"]
    assert fitting_unit(3 * DAY_MS, 700, finest="week") == "week"


def test_the_busiest_hour_of_a_period_is_found_and_of_an_empty_one_is_none():
    tally = Tally(np.array([10, 11, 50]), np.array([1]), np.array([[2, 9, 4]]))
    assert busiest_hour(tally, 0, 24 * HOUR_MS) == (11 * HOUR_MS, 9)
    assert busiest_hour(tally, 24 * HOUR_MS, 48 * HOUR_MS) is None


def test_levels_count_the_same_at_every_look():
    tally = Tally(np.array([0, 30, 900]), np.array([1]), np.array([[5, 1, 2]]))
    levels = Levels(tally, span=(0, 1000 * HOUR_MS))
    assert levels.by("day").counts.sum() == 8
    assert len(levels.by("day")) == 42
    near = levels.drawn("hour", 0, 40 * HOUR_MS, 100)
    assert near.most.max() == 5
    assert levels.drawn("hour", 20 * HOUR_MS, 1000 * HOUR_MS, 100).most.max() == 2


def test_nothing_counted_is_nothing_drawn():
    nothing = Tally(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros((1, 0), np.int64))
    whole = series(nothing, "day")
    assert len(whole) == 0
    assert whole.row_at(0) == -1
    assert drawn(whole, 0, DAY_MS, 100).most.shape == (1, 0)
    assert hours_of_days(nothing).counts.shape == (24, 0)
