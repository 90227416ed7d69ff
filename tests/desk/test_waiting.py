"""What is not read yet is not shown half: first nothing, then a calm word, then all of it."""

from stdesk.desk.look.pieces import rows, text
from stdesk.desk.page.waiting import Awaited


def test_what_is_awaited_is_announced_only_after_a_blink(qapp, wait):
    awaited = Awaited(rows(text(said="here it is")))
    awaited.show()
    sentence = awaited.waiting.sentence
    awaited.wait("Reading the log …")
    assert not sentence.isVisible()
    wait(sentence.isVisible)
    assert sentence.text() == "Reading the log …"
    awaited.show_contents()
    assert awaited.contents.isVisible()
    awaited.wait("Reading the log …")
    assert not sentence.isVisible()
    awaited.close()


def test_no_heading_stands_without_what_it_heads(make, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("evolution")
    page = window.page("evolution")
    assert not page.headings["course"].isVisible()
    wait(lambda: page.life is not None)
    assert page.headings["course"].isVisible()


def test_where_reading_fails_nobody_is_left_waiting(make, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    page = window.page("evolution")
    told = []
    window.desk.problem_arose.disconnect()
    window.desk.problem_arose.connect(told.append)
    page.show_waiting()
    page.read(lambda _: 1 / 0, lambda _: None)
    wait(lambda: told)
    assert not page.waiting.sentence.isVisibleTo(page.waiting)
