"""What the map page is told: counts that add up, arrays that unpack to what was packed."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdesk.demo import DemoSettings, write_demo
from stdesk.features import EventLog, group_events, load_log
from stdesk.insight import Bounds
from stdesk.locations import resource
from stdesk.maps import (
    MapLog,
    cell_words,
    flows_message,
    flows_shown,
    gather,
    moments_message,
    pack,
    spot_frames,
    spots_message,
    trail_message,
    trail_of,
)
from stdesk.progress import Progress
from stdesk.project import open_project

HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("maps") / "town.stdesk"
    size = DemoSettings(events=3000, users=30, days=60, items=120, images=0, seed=5)
    write_demo(path, size, Progress())
    return path


@pytest.fixture(scope="module")
def log(town: Path) -> EventLog:
    with open_project(town, read_only=True) as project:
        return load_log(project)


@pytest.fixture(scope="module")
def world(log: EventLog) -> Bounds:
    return Bounds(
        float(log.longitude.min()) - 0.1,
        float(log.latitude.min()) - 0.1,
        float(log.longitude.max()) + 0.1,
        float(log.latitude.max()) + 0.1,
        11,
    )


def unpacked(packed: bytes, parts: dict) -> dict[str, np.ndarray]:
    """As arrays.js does it: from an offset, so many of a kind."""
    return {
        name: np.frombuffer(packed, f"<{kind}", length, offset)
        for name, (kind, offset, length) in parts.items()
    }


@given(
    st.lists(st.integers(0, 2**32 - 1), max_size=9),
    st.lists(st.floats(allow_nan=False), max_size=9),
    st.lists(st.booleans(), max_size=3),
)
def test_what_is_packed_comes_out_again_and_lies_where_a_page_can_read_it(whole, broken, flags):
    arrays = {
        "whole": np.array(whole, dtype=np.int64),
        "broken": np.array(broken, dtype=float),
        "flags": np.array(flags, dtype=bool),
    }
    packed, parts = pack(arrays)
    found = unpacked(packed, parts)
    for name, values in arrays.items():
        assert found[name].tolist() == values.tolist()
        assert parts[name][1] % 8 == 0


@pytest.mark.parametrize("layer", ["automatic", "cells", "heat", "clusters", "points"])
@pytest.mark.parametrize("measure", ["events", "users"])
def test_every_layer_counts_all_events_and_no_user_twice(log, world, layer, measure):
    known, rows = MapLog(log), np.arange(len(log))
    shown, spots = gather(known, rows, world, layer)
    message = spots_message(log, rows, spots, shown, measure, group_events(log, "category"))
    total = message.arrays["total"]
    if measure == "events":
        assert total.sum() == len(log)
    else:
        busiest = int(spots.events().argmax())
        assert total[busiest] == len(np.unique(log.user[spots.of_event == busiest]))
    assert shown != "automatic"
    assert len(message.arrays["x"]) == len(total) == len(spots)
    assert (message.arrays["x"] > 0).all() and (message.arrays["x"] < 1).all()  # noqa: PT018


def test_no_layer_shows_nothing(log, world):
    rows = np.arange(len(log))
    shown, spots = gather(MapLog(log), rows, world, "none")
    assert spots_message(log, rows, spots, shown, "events").content == {"layer": "none"}


def test_places_are_counted_in_the_whole_log_not_only_at_the_first_glance(log, world, monkeypatch):
    known, rows = MapLog(log), np.arange(len(log))
    places = len(gather(known, rows, world, "automatic", most_near=len(log))[1])
    monkeypatch.setattr("stdesk.maps.layers.GLANCE", 1)
    assert gather(known, rows, world, "automatic", most_near=places - 1)[0] == "cells"
    shown, spots = gather(known, rows, world, "automatic", most_near=places)
    assert shown == "points"
    assert spots.events().sum() == len(log)


def test_points_have_the_colour_of_what_is_commonest_there(log, world):
    rows = np.arange(len(log))
    shown, spots = gather(MapLog(log), rows, world, "points")
    groups = group_events(log, "category")
    message = spots_message(log, rows, spots, shown, "events", groups)
    spot = int(spots.events().argmax())
    there = groups.code[spots.of_event == spot]
    assert message.arrays["group"][spot] == np.bincount(there).argmax()


@pytest.mark.parametrize("measure", ["events", "users"])
def test_moments_are_the_counts_of_their_window(log, world, measure):
    known, rows = MapLog(log), np.arange(len(log))
    _, spots = gather(known, rows, world, "cells")
    local = log.local_ms
    within = int(local.min()), int(local.max()) + 1
    made = spot_frames(log, rows, spots, measure, 6 * HOUR_MS, within)
    message = moments_message(made, "spots", 4)
    assert message.content["steps"] == made.steps
    for step in (0, 7, made.steps - 4):
        begin = made.start_ms + step * made.step_ms
        shown = (local >= begin) & (local < begin + 24 * HOUR_MS)
        expected = spots.events(shown) if measure == "events" else spots.distinct(log.user, shown)
        assert made.window(step, step + 4).tolist() == expected.tolist()


def test_a_way_is_in_the_order_of_time_and_tells_its_pauses(log, world):
    part = log.of_user(3)
    rows = np.arange(part.start, part.stop)
    trail = trail_of(log, rows, world)
    message = trail_message(log, trail)
    assert (np.diff(message.arrays["time"]) >= 0).all()
    begins = np.flatnonzero(np.diff(message.arrays["session"]))
    assert len(begins) > 3
    assert (np.diff(message.arrays["time"])[begins] > 24 * HOUR_MS).all()
    assert trail_message(log, None).arrays is None


def test_flows_count_the_moves_that_begin_in_sight(log, world):
    rows = np.arange(len(log))
    shown = flows_shown(log, rows, world)
    drawn = flows_message(log, shown).content["flows"]
    assert len(drawn) == len(shown.arcs) > 0
    begun = np.bincount(shown.of_event[shown.of_event >= 0], minlength=len(drawn))
    assert begun.tolist() == [flow["count"] for flow in drawn]
    assert all("→" in flow["title"] for flow in drawn)


def test_a_cell_tells_its_exact_numbers_and_its_busiest_places(log, world):
    rows = np.arange(len(log))
    _, spots = gather(MapLog(log), rows, world, "cells")
    busiest = int(spots.events().argmax())
    said = cell_words(log, rows, spots, busiest)
    text = "\n".join([said["title"], *said["lines"]])
    there = spots.of_event == busiest
    assert f"{there.sum():,} events" in text
    assert f"{len(np.unique(log.user[there]))} users" in text
    best = int(np.bincount(log.item[there]).argmax())
    assert log.catalogue.item_name(best) in text
    assert "H3 cell 8" in text


# colours


def ramps(theme: str) -> dict[str, list[str]]:
    style = resource("web", "map_colours.css").read_text(encoding="utf-8")
    block = style[style.index(f'[data-theme="{theme}"]') :].split("}")[0]
    return {
        name: colours.split()
        for name, colours in re.findall(r"--ramp-(\w+): ([#0-9a-f ]+);", block)
    }


def lightness(colour: str) -> float:
    """CIE L* of a colour."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ramp", ["amount", "time"])
def test_a_ramp_grows_steadily_darker_or_lighter_so_that_every_eye_reads_it(theme, ramp):
    steps = np.diff([lightness(colour) for colour in ramps(theme)[ramp]])
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert np.abs(steps).min() > 4


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ends_of_a_difference_are_equally_far_from_its_middle(theme):
    colours = ramps(theme)["difference"]
    found = [lightness(colour) for colour in colours]
    middle = len(found) // 2
    sides = np.array([found[:middle], found[:middle:-1]])
    assert np.abs(sides[0] - sides[1]).max() < 12
    assert (
        np.sign(np.diff(sides - found[middle], axis=1))
        == np.sign(np.diff(sides[0] - found[middle]))
    ).all()


def test_the_window_and_a_saved_page_load_the_same_scripts():
    from stdesk.maps import SCRIPTS, STYLES, web_file

    page = {path.name for path in resource("web").glob("*.js")}
    assert page == {Path(name).name for name in SCRIPTS if "/" not in name} | {"saved.js"}
    assert all(web_file(name).is_file() for name in STYLES)
    assert json.loads(web_file("package.json").read_text(encoding="utf-8"))["private"]
