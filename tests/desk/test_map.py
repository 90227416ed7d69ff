"""The map of Explore: layers, playback, two sides, drawn areas, base maps, saving."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from stdesk.desk.explore.data import Selection, positions
from stdesk.desk.explore.map_panel import LEAST_HEIGHT
from stdesk.desk.explore.map_saving import save_page, save_picture
from stdesk.features import DAY_MS
from stdesk.insight import inside
from tests.desk.calm import asked
from tests.desk.walking import controls, name_of
from tests.project.test_tile_archive import write_mbtiles, write_pmtiles


@pytest.fixture
def page(make, wait, rest, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("explore")
    shown = window.pages["explore"]
    wait(lambda: shown.panel.drawn)
    rest(window)
    assert in_sight(shown.panel) > 0.95 * len(shown.log)
    return shown


@pytest.fixture
def panel(page):
    return page.panel


@pytest.fixture
def script(qapp):
    """Ask the page something; the answer as a value."""
    return lambda panel, code: asked(panel.map.page, code)


@pytest.fixture
def redrawn(wait, rest):
    """Do something and wait until what it changed is painted, also where the map then moves."""

    def done(panel, act):
        painted, before = [], panel.pictures.number
        panel.map.painted.connect(painted.append)
        act()
        times = 2 if panel.is_timed else 1
        wait(lambda: panel.pictures.number > before)
        rest(panel.window())
        wait(lambda: painted.count(panel.pictures.number) >= times)
        panel.map.painted.disconnect(painted.append)

    return done


COUNTS = "[...mapPage.views.{side}.spots.counts]"
CLICK = """(() => {{
  const {{ map, spots }} = mapPage.views.left, latlng = spots.at({spot});
  const layerPoint = map.latLngToLayerPoint(latlng);
  map.fire('click', {{ latlng, layerPoint, originalEvent: {{ button: 0 }} }});
  return 1;
}})()"""
POPUP = "document.querySelector('.leaflet-popup-content')?.innerText ?? ''"


def spots_of(panel):
    return panel.drawn["left"].spots


def in_sight(panel):
    """How many events lie in what was sent."""
    return panel.drawn["left"].spots.events().sum()


# what is in sight


def test_the_first_picture_has_all_of_the_log_in_sight(make, wait, rest, city, script):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("explore")  # its page loads while the log is read, before there is room for it
    panel, seen = window.pages["explore"].panel, []
    add = panel.pictures.add
    panel.pictures.add = lambda drawn: (seen.append(drawn[0].spots.events().sum()), add(drawn))[1]
    wait(lambda: panel.drawn)
    rest(window)
    assert min(seen) > 0.95 * len(panel.log)
    wait(lambda: sum(script(panel, COUNTS.format(side="left"))) == in_sight(panel))


@pytest.fixture
def large_text(page):
    page.window().zoom_by(60)
    yield
    page.window().zoom_by(0)


@pytest.mark.usefixtures("large_text")
def test_controls_go_on_in_a_next_row_where_large_text_leaves_no_room(panel, wait):
    window = panel.window()
    panel.controls.flows.setChecked(True)
    for name in ("clock", "compare"):
        panel.controls.tools[name].click()
    rows = (panel.controls, panel.compare, panel.player)
    for language in ("en", "zh_CN"):
        window.set_language(language)
        wait(lambda: panel.player.label.text() and panel.map.height() >= LEAST_HEIGHT)
        wait(lambda: [row for row in rows if row.height() < row.heightForWidth(row.width())] == [])
        parts = [part for row in rows for part in controls(row)]
        assert len(parts) > 14
        place = [QRect(part.mapTo(panel, QPoint()), part.size()) for part in parts]
        assert [name_of(part) for part in parts if part.width() < least_width(part)] == []
        assert all(panel.rect().contains(one) for one in place)
        assert not any(one.intersects(other) for one, other in combinations(place, 2))


def least_width(part):
    return max(part.minimumWidth(), min(part.sizeHint().width(), part.maximumWidth()))


# layers


def test_each_layer_is_painted_from_counts_that_add_up(panel, redrawn, script):
    ink = """(() => {
      const sheet = document.querySelector('canvas.sheet');
      const data = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data;
      return data.some((part, i) => i % 4 === 3 && part > 0);
    })()"""
    for layer in ("points", "clusters", "heat", "cells"):
        redrawn(panel, lambda layer=layer: panel.controls.choose_layer(layer))
        assert script(panel, "mapPage.views.left.spots.kind") == layer
        assert sum(script(panel, COUNTS.format(side="left"))) == in_sight(panel)
        assert script(panel, ink)
    redrawn(panel, lambda: panel.controls.choose_measure("users"))
    users = script(panel, COUNTS.format(side="left"))
    spots = panel.drawn["left"].spots
    assert users == spots.distinct(panel.log.user).tolist()


def test_cells_are_finer_near_and_a_click_on_one_tells_its_numbers(panel, wait, redrawn, script):
    redrawn(panel, lambda: panel.controls.choose_layer("cells"))
    far = panel.drawn["left"].spots.resolution
    item = int(np.bincount(panel.log.item).argmax())
    where = panel.log.catalogue
    panel.show_place(float(where.item_latitude[item]), float(where.item_longitude[item]))
    wait(lambda: panel.drawn["left"].spots.resolution > far)

    def same():  # what is painted is what was sent last
        return script(panel, COUNTS.format(side="left")) == spots_of(panel).events().tolist()

    wait(same)
    spots = spots_of(panel)
    busiest = int(spots.events().argmax())
    script(panel, CLICK.format(spot=busiest))
    wait(lambda: script(panel, POPUP))
    said = script(panel, POPUP)
    assert f"{spots.events()[busiest]:,} event" in said
    assert "H3 cell 8" in said


def test_a_click_is_told_of_the_picture_in_which_it_was_made(panel, wait, redrawn, script):
    redrawn(panel, lambda: panel.controls.choose_layer("cells"))
    cells, old = spots_of(panel), panel.pictures.number
    busiest = int(cells.events().argmax())
    hold = """(window.unpacked = unpack, window.unpack = (data) => new Promise((done) => {
      window.letGo = () => { window.unpack = unpacked; unpacked(data).then(done); };
    }), 1)"""
    script(panel, hold)  # the next picture is on its way, and the page still shows the old one
    panel.controls.choose_layer("clusters")
    wait(lambda: panel.pictures.number > old and script(panel, "Boolean(window.letGo)"))
    clicked = []
    panel.map.asked.connect(clicked.append)
    script(panel, CLICK.format(spot=busiest))
    wait(lambda: script(panel, POPUP))
    assert f"{cells.events()[busiest]:,} event" in script(panel, POPUP)
    assert "H3 cell 8" in script(panel, POPUP)
    assert [one.picture for one in clicked] == [old]
    script(panel, "(letGo(), 1)")
    wait(lambda: script(panel, "mapPage.views.left.spots.kind") == "clusters")
    wait(lambda: panel.pictures.find(clicked[0]) is None)  # painted over, and let go
    script(panel, "(mapPage.views.left.map.closePopup(), 1)")
    wait(lambda: not script(panel, POPUP))
    panel.map.asked.emit(clicked[0])
    script(panel, CLICK.format(spot=int(spots_of(panel).events().argmax())))
    wait(lambda: script(panel, POPUP))
    assert "H3 cell" not in script(panel, POPUP)


# time


def counted_from(panel, step: int) -> np.ndarray:
    """What the spots should count in the window that begins at a step, of the picture shown now."""
    drawn = panel.drawn["left"]
    begin = drawn.start_ms + step * drawn.step_ms
    now = panel.log.local_ms[drawn.rows]
    return drawn.spots.events((now >= begin) & (now < begin + drawn.length * drawn.step_ms))


def test_a_moment_shows_exactly_what_happened_in_its_window(panel, wait, redrawn, script, qtbot):
    redrawn(panel, lambda: panel.controls.choose_layer("cells"))
    redrawn(panel, lambda: panel.controls.tools["clock"].click())
    slider, drawn = panel.player.slider, panel.drawn["left"]
    counted = COUNTS.format(side="left")
    for step in (drawn.steps // 2, drawn.steps - drawn.length, 0):
        slider.setValue(step)
        wait(lambda step=step: script(panel, "mapPage.player.step") == step)
        # A view told late is drawn again: its spots come before its moments.
        wait(lambda step=step: script(panel, counted) == counted_from(panel, step).tolist())
    counts = counted_from(panel, 0)
    wait(lambda: f"{counts.sum()} event" in panel.player.label.text())
    script(panel, CLICK.format(spot=int(counts.argmax())))
    wait(lambda: script(panel, POPUP))
    assert f"{counts.max()} event" in script(panel, POPUP)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    wait(lambda: script(panel, "mapPage.player.step") == 1)
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    wait(lambda: script(panel, "mapPage.player.step") == 1 + drawn.length)


def test_playing_goes_on_and_stops_and_another_window_keeps_the_moment(
    panel, wait, redrawn, script
):
    redrawn(panel, lambda: panel.controls.tools["clock"].click())
    panel.player.play_button.click()
    wait(lambda: panel.player.playing and panel.player.slider.value() > 3)
    panel.player.play_button.click()
    wait(lambda: not panel.player.playing)
    wait(lambda: script(panel, "mapPage.player.step") == panel.player.slider.value())
    before = panel.drawn["left"]
    at = before.start_ms + panel.player.slider.value() * before.step_ms

    def choose_week():
        choice = panel.player.window_choice
        choice.setCurrentIndex(choice.findData(7 * DAY_MS))
        choice.activated.emit(choice.currentIndex())

    redrawn(panel, choose_week)
    after = panel.drawn["left"]
    assert after.step_ms != before.step_ms
    assert abs(after.start_ms + panel.player.step * after.step_ms - at) <= after.step_ms
    redrawn(panel, panel.controls.tools["clock"].click)
    assert sum(script(panel, COUNTS.format(side="left"))) == in_sight(panel)


# two maps


def test_two_periods_have_the_same_cells_and_view_and_a_difference(panel, wait, redrawn, script):
    redrawn(panel, lambda: panel.controls.choose_layer("cells"))
    redrawn(panel, panel.controls.tools["compare"].click)
    right = panel.compare.right(panel.selection)
    own = positions(panel.log, replace(right, bounds=None))
    assert 0 < len(own) < len(panel.log)

    def counted(side):
        return panel.drawn[side].spots.events().tolist()

    wait(lambda: sum(counted("right")) == len(own))  # the halves show all that the whole did
    for side in ("left", "right"):
        wait(lambda side=side: script(panel, COUNTS.format(side=side)) == counted(side))
    assert len(counted("right")) == len(counted("left"))
    middle = "[left, right].map(({map}) => map.getCenter().lng.toFixed(3))"
    view = f"(({{left, right}}) => {middle})(mapPage.views)"
    script(panel, "mapPage.views.right.map.panBy([30, 0], {animate: false}) && 0")
    wait(lambda: script(panel, view)[0] == script(panel, view)[1])
    redrawn(panel, panel.compare.difference.click)
    legend = "document.querySelectorAll('.legend b')[1]?.innerText ?? ''"
    wait(lambda: "minus" in script(panel, legend))


def test_two_users_are_compared_by_name(panel, wait, redrawn):
    panel.desk.focus.look_at(3)
    wait(lambda: panel.selection.user == 3)
    panel.compare.kind.setCurrentIndex(panel.compare.kind.findData("user"))
    panel.compare.user.choose(panel.log.catalogue.user_keys[5])
    redrawn(panel, panel.controls.tools["compare"].click)
    keys = panel.log.catalogue.user_keys
    assert panel.compare.titles(panel.selection) == (f"User {keys[3]}", f"User {keys[5]}")
    assert len(panel.drawn["right"].rows) == len(positions(panel.log, Selection(5)))


# areas


def test_a_rectangle_drawn_with_the_mouse_filters_everything(page, panel, wait, script):
    panel.controls.tools["rectangle"].click()
    wait(lambda: script(panel, "mapPage.views.left.pencil.drawing"))
    drag = """(() => {
      const map = mapPage.views.left.map, size = map.getSize();
      const fire = (name, x, y) => map.fire(name, {
        latlng: map.containerPointToLatLng([x, y]), originalEvent: { button: 0 } });
      fire('mousedown', size.x * .01, size.y * .02);
      fire('mousemove', size.x * .5, size.y * .95);
      fire('mouseup', size.x * .5, size.y * .95);
      return 1;
    })()"""
    script(panel, drag)
    focus = page.desk.focus
    wait(lambda: focus.now.area is not None)
    assert not panel.controls.tools["rectangle"].isChecked()
    held = int(inside(focus.now.area, page.log.latitude, page.log.longitude).sum())
    assert 0 < held < len(page.log)
    wait(lambda: page.timeline.volume.volume.count.sum() == held)
    wait(lambda: int(page.users.model.activity.events.sum()) == held)
    assert page.area_chip.isVisible()
    page.area_chip.click()
    wait(lambda: page.timeline.volume.volume.count.sum() == len(page.log))
    wait(lambda: page.users.model.rowCount() == 41)
    assert not page.area_chip.isVisible()


# base maps


def test_tiles_of_a_file_lie_below_the_map_and_are_remembered(
    panel, wait, script, tmp_path, settings
):
    loaded = "[...document.querySelectorAll('img.leaflet-tile-loaded')].map(tile => tile.src)"
    for path in (write_mbtiles(tmp_path / "a.mbtiles"), write_pmtiles(tmp_path / "b.pmtiles")):
        panel.map.ground.use_file(path)
        wait(lambda: script(panel, loaded))
        assert all(address.startswith("stdesk://tiles/") for address in script(panel, loaded))
        assert settings.get("map/base_file") == str(path.resolve())
        panel.map.ground.use_outline()
        wait(lambda: not script(panel, "document.querySelectorAll('img.leaflet-tile').length"))
        assert settings.get("map/base_file") is None
    said = []
    panel.desk.problem_arose.connect(said.append)
    panel.map.ground.use_file(write_pmtiles(tmp_path / "vector.pmtiles", kind=1))
    wait(lambda: said)
    assert "PNG, JPEG or WebP" in str(said[0])
    assert settings.get("map/base_file") is None
    assert panel.map.page.guard.blocked == []


# saving


def test_the_map_is_saved_as_a_picture_and_as_a_page_that_shows_the_same(
    panel, wait, redrawn, script, tmp_path
):
    from PIL import Image
    from PySide6.QtCore import QUrl

    redrawn(panel, lambda: panel.controls.choose_layer("cells"))
    counts = script(panel, COUNTS.format(side="left"))
    picture, path = tmp_path / "map.png", tmp_path / "map.html"
    save_picture(panel.desk, panel.map, picture)
    save_page(panel.desk, panel.map, path)
    wait(lambda: path.exists() and picture.exists() and not panel.desk.jobs.busy)
    with Image.open(picture) as found:
        assert found.size[0] >= panel.map.width()
        assert len(found.convert("RGB").getcolors(1_000_000)) > 20
    loaded = []
    panel.map.page.loadFinished.connect(loaded.append)
    panel.map.page.load(QUrl.fromLocalFile(str(path)))
    wait(lambda: loaded)
    wait(lambda: script(panel, "document.documentElement.dataset.ready ?? ''") == "yes")
    assert script(panel, COUNTS.format(side="left")) == counts
    assert panel.map.page.guard.blocked == []
