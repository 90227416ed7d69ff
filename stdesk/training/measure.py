"""Watches what a training costs and writes down what it says on the way."""

import math
import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project

_WATCHED = ("numpy", "scipy", "torch", "torch-geometric", "lightgbm")
_LOOK_EVERY_S = 0.2


class Recorder(Progress):
    """Passes progress on, stores points of curves with the run, and notes the peak of memory.

    suffix: added to the names of curves, so that a second stage does not paint over the first.
    """

    suffix = ""

    def __init__(self, listener: Progress, project: "Project", run: int) -> None:
        super().__init__()
        self._cancel = listener._cancel
        self._listener, self._project, self._run = listener, project, run
        self._began, self._looked = time.monotonic(), 0.0
        self.peak_mb = resident_mb()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def on_step(self, done: float, total: float, message: str) -> None:
        self._look()
        self._listener.on_step(done, total, message)

    def on_metric(self, name: str, value: float, at: float) -> None:
        self._look()
        if not math.isfinite(value):  # a figure that cannot be told of these data is no point
            return
        curve = name + self.suffix
        self._project.runs.add_point(self._run, curve, value, at)
        self._listener.on_metric(curve, value, at)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked > _LOOK_EVERY_S:
            self._looked = now
            self.peak_mb = max(self.peak_mb, resident_mb())


def resident_mb() -> float:
    """The memory that this process holds now, in MB."""
    import psutil

    return float(psutil.Process(os.getpid()).memory_info().rss / 1e6)


def software_versions() -> dict[str, str]:
    """Python's version, and those of the libraries that decide a model's numbers."""
    found = {"python": platform.python_version()}
    for package in _WATCHED:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
