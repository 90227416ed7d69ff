"""The small pieces that pages are built of."""

from PySide6.QtWidgets import QWidget

from stdesk.desk.look.pieces import EmptyState, rows, scrolled, text


def test_a_scrolled_text_is_as_high_as_what_is_said_until_its_limit(qtbot, wait):
    label, rest, whole = text(wrap=True), QWidget(), QWidget()
    area = scrolled(label, 80)
    layout = rows(area, rest)
    layout.setStretch(1, 1)
    whole.setLayout(layout)
    whole.resize(400, 400)
    qtbot.addWidget(whole)
    label.setText("One line.")
    whole.show()
    wait(lambda: 0 < area.height() < 40)
    one = area.height()
    label.setText("One line.\nAnother.\nA third.")
    wait(lambda: area.height() > 2 * one)
    wait(lambda: area.verticalScrollBar().maximum() == 0)
    label.setText("\n".join("abcdefghijkl"))
    wait(lambda: area.height() == 80)


def test_an_empty_state_is_blank_until_something_is_said(qtbot):
    state = EmptyState()
    qtbot.addWidget(state)
    state.show()
    assert not state.button.isVisible()
    assert not state.heading.isVisible()
    state.say("place", "No map", "Nothing to draw.", "Go on")
    assert state.button.isVisible()
    state.say("place", "No map", "Nothing to draw.")
    assert state.heading.isVisible()
    assert not state.button.isVisible()
