"""Which past event speaks for an item: the one without which the model would give it less.

Nothing is read from inside the network: each recent event is left out in turn and the model asked
again, so that the reason is true of any network (Zeiler and Fergus, ECCV 2014, for images).
"""

import datetime
from collections.abc import Callable

import numpy as np

from stdesk.features import (
    DAY_MS,
    Contexts,
    EventColumns,
    Moments,
    Windows,
    windows_with_one_left_out,
)
from stdesk.language import mark
from stdesk.models.base import Reason

NEWEST = 16  # events that are left out in turn
EPOCH = datetime.date(1970, 1, 1)
LEAST = 0.1  # of the chance must be lost for an event to be named


class Occlusion:
    """The chances of all items without each of the newest events of one context."""

    def __init__(
        self,
        columns: EventColumns,
        contexts: Contexts,
        row: int,
        longest: int,
        answer: Callable[[Windows, Moments], np.ndarray],
    ) -> None:
        self._log = contexts.log
        self._position = np.zeros(0, np.int64)
        if contexts.history_end[row] == contexts.history_begin[row]:
            return
        self._position, window, moment = windows_with_one_left_out(
            columns, contexts, row, longest, NEWEST
        )
        self._chance = np.exp(answer(window, moment))  # (variants, items)

    def reasons(self, item: int) -> list[Reason]:
        """The event, of another item, whose absence costs `item` most of its chance."""
        if not len(self._position):
            return []
        lost = 1 - self._chance[1:, item] / max(float(self._chance[0, item]), 1e-30)
        lost = np.where(self._log.item[self._position] == item, 0.0, lost)
        strongest = int(np.argmax(lost))
        share = float(lost[strongest])
        if share < LEAST:
            return []
        position = int(self._position[strongest])
        day = EPOCH + datetime.timedelta(days=int(self._log.local_ms[position] // DAY_MS))
        text = mark(
            "{cause} on {cause_day} points here: without it the chance is {lost_share} lower"
        )
        values = {
            "cause": self._log.catalogue.item_name(int(self._log.item[position])),
            "cause_day": day.isoformat(),
            "lost_share": round(share, 3),
        }
        return [Reason(text, values, weight=0.3 + 0.4 * share)]
