"""Ctrl+K finds users, places, categories, segments, pages and actions, and does what one wants."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from stdesk.desk.work.desk import PAGES
from stdesk.desk.work.finder_sources import Deed, Entries, Entry, Found, best_of


@pytest.fixture
def window(make, wait, city: Path):  # type: ignore[no-untyped-def]
    made = make(city)
    wait(lambda: made.desk.project is not None)
    made.activateWindow()
    return made


@pytest.fixture
def sought(wait, rest, qtbot):  # type: ignore[no-untyped-def]
    """Open the finder by its key and type; what is found, with its group."""

    def found(window, typed: str) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
        window.activateWindow()
        wait(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        finder = window.finding.finder
        rest(window)  # the names are read when it is opened first
        if typed.isascii():
            qtbot.keyClicks(finder.line, typed)
        else:
            finder.line.insert(typed)  # as an input method does
        rest(window)  # the answers to all letters come in turn; the last is that to the whole
        return [(entry.title, entry.group) for entry in finder.entries]

    return found


def test_a_user_is_looked_at_with_a_few_keys(window, qtbot, sought) -> None:
    keys = window.desk.project.log.users()["key"].to_pylist()
    user = 7
    found = sought(window, keys[user])
    assert found[0] == (keys[user], "User")
    assert "Enter: look at this user" in window.finding.finder.keys.text()
    qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Return)
    assert window.desk.focus.now.user == user
    assert window.current_page == "explore"
    assert not window.finding.finder.isVisible()


def test_before_anything_is_typed_the_pages_and_actions_are_offered(window, sought) -> None:
    found = sought(window, "")
    assert ("Data", "Page") in found[:3]
    assert {"Page", "Action"} <= {group for _, group in found}
    assert "User" not in {group for _, group in found}


def test_ctrl_enter_does_the_other_thing(window, qtbot, sought) -> None:
    key = window.desk.project.log.users()["key"].to_pylist()[3]
    sought(window, key)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Return, control)
    assert window.desk.focus.now.user == 3
    assert window.current_page == "people"


def test_a_place_is_told_of_in_the_details(window, wait, qtbot, sought) -> None:
    items = window.desk.project.log.item_activity()
    busiest = int(items["events"].to_numpy().argmax())
    name = items["name"].to_pylist()[busiest]
    found = sought(window, name)
    assert (name, "Place") in found
    row = found.index((name, "Place"))
    for _ in range(row):
        qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Down)
    qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Return)
    panel = window.docks.panel("details")
    assert window.docks.dock("details").isVisible()
    wait(lambda: panel.heading.text() == name)
    wait(lambda: ("Users",) not in panel.details.facts and panel.details.top)
    facts = dict(panel.details.facts)
    assert facts["Events"] == f"{items['events'].to_numpy()[busiest]:,}"


def test_segments_categories_and_pages_are_found(window, qtbot, sought) -> None:
    project = window.desk.project
    project.segments.add("Night owls", {}, [1, 2, 3])
    category = project.log.categories()[0]
    assert ("Night owls", "Segment") in sought(window, "owls")
    window.finding.finder.reject()
    assert (category, "Category") in sought(window, category)
    window.finding.finder.reject()
    assert sought(window, "recomm")[0] == ("Recommend", "Page")
    qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Return)
    assert window.current_page == "recommend"


def test_a_page_is_offered_once_with_the_keys_that_go_there(window, sought) -> None:
    found = sought(window, "recommend")
    assert [group for title, group in found if title == "Recommend"] == ["Page"]
    assert window.finding.finder.entries[0].note == "Ctrl+6"


def test_an_action_of_the_menus_is_done(window, qtbot, sought) -> None:
    assert sought(window, "dark")[0] == ("Dark", "Action")
    qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Return)
    assert window.desk.theme.dark


def test_english_words_find_actions_in_chinese_too(window, sought) -> None:
    window.set_language("zh_CN")
    assert ("深色", "操作") in sought(window, "dark")
    window.finding.finder.reject()
    assert ("深色", "操作") in sought(window, "深色")


def test_the_tabs_of_a_page_are_found(window, qtbot, sought) -> None:
    window.show_page("data")
    sought(window, "rejected rows")
    qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Return)
    page = window.pages["data"]
    assert page.tabs.tabText(page.tabs.currentIndex()) == "Rejected rows"


def test_without_a_project_actions_are_found_and_no_pages(make, sought) -> None:
    found = sought(make(), "demo")
    assert found[0][0] == "Try the demo"
    assert "Page" not in {group for _, group in found}


def test_what_is_unknown_is_said(window, sought) -> None:
    assert sought(window, "qqqqqqq") == []
    assert window.finding.finder.keys.text() == "Nothing has “qqqqqqq” in its name."
    assert not window.finding.finder.list.isVisible()


def test_others_can_add_to_what_is_found(window, qtbot, sought) -> None:
    opened = []
    page = Entry(
        "How distances are measured", "Help", "help", (Deed("read", lambda: opened.append(1)),)
    )
    window.desk.find_sources.append(lambda: Entries([page]))
    assert sought(window, "distances")[0] == ("How distances are measured", "Help")
    qtbot.keyClick(window.finding.finder.line, Qt.Key.Key_Return)
    assert opened == [1]


def test_the_best_of_all_sources_comes_first(sought) -> None:
    class Fixed:
        def __init__(self, title: str, score: float) -> None:
            self.found = Found(Entry(title, "", "user", ()), score)

        def search(self, sought: str, most: int) -> list[Found]:
            return [self.found]

    sources = [Fixed("low", 1), Fixed("high", 9), Fixed("middle", 5)]
    assert [entry.title for entry in best_of(sources, "x", 2)] == ["high", "middle"]
    assert len(PAGES) > 4
