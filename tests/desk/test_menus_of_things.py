"""The right button offers what can be done with a user, a place of the map, a row of a table."""

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget

from stdesk.desk.look.flow import Flow
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table


@pytest.fixture
def window(make, wait, city: Path):  # type: ignore[no-untyped-def]
    made = make(city)
    wait(lambda: made.desk.project is not None)
    return made


def words(menu) -> list[str]:  # type: ignore[no-untyped-def]
    return [action.text() for action in menu.actions() if action.text()]


def test_a_user_of_the_list_is_looked_at_on_another_page(window, wait) -> None:
    users = window.docks.show("users").users
    wait(lambda: users.model.activity is not None)
    menu = users.offers.menu(users.model.index(2, 0))
    assert "Look at this user on “People”" in words(menu)
    next(a for a in menu.actions() if a.text().endswith("“Recommend”")).trigger()
    assert window.desk.focus.now.user == users.model.user(2)
    assert window.current_page == "recommend"
    assert words(users.offers.menu(QModelIndex())) == ["&Copy the list"]


def test_the_list_of_users_is_copied_as_it_is_sorted(window, wait) -> None:
    users = window.docks.show("users").users
    wait(lambda: users.model.activity is not None)
    users.offers.copy()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == ["User", "Events", "First", "Last"]
    counts = [int(line[1]) for line in lines[1:]]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 40


def test_a_point_of_the_map_offers_its_place_and_what_happened_near(window, wait) -> None:
    window.show_page("explore")
    panel = window.pages["explore"].panel
    wait(lambda: panel.log is not None)
    places = panel.log.catalogue
    at = float(places.item_latitude[3]), float(places.item_longitude[3])
    panel.map.menu_wanted.emit(*at)
    menu = panel.offers.menu
    said = words(menu)
    assert said[0] == f"Details of “{places.item_name(3)}”, 0 m from here"
    next(a for a in menu.actions() if a.text().startswith("Copy the coordinates")).trigger()
    assert QGuiApplication.clipboard().text() == f"{at[0]:.6f}, {at[1]:.6f}"
    next(a for a in menu.actions() if a.text().startswith("Only what happened")).trigger()
    assert len(window.desk.focus.now.area) == 32
    panel.map.menu_wanted.emit(0.0, 0.0)  # far from every place
    assert not any(text.startswith("Details") for text in words(panel.offers.menu))
    next(a for a in panel.offers.menu.actions() if a.text() == "All places again").trigger()
    assert window.desk.focus.now.area is None


def test_a_row_of_a_table_offers_what_its_page_adds(qtbot) -> None:
    table = Table()
    qtbot.addWidget(table)
    table.set_columns([Column("Name", ["b", "a"]), Column("Share", [0.25, 1200.0], numeric=True)])
    rows = []
    table.more = lambda menu, row: menu.addAction("Mine", lambda: rows.append(row))
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    menu = table.menu(table.rows.row(0))
    assert words(menu) == ["Mine", "&Copy", "Copy without &titles", "Copy the &whole table"]
    menu.actions()[0].trigger()
    assert rows == [1]
    table.copy(titles=False)  # nothing is selected: all of it
    assert QGuiApplication.clipboard().text() == "a\t1200\nb\t0.25"


def test_cards_flow_into_more_rows_where_the_page_is_narrow(qtbot, wait) -> None:
    cards = [QWidget() for _ in range(5)]
    flow = Flow(cards)
    qtbot.addWidget(flow)
    flow.show()
    for width, columns in ((1000, 5), (560, 3), (160, 1), (1000, 5)):
        flow.resize(width, 300)
        wait(lambda columns=columns: flow.columns == columns)
    wait(lambda: {card.y() for card in cards} == {cards[0].y()})


def test_the_theme_of_the_system_is_followed_while_one_works(window, wait) -> None:
    hints, heard = QGuiApplication.styleHints(), []
    hints.colorSchemeChanged.connect(heard.append)
    window.set_theme("system")
    try:
        for scheme, dark in ((Qt.ColorScheme.Dark, True), (Qt.ColorScheme.Light, False)):
            hints.setColorScheme(scheme)
            if hints.colorScheme() != scheme:
                pytest.skip("this platform knows no colour scheme")
            wait(lambda dark=dark: window.desk.theme.dark is dark)
            ground = window.palette().color(QPalette.ColorRole.Window)
            assert (ground.lightness() < 128) is dark
        window.set_theme("light")
        heard.clear()
        hints.setColorScheme(Qt.ColorScheme.Dark)
        wait(lambda: heard)
        assert not window.desk.theme.dark  # chosen by hand
    finally:
        hints.colorSchemeChanged.disconnect(heard.append)
        hints.unsetColorScheme()
