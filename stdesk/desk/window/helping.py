"""Opens the help where it is asked for: F1 anywhere, the Help menu, the finder."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from stdesk.desk.help.places import topic_of_dialog, topic_of_page
from stdesk.desk.work.finder_sources import Deed, Entries, Entry
from stdesk.language import LANGUAGES, tr
from stdesk.manual import all_pages

if TYPE_CHECKING:
    from stdesk.desk.help.window import HelpWindow
    from stdesk.desk.window.window import Window

KEY = "F1"


class Helping(QObject):
    """Of one window. The help stays open beside the work; over a modal dialog it has its own."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        self.shown: HelpWindow | None = None
        self._desk.find_sources.append(self._entries)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def topic_here(self) -> str:
        """The topic of what the window shows now."""
        window = self._window
        name = window.current_page if self._desk.project is not None else ""
        return topic_of_page(name, window.pages.get(name))

    def open_here(self) -> None:
        self.open(self.topic_here())

    def open(self, topic: str) -> None:
        """Open the help at a topic."""
        if self.shown is None:
            self.shown = self._made(self._window)
        self.shown.open_at(topic)

    def retranslate(self) -> None:
        if self.shown is not None:
            self.shown.retranslate()

    def apply_theme(self) -> None:
        if self.shown is not None:
            self.shown.apply_theme(self._desk.theme)

    def _made(self, parent: QWidget) -> "HelpWindow":
        from stdesk.desk.help.window import HelpWindow

        return HelpWindow(self._desk, parent)

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        """Menus do not reach into dialogs: each gets F1 when it is first entered."""
        dialog = now.window() if now is not None else None
        if not isinstance(dialog, QDialog) or dialog.findChild(QShortcut, KEY) is not None:
            return
        if topic_of_dialog(dialog) is None or not self._owns(dialog):
            return
        key = QShortcut(KEY, dialog)
        key.setObjectName(KEY)
        key.activated.connect(lambda: self.open_over(dialog))

    def _owns(self, dialog: QDialog) -> bool:
        """Whether a dialog stands over this window, directly or over another dialog of it."""
        above = dialog.parentWidget()
        while above is not None and above is not self._window:
            above = above.parentWidget()
        return above is self._window

    def open_over(self, dialog: QDialog) -> None:
        """Help on a dialog; a modal one would block any window that is not its own."""
        topic = topic_of_dialog(dialog)
        if topic is None:
            return
        over = self._made(dialog)
        over.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        over.open_at(topic)

    def _opening(self, topic: str) -> Callable[[], None]:
        return lambda: self.open(topic)

    def _entries(self) -> Entries:
        pages = all_pages()
        entries = [
            Entry(
                page.title,
                tr("Help"),
                "help",
                (Deed(tr("read it"), self._opening(page.topic)),),
            )
            for page in pages
        ]
        spoken = [all_pages(code) for code in LANGUAGES]
        also = [
            " ".join(s.heading for pages in spoken for s in pages[place].sections)
            for place in range(len(pages))
        ]
        return Entries(entries, also, weight=2.0)
