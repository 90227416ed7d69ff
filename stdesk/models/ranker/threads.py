"""Work side by side: numpy, torch and LightGBM leave the interpreter free while they compute."""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from stdesk.progress import Progress

Given = TypeVar("Given")
Found = TypeVar("Found")


def in_threads(
    compute: Callable[[Given], Found], parts: Iterable[Given], threads: int
) -> list[Found]:
    """What `compute` gives for each part, in their order; threads: 0 for all cores."""
    parts = list(parts)
    workers = min(threads or os.cpu_count() or 1, len(parts))
    if workers <= 1:
        return [compute(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(compute, parts))


def side_by_side(progress: Progress, count: int) -> list[Progress]:
    """The progress of works that go on at once, each in a thread of its own; their mean is told."""
    shares, lock = [0.0] * count, threading.Lock()
    return [_Side(progress, shares, number, lock) for number in range(count)]


class _Side(Progress):
    def __init__(
        self, whole: Progress, shares: list[float], number: int, lock: threading.Lock
    ) -> None:
        super().__init__()
        self._cancel = whole._cancel
        self._whole, self._shares, self._number, self._lock = whole, shares, number, lock

    def on_step(self, done: float, total: float, message: str) -> None:
        with self._lock:
            self._shares[self._number] = done / total if total else 0.0
            self._whole.on_step(sum(self._shares), len(self._shares), message)

    def on_metric(self, name: str, value: float, at: float) -> None:
        with self._lock:
            self._whole.on_metric(name, value, at)
