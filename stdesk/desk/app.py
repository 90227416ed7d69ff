"""Starts Qt and the window, and stays until the window is closed."""

import logging
import os
import signal
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QStyleFactory

from stdesk import __version__
from stdesk.desk.window.window import Window
from stdesk.desk.work.jobs import Unexpected
from stdesk.desk.work.settings import Settings
from stdesk.errors import Problem
from stdesk.language import set_language
from stdesk.locations import resource

log = logging.getLogger(__name__)


def run(path: str | None, settings: Settings | None = None) -> int:
    """Open the window, on the project at `path` or on the last one; returns the exit code."""
    app = make_application()
    window = make_window(settings or Settings(), path)
    sys.excepthook = lambda kind, error, trace: _on_error(window, error, trace)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python sees a signal only while it runs its own code; a slow tick gives it the chance.
    ticking = QTimer(interval=500)
    ticking.timeout.connect(lambda: None)
    ticking.start()
    window.show()
    return app.exec()


def make_application() -> QApplication:
    """The one QApplication, with the settings that must come before it."""
    leave_a_core()
    # QtWebEngine, which only the map needs, may be loaded later only if this was set now.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("stdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("stdesk")
    app.setWindowIcon(QIcon(str(resource("icons", "stdesk.svg"))))
    app.setStyle(QStyleFactory.create("Fusion"))
    return app


def make_window(settings: Settings, path: str | Path | None) -> Window:
    """The window, in the person's language, with a project on its way."""
    set_language(settings.language or _language_of_system())
    settings.language = settings.language or _language_of_system()
    window = Window(settings)
    last = settings.last_project if settings.reopens else None
    project = Path(path) if path else last
    if project is not None:
        window.open_project(project)
    return window


def leave_a_core() -> None:
    """Numeric libraries get one thread fewer than there are cores: the window stays smooth."""
    threads = str(max(1, (os.cpu_count() or 2) - 1))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, threads)


def _language_of_system() -> str:
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def _on_error(window: Window, error: BaseException, trace: TracebackType | None) -> None:
    """An error in the window's own code: logged whole, shown as one sentence."""
    log.error("unexpected error in the window", exc_info=(type(error), error, trace))
    problem = error if isinstance(error, Problem) else Unexpected(error)
    window.desk.show_problem(problem)
