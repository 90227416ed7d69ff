"""What a person arranged is there again in the next session; panels come, go, float and return."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.window.layout_memory import arrange, arrangement
from stdesk.desk.work.settings import Settings


@pytest.fixture
def window(make, wait, city: Path):  # type: ignore[no-untyped-def]
    made = make(city)
    wait(lambda: made.desk.project is not None)
    return made


def end(window) -> None:  # type: ignore[no-untyped-def]
    window.desk.jobs.shut_down()
    window.close()


def test_panels_are_where_they_were_left(window, make, settings: Settings, wait) -> None:
    window.docks.show("history")
    window.docks.show("jobs")
    window.docks.dock("history").setFloating(True)
    end(window)
    again = make(None, Settings(settings.path))
    assert again.docks.dock("jobs").isVisible()
    assert again.docks.dock("history").isFloating()
    assert not again.docks.dock("users").isVisible()
    again.docks.standard()
    assert again.docks.visible() == []
    again.docks.show("history")
    assert not again.docks.dock("history").isFloating()
    assert (
        again.dockWidgetArea(again.docks.dock("history")) == Qt.DockWidgetArea.RightDockWidgetArea
    )


def test_each_panel_is_opened_and_closed_by_its_key(window, wait, qtbot) -> None:
    window.activateWindow()
    wait(window.isActiveWindow)
    for key, name in ((Qt.Key.Key_F7, "users"), (Qt.Key.Key_F10, "jobs")):
        qtbot.keyClick(window, key)
        assert window.docks.dock(name).isVisible()
        qtbot.keyClick(window, key)
        assert not window.docks.dock(name).isVisible()


def test_sorting_and_widths_of_tables_are_remembered(window, make, settings, wait) -> None:
    window.show_page("data")
    page = window.pages["data"]
    wait(lambda: page.contents is not None)
    page.tabs.setCurrentIndex(2)
    table = page.tables["categories"]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.setColumnWidth(1, 222)
    end(window)
    again = make(None, Settings(settings.path))
    again.open_project(window.projects.folder() / "city.stdesk")
    wait(lambda: again.desk.project is not None)
    page = again.page("data")
    wait(lambda: page.contents is not None)
    table = page.tables["categories"]
    assert page.tabs.currentIndex() == 2
    assert table.horizontalHeader().sortIndicatorSection() == 1
    assert table.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    assert table.columnWidth(1) == 222


def test_what_was_done_is_on_disk_without_closing(window, settings: Settings) -> None:
    window.show_page("models")
    window.docks.show("jobs")
    window.session.write()
    assert Settings(settings.path).get("page") == "models"
    assert not Settings(settings.path).blob("panels").isEmpty()


def test_the_last_project_is_opened_again_only_if_wished(make, settings, city, wait, rest) -> None:
    settings.remember_project(city)
    settings.reopen(False)
    other = make(None, settings)
    rest(other)
    assert other.desk.project is None
    settings.reopen(True)
    window = make(None, settings)
    wait(lambda: window.desk.project is not None)


def test_ctrl_s_says_that_nothing_need_be_saved(window, wait, qtbot, city: Path) -> None:
    window.activateWindow()
    wait(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    said = window.statusBar().currentMessage()
    assert said == "There is nothing to save: each step is in city.stdesk already."


def test_an_arrangement_that_no_longer_fits_is_left_alone(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    splitter, tabs, table = QSplitter(page), QTabWidget(page), Table(page)
    for _ in range(2):
        splitter.addWidget(QWidget())
        tabs.addTab(QWidget(), "x")
    table.set_columns([Column("One", ["a"]), Column("Two", ["b"])])
    tabs.setCurrentIndex(1)
    kept = arrangement(page)
    for name in kept:
        wrong = {"QSplitter": [1, 2, 3], "QTabWidget": 7, "Table": {"columns": 5, "sorted": 4}}
        arrange(page, {name: wrong[name.split()[0].split("/")[-1]]})
    assert tabs.currentIndex() == 1
    assert table.horizontalHeader().sortIndicatorSection() == -1
    tabs.setCurrentIndex(0)
    arrange(page, kept)
    assert tabs.currentIndex() == 1
    assert len(kept) == 3
