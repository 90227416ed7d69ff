"""Timelines: whom the focus names, in charts over one time axis that hand and keys can move."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from stdesk.desk.charts.area_lane import AreaLane, VolumeLane
from stdesk.desk.charts.heat_lane import HoursLane, LengthsLane
from stdesk.desk.charts.session_lane import SessionLane
from stdesk.desk.charts.stream_lane import StreamLane
from stdesk.desk.charts.time_ticks import ticks, years_said
from stdesk.desk.charts.time_window import LEAST_MS, TimeWindow
from stdesk.desk.work.desk import SEGMENTS
from stdesk.features import load_log
from stdesk.insight import TYPICAL_MS, Levels, Tally
from stdesk.language import set_language
from stdesk.project import open_project

from .calm import PATIENCE_S

HOUR_MS, DAY_MS = 3_600_000, 86_400_000


@pytest.fixture(scope="module")
def log(trained):
    with open_project(trained, read_only=True) as project:
        return load_log(project)


@pytest.fixture
def view(make, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("explore")
    page = window.pages["explore"]
    page.show_part("timelines")
    wait(lambda: page.timelines.sessions is not None)
    return page.timelines


def lane(view, kind):
    return next(one for one in view.canvas.lanes if type(one) is kind)


def turn_wheel(canvas, at, steps, modifiers=Qt.KeyboardModifier.NoModifier):
    place = QPointF(at)
    event = QWheelEvent(
        place, canvas.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def drag(canvas, begin, end, modifiers=Qt.KeyboardModifier.NoModifier):
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(canvas.viewport(), left, modifiers, begin)
    move(canvas, end, left, modifiers)
    QTest.mouseRelease(canvas.viewport(), left, modifiers, end)


def move(canvas, at, buttons=Qt.MouseButton.NoButton, modifiers=Qt.KeyboardModifier.NoModifier):
    place = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, canvas.viewport().mapToGlobal(place),
        Qt.MouseButton.NoButton, buttons, modifiers,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def in_lane(canvas, kind, share_x=0.5, share_y=0.5):
    row = [type(one) for one in canvas.lanes].index(kind)
    canvas.verticalScrollBar().setValue(0)
    down = canvas.boxes()[row].bottom() - canvas.viewport().height()
    canvas.verticalScrollBar().setValue(max(int(down) + 1, 0))
    box = canvas.boxes()[row]
    return QPoint(int(box.left() + share_x * box.width()), int(box.top() + share_y * box.height()))


# what is shown


def test_everyone_is_shown_whole_and_a_choice_of_user_follows(view, wait, log):
    assert lane(view, VolumeLane).tally.events == len(log)
    assert [type(one) for one in view.canvas.lanes[:4]] == [
        VolumeLane, HoursLane, StreamLane, LengthsLane,
    ]  # fmt: skip
    page = view.window().pages["explore"]
    page.users.choose(6)
    own = int(log.user_start[7] - log.user_start[6])
    wait(lambda: lane(view, VolumeLane).tally.events == own)
    wait(lambda: any(isinstance(one, SessionLane) for one in view.canvas.lanes))
    assert lane(view, SessionLane).sessions.events.sum() == own
    assert page.subtitle.text().startswith(f"User {log.catalogue.user_keys[6]} · {own} events")


def test_a_segment_in_focus_is_counted(view, wait, log):
    project = view.desk.project
    made = project.segments.add("First five", {}, [1, 2, 3, 4, 5])
    view.desk.focus.look_at(segment=made)
    wait(lambda: lane(view, VolumeLane).tally.events == int(log.user_start[5]))
    assert not view.bar.forecast.isEnabled()
    page = view.window().pages["explore"]
    assert page.subtitle.text().startswith("First five")


def test_a_segment_is_chosen_above_the_users_and_restricts_their_list(view, wait, log):
    page, project = view.window().pages["explore"], view.desk.project
    assert not page.segment.isVisible()
    made = project.segments.add("First five", {}, [1, 2, 3, 4, 5])
    view.desk.tell(SEGMENTS)
    wait(page.segment.isVisible)
    page.segment.setCurrentIndex(page.segment.findData(made))
    page.segment.activated.emit(1)
    wait(lambda: page.users.model.rowCount() == 6)
    assert view.desk.focus.now.segment == made
    assert page.users.model.index(0, 0).data() == "First five"
    wait(lambda: view.facts.counted.kinds.events == int(log.user_start[5]))
    page.users.choose(3)
    wait(lambda: view.facts.counted.kinds.events == log.user_start[4] - log.user_start[3])
    assert page.segment.chosen == made
    page.users.choose(None)
    assert view.desk.focus.now.segment == made
    project.segments.delete(made)
    view.desk.tell(SEGMENTS)
    wait(lambda: view.desk.focus.now.segment is None)
    wait(lambda: page.users.model.rowCount() == 41)
    assert not page.segment.isVisible()


def test_an_area_in_focus_restricts_what_is_counted(view, wait, log):
    north = float(np.median(log.latitude))
    view.desk.focus.restrict(area=((north, -180), (north, 180), (89, 180), (89, -180)))
    there = int((log.latitude >= north).sum())
    wait(lambda: abs(lane(view, VolumeLane).tally.events - there) <= (log.latitude == north).sum())
    view.desk.focus.restrict(area=None)
    wait(lambda: lane(view, VolumeLane).tally.events == len(log))


def test_kinds_and_categories_are_told_apart_and_charts_can_be_left_out(view, log):
    view.bar.split.setCurrentIndex(view.bar.split.findData("kind"))
    view.bar.split.activated.emit(0)
    small = [one for one in view.canvas.lanes if type(one) is AreaLane]
    assert {one.title for one in small} == set(log.catalogue.kind_names)
    most = np.bincount(log.kind).max()
    assert small[0].levels.by("month").counts[small[0].row].sum() == most
    view.bar.menu.charts["parts"].setChecked(False)
    assert not [one for one in view.canvas.lanes if type(one) is AreaLane]
    view.bar.unit.setCurrentIndex(view.bar.unit.findData("month"))
    view.bar.unit.activated.emit(0)
    assert view.canvas.unit == "month"


def test_another_pause_cuts_other_sessions(view, wait):
    before = view.sessions.lengths.events
    view.bar.menu.gaps[72.0].trigger()
    wait(lambda: view.sessions is not None and view.sessions.lengths.events < before)


def test_a_forecast_follows_the_end_of_the_log(view, wait):
    view.canvas.fixed_unit = "day"
    end = view.canvas.sight.last
    view.bar.forecast.click()
    wait(lambda: lane(view, VolumeLane).band is not None)
    assert view.canvas.sight.last > end
    band = lane(view, VolumeLane).band
    said = lane(view, VolumeLane).said_at(band.start_ms[3] + 1, 0.5, view.canvas.scene)
    assert "forecast" in said
    view.bar.forecast.click()
    assert lane(view, VolumeLane).band is None
    assert view.canvas.sight.last == end


# exact values


def test_the_mouse_reads_exact_values_of_each_chart(view, log):
    canvas = view.canvas
    volume = lane(view, VolumeLane)
    whole = volume.levels.by(canvas.unit)
    best = int(whole.counts[0].argmax())
    middle = (whole.edges_ms[best] + whole.edges_ms[best + 1]) / 2
    share = (middle - canvas.sight.begin) / canvas.sight.length
    move(canvas, in_lane(canvas, VolumeLane, share))
    assert f"{whole.counts[0, best]:,} events" in view.bar.readout.text()
    assert "busiest hour" in view.bar.readout.text() or canvas.unit == "hour"
    days = lane(view, HoursLane).series("day")
    hour, column = np.unravel_index(days.counts.argmax(), days.counts.shape)
    share = (days.edges_ms[column] + DAY_MS / 2 - canvas.sight.begin) / canvas.sight.length
    move(canvas, in_lane(canvas, HoursLane, share, (hour + 0.5) / 24))
    assert f"{hour}:00–{hour + 1}:00 · {days.counts[hour, column]} events" in (
        view.bar.readout.text()
    )
    move(canvas, in_lane(canvas, StreamLane, 0.5, 0.97))
    assert " events)" in view.bar.readout.text()
    assert " % (" in view.bar.readout.text()


def test_a_session_and_a_pause_are_told_in_words(view, wait):
    view.desk.focus.look_at(6)
    wait(lambda: any(isinstance(one, SessionLane) for one in view.canvas.lanes))
    shown = lane(view, SessionLane)
    sessions, scene = shown.sessions, view.canvas.scene
    widest = int((sessions.begin_ms[1:] - sessions.end_ms[:-1]).argmax())
    between = (sessions.end_ms[widest] + sessions.begin_ms[widest + 1]) / 2
    assert shown.said_at(between, 0.5, scene).startswith("pause of ")
    assert shown.said_at(sessions.begin_ms[widest], 0.5, scene).startswith("session: ")


def test_a_peak_of_one_hour_in_twenty_years_reaches_the_top_of_the_picture(view):
    canvas = view.canvas
    hour = np.arange(300_000, 475_000)
    counts = np.full((1, len(hour)), 3)
    counts[0, 61_234] = 900
    tally = Tally(hour, np.array([1]), counts)
    peak = (300_000 + 61_234) * HOUR_MS
    canvas.fixed_unit = "hour"
    canvas.show_lanes([VolumeLane("", tally, Levels(tally), canvas.theme.accent)])
    canvas.look_at(TimeWindow().limited(300_000 * HOUR_MS, 475_000 * HOUR_MS).whole)
    canvas.repaint()
    image = canvas.viewport().grab().toImage()
    box, x = canvas.boxes()[0], int(canvas.scene.x(peak))
    ground = QColor(canvas.theme.surface)
    at = int(box.top() + box.height() * 0.15)  # the scale ends at 1,000
    row = [image.pixelColor(place, at) != ground for place in range(x - 2, x + 3)]
    assert any(row)
    assert image.pixelColor(int(box.left() + box.width() * 0.15), at) == ground


# the hand and the keys


def test_the_wheel_zooms_at_the_mouse_and_the_units_follow(view):
    canvas = view.canvas
    at = in_lane(canvas, VolumeLane, 0.3)
    before, unit = canvas.time_at(at.x()), canvas.unit
    turn_wheel(canvas, at, 12)
    assert canvas.time_at(at.x()) == pytest.approx(before, abs=canvas.sight.length / 100)
    assert canvas.sight.length < view.facts.span[1] - view.facts.span[0]
    assert (unit, canvas.unit) != ("month", "month")
    turn_wheel(canvas, at, -40)
    assert canvas.sight == canvas.sight.whole
    turn_wheel(canvas, QPoint(10, at.y()), -3)  # over the names it scrolls
    assert canvas.sight == canvas.sight.whole


def test_a_drag_moves_all_charts_together(view):
    canvas = view.canvas
    canvas.look_at(canvas.sight.zoomed(0.25))
    begin = canvas.sight.begin
    at = in_lane(canvas, HoursLane)
    drag(canvas, at, at - QPoint(60, 0))
    moved = canvas.sight.begin - begin
    assert moved == pytest.approx(60 / canvas.scene.width * canvas.sight.length, rel=0.02)
    assert view.desk.focus.now.within is None


def test_a_drag_on_the_axis_chooses_a_period_for_all_pages(view):
    canvas = view.canvas
    drag(canvas, QPoint(canvas.gutter + 40, 5), QPoint(canvas.gutter + 140, 5))
    within = view.desk.focus.now.within
    assert within is not None
    edges = lane(view, VolumeLane).levels.by(canvas.unit).edges_ms
    assert set(within) <= {*edges, *view.facts.span}  # whole periods
    assert within[0] == pytest.approx(
        canvas.time_at(canvas.gutter + 40), abs=TYPICAL_MS[canvas.unit] / 2
    )
    counts = lane(view, VolumeLane).levels.by(canvas.unit).counts[0]
    chosen = counts[(edges[:-1] >= within[0]) & (edges[:-1] < within[1])].sum()
    assert f", {chosen:,} events" in view.bar.readout.text()
    edge = int(canvas.scene.x(within[1]))
    drag(canvas, QPoint(edge, 90), QPoint(edge + 60, 90))
    assert view.desk.focus.now.within[1] > within[1]
    assert view.desk.focus.now.within[0] == within[0]
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert view.desk.focus.now.within is None
    at = in_lane(canvas, VolumeLane)
    drag(canvas, at, at + QPoint(50, 0), Qt.KeyboardModifier.ShiftModifier)
    assert view.desk.focus.now.within is not None
    view.bar.whole.click()
    assert view.desk.focus.now.within is None


def test_whom_another_page_names_meanwhile_is_read_when_it_is_seen_again(view, wait, log):
    page = view.window().pages["explore"]
    page.show_part("overview")
    wait(lambda: page.log is not None)
    view.desk.focus.look_at(2)
    page.show_part("timelines")
    wait(lambda: view.facts.counted.kinds.events == log.user_start[3] - log.user_start[2])


def test_the_numbers_in_sight_can_be_copied(view):
    view.canvas.tools.copy_numbers()
    lines = QApplication.clipboard().text().splitlines()
    whole = lane(view, VolumeLane).levels.by(view.canvas.unit)
    assert [int(line.split("\t")[1]) for line in lines[1:]] == whole.counts[0].tolist()
    assert lines[0].startswith("Begin\tEvents\t")
    each = [sum(map(int, line.split("\t")[2:])) for line in lines[1:]]
    assert each == whole.counts[0].tolist()


def test_what_others_choose_is_shown(view):
    begin, end = view.facts.span
    view.desk.focus.restrict(within=(begin, begin + (end - begin) // 3))
    assert view.canvas.within == view.desk.focus.now.within
    overview = view.window().pages["explore"].overview
    assert overview.log is None or overview.timeline.within == view.canvas.within


def test_keys_move_zoom_read_and_choose(view):
    canvas = view.canvas
    whole = canvas.sight
    for _ in range(4):
        QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.sight.length < whole.length
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.sight.begin <= canvas.sight.first
    begin = canvas.sight.begin
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.sight.begin > begin
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.sight.end >= canvas.sight.last
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    first = view.bar.readout.text()
    assert "event" in first
    assert canvas.accessibleDescription() == first
    QTest.keyClicks(canvas, "[")
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.bar.readout.text() != first
    QTest.keyClicks(canvas, "]")
    within = view.desk.focus.now.within
    assert within is not None
    assert within[0] < within[1] < canvas.sight.last
    QTest.keyClick(canvas, Qt.Key.Key_PageDown)
    assert canvas.verticalScrollBar().value() > 0
    QTest.keyClick(canvas, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert canvas.sight == canvas.sight.whole


def test_what_is_in_sight_can_be_chosen_by_a_button(view):
    view.canvas.look_at(view.canvas.sight.zoomed(0.2))
    view.bar.restrict.click()
    begin, end = view.desk.focus.now.within
    assert begin == pytest.approx(view.canvas.sight.begin, abs=1)
    assert end == pytest.approx(view.canvas.sight.end, abs=1)


# what is remembered, said and counted


def test_choices_are_remembered(view):
    view.bar.unit.setCurrentIndex(view.bar.unit.findData("week"))
    view.bar.menu.charts["stream"].setChecked(False)
    state = view.state()
    other = type(view)(view.desk)
    other.restore(state)
    assert other.bar.state() == state
    assert other.canvas.fixed_unit == "week"
    other.deleteLater()


def test_a_long_log_is_counted_as_a_job_that_can_be_stopped(view, wait, monkeypatch):
    monkeypatch.setattr("stdesk.desk.explore.timelines_data.LONG", 100)
    monkeypatch.setattr("stdesk.desk.explore.timelines_data._counted", {})
    jobs, over = view.desk.jobs, threading.Event()
    jobs.submit("First in the queue", lambda progress: over.wait(PATIENCE_S))
    view.refresh()
    wait(lambda: jobs.running is not None and jobs.waiting)
    assert not view.canvas.isVisible()
    jobs.cancel(jobs.waiting[0])
    over.set()
    wait(lambda: view.notice.button.isVisible())
    assert "need the events counted" in view.notice.sentence.text()
    view.window().set_language("zh_CN")
    assert "按小时" in view.notice.sentence.text()
    view.notice.button.click()
    wait(lambda: view.canvas.isVisible() and not jobs.busy)
    assert not view.notice.isVisible()


def test_language_and_theme_change_while_it_is_shown(view):
    window = view.window()
    window.set_language("zh_CN")
    assert lane(view, VolumeLane).title == "事件量"
    assert "滚轮" in view.bar.readout.text()
    window.set_theme("dark")
    assert view.canvas.theme.dark
    assert lane(view, VolumeLane).color == view.canvas.theme.accent


# the axis


def test_a_window_stays_within_its_log():
    window = TimeWindow().limited(0, 100 * DAY_MS).whole
    assert window.begin < 0 < 100 * DAY_MS < window.end
    near = window.zoomed(0.1, at_ms=20 * DAY_MS)
    share = (20 * DAY_MS - window.begin) / window.length
    assert near.begin + share * near.length == pytest.approx(20 * DAY_MS)
    assert near.moved(-(10**12)).begin == window.begin
    assert near.moved(10**12).end == window.end
    assert near.zoomed(1e-9).length == LEAST_MS
    assert (
        near.limited(200 * DAY_MS, 300 * DAY_MS)
        == TimeWindow().limited(200 * DAY_MS, 300 * DAY_MS).whole
    )
    assert near.limited(0, 200 * DAY_MS).length == near.length


def test_ticks_are_round_few_and_say_the_year_where_it_changes():
    year = 365 * DAY_MS
    begin = 15_340 * DAY_MS  # 1 January 2012
    for length in (HOUR_MS * 8, DAY_MS * 3, DAY_MS * 40, year, 9 * year, 90 * year):
        found = ticks(begin, begin + length, 10)
        assert 1 <= len(found) <= 12
        assert all(begin <= at <= begin + length for at, _ in found)
        assert (np.diff([at for at, _ in found]) > 0).all()
    assert ticks(begin, begin + year, 10)[0][1] == "2012"
    assert ticks(begin, begin + 12 * HOUR_MS, 10)[1][1] == "02:00"
    assert years_said(begin, begin + 3 * year) == "2012–2014"
    set_language("zh_CN")
    assert ticks(begin, begin + year, 13)[1][1] == "2月"
    set_language("en")
