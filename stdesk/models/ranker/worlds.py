"""Everyone's statistics as they stood at a moment: those of training, or newer ones.

Histories are known up to the moment (streaming), and so is what everyone else did. Statistics of
training serve as long as they are no staler than those that the trees learnt with; later moments
get statistics counted anew from the log that lies before their stretch of time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from stdesk.features import Catalogue, Contexts, EventLog
from stdesk.models.ranker.background import Background, background, neighbourhood
from stdesk.models.ranker.lately import known_until

MOST_STRETCHES = 12


@dataclass(frozen=True)
class Era:
    """known_until_ms: the newest event of training. events: after how many more to count anew."""

    known_until_ms: int
    events: int

    @classmethod
    def of(cls, log: EventLog, share: float) -> "Era":
        """share: of the events, how many came between two countings in training."""
        if not len(log):
            return cls(0, 1)
        return cls(int(log.instant_ms.max()), max(int(len(log) * share), 1))


class Worlds:
    """Finds the statistics for each context; keeps those that it counted."""

    def __init__(self, trained: Background, era: Era) -> None:
        self.trained, self.era = trained, era
        self._around: tuple[Catalogue, sparse.csr_array] | None = None
        self._log: EventLog | None = None

    def parts(self, contexts: Contexts) -> Iterator[tuple[np.ndarray, Background]]:
        """Rows of the contexts, and the statistics that stood before them."""
        self._follow(contexts.log)
        stretch = np.searchsorted(self._later_ms, known_until(contexts)) // self._width
        for number in np.unique(stretch).tolist():
            yield np.flatnonzero(stretch == number), self._world(contexts.log, number)

    def at(self, contexts: Contexts, row: int) -> Background:
        """The statistics that stood before one context."""
        return next(self.parts(contexts.take(slice(row, row + 1))))[1]

    def _follow(self, log: EventLog) -> None:
        """What is held is of one log; in the window and in tests another may come."""
        if self._log is log:
            return
        times = log.instant_ms[log.time_order]
        self._later_ms = times[np.searchsorted(times, self.era.known_until_ms, side="right") :]
        self._width = max(self.era.events, len(self._later_ms) // MOST_STRETCHES + 1)
        self._held: dict[int, Background] = {}
        self._log = log

    def _world(self, log: EventLog, stretch: int) -> Background:
        if stretch not in self._held:
            found = self.trained
            if stretch:
                newest = int(self._later_ms[stretch * self._width - 1])
                found = background(log.before(newest + 1), self._neighbourhood(log.catalogue))
            self._held[stretch] = found.grown(log.catalogue.items)
        return self._held[stretch]

    def _neighbourhood(self, catalogue: Catalogue) -> sparse.csr_array:
        if self._around is None or self._around[0] is not catalogue:
            self._around = (catalogue, neighbourhood(catalogue))
        return self._around[1]

    def details(self) -> dict[str, Any]:
        return {"until": self.era.known_until_ms, "events": self.era.events}

    @classmethod
    def restored(cls, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> "Worlds":
        era = Era(int(details["until"]), int(details["events"]))
        return cls(Background.from_state(state), era)
