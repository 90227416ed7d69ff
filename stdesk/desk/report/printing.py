"""Pages become PDF files by the web engine: in the window, and without one from the command line.

The rooms below know no Qt; they get a printer as a plain function of their own interface
(`stdesk.report.Printer`). `WindowPrinter` serves the workers of a window, `lone_printer` those who
have none.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMarginsF,
    QObject,
    Qt,
    QTimer,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtWidgets import QApplication

from stdesk.desk.maps.web_guard import HomePage
from stdesk.desk.work.post import Post
from stdesk.errors import ReportProblem
from stdesk.progress import Progress
from stdesk.report import Paper, Printer

MARGINS_MM = (16, 18, 16, 20)  # left, top, right, bottom: as the pages' own style sheet has them
PATIENCE_S, GLANCE_S = 600.0, 0.02
_SIZES = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}


class _Press(QObject):
    """Prints one page after the other; lives and is called on the thread of the application."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page: HomePage | None = None
        self._sheet: tuple[Path, QPageLayout] | None = None
        self._ended = threading.Event()
        self.well = False

    def begin(self, page: Path, pdf: Path, paper: Paper) -> threading.Event:
        """Load a page and print it; the event is set when that has ended, well or not."""
        self._sheet, self.well = (pdf, _layout(paper)), False
        self._ended = threading.Event()
        self._web.load(QUrl.fromLocalFile(str(page)))
        return self._ended

    def close(self) -> None:
        if self._page is not None:
            self._page.deleteLater()
            self._page = None

    @property
    def _web(self) -> HomePage:
        if self._page is None:
            self._page = HomePage(self, scripts=False)
            self._page.loadFinished.connect(self._on_loaded)
            self._page.pdfPrintingFinished.connect(self._on_printed)
        return self._page

    def _on_loaded(self, well: bool) -> None:
        if self._sheet is None:
            return
        if not well:
            self._ended.set()
            return
        pdf, layout = self._sheet
        self._web.printToPdf(str(pdf), layout)

    def _on_printed(self, path: str, well: bool) -> None:
        del path
        self.well = well
        self._ended.set()


class WindowPrinter:
    """A `Printer` for the workers of a window; made on the window's thread, called on others."""

    def __init__(self, parent: QObject) -> None:
        self._press, self._post = _Press(parent), Post()

    def __call__(self, page: Path, pdf: Path, paper: Paper, progress: Progress) -> None:
        begun: list[threading.Event] = []
        started = threading.Event()

        def begin() -> None:
            begun.append(self._press.begin(page, pdf, paper))
            started.set()

        self._post.send(begin)
        _wait(started, progress)
        _wait(begun[0], progress)
        _check(self._press.well, pdf)


@contextmanager
def lone_printer() -> Iterator[Printer]:
    """A printer without a window and without a screen, for one command."""
    _prepare_engine()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    press = _Press()

    def printer(page: Path, pdf: Path, paper: Paper, progress: Progress) -> None:
        loop, looking = QEventLoop(), QTimer(interval=int(GLANCE_S * 1000))
        ended = press.begin(page, pdf, paper)

        def look() -> None:
            if ended.is_set() or progress.cancelled:
                loop.quit()

        looking.timeout.connect(look)
        looking.start()
        loop.exec()
        progress.check()
        _check(press.well, pdf)

    try:
        yield printer
    finally:
        press.close()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()


def _prepare_engine() -> None:
    """Quietly and without a screen; as root, where Chromium refuses its sandbox, without one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    if "--log-level" not in flags:
        flags += " --log-level=3 --disable-gpu"
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--no-sandbox" not in flags:
        flags += " --no-sandbox"  # the page is our own, runs no script and asks no network
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = flags.strip()
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    if "STDESK_DEBUG" not in os.environ:
        qInstallMessageHandler(lambda *_: None)


def _layout(paper: Paper) -> QPageLayout:
    size = QPageSize(_SIZES[paper])
    margins = QMarginsF(*MARGINS_MM)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def _wait(ended: threading.Event, progress: Progress) -> None:
    waited = 0.0
    while not ended.wait(GLANCE_S):
        progress.check()
        waited += GLANCE_S
        if waited > PATIENCE_S:
            raise ReportProblem("the page could not be printed in time; write HTML instead.")


def _check(well: bool, pdf: Path) -> None:
    if not well or not pdf.is_file():
        raise ReportProblem("the page could not be printed; write HTML instead.")
