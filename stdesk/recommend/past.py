"""One user's own events before the moment of a list, by item; what they say at any moment."""

from functools import cached_property

import numpy as np

from stdesk.features import EventLog
from stdesk.recommend.habits import Phrase, mostly

NEVER = np.zeros(0, np.int64)


class Past:
    """item, local_ms, hour_of_week: (events,) of the user, in time order."""

    def __init__(self, log: EventLog, user: int) -> None:
        own = log.of_user(user)
        self.item, self.local_ms = log.item[own], log.local_ms[own]
        self.hour_of_week = log.hour_of_week[own]
        self._habits: dict[int, Phrase | None] = {}

    def __len__(self) -> int:
        return len(self.item)

    def visits(self, item: int) -> np.ndarray:
        """Positions of the events of an item, in time order."""
        return self._visits.get(item, NEVER)

    def habit(self, item: int) -> Phrase | None:
        """When the events of an item mostly happen, where that can be said."""
        if item not in self._habits:
            self._habits[item] = mostly(self.hour_of_week[self.visits(item)])
        return self._habits[item]

    def times_next(self, item: int) -> int:
        """How often an item came right after the one that was the last."""
        return self._times_next.get(item, 0)

    @cached_property
    def _visits(self) -> dict[int, np.ndarray]:
        order = np.argsort(self.item, kind="stable")
        items, begin = np.unique(self.item[order], return_index=True)
        return (
            dict(zip(items.tolist(), np.split(order, begin[1:]), strict=True)) if len(order) else {}
        )

    @cached_property
    def _times_next(self) -> dict[int, int]:
        after_last = self.item[1:][self.item[:-1] == self.item[-1]] if len(self) else self.item
        items, count = np.unique(after_last, return_counts=True)
        return dict(zip(items.tolist(), count.tolist(), strict=True))
