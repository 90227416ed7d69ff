"""The keyboard alone reaches everything, one sees where one is, and everything has a name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from stdesk.desk.window.shortcuts import shortcut_rows
from stdesk.desk.work.desk import PAGES

from .walking import CONTROLS, controls, name_of, same, shown, walk

# What a page waits for before all of its controls can be used.
READY = {
    "recommend": lambda page: page.who.save.isEnabled(),
    "people": lambda page: (one := page.portraits.portrait) and one.expected and one.alike,
}


@pytest.fixture
def window(make, wait, city):  # type: ignore[no-untyped-def]
    made = make(city)
    wait(lambda: made.desk.project is not None)
    made.activateWindow()
    return made


@pytest.fixture
def open_page(window, wait, rest):  # type: ignore[no-untyped-def]
    """Show a page and wait until all that it reads has come."""

    def opened(name: str):  # type: ignore[no-untyped-def]
        window.show_page(name)
        page = window.pages[name]
        wait(page.content.isVisible)
        wait(lambda: name not in READY or READY[name](page))
        rest(window)
        return page

    return opened


@pytest.mark.parametrize("name", PAGES)
def test_every_control_of_a_page_is_reached_by_tab_seen_and_named(
    window, open_page, name: str
) -> None:
    page = open_page(name)
    window.sidebar.steps[name].setFocus()
    met = list(walk(window, leave=page))
    there = controls(page)
    assert len(there) > 1
    assert page.accessibleName()
    assert [shown(one) for one in there if not any(same(at, one) for at in met)] == []
    assert [shown(one) for one in there if not name_of(one)] == []
    stops = [at for at in met if page.isAncestorOf(at)]
    assert [shown(stop) for stop in stops if not rings(stop, window.sidebar.seek)] == []


def rings(stop, other) -> bool:  # type: ignore[no-untyped-def]
    """Whether one sees that a control has the focus; a map draws its own ring, in its page."""
    if not isinstance(stop, CONTROLS):
        return True
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    focused = stop.grab().toImage()
    other.setFocus()
    return stop.grab().toImage() != focused


def test_panels_are_named_and_reached_as_well(window, open_page, rest) -> None:
    open_page("data")
    for name in ("users", "details", "history", "jobs"):
        panel = window.docks.show(name)
        rest(window)
        assert not [shown(one) for one in controls(panel) if not name_of(one)]
    met = list(walk(window))
    for name in ("users", "details", "history", "jobs"):
        assert any(window.docks.panel(name).isAncestorOf(at) for at in met), name


def test_f6_goes_from_area_to_area_and_back_to_where_one_was(window, open_page, qtbot) -> None:
    page = open_page("data")
    window.docks.show("history")
    window.sidebar.steps["data"].setFocus()
    inside = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        at = QApplication.focusWidget()
        inside.append(
            next(
                name
                for name, area in (
                    ("page", page),
                    ("panel", window.docks.dock("history")),
                    ("side bar", window.sidebar),
                )
                if area.isAncestorOf(at)
            )
        )
    assert inside == ["page", "panel", "side bar"]
    assert QApplication.focusWidget() is window.sidebar.steps["data"]
    qtbot.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.docks.dock("history").isAncestorOf(QApplication.focusWidget())


def test_the_list_of_shortcuts_is_made_of_the_menus(window) -> None:
    keys = {what: keys for _, what, keys in shortcut_rows(window.menuBar())}
    assert keys["Find anything"] == "Ctrl+K"
    assert keys["Undo"].startswith("Ctrl+Z")  # also while there is nothing to undo
    assert keys["New project"] == "Ctrl+N"  # and not the key "New" of some keyboards
    assert keys["Keyboard shortcuts"] == "Ctrl+/"
    all_keys = [one for _, _, keys in shortcut_rows(window.menuBar()) for one in keys.split(" / ")]
    from_menus = all_keys[: len(all_keys) - 12]
    assert len(from_menus) == len(set(from_menus))  # no key does two things


def test_no_two_actions_of_a_menu_have_the_same_letter(window) -> None:
    for code in ("en", "zh_CN"):
        window.set_language(code)
        for entry in window.menuBar().actions():
            letters = [
                action.text().split("&")[1][0].lower()
                for action in entry.menu().actions()
                if "&" in action.text()
            ]
            assert len(letters) == len(set(letters)), (entry.text(), letters)


def test_a_line_to_type_in_and_a_tool_are_found_as_controls(qtbot) -> None:
    """The tests above would miss what `controls` does not find."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    area = QWidget()
    qtbot.addWidget(area)
    layout = QVBoxLayout(area)
    for one in (QLineEdit(), QToolButton()):
        layout.addWidget(one)
    area.show()
    assert len(controls(area)) == 2
    assert name_of(controls(area)[0]) == ""
