"""Collects Python's cyclic garbage on the window's thread only.

Python collects wherever the next object happens to be made, so also on a worker; if the garbage
holds a widget or a chart's item, Qt deletes it there, and the window crashes some time later.
"""

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

TICK_MS = 250
WHOLE_EVERY = 240  # ticks; a collection over all objects takes a moment


class Litter(QObject):
    """Works from its making until `stop`; one of each window with workers."""

    _at_work: ClassVar[int] = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        Litter._at_work += 1
        gc.disable()
        self._stopped = False
        self._ticks = 0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def stop(self) -> None:
        """No worker is left: Python may collect by itself again."""
        if self._stopped:
            return
        self._stopped = True
        self._timer.stop()
        Litter._at_work -= 1
        if Litter._at_work == 0:
            gc.enable()

    def _collect(self) -> None:
        self._ticks += 1
        young, middle, _ = gc.get_count()
        limits = gc.get_threshold()
        if self._ticks % WHOLE_EVERY == 0:
            gc.collect()
        elif young > limits[0]:
            gc.collect(1 if middle > limits[1] else 0)
