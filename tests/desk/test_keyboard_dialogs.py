"""Boxes and hidden parts of pages for somebody without a mouse or without eyes."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget

from stdesk.desk.data.import_dialog import ImportDialog

from .test_keyboard import READY
from .walking import controls, same, shown, walk

PARTS = [
    ("explore", "timelines"), ("people", "segments"), ("models", "train"), ("models", "tune"),
    ("models", "compare"), ("models", "leaderboard"), ("models", "errors"),
    ("recommend", 1), ("recommend", 2),
]  # fmt: skip
LANGUAGES = ("en", "zh_CN")


@pytest.fixture
def window(make, wait, city: Path):
    made = make(city)
    wait(lambda: made.desk.project is not None)
    return made


@pytest.fixture
def open_part(window, wait, rest):
    """Show a page, or a part of it, and wait until all that it reads has come."""

    def opened(name: str, part: str | int = "") -> QWidget:
        window.show_page(name)
        page = window.pages[name]
        wait(page.content.isVisible)
        wait(lambda: name not in READY or READY[name](page))
        if isinstance(part, int):
            page.parts.setCurrentIndex(part)
        elif part:
            page.show_part(part)
        rest(window)
        return page

    return opened


def spoken(widget: QWidget) -> str:
    """What Qt tells a screen reader: of a field, also the text of its label."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def letters(*areas: QWidget) -> dict[str, list[str]]:
    """The texts that Alt and a letter lead to, by the letter; labels where they lead to a field."""
    found: dict[str, list[str]] = {}
    for area in areas:
        for one in area.findChildren(QWidget):
            leads = isinstance(one, QAbstractButton) or (isinstance(one, QLabel) and one.buddy())
            if leads and one.isVisibleTo(area.window()):
                for letter in re.findall(r"&(\w)", one.text().replace("&&", "")):
                    found.setdefault(letter.lower(), []).append(one.text())
    return found


def stand_in(box: QWidget, wait) -> None:
    """Until the keys go to this box."""
    box.activateWindow()
    wait(lambda: QApplication.activeWindow() is box and QApplication.focusWidget())


def import_dialog(window, open_part, wait, tmp_path: Path) -> QWidget:
    log = tmp_path / "check-ins.csv"
    lines = [f"u{n},2024-05-{1 + n:02} 08:00,cafe {n % 5}" for n in range(20)]
    log.write_text("\n".join(["who,when,place", *lines]), encoding="utf-8")
    dialog = ImportDialog(window.desk, window.desk.project, [log], window)
    dialog.show()
    wait(lambda: dialog.ready)
    return dialog


def shortcuts(window, open_part, wait, tmp_path: Path) -> QWidget:
    window.show_shortcuts()
    return next(box for box in window.findChildren(QDialog) if box.isVisible())


def help_window(window, open_part, wait, tmp_path: Path) -> QWidget:
    window.helping.open("evolution")
    return window.helping.shown


def settings(window, open_part, wait, tmp_path: Path) -> QWidget:
    from stdesk.desk.models.setting_editors import SettingsDialog

    form = open_part("models").form
    form._edit_settings()
    return form.findChildren(SettingsDialog)[-1]


def card(window, open_part, wait, tmp_path: Path) -> QWidget:
    from stdesk.desk.models.model_card import ModelCard

    form = open_part("models").form
    form.about.click()
    return form.findChildren(ModelCard)[-1]


BOXES = {
    "import": import_dialog,
    "samples": lambda window, open_part, wait, tmp_path: window.incoming.offer_samples(),
    "shortcuts": shortcuts,
    "help": help_window,
    "settings": settings,
    "card": card,
    "ablation": lambda window, open_part, wait, tmp_path: open_part(
        "models"
    ).comparison.ask_parts(),
}


@pytest.mark.parametrize("name", BOXES)
def test_every_control_of_a_box_is_reached_by_tab_and_spoken(
    window,
    open_part,
    wait,
    tmp_path: Path,
    name: str,
) -> None:
    box = BOXES[name](window, open_part, wait, tmp_path)
    stand_in(box, wait)
    there = controls(box)
    assert there
    met = list(walk(box))
    assert [shown(one) for one in there if not any(same(at, one) for at in met)] == []
    assert [shown(one) for one in (*there, *met) if not spoken(one)] == []
    assert {k: texts for k, texts in letters(box).items() if len(texts) > 1} == {}
    box.close()


def test_the_roles_of_columns_come_where_they_stand(
    window, open_part, wait, tmp_path: Path
) -> None:
    dialog = import_dialog(window, open_part, wait, tmp_path)
    stand_in(dialog, wait)
    dialog.options.encoding.setFocus()
    met = list(walk(dialog))
    expected = [*dialog.header.boxes, dialog.table, dialog.try_button]
    assert met[: len(expected)] == expected
    dialog.close()


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_every_control_of_a_hidden_part_is_reached_by_tab_and_spoken(
    window,
    open_part,
    name: str,
    part: str | int,
) -> None:
    page = open_part(name, part)
    window.sidebar.steps[name].setFocus()
    met = list(walk(window, leave=page))
    there = controls(page)
    assert len(there) > 1
    assert [shown(one) for one in there if not any(same(at, one) for at in met)] == []
    assert [shown(one) for one in there if not spoken(one)] == []


def test_no_letter_leads_to_two_places(window, open_part) -> None:
    """Of a page and the menus above it; where two have a letter, Alt with it does neither."""
    pages = [(name, "") for name in ("data", "evolution", "people", "recommend", "report")]
    clashes = {}
    for code in LANGUAGES:
        window.set_language(code)
        menus = " ".join(entry.text() for entry in window.menuBar().actions())
        for name, part in [*pages, *PARTS]:
            found = letters(open_part(name, part))
            for letter in re.findall(r"&(\w)", menus):
                found.setdefault(letter.lower(), []).append("a menu")
            clashes[code, name, part] = [texts for texts in found.values() if len(texts) > 1]
    assert {where: texts for where, texts in clashes.items() if texts} == {}
