"""The page of a map, whoever shows it."""

import pytest

from stdesk.desk.maps.live_page import LivePage, PageAhead
from stdesk.desk.maps.map_view import MapView
from stdesk.insight import Bounds

CITY, DEGREES = Bounds(-74.2, 40.5, -73.7, 40.9), 5


@pytest.fixture
def view_in(make):
    """Makes views of their own beside a window; they go before it does."""
    views = []

    def made(window) -> MapView:
        views.append(MapView(window.desk))
        return views[-1]

    yield made
    for view in views:
        view.close()
        view.deleteLater()


def test_what_was_to_be_seen_before_the_map_had_room_is_seen_once_it_has(make, view_in, wait, city):
    """Explore once opened at a street corner: its map was fitted while it was hidden and tiny."""
    window = make(city)
    wait(lambda: window.desk.project is not None)
    view = view_in(window)
    view.resize(40, 20)
    view.show_map()
    wait(lambda: view.is_ready)
    view.fit(CITY)
    view.resize(640, 300)
    view.show()
    wait(lambda: view.bounds is not None and 0 < view.bounds.east - view.bounds.west < DEGREES)
    assert view.bounds.holds(CITY.south, CITY.west)
    assert view.bounds.holds(CITY.north, CITY.east)


def test_a_page_is_loaded_ahead_and_the_first_map_of_the_window_shows_it(
    make, view_in, wait, city, monkeypatch
):
    monkeypatch.setattr("stdesk.desk.window.pages.ROOM_FOR_A_PAGE", 0)  # whatever memory is free
    window = make(city)
    ahead = PageAhead.of(window.desk)
    wait(lambda: ahead.is_loaded)
    view, other = view_in(window), view_in(window)
    view.show_map()
    assert view.is_ready
    assert not ahead.is_loaded
    other.show_map()
    assert not other.is_ready
    wait(lambda: other.is_ready)
    assert other.page is not view.page
    view.resize(640, 300)
    view.show()
    view.fit(CITY)
    wait(lambda: view.bounds is not None and view.bounds.holds(CITY.south, CITY.west))
    assert view.bounds.east - view.bounds.west < DEGREES


def test_no_page_is_loaded_ahead_once_a_map_is_shown(make, view_in, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    view, ahead = view_in(window), PageAhead.of(window.desk)
    view.show_map()
    ahead.load()
    wait(lambda: view.is_ready)
    assert not ahead.is_loaded
    assert len(window.desk.findChildren(LivePage)) == 0
