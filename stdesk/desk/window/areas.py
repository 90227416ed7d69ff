"""F6 goes from area to area of the window: side bar, page, panels; Shift+F6 goes back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

Areas = Callable[[], Sequence[QWidget]]


class AreaKeys:
    """areas: those that are in sight now, in their order. Each gets back the focus it had."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        self._last: dict[int, QWidget] = {}

    def go(self, by: int) -> None:
        areas = [area for area in self._areas() if area.isVisible() and reachable(area)]
        if not areas:
            return
        focus = QApplication.focusWidget()
        here = next((i for i, area in enumerate(areas) if _holds(area, focus)), None)
        if here is not None and focus is not None:
            self._last[id(areas[here])] = focus
        there = areas[(here + by) % len(areas)] if here is not None else areas[0]
        candidates = reachable(there)
        last = self._last.get(id(there))
        wanted = last if last in candidates else candidates[0]
        wanted.setFocus(Qt.FocusReason.TabFocusReason)


def reachable(area: QWidget) -> list[QWidget]:
    """What in an area can have the focus now, in the order of Tab."""
    widgets = [area, *area.findChildren(QWidget)]
    can = {id(widget) for widget in widgets if _takes_focus(widget)}
    ordered: list[QWidget] = []
    at: QWidget | None = area.window()
    first = at
    while at is not None:
        if id(at) in can:
            ordered.append(at)
        at = at.nextInFocusChain()
        if at is first:
            break
    return ordered


def _takes_focus(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _holds(area: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (focus is area or area.isAncestorOf(focus))
