"""Progress and cancellation: the one object that every long function takes."""

import threading
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

Element = TypeVar("Element")


class Cancelled(Exception):
    """The person asked for a stop; raised at the next `step` of the long function.

    kept: what was finished by then and stays, where the function says so.
    """

    kept: object = None


class Progress:
    """Receives what a long function has to say; this base class listens in silence.

    The window and the terminal override `on_step` and `on_metric`. `cancel` may be called from any
    thread; the long function then ends with `Cancelled` at its next step.
    """

    def __init__(self) -> None:
        self._cancel = threading.Event()

    def step(self, done: float, total: float, message: str = "") -> None:
        """Tell that `done` of `total` is behind us; raises `Cancelled` if a stop was asked for."""
        self.check()
        self.on_step(done, total, message)

    def metric(self, name: str, value: float, at: float) -> None:
        """A point of a curve, such as the validation loss after an epoch."""
        self.check()
        self.on_metric(name, value, at)

    def check(self) -> None:
        """Raise `Cancelled` if a stop was asked for; cheap enough for inner loops."""
        if self._cancel.is_set():
            raise Cancelled

    def cancel(self) -> None:
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def each(self, elements: Iterable[Element], message: str = "") -> Iterator[Element]:
        """Iterate with a step before each element."""
        total = len(elements) if isinstance(elements, Sized) else 0
        for position, element in enumerate(elements):
            self.step(position, max(total, position + 1), message)
            yield element

    def part(self, begin: float, end: float, message: str = "") -> "Progress":
        """The progress of a piece of the work, shown between `begin` and `end` (shares of 1)."""
        return _Part(self, begin, end, message)

    def on_step(self, done: float, total: float, message: str) -> None:
        """What the listener does with a step."""

    def on_metric(self, name: str, value: float, at: float) -> None:
        """What the listener does with a point of a curve."""


class _Part(Progress):
    def __init__(self, whole: Progress, begin: float, end: float, message: str) -> None:
        super().__init__()
        self._cancel = whole._cancel
        self._whole, self._begin, self._end, self._message = whole, begin, end, message

    def on_step(self, done: float, total: float, message: str) -> None:
        share = done / total if total else 0.0
        at = self._begin + (self._end - self._begin) * min(max(share, 0.0), 1.0)
        self._whole.on_step(at, 1.0, message or self._message)

    def on_metric(self, name: str, value: float, at: float) -> None:
        self._whole.on_metric(name, value, at)
