"""How a person arranged a page: splitters, tabs, sorting and widths of tables.

Nothing has to be named for that: a widget is known by the kinds of widgets it lies in, and its
place among its like. A later version of the page takes up what still fits.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from stdesk.desk.tables.table import Table

ARRANGED = (QSplitter, QTabWidget, Table)


def arrangement(page: QWidget) -> dict[str, Any]:
    """What to remember of the page, as JSON values."""
    return {name: _state(widget) for name, widget in _named(page)}


def arrange(page: QWidget, remembered: Mapping[str, Any]) -> None:
    """Arrange the page as it was."""
    for name, widget in _named(page):
        if name in remembered:
            _restore(widget, remembered[name])


def _named(page: QWidget) -> Iterator[tuple[str, QWidget]]:
    met: Counter[str] = Counter()
    for widget in page.findChildren(QWidget):
        if isinstance(widget, ARRANGED):
            path = _path(widget, page)
            met[path] += 1
            yield f"{path} {met[path]}", widget


def _path(widget: QWidget, page: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and at is not page:
        if type(at).__module__.startswith("stdesk.") or isinstance(at, ARRANGED):
            names.append(type(at).__name__)
        at = at.parentWidget()
    return "/".join(reversed(names))


def _state(widget: QWidget) -> Any:
    if isinstance(widget, QSplitter):
        return widget.sizes()
    if isinstance(widget, QTabWidget):
        return widget.currentIndex()
    return widget.arrangement() if isinstance(widget, Table) else None


def _restore(widget: QWidget, state: Any) -> None:
    if isinstance(widget, QSplitter):
        if isinstance(state, list) and len(state) == widget.count() and any(state):
            widget.setSizes(state)
    elif isinstance(widget, QTabWidget):
        if isinstance(state, int) and 0 <= state < widget.count():
            widget.setCurrentIndex(state)
    elif isinstance(widget, Table) and isinstance(state, dict):
        widget.arrange(state)
