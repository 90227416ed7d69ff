"""Carries calls from worker threads to the window's thread."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Post(QObject):
    """Calls sent from any thread run on the thread that made this object.

    The signal has no arguments and the calls lie in a deque, so that no Python object passes
    through Qt's own queue.
    """

    _arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._calls: deque[Callable[[], object]] = deque()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def send(self, call: Callable[[], object]) -> None:
        self._calls.append(call)
        self._arrived.emit()

    def _deliver(self) -> None:
        while self._calls:
            self._calls.popleft()()
