"""Recommend: a list with reasons on a map, what a person thinks of it, and files of it."""

import csv
import json

import pytest
from PySide6.QtCore import Qt

from stdesk.project import create_project
from stdesk.recommend import RecommendSettings


@pytest.fixture
def page(make, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("recommend")
    shown = window.pages["recommend"]
    wait(lambda: shown.log is not None and shown.map.is_ready)
    return shown


def ask(page, wait):
    """Press the button and wait for the list."""
    before = page.lists
    page.form.go.click()
    wait(lambda: page.lists is not before)
    wait(lambda: not page.jobs.busy)
    return page.lines


def sent_places(page):
    return json.loads(page.map._shown["places"])


def test_the_newest_run_and_the_first_user_are_offered(page):
    assert page.form.run.run == 2
    assert page.form.user.key == page.log.catalogue.user_keys[0]
    assert page.form.settings() == RecommendSettings(run=2, users=(page.form.user.key,))


def test_a_list_has_reasons_and_lies_on_the_map(page, wait):
    lines = ask(page, wait)
    assert [line.rank for line in lines] == list(range(1, 21))
    assert page.table.rows.rowCount() == 20
    assert page.reasons.text().startswith("• ")
    places = sent_places(page)
    assert [place["rank"] for place in places["places"]] == list(range(1, 21))
    assert places["here"] is not None
    assert page.project.results.recommendations(2, 1).num_rows == 20


def test_a_click_on_the_map_chooses_the_line_and_the_other_way_round(page, wait):
    lines = ask(page, wait)
    page.map.chosen.emit(lines[4].rank)
    assert page.table.chosen_row() == 4
    page.table.choose(7)
    drawn = []
    page.map.page.runJavaScript(
        "document.querySelector('.number.chosen').textContent", drawn.append
    )
    wait(lambda: drawn)
    assert drawn == ["8"]


def test_filters_and_a_picked_place_are_obeyed(page, wait):
    known = set(page.log.item[page.log.of_user(0)].tolist())
    page.form.only_new.click()
    page.form.number.setValue(7)
    latitude, longitude = (
        float(page.log.catalogue.item_latitude[3]),
        float(page.log.catalogue.item_longitude[3]),
    )
    page.form.pick.click()
    page.map.clicked.emit(latitude, longitude)
    assert not page.form.pick.isChecked()
    page.form.within.setValue(5)
    lines = ask(page, wait)
    assert 0 < len(lines) <= 7
    assert not {line.item_id - 1 for line in lines} & known
    assert all(line.distance_km <= 5 for line in lines)
    assert sent_places(page)["here"]["at"] == [latitude, longitude]
    page.form.forget_place.click()
    assert page.form.settings().near is None


def test_an_instant_is_read_on_the_users_own_clock(page):
    page.form.at_end.click()
    log = page.log
    last = int(log.user_start[1]) - 1
    shown = page.form.instant.dateTime().toMSecsSinceEpoch()
    assert page.form.settings().at_ms == shown - int(log.offset_min[last]) * 60_000


def test_categories_can_be_ranked_instead(page, wait):
    page.form.target.setCurrentIndex(1)
    lines = ask(page, wait)
    assert lines
    assert all(line.item_id is None for line in lines)
    assert not page.accept.isEnabled()
    assert not page.form.within.isEnabled()


def test_a_verdict_is_kept_and_taken_back_with_ctrl_z(page, wait, qtbot):
    lines = ask(page, wait)
    page.table.choose(0)
    page.hide_it.click()
    wait(lambda: page.feedback.verdicts == {lines[0].item_id: "hidden"})
    page.table.choose(1)
    page.pin.click()
    wait(lambda: len(page.feedback.verdicts) == 2)
    assert page.table.rows.text(0, 5) == "hidden"
    page.window().activateWindow()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: len(page.feedback.verdicts) == 1)
    again = ask(page, wait)
    assert lines[0].item not in [line.item for line in again]
    page.undo.click()
    wait(lambda: not page.feedback.verdicts)
    assert page.project.results.feedback().num_rows == 0


def test_all_users_get_lists_that_are_saved_as_files(page, wait, tmp_path):
    page.form.number.setValue(3)
    page.form.go_all.click()
    wait(lambda: page.lists is not None)
    assert len(page.lists.users) == 40
    key = page.log.catalogue.user_keys[11]
    page.form.user.choose(key)
    assert {line.user for line in page.lines} == {key}
    for suffix in ("csv", "json", "xlsx"):
        page.export_to(tmp_path / f"lists.{suffix}")
    wait(lambda: not page.jobs.busy)
    with (tmp_path / "lists.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 120
    saved = json.loads((tmp_path / "lists.json").read_text())
    assert len(saved["recommendations"]) == 120
    assert (tmp_path / "lists.xlsx").read_bytes()[:2] == b"PK"


def test_a_list_for_all_can_be_cancelled(page, wait):
    page.form.go_all.click()
    wait(lambda: page.jobs.running is not None)
    job = page.jobs.running
    job.cancel()
    wait(lambda: not page.jobs.busy)
    assert job.state == "cancelled"
    assert page.lists is None


def test_a_project_open_for_reading_takes_no_verdict(make, wait, city, settings):
    window = make()
    window.open_project(city, read_only=True)
    wait(lambda: window.desk.project is not None)
    window.show_page("recommend")
    page = window.pages["recommend"]
    wait(lambda: page.log is not None)
    ask(page, wait)
    assert page.lines
    assert not page.pin.isEnabled()


def test_without_a_run_the_page_leads_to_the_models(make, wait, tmp_path):
    create_project(tmp_path / "empty.stdesk").close()
    window = make(tmp_path / "empty.stdesk")
    wait(lambda: window.desk.project is not None)
    window.show_page("recommend")
    page = window.pages["recommend"]
    wait(lambda: page.is_empty)
    assert page.empty.button.text() == "Import a log"


def test_a_user_is_found_by_a_part_of_the_key(page):
    page.form.user.setText("nobody")
    assert page.form.settings() is None
    completer = page.form.user.completer()
    part = page.log.catalogue.user_keys[12][-2:]
    completer.setCompletionPrefix(part)
    assert completer.completionCount() >= 1
    assert part in completer.currentCompletion()
