"""What a window takes up again in the next session: its place, panels, page, and how each page was.

It is written while one works, not only at the end, so that a crash loses nothing.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from stdesk.desk.look.theme import GRID
from stdesk.desk.page.page import Page
from stdesk.desk.window.layout_memory import arrange, arrangement

if TYPE_CHECKING:
    from stdesk.desk.window.window import Window

EVERY_MS = 30_000
LAYOUT = "layout"  # of a page, beside what the page itself remembers


class Session:
    """Of one window."""

    def __init__(self, window: "Window") -> None:
        self._window, self._settings = window, window.desk.settings
        self._states: dict[str, dict[str, Any]] = self._settings.get("pages", {})
        self._timer = QTimer(window, interval=EVERY_MS)
        self._timer.timeout.connect(self.write)
        self._timer.start()

    @property
    def page(self) -> str:
        """The page that was shown last."""
        return str(self._settings.get("page", "data"))

    def restore_window(self) -> None:
        geometry = self._settings.blob("geometry")
        if geometry.isEmpty() or not self._window.restoreGeometry(geometry):
            self._window.resize(160 * GRID, 100 * GRID)
        self._window.docks.restore(self._settings.blob("panels"))

    def restore_page(self, name: str, page: Page) -> None:
        """Show a page as it was left; call once, after it has its project."""
        state = dict(self._states.get(name, {}))
        layout = state.pop(LAYOUT, {})
        page.restore(state)
        arrange(page, layout if isinstance(layout, dict) else {})

    def remember(self) -> None:
        window, settings = self._window, self._settings
        settings.set_blob("geometry", window.saveGeometry())
        settings.set_blob("panels", window.docks.remember())
        settings.set("page", window.current_page or "data")
        for name, page in window.pages.items():
            self._states[name] = {**page.state(), LAYOUT: arrangement(page)}
        settings.set("pages", self._states)

    def write(self) -> None:
        """Remember all of it on disk now."""
        if self._window.isVisible():
            self.remember()
        self._settings.save()
