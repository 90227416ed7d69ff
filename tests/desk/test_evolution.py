"""Evolution: sentences, curves and both sides of a change show one and the same life."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from stdesk.demo import DemoSettings, write_demo
from stdesk.desk.evolution.users import clearest
from stdesk.desk.evolution.words import measure_span
from stdesk.desk.evolution.work import Whom, known_changes, life_of
from stdesk.desk.look.theme import DARK
from stdesk.features import load_log
from stdesk.insight import change_sentence, sureness
from stdesk.progress import Progress
from stdesk.project import create_project, open_project


@pytest.fixture(scope="module")
def moving(tmp_path_factory):
    """A town whose people have much to tell, and the index of one with a new home."""
    path = tmp_path_factory.mktemp("moving") / "moving.stdesk"
    write_demo(path, DemoSettings(8000, users=20, items=120, images=0, seed=2), Progress())
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    with open_project(path, read_only=True) as project:
        keys = list(load_log(project).catalogue.user_keys)
    mover = next(one["key"] for one in truth["users"] if one["drift"] == "new home")
    return path, keys.index(mover)


@pytest.fixture
def page(make, wait, moving):
    window = make(moving[0])
    wait(lambda: window.desk.project is not None)
    window.show_page("evolution")
    shown = window.pages["evolution"]
    wait(lambda: shown.life is not None)
    return shown


def look_at(page, wait, user):
    page.desk.focus.look_at(user)
    wait(lambda: page.life.whom == Whom(user=user))


def test_everyone_is_shown_first_with_quartiles(page):
    assert page.life.whom == Whom()
    assert page.measures.course.lines["events"].low is not None
    assert "Everyone" in page.subtitle.text()
    assert "median" in page.note.text()


def test_the_user_in_focus_is_shown_with_the_same_sentences_as_elsewhere(page, wait, moving):
    look_at(page, wait, moving[1])
    assert page.whom.user.user == moving[1]
    expected = life_of(page.log, Whom(user=moving[1]), None)
    names = page.log.catalogue.category_names
    assert expected.changes
    shown = [page.sentences.item(row).text() for row in range(page.sentences.count())]
    assert shown == [change_sentence(change, names) for change in expected.changes]
    assert "home" in shown[0] or "further" in shown[0]


def test_the_clearest_change_is_shown_first_as_in_the_list_of_who_changed(page, wait, moving):
    look_at(page, wait, moving[1])
    change = page.life.changes[0]
    assert page.sentences.currentRow() == page.measures.chosen == clearest(page.life.changes)
    assert clearest([change, replace(change, strength=change.strength + 1), change]) == 1
    assert clearest([]) == 0


def test_no_sentence_is_cut_through(page, wait, moving):
    look_at(page, wait, moving[1])
    shown = page.sentences
    bottoms = [shown.visualItemRect(shown.item(row)).bottom() for row in range(shown.count())]
    seen = [bottom for bottom in bottoms if bottom < shown.viewport().height()]
    assert seen
    assert shown.viewport().height() - seen[-1] < 5


def test_a_choice_on_the_page_sets_the_focus_of_all_pages(page, wait):
    page.whom.kind.setCurrentIndex(1)
    page.whom.user.choose(page.log.catalogue.user_keys[4])
    assert page.desk.focus.now.user == 4
    wait(lambda: page.life.whom == Whom(user=4))


def test_a_change_sets_before_beside_after_on_the_map(page, wait, moving):
    look_at(page, wait, moving[1])
    page.choose(0)
    before, after = page.life.sides[:2]
    assert before.end_ms == page.life.changes[0].local_ms == after.begin_ms
    assert page.measures.chosen == page.mix.chosen == 0
    assert page.sure.text() == sureness(page.life.changes[0])
    colours = {place["colour"] for place in json.loads(page.map._shown["places"])["places"]}
    assert page.theme.series[0] in colours
    assert page.theme.series[1] in colours


def test_exact_values_are_said_where_the_curve_is(page, wait, moving):
    look_at(page, wait, moving[1])
    page.measures.grab()
    events = page.life.course.lines["events"].value
    spot = page.measures.spots[0]
    assert f"Events: {events[0]:.0f}" in page.measures.said_at(QPointF(spot.place.center()))
    columns = page.measures.numbers()
    assert np.array_equal([v or 0 for v in columns[1].values], np.nan_to_num(events))


@pytest.mark.parametrize(
    ("name", "low", "high", "said"),
    [
        ("radius_km", 2.24, 3.8, "2.2 – 3.8 km"),
        ("radius_km", 0.4, 3.8, "400 m – 3.8 km"),
        ("new_share", 0.0, 0.75, "0 – 75 %"),
        ("mean_hour", 8.0, 17.5, "8:00 – 17:30"),
        ("events", 3.0, 3.0, "3"),
    ],
)
def test_what_a_panel_spans_is_said_with_its_unit_once(qapp, name, low, high, said):
    assert measure_span(name, low, high) == said


def test_another_period_gives_other_points(page, wait):
    weeks = len(page.life.course.start_ms)
    page.period.setCurrentIndex(1)
    page.period.activated.emit(1)
    wait(lambda: page.life.course.days == 1)
    assert len(page.life.course.start_ms) > 6 * weeks


def test_a_segment_is_looked_at_as_a_group(page, wait):
    segment = page.desk.project.segments.add("Some", {}, [1, 2, 3, 4, 5, 6])
    page.desk.tell("segments")
    wait(lambda: page.whom.kind.findData(segment) > 0)
    page.desk.focus.look_at(segment=segment)
    wait(lambda: page.life.whom.segment == segment)
    assert page.life.whom.users == (0, 1, 2, 3, 4, 5)
    assert page.life.course.all_users == 6
    page.desk.project.segments.delete(segment)


def test_all_users_are_looked_at_in_a_job_that_can_be_cancelled_and_is_remembered(
    page, wait, moving
):
    job = page.users.search()
    page.desk.jobs.cancel(job)
    wait(lambda: not page.desk.jobs.busy)
    assert job.state == "cancelled"
    assert known_changes(page.desk.project) is None
    page.users.go.click()
    wait(lambda: page.users.listed is not None)
    listed = page.users.listed
    assert moving[1] in [one.user for one in listed if one.holds]
    assert page.users.table.rows.rowCount() == len(listed)
    assert known_changes(page.desk.project) == listed
    page.users.table.choose(0)
    assert page.desk.focus.now.user == listed[0].user


def test_the_page_speaks_chinese_and_turns_dark(page, wait, moving):
    look_at(page, wait, moving[1])
    page.window().set_language("zh_CN")
    assert page.sentences.item(0).text().startswith("自")
    assert page.title.text() == "演变"
    page.apply_theme(DARK)
    assert page.measures.theme is DARK


def test_an_empty_project_leads_on_to_the_import(make, wait, tmp_path):
    with create_project(tmp_path / "empty.stdesk") as made:
        path = made.path
    window = make(path)
    wait(lambda: window.desk.project is not None)
    window.show_page("evolution")
    shown = window.pages["evolution"]
    wait(lambda: shown.is_empty)
    assert shown.empty.button.isVisible()
