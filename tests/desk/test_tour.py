"""The guided tour points at real controls, goes on with the person, and can be left any time."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from stdesk.desk.desk import PAGES
from stdesk.desk.tour import STEPS


def begun(make, wait, city: Path):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.take_tour()
    wait(lambda: window.tour.isVisible() and window.tour.spotlight.spot is not None)
    return window, window.tour


def test_each_step_shows_its_page_and_frames_a_control_on_it(make, wait, city: Path):
    window, tour = begun(make, wait, city)
    assert [step.page for step in STEPS] == [p for p in PAGES if p not in ("evolution", "people")]
    for number, step in enumerate(STEPS):
        wait(lambda number=number: tour.step == number)
        assert window.current_page == step.page
        control = step.target(window.page(step.page))
        wait(control.isVisible)
        corner = control.mapTo(window, QPoint(0, 0))
        wait(lambda corner=corner: tour.spotlight.spot.contains(corner))
        assert str(number + 1) in tour.place.text()
        assert tour.sentences.text()
        tour.next.click()
    assert not tour.isVisible()
    assert not tour.spotlight.isVisible()


def test_who_does_what_is_asked_is_led_on(make, wait, city: Path):
    window, tour = begun(make, wait, city)
    tour.show_step(1)
    page = window.page("explore")
    wait(lambda: page.users.model.rowCount() > 1)
    page.users.choose(1)
    wait(lambda: tour.step == 2)
    assert window.current_page == "models"


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


def test_without_a_project_the_tour_makes_the_demo_first(make, wait, monkeypatch):
    window = make()
    asked = []
    monkeypatch.setattr(window, "make_demo", lambda: asked.append(True))
    window.start.tour.click()
    assert asked == [True]
    assert window.tour is not None
    assert not window.tour.isVisible()
