"""Recommend: a list that follows every move, with reasons, map and week, and what people say."""

import csv
import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from stdesk.cli.app import app
from stdesk.desk.recommend.entry_view import pause_words
from stdesk.desk.recommend.map import around
from stdesk.features import HOUR_MS
from stdesk.progress import Progress
from stdesk.project import create_project
from stdesk.recommend import recommend

from .calm import wait_for_rest

RHYTHM, MARKOV = 1, 2


@pytest.fixture
def page(make, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("recommend")
    shown = window.pages["recommend"]
    wait(lambda: shown.log is not None and shown.map.is_ready)
    wait(lambda: shown.list.lists is not None)
    wait_for_rest(window)
    return shown


def after(page, wait, move):
    """Make a move and wait for the list that answers it; all its reasons are there."""
    wait_for_rest(page.window())  # an answer to what was asked before is none to this
    settled = []

    def note(answer):
        settled.append(answer.lists.settings)

    page.asking.settled.connect(note)
    move()
    wait(lambda: wished(page) in settled)
    page.asking.settled.disconnect(note)
    return page.list.lines


def choose_run(page, run):
    page.who.run.choose(run)
    page.who.run_chosen.emit()


def shown_places(page):
    return json.loads(page.map._shown["places"])


def wished(page):
    return page.who.settings(page.form.wishes())


def test_the_map_catches_up_with_a_hand_that_moved_fast(page, wait):
    def move():
        for value in range(0, 101, 20):
            answers = []
            page.asking.answered.connect(answers.append)
            page.form.dial.slider.setValue(value)
            wait(lambda answers=answers: answers)
            page.asking.answered.disconnect(answers.append)

    lines = after(page, wait, move)
    placed = [line.name for line in lines if line.latitude is not None]
    assert [place["title"] for place in shown_places(page)["places"]] == placed


def test_a_list_comes_by_itself_with_reasons_and_lies_on_the_map(page):
    assert page.who.run.run == MARKOV  # the newest
    most_active = int(np.diff(page.log.user_start).argmax())
    assert page.who.user.key == page.log.catalogue.user_keys[most_active]
    assert [line.rank for line in page.list.lines] == list(range(1, 21))
    assert page.list.table.rows.rowCount() == 20
    assert page.entry.reasons.text().startswith("• ")
    places = shown_places(page)
    assert [place["rank"] for place in places["places"]] == list(range(1, 21))
    assert places["here"]["movable"]
    assert page.project.results.recommendations(MARKOV).num_rows == 0  # asking keeps nothing


def test_while_a_model_is_loaded_the_list_says_so(page):
    page.list.say_opening()
    page.feedback.changed.emit()  # as when another user is chosen meanwhile
    assert page.list.listed.notice.heading.text() == "Loading the model"
    page.list.show_lists(page.list.lists)
    assert page.list.listed.notice.isHidden()


def test_a_place_on_another_continent_does_not_make_a_dot_of_the_others():
    town = [(31.2 + n / 100, 121.4 + n / 100) for n in range(19)]
    near = around(town)
    assert (near.south, near.east) == pytest.approx((31.198, 121.582))
    both = around([*town, (40.7, -74.0)])
    assert both == near
    assert around([(31.2, 121.4), (40.7, -74.0)]).west < -73


@pytest.mark.parametrize(
    ("days", "said"),
    [(0.01, "usually every 1 hour"), (0.11, "usually every 3 hours"), (2.5, "every 2.5 days")],
)
def test_a_pause_of_less_than_a_day_is_told_in_hours(qapp, days, said):
    assert said in pause_words(days)


def test_what_the_model_before_said_of_an_entry_goes_with_it(page, wait):
    wait_for_rest(page.window())
    assert page.entry.line is not None
    choose_run(page, RHYTHM)
    assert page.entry.line is None
    assert page.entry.reasons.isHidden()
    wait(lambda: page.entry.line is not None)
    assert page.asking.session.run == RHYTHM


def test_each_slider_answers_as_recommend_would(page, wait):
    choose_run(page, RHYTHM)
    moves = (
        lambda: page.form.moment.hour.setValue(18),
        lambda: page.form.moment.day.setValue(5),
        lambda: page.form.dial.slider.setValue(80),
        lambda: page.form.within.setValue(5),
        lambda: page.form.category.activated.emit(page.form.category.currentIndex()),
        lambda: page.map.moved.emit(*page.form.place.here),
        lambda: page.who.number.setValue(7),
    )
    for move in moves:
        lines = after(page, wait, move)
        assert lines == recommend(page.project, wished(page), Progress()).rows
    settings = wished(page)
    assert (settings.explore, settings.within_km, settings.k) == (0.8, 5, 7)
    assert settings.near is not None
    assert settings.at_ms is not None


def test_only_the_last_of_many_moves_is_answered(page, wait):
    answers = []
    page.asking.answered.connect(answers.append)
    for value in range(100, 60, -1):
        page.form.dial.slider.setValue(value)
    wait(lambda: answers and answers[-1].lists.settings.explore == 0.61)
    assert len(answers) < 5


def test_the_dial_says_what_it_does_and_its_ends_are_pure(page, wait):
    known = set(page.log.item[page.log.of_user(page.who.user.user)].tolist())
    lines = after(page, wait, lambda: page.form.dial.slider.setValue(100))
    assert not {line.item_id - 1 for line in lines} & known
    assert page.form.dial.said.text() == "only new"
    lines = after(page, wait, lambda: page.form.dial.slider.setValue(0))
    assert {line.item_id - 1 for line in lines} <= known
    after(page, wait, lambda: page.form.dial.slider.setValue(75))
    assert page.form.dial.said.text() == "new × 9.0"
    after(page, wait, page.form.reset.click)
    assert wished(page).explore == 0.5


def test_the_moment_is_read_on_the_users_own_clock(page, wait):
    choose_run(page, RHYTHM)
    after(page, wait, lambda: page.form.moment.choose_hour(4 * 24 + 19))
    at = wished(page).at_ms
    local = at + page.who.offset_min * 60_000
    assert (local // HOUR_MS + 72) % 168 == 4 * 24 + 19
    assert page.form.moment.said.text().startswith("Fri")
    after(page, wait, page.form.moment.now.click)
    assert wished(page).at_ms is None


def test_one_can_look_back_with_what_was_known_then(page, wait):
    choose_run(page, RHYTHM)
    moment = page.form.moment
    middle = int(np.median(page.log.instant_ms))

    def look_back():
        moment.past.setChecked(True)
        moment.since.setDateTime(moment.since.dateTime().addMSecs(middle - moment.begin_ms))

    after(page, wait, look_back)
    assert wished(page).at_ms == moment.begin_ms < int(page.log.instant_ms.max())
    lines = after(page, wait, lambda: moment.choose_hour((moment.hour_of_week + 30) % 168))
    assert wished(page).known_ms == moment.begin_ms < wished(page).at_ms
    assert lines == recommend(page.project, wished(page), Progress()).rows


def whole_week(page, wait):
    """The week of the chosen entry, once all of it is computed."""
    wait(lambda: page.entry.week_is_whole)
    return page.entry._when


def test_the_week_of_the_chosen_entry_is_drawn_and_a_click_asks_for_that_hour(page, wait, qtbot):
    after(page, wait, lambda: choose_run(page, RHYTHM))
    when = whole_week(page, wait)
    assert np.isfinite(when.chance).all()
    assert "Likeliest on" in page.entry.week_title.text()
    page.entry.week.resize(300, 130)
    page.entry.week.grab()
    spot = page.entry.week.spots[when.likeliest].place.center().toPoint()
    line = page.list.line()

    def click():
        qtbot.mouseClick(page.entry.week, Qt.MouseButton.LeftButton, pos=QPoint(spot))

    lines = after(page, wait, click)
    assert page.form.moment.hour_of_week == when.likeliest
    share = next(row.share for row in lines if row.item == line.item)
    assert share == pytest.approx(when.chance[when.likeliest])
    assert "computed in advance" in page.list.notes.text()


def test_the_week_of_a_model_goes_with_its_list(page, wait):
    after(page, wait, lambda: choose_run(page, RHYTHM))
    week = whole_week(page, wait)
    after(page, wait, lambda: choose_run(page, MARKOV))
    assert page.entry._when is not week
    after(page, wait, lambda: choose_run(page, RHYTHM))
    assert page.entry.line.item == page.list.line().item
    whole_week(page, wait)


def test_a_model_that_is_blind_to_time_or_place_says_so(page, wait):
    wait(lambda: not page.form.moment.hour.isEnabled())
    assert page.entry.week.isHidden()
    latitude, longitude = page.form.place.here
    after(page, wait, lambda: page.map.moved.emit(latitude + 0.1, longitude))
    assert "does not look at the place" in page.form.place.note.text()
    choose_run(page, RHYTHM)
    wait(lambda: page.form.moment.hour.isEnabled())
    wait(lambda: not page.entry.week.isHidden())


def test_a_click_on_the_map_chooses_the_line_and_the_other_way_round(page, wait):
    page.map.chosen.emit(page.list.lines[4].rank)
    assert page.list.table.chosen_row() == 4
    page.list.table.choose(7)
    drawn = []
    page.map.page.runJavaScript(
        "document.querySelector('.number.chosen').textContent", drawn.append
    )
    wait(lambda: drawn)
    assert drawn == ["8"]
    assert page.entry.name.text() == page.list.lines[7].name


def test_the_pin_is_dragged_or_put_by_a_click_and_home_is_offered(page, wait):
    place = page.form.place
    wait(lambda: place.choice.findData("home") >= 0)
    latitude, longitude = place.here
    page.map.clicked.emit(latitude + 0.2, longitude)
    assert wished(page).near is None  # nobody asked to put a pin
    after(page, wait, lambda: place.choose("pin"))
    after(page, wait, lambda: page.map.clicked.emit(latitude + 0.2, longitude))
    assert wished(page).near == (latitude + 0.2, longitude)
    assert shown_places(page)["here"]["at"] == [latitude + 0.2, longitude]
    after(page, wait, lambda: place.choose("home"))
    assert wished(page).near == place._known["home"]
    after(page, wait, lambda: place.choose("last"))
    assert wished(page).near is None


def test_categories_can_be_ranked_instead(page, wait):
    lines = after(page, wait, lambda: page.who.target.setCurrentIndex(1))
    assert lines
    assert all(line.item_id is None for line in lines)
    assert not page.list.accept.isEnabled()
    assert not page.form.within.isEnabled()


def test_verdicts_reorder_the_list_at_once_and_are_taken_back_with_ctrl_z(page, wait, qtbot):
    first, second, third = page.list.lines[:3]

    def judge(row, verdict):
        page.list.table.choose(row)
        return after(page, wait, lambda: page.list.judge(verdict))

    assert first.item not in [line.item for line in judge(0, "hidden")]
    assert page.list.lines[0].item == second.item
    lines = judge(6, "pinned")
    pinned = lines[0].item
    assert pinned not in (second.item, third.item)
    lines = judge(1, "rejected")
    assert second.item not in [line.item for line in lines]
    assert page.list.left_out.text() == "2 left out"
    page.window().activateWindow()
    page.list.table.setFocus()

    def undo():
        qtbot.keyClick(page.list.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    lines = after(page, wait, undo)
    assert [line.item for line in lines[:2]] == [pinned, second.item]
    bring_back = page.list.left_out.menu().actions()[0]
    lines = after(page, wait, bring_back.trigger)
    assert first.item in [line.item for line in lines]
    assert page.list.left_out.isHidden()
    page.list.table.choose(0)
    lines = after(page, wait, page.list.pin.click)  # now: unpin
    assert lines[0].item == first.item


def test_accepted_entries_are_marked_and_weigh_in_where_that_is_wished(page, wait):
    after(page, wait, lambda: page.form.dial.slider.setValue(100))
    last = page.list.lines[-1]
    page.list.table.choose(len(page.list.lines) - 1)
    after(page, wait, page.list.accept.click)
    assert page.list.accept.text() == "Accepted ✓"
    assert page.entry.reasons.text().startswith("• you accepted this")
    before = page.list.line().rank
    lines = after(page, wait, page.form.heed.click)
    assert next(line.rank for line in lines if line.item == last.item) < before
    assert "1 accepted" in page.list.notes.text()


def test_all_users_get_lists_that_are_kept_and_saved_as_files(page, wait, tmp_path):
    page.who.number.setValue(3)
    page.who.go_all.click()
    wait(lambda: page.batch is not None)
    assert len(page.batch.users) == 40
    assert not page.list.export_all.isHidden()
    assert page.project.results.recommendations(MARKOV).num_rows == 120
    for suffix in ("csv", "json", "xlsx"):
        page.export_to(tmp_path / f"lists.{suffix}", page.batch)
    wait(lambda: not page.jobs.busy)
    with (tmp_path / "lists.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 120
    saved = json.loads((tmp_path / "lists.json").read_text())
    assert len(saved["recommendations"]) == 120
    assert (tmp_path / "lists.xlsx").read_bytes()[:2] == b"PK"
    page.window().set_language("zh_CN")
    assert "40" in page.list.export_all.text()
    assert "lists" not in page.list.export_all.text()


def test_a_list_for_all_can_be_cancelled(page, wait, halt):
    page.who.go_all.click()
    (job,) = page.jobs.waiting
    stop = halt(job)
    wait(stop.stands)
    job.cancel()
    stop.let_go()
    wait(lambda: not page.jobs.busy)
    assert job.state == "cancelled"
    assert page.batch is None


def test_the_window_and_the_command_line_give_the_same_numbers(page, wait, tmp_path, city):
    from typer.testing import CliRunner

    choose_run(page, RHYTHM)
    page.form.within.setValue(20)
    page.form.kind.setCurrentIndex(1)
    page.form.moment.choose_hour(130)
    page.map.moved.emit(*page.form.place.here)
    after(page, wait, lambda: page.form.dial.slider.setValue(70))
    page.export_to(tmp_path / "window.csv", page.list.lists)
    wait(lambda: not page.jobs.busy)
    settings = wished(page)
    page.window().projects.close()
    wait(lambda: page.project is None)
    near = ",".join(str(degrees) for degrees in settings.near)
    options = f"--run {RHYTHM} --user {settings.users[0]} --at {settings.at_ms // 1000} "
    options += f"--within 20 --explore 0.7 --kind {settings.kind} --near {near}"
    out = tmp_path / "typed.csv"
    made = CliRunner().invoke(app, ["recommend", str(city), *options.split(), "--out", str(out)])
    assert made.exit_code == 0, made.output
    assert out.read_text("utf-8") == (tmp_path / "window.csv").read_text("utf-8")


def test_a_user_chosen_elsewhere_is_asked_about_here(page, wait):
    after(page, wait, lambda: page.desk.focus.look_at(user=7))
    assert page.who.user.user == 7
    assert {line.user_id for line in page.list.lines} == {8}
    after(page, wait, lambda: page.who.user.choose(page.log.catalogue.user_keys[3]))
    assert page.desk.focus.now.user == 3


def test_a_project_open_for_reading_takes_no_verdict(make, wait, city):
    window = make()
    window.open_project(city, read_only=True)
    wait(lambda: window.desk.project is not None)
    window.show_page("recommend")
    page = window.pages["recommend"]
    wait(lambda: page.list.lines)
    assert not page.list.pin.isEnabled()


def test_without_a_run_the_page_leads_to_the_models(make, wait, tmp_path):
    create_project(tmp_path / "empty.stdesk").close()
    window = make(tmp_path / "empty.stdesk")
    wait(lambda: window.desk.project is not None)
    window.show_page("recommend")
    page = window.pages["recommend"]
    wait(lambda: page.is_empty)
    assert page.empty.button.text() == "Import a log …"


def test_a_user_is_found_by_a_part_of_the_key(page):
    page.who.user.setText("nobody")
    assert wished(page) is None
    completer = page.who.user.completer()
    part = page.log.catalogue.user_keys[12][-2:]
    completer.setCompletionPrefix(part)
    assert completer.completionCount() >= 1
    assert part in completer.currentCompletion()


def test_every_control_has_a_name_for_screen_readers(page):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QSlider

    for kind in (QSlider, QComboBox, QAbstractSpinBox, QAbstractButton):
        for control in page.form.findChildren(kind):
            assert control.accessibleName() or getattr(control, "text", str)(), control
