"""Times in any of the usual forms become UTC instants, or are refused."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdesk.ingest.time_formats import UNKNOWN_OFFSET
from stdesk.ingest.times import INSTANT, LOCAL, MISSING, UNREADABLE, date_order, parse_times
from stdesk.ingest.zones import load_zone

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
OFFSETS = st.integers(-14 * 60, 14 * 60)


def milliseconds(moment: datetime) -> int:
    return round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)


def read_one(text: str, day_first: bool = False) -> tuple[int, int, int]:
    parsed = parse_times(pa.array([text]), day_first)
    return int(parsed.ms[0]), int(parsed.state[0]), int(parsed.offset_min[0])


@given(st.lists(MOMENTS, min_size=1))
def test_iso_times_keep_their_instant(moments: list[datetime]) -> None:
    parsed = parse_times(pa.array([moment.isoformat() + "Z" for moment in moments]))
    assert (parsed.state == INSTANT).all()
    assert parsed.ms.tolist() == [milliseconds(moment) for moment in moments]


@given(MOMENTS, OFFSETS)
def test_an_offset_in_the_text_is_taken_off_and_kept(moment: datetime, minutes: int) -> None:
    local = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    instant, state, offset = read_one(local.isoformat(sep=" "))
    assert (instant, state) == (milliseconds(local), INSTANT)
    assert offset == (minutes or UNKNOWN_OFFSET)


@given(st.lists(MOMENTS, min_size=1), st.sampled_from([1, 1000, 1_000_000, 1_000_000_000]))
def test_unix_times_are_told_by_their_size(moments: list[datetime], unit: int) -> None:
    moments = [max(moment, datetime(1980, 1, 1)) for moment in moments]
    cells = [str(milliseconds(moment) // 1000 * unit) for moment in moments]
    parsed = parse_times(pa.array(cells))
    assert parsed.ms.tolist() == [milliseconds(moment) for moment in moments]


@given(MOMENTS)
def test_one_column_may_mix_all_forms(moment: datetime) -> None:
    forms = [
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        moment.strftime("%Y/%m/%d %H:%M:%S"),
        moment.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        moment.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        moment.strftime("%B %d, %Y %I:%M:%S %p"),
        moment.strftime("%m/%d/%Y %I:%M:%S %p"),
        moment.strftime("%d.%m.%Y %H:%M:%S"),
        moment.strftime("%Y%m%d%H%M%S"),
        f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}",
        f"{moment.month}/{moment.day}/{moment.year} {moment.hour}:{moment:%M:%S}",
    ]
    parsed = parse_times(pa.array(forms))
    assert parsed.ms.tolist() == [milliseconds(moment)] * len(forms)


@given(MOMENTS)
def test_day_and_month_change_places_when_the_day_comes_first(moment: datetime) -> None:
    text = f"{moment.day}/{moment.month}/{moment.year}"
    midnight = moment.replace(hour=0, minute=0, second=0)
    assert read_one(text, day_first=True)[0] == milliseconds(midnight)


@given(st.lists(st.one_of(st.none(), st.text(max_size=30))))
def test_no_text_stops_the_reading(cells: list[str | None]) -> None:
    parsed = parse_times(pa.array(cells, pa.string()))
    assert len(parsed.ms) == len(cells)
    for cell, state in zip(cells, parsed.state.tolist(), strict=True):
        assert (state == MISSING) == (not cell)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/1/17 0:21", "2017-01-01T00:21"),
        ("12/31/99 23:59", "1999-12-31T23:59"),
        ("2012-04-03T18:00Z", "2012-04-03T18:00"),
        ("2012-04-03T18:00:09.123456Z", "2012-04-03T18:00:09.123"),
        ("2012年4月3日 下午6:05", "2012-04-03T18:05"),
        ("2012年4月3日18时00分09秒", "2012-04-03T18:00:09"),
        ("881250949.0", "1997-12-04T15:55:49"),
        ("20120403", "2012-04-03"),
        (" 2012-04-03 ", "2012-04-03"),
    ],
)
def test_forms_found_in_real_logs(text: str, expected: str) -> None:
    assert read_one(text)[0] == milliseconds(datetime.fromisoformat(expected))


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2012-02-30", "2012-13-01", "31/31/2012", "2012-04-03 25:00", "Xyz 3, 2012"],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert read_one(text)[1] == UNREADABLE


def test_a_time_without_a_zone_is_a_wall_clock() -> None:
    assert read_one("2012-04-03 18:00:09")[1] == LOCAL


def test_one_day_above_twelve_settles_the_order_of_a_column() -> None:
    assert date_order(pa.array(["1/2/17", "13/2/17"])).prefers_day
    assert not date_order(pa.array(["1/2/17", "2/13/17"])).prefers_day
    assert date_order(pa.array(["1/2/17", "3/4/17"])).ambiguous
    assert not date_order(pa.array(["2017-01-02", "1.2.17"])).ambiguous


@given(MOMENTS, st.sampled_from(["America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]))
def test_zones_agree_with_the_standard_library(moment: datetime, name: str) -> None:
    from zoneinfo import ZoneInfo

    zone = load_zone(name)
    instant = np.array([milliseconds(moment)])
    there = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(name)).utcoffset()
    # What a log writes does not say which of the two it is when clocks go back: the first one.
    clock = moment.replace(tzinfo=ZoneInfo(name), fold=0).utcoffset()
    assert there is not None
    assert clock is not None
    assert zone.at_instants(instant)[0] == there.total_seconds() // 60
    assert zone.at_clock(instant)[0] == clock.total_seconds() // 60
