"""A window on a project of a test's own, with settings of its own."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from stdesk.desk.app import make_application, make_window
from stdesk.desk.settings import Settings
from stdesk.desk.window import Window
from stdesk.language import set_language

PATIENCE_S = 60


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt's application is made by our own door, so that attributes come first."""
    make_application()
    return QApplication


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.language, made.theme = "en", "light"
    return made


@pytest.fixture
def wait(qapp: QApplication) -> Callable[[Callable[[], object]], None]:
    """Let the event loop run until something is true."""

    def until(true: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        end = time.monotonic() + patience_s
        while not true():
            assert time.monotonic() < end, "waited in vain"
            qapp.processEvents()
            time.sleep(0.005)
        qapp.processEvents()

    return until


@pytest.fixture
def make(qapp: QApplication, settings: Settings) -> Iterator[Callable[..., Window]]:
    """Opens windows, and closes them at the end of the test."""
    windows = []

    def window(path: Path | None = None, own: Settings | None = None) -> Window:
        made = make_window(own or settings, path)
        made.resize(1280, 720)
        made.show()
        windows.append(made)
        return made

    yield window
    for made in windows:
        made.desk.jobs.shut_down()
        made._leaving = True
        made.close()
        made.deleteLater()
    # Plain processEvents leaves what waits for deletion, and each theme would style it again.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    set_language("en")
