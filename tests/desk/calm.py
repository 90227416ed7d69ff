"""What the tests of the window wait for, so that none of them depends on how fast a thread is."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWebEngineCore import QWebEngineFrame, QWebEnginePage
from PySide6.QtWidgets import QApplication, QWidget

from stdesk.desk.maps.map_view import MapView
from stdesk.desk.work.job import Job

PATIENCE_S = 1200  # only what never comes is a failure; a machine may be slow
SIZE = "[innerWidth, innerHeight]"
PUT_OFF_MS = 1000  # what is put off by no more is waited for; longer is for a person to see


def wait_until(true: Callable[[], object]) -> None:
    """Let the event loop run until something is true."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "waited in vain"
        QApplication.processEvents()
        time.sleep(0.005)
    QApplication.processEvents()


def wait_for_rest(window: QWidget) -> None:
    """Let the event loop run until nothing is read, computed, put off or on its way to a map."""
    before, now = None, _shown(window)
    while before != now:
        _wait_until_still(window)
        for view in _maps(window):
            if view.isVisible():
                size = [view.web.width(), view.web.height()]
                wait_until(lambda view=view, size=size: asked(view.page, SIZE) == size)
            asked(view.page, "0")  # what the page said before this answer has come
        _wait_until_still(window)
        before, now = now, _shown(window)


def asked(page: QWebEnginePage | QWebEngineFrame, code: str) -> Any:
    """The value of an expression in a web page; None where it has none."""
    answer: list[str | None] = []
    page.runJavaScript(f"JSON.stringify({code})", answer.append)
    wait_until(lambda: answer)
    return json.loads(answer[0]) if answer[0] else None


def _wait_until_still(window: QWidget) -> None:
    rounds = 0  # of the event loop; what an answer sets going begins in the next one

    def still() -> bool:
        nonlocal rounds
        rounds = rounds + 1 if _is_still(window) else 0
        return rounds > 3

    wait_until(still)


def _is_still(window: QWidget) -> bool:
    jobs = window.desk.jobs  # type: ignore[attr-defined]
    return (
        not (jobs.busy or jobs.reading)
        and not any(_puts_off(timer) for timer in window.findChildren(QTimer))
        and all(view.is_ready for view in _maps(window))
    )


def _maps(window: QWidget) -> list[MapView]:
    return [view for view in window.findChildren(MapView) if view.web is not None]


def _shown(window: QWidget) -> list[object]:
    return [(view.bounds, view.shown()) for view in _maps(window)]


def _puts_off(timer: QTimer) -> bool:
    return timer.isSingleShot() and timer.isActive() and timer.interval() <= PUT_OFF_MS


class Halt:
    """The worker of a job stands still where it next says something, until it is let go.

    when: asked on the worker each time; the first time that it is true is where it stands.
    """

    def __init__(self, job: Job, when: Callable[[], object]) -> None:
        self._stands, self._go = threading.Event(), threading.Event()
        self._when = when
        progress = job.progress
        progress.on_step = self._after(progress.on_step)  # type: ignore[method-assign]
        progress.on_metric = self._after(progress.on_metric)  # type: ignore[method-assign]

    def stands(self) -> bool:
        return self._stands.is_set()

    def let_go(self) -> None:
        self._go.set()

    def _after(self, said: Callable[..., None]) -> Callable[..., None]:
        def say(*what: object) -> None:
            said(*what)
            if not self._go.is_set() and self._when():
                self._stands.set()
                self._go.wait()

        return say
