"""The help in the window: F1 knows where one is, links and search lead on, pictures fit."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QTabWidget

from stdesk.desk.help.places import OF_DIALOGS, OF_PAGES
from stdesk.desk.help.text import page_html
from stdesk.desk.help.window import HelpWindow
from stdesk.desk.window.helping import KEY
from stdesk.desk.work.desk import PAGES
from stdesk.language import LANGUAGES, set_language
from stdesk.manual import TOPICS, page


@pytest.fixture
def window(make):
    return make()


@pytest.fixture
def shown(window):
    window.helping.open(TOPICS[0])
    return window.helping.shown


def text_of(shown) -> str:
    return shown.browser.toPlainText()


def test_every_page_and_every_tab_has_a_help_page(make, wait, city: Path):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    for name in PAGES:
        window.show_page(name)
        tabs = getattr(window.page(name), "parts", None)
        for place in range(tabs.count()) if isinstance(tabs, QTabWidget) else [0]:
            if isinstance(tabs, QTabWidget):
                tabs.setCurrentIndex(place)
            known = OF_PAGES.get(name) or OF_PAGES.get((name, place))
            assert known, (name, place)
            assert window.helping.topic_here() == OF_PAGES.get((name, place), known)
    assert set(OF_PAGES.values()) <= set(TOPICS)
    assert set(OF_DIALOGS.values()) <= set(TOPICS)


def test_every_dialog_of_ours_is_known_or_needs_no_help():
    """A new dialog either belongs to a page of the help or is listed here on purpose."""
    import ast

    import stdesk.desk

    for path in Path(stdesk.desk.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            bases = [getattr(b, "id", "") for b in getattr(node, "bases", [])]
            if isinstance(node, ast.ClassDef) and "QDialog" in bases:
                assert node.name in {*OF_DIALOGS, "HelpWindow"}, node.name


def test_f1_opens_the_page_that_belongs_to_where_one_is(make, wait, city: Path, qtbot):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("people")
    window.activateWindow()
    wait(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    wait(lambda: window.helping.shown is not None and window.helping.shown.isVisible())
    assert window.helping.shown.topic == "people"


def test_without_a_project_f1_begins_at_the_beginning(window):
    window.helping.open_here()
    assert window.helping.shown.topic == "first-ten-minutes"


def test_a_modal_dialog_has_f1_of_its_own(window):
    from stdesk.desk.models.model_card import ModelCard
    from stdesk.models.registry import model_info

    card = ModelCard(window, model_info("markov"))
    card.open()
    card.page.setFocus()
    QApplication.instance().focusChanged.emit(None, card.page)
    card.findChild(QShortcut, KEY).activated.emit()
    (over,) = card.findChildren(HelpWindow)
    assert over.isVisible()
    assert over.topic == "train"
    card.reject()


def test_a_link_leads_to_another_page_and_back_again(shown):
    shown.open_at("first-ten-minutes")
    shown.browser.anchorClicked.emit(QUrl("privacy.md"))
    assert shown.topic == "privacy"
    assert page("privacy").title in text_of(shown)
    shown.go_back()
    assert shown.topic == "first-ten-minutes"
    shown.go_forth()
    assert shown.topic == "privacy"


def test_a_search_shows_sections_and_enter_opens_the_best(shown, wait, qtbot):
    shown.line.setText("rejected rows")
    wait(lambda: "Rows that do not fit" in text_of(shown))
    qtbot.keyClick(shown.line, Qt.Key.Key_Return)
    assert shown.topic == "import"
    assert not shown.line.text()
    shown.line.setText("xyzzyq")
    wait(lambda: "No help page" in text_of(shown))


def test_the_help_follows_the_language_and_the_theme(window, shown):
    shown.show_topic("compare")
    window.set_language("zh_CN")
    assert page("compare", "zh_CN").title in text_of(shown)
    window.set_theme("dark")
    assert window.desk.theme.accent in shown.browser.toHtml()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_mark_of_markdown_stays_on_any_page(shown, code):
    set_language(code)
    for topic in TOPICS:
        shown.show_topic(topic)
        text = text_of(shown)
        assert "**" not in text, topic
        assert "](" not in text, topic
        assert "\n#" not in text, topic


def test_pictures_are_no_wider_than_the_page(window):
    html = page_html(page("compare", "en"), window.desk.theme, 10, 400)
    assert 'width="400"' in html
    assert "<script" not in html


def test_the_finder_finds_help_pages_in_either_language(window):
    (entries,) = [source() for source in window.desk.find_sources]
    topics = {"privacy": "Privacy", "隐私": "Privacy", "leaderboard": "Compare", "撤销": "Habits"}
    for sought, title in topics.items():
        assert entries.search(sought, 5)[0].entry.title.startswith(title), sought
    best = entries.search("privacy", 5)[0].entry
    best.deeds[0].act()
    assert window.helping.shown.topic == "privacy"


def test_the_help_is_usable_by_keyboard(shown, qtbot):
    shown.line.setFocus()
    qtbot.keyClick(shown.line, Qt.Key.Key_Down)
    assert shown.focusWidget() is shown.browser
    for widget in (shown.line, shown.contents, shown.browser, shown.back, shown.forth):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName()
