"""Whom, when and where the pages look at: one focus for all, so that a choice follows along."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class Focus:
    """What is looked at; None means no restriction.

    user: index in the log's catalogue. segment: id of a stored segment (never beside a user).
    within: local milliseconds [from, to). area: corners of a drawn polygon, (latitude, longitude)
    in degrees.
    """

    user: int | None = None
    segment: int | None = None
    within: tuple[int, int] | None = None
    area: tuple[tuple[float, float], ...] | None = None


class SharedFocus(QObject):
    """The window's focus. `changed` comes once a change, never for setting what is so already."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = Focus()

    def look_at(self, user: int | None = None, segment: int | None = None) -> None:
        """Look at one user, at a segment, or at everyone; the time and the area stay."""
        self._set(replace(self.now, user=user, segment=segment if user is None else None))

    def restrict(self, **limits: Any) -> None:
        """Set `within` or `area`; None lifts the restriction."""
        self._set(replace(self.now, **limits))

    def clear(self) -> None:
        """Look at everything, as when another project opens."""
        self._set(Focus())

    def _set(self, focus: Focus) -> None:
        if focus != self.now:
            self.now = focus
            self.changed.emit()
