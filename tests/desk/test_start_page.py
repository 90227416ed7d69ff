"""The start page: ways to begin, and projects opened lately, also those whose file is gone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from stdesk.project import create_project


@pytest.fixture
def known(tmp_path: Path, settings) -> tuple[Path, Path]:
    """Two remembered projects; the file of the second is gone."""
    here, gone = tmp_path / "here.stdesk", tmp_path / "gone.stdesk"
    create_project(here).close()
    for path in (gone, here):
        settings.remember_project(path)
    settings.note(here, events=1234)
    return here, gone


def test_a_project_opened_lately_says_how_large_it_is_and_opens(make, wait, known):
    window = make()
    line = window.start.recent.lines[known[0]]
    assert "1,234 events" in line.sentence.text()
    assert "KB" in line.sentence.text()
    line.click()
    wait(lambda: window.desk.project is not None)
    assert window.desk.project.path == known[0]


def test_a_project_whose_file_is_gone_is_taken_off_the_list_by_its_button(make, known, settings):
    start = make().start
    button = start.recent.lines[known[1]].findChild(QPushButton)
    assert button.accessibleName() == "Remove gone from the list"
    button.click()
    assert list(start.recent.lines) == [known[0]]
    assert settings.known_projects == [known[0]]


def test_delete_takes_a_project_off_the_list_and_leaves_its_file(
    make, wait, known, settings, qtbot
):
    window = make()
    window.activateWindow()
    wait(window.isActiveWindow)
    line = window.start.recent.lines[known[0]]
    line.setFocus()
    wait(line.hasFocus)
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert known[0] not in settings.known_projects
    assert known[0].is_file()


def test_how_many_events_there_are_is_remembered_for_the_list(make, wait, city, settings):
    window = make(city)
    wait(lambda: settings.noted(city, "events"))
    assert settings.noted(city, "events") == window.desk.project.log.summary().events
    window.projects.close()
    wait(lambda: city in window.start.recent.lines)
    assert f"{settings.noted(city, 'events'):,} events" in (
        window.start.recent.lines[city].sentence.text()
    )


def test_the_tiles_are_reached_by_keyboard_and_say_what_they_do(make):
    for tile in make().start.tiles:
        assert tile.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert tile.accessibleName()
        assert tile.accessibleDescription()
