"""The help pages: a search line above the contents at the left, the page at the right."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from stdesk.desk.help.text import anchor, hits_html, page_html, read_picture
from stdesk.desk.look.pieces import beside, rows
from stdesk.desk.look.theme import GRID, Theme, icon
from stdesk.desk.work.desk import Desk
from stdesk.language import tr
from stdesk.manual import TOPICS, all_pages, page, search

FIRST = TOPICS[0]
WIDEST_PICTURE = 900
TYPING_MS = 120
TOPIC = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Stays open beside the work. `open_at` shows a topic; the search line finds in all of them."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._desk = desk
        self.topic = FIRST
        self._past: list[str] = []
        self._ahead: list[str] = []
        self.line = QLineEdit(clearButtonEnabled=True)
        self.contents, self.browser = QListWidget(), _Browser()
        self.back, self.forth = QToolButton(), QToolButton()
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._show_hits)
        self._fitting = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._fitting.timeout.connect(self._fit)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.apply_theme(desk.theme)

    def open_at(self, topic: str) -> None:
        """Show a topic and come to the front."""
        self.line.clear()
        self.show_topic(topic)
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus()

    def show_topic(self, topic: str, section: str = "") -> None:
        """Show one of TOPICS; where one was before is kept for going back."""
        if topic != self.topic:
            self._past.append(self.topic)
            self._ahead.clear()
        self._show(topic, section)

    def go_back(self) -> None:
        if self._past:
            self._ahead.append(self.topic)
            self._show(self._past.pop())

    def go_forth(self) -> None:
        if self._ahead:
            self._past.append(self.topic)
            self._show(self._ahead.pop())

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Help"))
        self.line.setPlaceholderText(tr("Search the help"))
        self.line.setAccessibleName(tr("Search the help"))
        self.contents.setAccessibleName(tr("Contents"))
        self.browser.setAccessibleName(tr("Help page"))
        for tool, said in ((self.back, tr("Back")), (self.forth, tr("Forward"))):
            tool.setAccessibleName(said)
            tool.setToolTip(said)
        self.contents.clear()
        for one in all_pages():
            entry = QListWidgetItem(one.title)
            entry.setData(TOPIC, one.topic)
            self.contents.addItem(entry)
        self._give_room()
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self.back.setIcon(icon("back", theme.text))
        self.forth.setIcon(icon("forth", theme.text))
        self._fill()

    def _lay_out(self) -> None:
        for tool in (self.back, self.forth):
            tool.setIconSize(QSize(2 * GRID, 2 * GRID))
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        left, right = QWidget(), QWidget()
        left.setLayout(rows(self.line, self.contents))
        right.setLayout(rows(beside(self.back, self.forth, None), self.browser))
        self.contents.setWordWrap(True)  # where there is little room
        self.contents.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.across = across = QSplitter()
        across.setChildrenCollapsible(False)
        across.addWidget(left)
        across.addWidget(right)
        left.setMinimumWidth(18 * GRID)
        right.setMinimumWidth(36 * GRID)
        for place, share in enumerate((1, 3)):
            across.setStretchFactor(place, share)
        self.setLayout(rows(across, margin=2 * GRID))
        room = self.screen().availableGeometry().size()
        self.resize(QSize(128 * GRID, 84 * GRID).boundedTo(room * 0.95))

    def _connect(self) -> None:
        self.line.textChanged.connect(lambda: self._typing.start())
        self.line.installEventFilter(self)
        self.contents.currentItemChanged.connect(self._on_contents)
        self.browser.anchorClicked.connect(self._on_link)
        self.browser.resized.connect(lambda: self._fitting.start())
        self.back.clicked.connect(self.go_back)
        self.forth.clicked.connect(self.go_forth)
        keys = QKeySequence.StandardKey
        for key, act in ((keys.Back, self.go_back), (keys.Forward, self.go_forth)):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        find = QShortcut(QKeySequence(keys.Find), self)
        find.activated.connect(self.line.setFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search line, Down and Enter go on to what was found."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.browser.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_first()
                return True
        return super().eventFilter(watched, event)

    def _give_room(self) -> None:
        """The titles as wide as they are, up to two fifths of the window; the page the rest."""
        whole = self.width()
        titles = min(self.contents.sizeHintForColumn(0) + 4 * GRID, whole * 2 // 5)
        self.across.setSizes([titles, whole - titles])

    def _show(self, topic: str, section: str = "") -> None:
        self.topic = topic
        self._fill()
        if section:
            self.browser.scrollToAnchor(section)

    def _fill(self) -> None:
        if self.line.text().strip():
            self._show_hits()
            return
        width = self.browser.text_width()
        points = QApplication.font().pointSizeF()
        shown = page(self.topic)
        self.browser.setHtml(page_html(shown, self._desk.theme, points, width))
        self.back.setEnabled(bool(self._past))
        self.forth.setEnabled(bool(self._ahead))
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(TOPICS.index(self.topic))
        self.contents.blockSignals(False)

    def _fit(self) -> None:
        """Pictures as wide as the page now is; where one was reading stays in view."""
        bar = self.browser.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._fill()
        bar.setValue(round(share * bar.maximum()))

    def _show_hits(self) -> None:
        sought = self.line.text().strip()
        if not sought:
            self._fill()
            return
        nothing = tr("No help page speaks of this.")
        points = QApplication.font().pointSizeF()
        found = search(sought)
        self.browser.setHtml(hits_html(sought, found, self._desk.theme, points, nothing))

    def _open_first(self) -> None:
        found = search(self.line.text())
        if found:
            self._open_hit(found[0].topic, anchor(found[0].section))

    def _open_hit(self, topic: str, section: str) -> None:
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._typing.stop()
        self.show_topic(topic, section)
        self.browser.setFocus()

    def _on_contents(self, entry: QListWidgetItem | None) -> None:
        if entry is not None:
            self._open_hit(entry.data(TOPIC), "")
            self.contents.setFocus()

    def _on_link(self, url: QUrl) -> None:
        topic = url.path().removesuffix(".md")
        if url.isRelative() and topic in TOPICS:
            self._open_hit(topic, url.fragment())
        elif url.scheme() == "https":  # only by a person's own click
            QDesktopServices.openUrl(url)


class _Browser(QTextBrowser):
    """Reads nothing but our own pages; pictures are brought to size once, smoothly."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.document().setDocumentMargin(2 * GRID)
        self.document().setIndentWidth(3 * GRID)

    def text_width(self) -> int:
        """Of a picture, in pixels, at most."""
        return max(min(self.viewport().width() - 5 * GRID, WIDEST_PICTURE), 20 * GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.resized.emit()

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        url = QUrl(url)
        if kind == QTextDocument.ResourceType.ImageResource.value and url.isLocalFile():
            image: QImage = read_picture(
                url.toLocalFile(), self.text_width(), self.devicePixelRatioF()
            )
            return image
        return None
