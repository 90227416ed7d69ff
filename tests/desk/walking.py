"""Walks a window as somebody without a mouse or without eyes would."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from stdesk.desk.charts.painted_chart import PaintedChart

from .calm import asked, wait_until

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
    QPlainTextEdit, QTabBar, QTextEdit, PaintedChart,
)  # fmt: skip
MOST_TABS = 200
# Where the focus is in a page: the place of what has it among all.
FOCUSED = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"


def controls(area: QWidget) -> list[QWidget]:
    """All that a person can act upon there now; not the parts that such a control is made of."""
    return [
        widget
        for widget in area.findChildren(QWidget)
        if _is_control(widget) and widget.isVisibleTo(area.window()) and widget.isEnabled()
    ]


def walk(window: QWidget, leave: QWidget | None = None) -> Iterator[QWidget]:
    """Every widget that Tab comes to, until the first one comes again.

    leave: ends the walk where Tab has been in that area and leaves it.
    """
    met: set[int] = set()
    inside = False
    for _ in range(MOST_TABS):
        before = QApplication.focusWidget()
        page = _page_around(before)
        inside_before = _focus_in(page) if page is not None else []
        QTest.keyClick(before or window, Qt.Key.Key_Tab)
        if page is not None:  # inside a map, Tab goes through the controls of its page
            wait_until(
                lambda page=page, before=before, there=inside_before: (
                    QApplication.focusWidget() is not before or _focus_in(page) != there
                )
            )
        at = QApplication.focusWidget()
        if at is before and at is not None:
            continue
        left = leave is not None and inside and (at is None or not leave.isAncestorOf(at))
        if at is None or id(at) in met or left:
            return
        inside = leave is not None and leave.isAncestorOf(at)
        met.add(id(at))
        yield at


def name_of(widget: QWidget) -> str:
    """What a screen reader says: the accessible name, else the text on it."""
    said = widget.accessibleName()
    text = getattr(widget, "text", None)
    if not said and isinstance(widget, QAbstractButton) and text is not None:
        said = text()
    return str(said)


def shown(widget: QWidget) -> str:
    """The widget for a message of a test."""
    inside = widget.parentWidget()
    where = type(inside).__name__ if inside is not None else "-"
    return f"{type(widget).__name__} “{name_of(widget)}” in {where}"


def same(one: QWidget, other: QWidget) -> bool:
    """Whether the focus on one is the focus on the other: of a box it is on its line."""
    return one is other or other.isAncestorOf(one) or other.focusProxy() is one


def _page_around(widget: QWidget | None) -> QWebEnginePage | None:
    """The page of the web view that has the focus, where one has it."""
    while widget is not None and not isinstance(widget, QWebEngineView):
        widget = widget.parentWidget()
    return widget.page() if widget is not None else None


def _focus_in(page: QWebEnginePage) -> list[int]:
    """Where the focus is in the page, and in each frame of it; a report has its map in one."""
    frames = [page.mainFrame()]
    for frame in frames:
        frames += frame.children()
    return [asked(frame, FOCUSED) for frame in frames]


def _is_control(widget: QWidget) -> bool:
    if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar | QHeaderView):
        return False
    own_part = widget.objectName().startswith("qt_") and not isinstance(widget, QTabBar)
    if widget.property("look") == "grip" or own_part:
        return False
    above = widget.parentWidget()
    while above is not None:
        if isinstance(
            above, QComboBox | QAbstractSpinBox | QLineEdit | QTabBar | QAbstractItemView
        ):
            return False
        above = above.parentWidget()
    return True
