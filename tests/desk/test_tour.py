"""The guided tour points at real controls, goes on with the person, and can be left any time."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from stdesk.desk.window.projects import DEMO
from stdesk.desk.window.tour import STEPS
from stdesk.desk.work.desk import PAGES
from stdesk.project import create_project


def begun(make, wait, city: Path):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.take_tour()
    wait(lambda: window.tour.isVisible() and window.tour.spotlight.spot is not None)
    return window, window.tour


def frames(tour, window, control) -> bool:  # type: ignore[no-untyped-def]
    """Whether the frame lies round the control, wherever that has come to lie."""
    spot = tour.spotlight.spot
    return spot is not None and spot.contains(control.mapTo(window, QPoint(0, 0)))


def test_each_step_shows_its_page_and_frames_a_control_on_it(make, wait, city: Path):
    window, tour = begun(make, wait, city)
    assert [step.page for step in STEPS] == [p for p in PAGES if p not in ("evolution", "people")]
    for number, step in enumerate(STEPS):
        wait(lambda number=number: tour.step == number)
        assert window.current_page == step.page
        control = step.target(window.page(step.page))
        wait(control.isVisible)
        wait(lambda control=control: frames(tour, window, control))
        assert str(number + 1) in tour.place.text()
        assert tour.sentences.text()
        tour.next.click()
    assert not tour.isVisible()
    assert not tour.spotlight.isVisible()


def test_who_does_what_is_asked_sees_what_came_of_it_and_is_led_on(
    make, wait, city: Path, monkeypatch
):
    monkeypatch.setattr("stdesk.desk.window.tour.LINGER_MS", 1_000_000_000)
    window, tour = begun(make, wait, city)
    tour.show_step(1)
    page = window.page("explore")
    wait(lambda: page.users.model.rowCount() > 1)
    page.users.choose(1)
    wait(lambda: "Done" in tour.place.text())
    assert window.current_page == "explore"
    (linger,) = [timer for timer in tour.findChildren(QTimer) if timer.isSingleShot()]
    linger.setInterval(0)
    wait(lambda: tour.step == 2)
    assert window.current_page == "models"


def test_what_it_speaks_of_is_brought_into_sight_where_another_part_was_left_open(
    make, wait, city: Path
):
    window, tour = begun(make, wait, city)
    window.show_page("recommend")
    page = window.page("recommend")
    wait(lambda: page.log is not None)
    page.parts.setCurrentIndex(1)
    tour.show_step(3)
    wait(page.form.isVisible)
    wait(lambda: frames(tour, window, page.form))


def test_what_was_trained_before_does_not_end_the_step_but_a_new_training_does(
    make, wait, city: Path
):
    window, tour = begun(make, wait, city)
    tour.show_step(2)
    page = window.page("models")
    wait(lambda: len(page.runs.runs) == 2)
    wait(lambda: tour._begun)
    assert "Done" not in tour.place.text()
    page.form.start.click()
    wait(lambda: tour.step == 3)


def test_where_nothing_is_there_yet_it_points_at_the_button_that_leads_on(make, wait, tmp_path):
    create_project(tmp_path / "empty.stdesk").close()
    window, tour = begun(make, wait, tmp_path / "empty.stdesk")
    tour.show_step(3)
    page = window.page("recommend")
    wait(lambda: page.is_empty and tour.spotlight.spot is not None)
    corner = page.empty.button.mapTo(window, QPoint(0, 0))
    wait(lambda: tour.spotlight.spot.contains(corner))


def test_it_is_drawn_aside_by_the_mouse_and_stays_in_the_window(make, wait, city: Path, qtbot):
    _, tour = begun(make, wait, city)
    at = tour.pos()
    qtbot.mousePress(tour, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    qtbot.mouseMove(tour, QPoint(-96, -46))
    wait(lambda: tour.pos() == at - QPoint(100, 50))
    qtbot.mouseMove(tour, QPoint(-9000, 4))
    wait(lambda: tour.x() == 0)
    qtbot.mouseRelease(tour, Qt.MouseButton.LeftButton)


def test_esc_leaves_it_and_help_brings_it_back_where_it_was(make, wait, city: Path, qtbot):
    window, tour = begun(make, wait, city)
    tour.show_step(3)
    window.activateWindow()
    tour.next.setFocus()
    qtbot.keyClick(tour.next, Qt.Key.Key_Escape)
    wait(lambda: not tour.isVisible())
    assert not tour.spotlight.isVisible()
    window.take_tour()
    assert tour.isVisible()
    assert tour.step == 3


def test_it_speaks_the_language_of_the_window(make, wait, city: Path):
    window, tour = begun(make, wait, city)
    window.set_language("zh_CN")
    assert tour.next.text() == "下一步"
    window.set_language("en")
    assert tour.next.text() == "Next"


def test_without_a_project_the_tour_opens_the_demo_that_was_made(make, wait, city: Path, settings):
    settings.set(DEMO, str(city))
    window = make()
    window.start.tour.click()
    wait(lambda: window.tour.isVisible())
    assert window.desk.project.path == city


def test_a_demo_that_is_given_up_begins_no_tour_later(make, wait, city: Path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
    window = make()
    window.start.tour.click()
    window.open_project(city)
    wait(lambda: window.desk.project is not None and window.page("data").contents is not None)
    assert not window.tour.isVisible()
