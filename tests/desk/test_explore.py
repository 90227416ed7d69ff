"""Explore: users, timeline and map show one selection, and a choice in one restricts the others."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWebEngineCore import QWebEngineSettings

from stdesk.desk.explore.data import (
    Selection,
    positions,
    rhythm_of,
    said_of,
    unit_for,
    volume_of,
)
from stdesk.desk.explore.user_activity import Activity, arranged
from stdesk.desk.explore.user_list import UserModel
from stdesk.desk.look.theme import DARK
from stdesk.features import DAY_MS, group_events, load_log
from stdesk.insight import Bounds
from stdesk.project import create_project, open_project

from .calm import asked

WORLD = Bounds(-180, -85, 180, 85, zoom=2)


@pytest.fixture(scope="module")
def log(trained):
    with open_project(trained, read_only=True) as project:
        return load_log(project)


@pytest.fixture
def page(make, wait, rest, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("explore")
    shown = window.pages["explore"]
    wait(lambda: shown.timeline.volume.volume is not None and shown.users.model.rowCount() == 41)
    wait(lambda: shown.panel.drawn)
    rest(window)
    return shown


def sent(page, command):
    """What the map was told last."""
    return json.loads(page.panel.map._shown[command])


def drawn(page, side="left"):
    """What the panel has sent to one of its maps."""
    return page.panel.drawn[side]


def stops(page):
    """How many points of a way are drawn."""
    trail = drawn(page).trail
    return 0 if trail is None else len(trail.rows)


# what is asked of a log


def test_a_selection_counts_only_its_own_events(log):
    user = 3
    assert len(positions(log, Selection(user))) == log.user_start[4] - log.user_start[3]
    middle = int(np.median(log.local_ms))
    early = Selection(within=(int(log.local_ms.min()), middle))
    assert len(positions(log, early)) == (log.local_ms < middle).sum()
    assert len(positions(log, Selection(bounds=Bounds(0, 0, 0.1, 0.1)))) == 0


def test_volume_and_rhythm_hold_every_event(log):
    everyone = Selection()
    groups = group_events(log, "category")
    assert volume_of(log, everyone).count.sum() == len(log)
    picture = rhythm_of(log, groups, everyone)
    assert picture.is_picture
    assert picture.counts.sum() == len(log)
    dots = rhythm_of(log, groups, Selection(5))
    assert len(dots.local_ms) == len(positions(log, Selection(5)))
    assert ((dots.hour >= 0) & (dots.hour < 24)).all()


def test_the_unit_of_the_volume_suits_the_length_of_the_log():
    assert [unit_for(days * DAY_MS) for days in (3, 200, 4000)] == ["hour", "day", "week"]


def test_the_most_frequent_categories_have_colours_and_the_rest_is_one(log):
    groups = group_events(log, "category")
    assert len(groups.names) == 7
    counts = np.bincount(groups.code, minlength=8)
    assert (np.diff(counts[:7]) <= 0).all()
    assert groups.others
    assert group_events(log, "none").names == ("",)


def test_a_user_has_colours_for_her_own_categories(log):
    rows = positions(log, Selection(7))
    own = log.catalogue.item_category[log.item[rows]]
    best = np.bincount(own[own >= 0]).argmax()
    assert group_events(log, "category", user=7).names[0] == log.catalogue.category_names[best]


def test_a_sentence_says_who_how_much_and_how_far(log):
    said = said_of(log, Selection(0))
    assert said.startswith(f"User {log.catalogue.user_keys[0]}")
    assert "usually within" in said
    assert "40 users" in said_of(log, Selection())


def test_a_hundred_thousand_users_are_searched_and_sorted():
    import pyarrow as pa

    count = 100_000
    draw = np.random.default_rng(0)
    keys = pa.array([f"user-{number:06d}" for number in draw.permutation(count)])
    events = draw.integers(1, 500, count)
    users = Activity(keys, events, events * 1.0, events * 2.0)
    found = arranged(users, "0042", 1, descending=True)
    assert all("0042" in keys[int(row)].as_py() for row in found)
    assert (np.diff(events[found]) <= 0).all()
    model = UserModel()
    model.show(users, found)
    assert model.rowCount() == len(found) + 1
    assert model.index(0, 0).data() == "Everyone"
    assert model.user(1) == found[0]
    assert model.row(int(found[4])) == 5


# the page


def test_everyone_is_on_top_and_the_whole_log_is_shown(page):
    assert page.users.model.index(0, 0).data() == "Everyone"
    assert page.users.model.rowCount() == 41
    assert page.timeline.volume.volume.count.sum() == len(page.log)
    assert page.timeline.rhythm.rhythm.is_picture
    assert drawn(page).spots.events().sum() == len(page.log)


def test_the_map_asks_nothing_outside_this_computer(page):
    names = asked(
        page.panel.map.page,
        "[...document.querySelectorAll('script[src], link[href]')]"
        ".map(part => part.src || part.href)",
    )
    assert len(names) >= 5
    assert all(name.startswith(("file:", "qrc:")) for name in names)


def test_should_one_wall_fall_the_other_still_blocks(page, wait):
    wall = QWebEngineSettings.WebAttribute.LocalContentCanAccessRemoteUrls
    page.panel.map.page.settings().setAttribute(wall, True)
    attempts = iter(range(10_000))

    def blocked():
        page.panel.map.page.runJavaScript(
            f"new Image().src = 'https://tile.openstreetmap.org/1/1/{next(attempts)}.png'"
        )
        return page.panel.map.page.guard.blocked

    wait(blocked)
    assert all("openstreetmap" in address for address in page.panel.map.page.guard.blocked)


def test_markup_in_a_title_is_shown_and_not_obeyed(page, wait):
    title = "<img id=evil src=x onerror=alert(1)>"
    latitude, longitude = (float(part[0]) for part in (page.log.latitude, page.log.longitude))
    place = {"at": [latitude, longitude], "rank": 1, "id": 1, "colour": "#000", "lines": [title]}
    page.panel.map.send("places", places=[{**place, "title": title}], here=None)
    page.panel.map.send("choose", id=1)
    said = (
        "[document.getElementById('evil') === null,"
        " document.querySelector('.leaflet-popup-content')?.innerText].join('|')"
    )
    wait(lambda: asked(page.panel.map.page, said).startswith("true|" + title))


def test_the_controls_of_the_map_stand_in_one_row_where_they_fit(page):
    controls = page.panel.controls
    assert controls.height() < 2 * controls.layer_choice.height()


def test_choosing_a_user_draws_her_events_and_her_path_without_loading_again(page, wait):
    loads = []
    page.panel.map.page.loadStarted.connect(lambda: loads.append(1))
    page.users.choose(6)
    wait(lambda: stops(page))
    own = len(positions(page.log, Selection(6)))
    wait(lambda: page.timeline.volume.volume.count.sum() == own)
    assert not page.timeline.rhythm.rhythm.is_picture
    wait(lambda: page.subtitle.text().startswith("User "))
    assert not loads
    wait(lambda: asked(page.panel.map.page, "document.querySelectorAll('.legend div').length") > 3)


def test_a_time_range_restricts_the_map(page, wait, rest):
    page.users.choose(6)
    wait(lambda: stops(page))
    rest(page.window())  # the map has moved there
    before = stops(page)
    begin, end = page.timeline._span
    page.timeline.choose((begin, begin + (end - begin) // 4))
    wait(lambda: stops(page) < before)
    assert page.selection.within == page.timeline.within
    page.timeline.reset()
    wait(lambda: stops(page) == before)
    assert page.timeline.within is None


def test_a_range_can_be_typed_as_dates(page):
    first = page.timeline.begin.date()
    page.timeline.begin.setDate(first.addDays(10))
    assert page.timeline.within is not None
    assert page.timeline.within[0] % DAY_MS == 0
    page.timeline.reset_button.click()
    assert page.timeline.begin.date() == first


def test_what_the_map_shows_restricts_the_timeline_on_demand(page, wait, rest):
    whole = int(page.timeline.volume.volume.count.sum())
    item = int(np.bincount(page.log.item).argmax())
    latitude = float(page.log.catalogue.item_latitude[item])
    longitude = float(page.log.catalogue.item_longitude[item])
    near = 0.003
    seen = page.panel.map.bounds
    page.panel.map.fit(Bounds(longitude - near, latitude - near, longitude + near, latitude + near))
    wait(lambda: page.panel.map.bounds != seen)
    rest(page.window())
    assert int(page.timeline.volume.volume.count.sum()) == whole
    page.panel.only_seen.click()
    wait(lambda: 0 < page.timeline.volume.volume.count.sum() < whole)
    page.panel.only_seen.click()
    wait(lambda: page.timeline.volume.volume.count.sum() == whole)


def test_exact_values_are_told_under_the_mouse(page):
    volume = page.timeline.volume.volume
    busiest = int(volume.count.argmax())
    said = page.timeline.volume.said_at(volume.start_ms[busiest] + 1000)
    assert f"{volume.count[busiest]} events" in said
    rhythm = page.timeline.rhythm.rhythm
    row, hour = np.unravel_index(rhythm.counts.argmax(), rhythm.counts.shape)
    point = QPointF(rhythm.day_ms[row] / 1000 + 10, hour + 0.5)
    assert f"{rhythm.counts[row, hour]} events" in page.timeline.rhythm.said_at(point)


def test_a_forecast_goes_on_where_the_log_ends(page, wait):
    page.timeline.forecast_button.click()
    wait(lambda: page.timeline.volume.band is not None)
    band = page.timeline.volume.band
    assert len(band.mean) == 14
    assert band.start_ms[0] >= page.timeline.volume.volume.start_ms[-2]
    assert (band.low_95 <= band.low_80).all()
    assert page.timeline.readout.text() == band.sentence
    assert page.timeline.equation.isVisible()
    assert "ε<sub>t</sub>" in page.timeline.equation.text()
    page.users.choose(1)
    assert page.timeline.volume.band is None
    assert not page.timeline.equation.isVisible()


def test_flows_are_drawn_between_places_that_follow_each_other(page, wait):
    assert not sent(page, "flows")["flows"]
    page.panel.controls.flows.click()
    wait(lambda: sent(page, "flows")["flows"])
    flow = sent(page, "flows")["flows"][-1]
    assert "→" in flow["title"]
    assert flow["width"] == 6


def test_flows_of_a_coming_hour_are_drawn_when_one_is_chosen(page, wait):
    page.panel.controls.flows.click()
    times = page.panel.controls.flow_time
    assert times.isVisible()
    assert times.hour is None
    times.setCurrentIndex(times.count() - 1)
    times.activated.emit(times.currentIndex())  # asks for the forecast
    wait(lambda: times.made is not None and times.hour is not None)
    assert times.count() == 1 + 24
    wait(lambda: sent(page, "flows")["flows"] and "expected" in str(sent(page, "flows")))
    assert any("Moves expected" in one["label"] for one in sent(page, "legend")["entries"])
    times.setCurrentIndex(0)
    times.activated.emit(0)
    wait(lambda: "expected" not in str(sent(page, "flows")))


def test_search_narrows_the_list_of_users(page, wait):
    key = page.log.catalogue.user_keys[9]
    page.users.search.setText(key)
    wait(lambda: page.users.model.rowCount() == 2)
    assert page.users.model.user(1) == 9
    page.users.search.clear()
    wait(lambda: page.users.model.rowCount() == 41)


def test_a_click_on_a_title_sorts(page, wait):
    header = page.users.table.horizontalHeader()
    header.sectionClicked.emit(0)
    first = int(np.argmin(page.log.catalogue.user_keys))
    wait(lambda: page.users.model.order[0] == first)
    header.sectionClicked.emit(0)
    wait(lambda: page.users.model.order[-1] == first)
    model = page.users.model
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)]
    assert titles == ["User ↓", "Events", "First", "Last"]


def test_theme_and_language_change_while_it_is_shown(page, wait):
    window = page.window()
    window.set_theme("dark")
    wait(lambda: sent(page, "theme")["colours"]["panel"] == DARK.surface)
    window.set_language("zh_CN")
    wait(lambda: "个用户" in page.subtitle.text())
    assert page.panel.controls.layer_choice.currentText() == "网格或地点"
    assert page.users.model.index(0, 0).data() == "所有人"


def test_tiles_are_off_and_blocked_until_someone_agrees(page, settings):
    assert page.panel.controls.outline_action.isChecked()
    assert page.panel.map.page.guard.allowed_host == ""
    page.panel.map.use_tiles(True)
    assert page.panel.map.page.guard.allowed_host == "tile.openstreetmap.org"
    page.panel.map.use_tiles(False)
    assert page.panel.map.page.guard.allowed_host == ""


def test_a_log_without_coordinates_says_what_stands_aside(make, wait, tmp_path):
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.progress import Progress

    lines = ["user,item,time"]
    lines += [
        f"u{i % 3},film-{i % 7},2024-01-{i % 28 + 1:02d}T{i % 24:02d}:00:00Z" for i in range(90)
    ]
    (tmp_path / "films.csv").write_text("\n".join(lines))
    with create_project(tmp_path / "films.stdesk") as project:
        import_files(project, ImportSettings((tmp_path / "films.csv",)), Progress())
    window = make(tmp_path / "films.stdesk")
    wait(lambda: window.desk.project is not None)
    window.show_page("explore")
    page = window.pages["explore"]
    wait(lambda: page.timeline.volume.volume is not None)
    assert page.panel.map.currentWidget() is page.panel.map.notice
    assert "no coordinates" in page.panel.map.notice.sentence.text()
    assert page.timeline.volume.volume.count.sum() == 90
    assert not page.panel.controls.flows.isEnabled()
    wait(lambda: "7 items" in page.subtitle.text())


def test_an_empty_project_leads_to_the_import(make, wait, tmp_path):
    create_project(tmp_path / "empty.stdesk").close()
    window = make(tmp_path / "empty.stdesk")
    wait(lambda: window.desk.project is not None)
    window.show_page("explore")
    wait(lambda: window.pages["explore"].is_empty)
    assert window.pages["explore"].empty.button.text() == "Import a log …"
