"""Contexts in pieces that fit into memory."""

from collections.abc import Iterator

import numpy as np

from stdesk.features.contexts import Contexts

CELLS = 6_000_000  # scores held at a time
HISTORIES = 4_000_000  # events of histories looked at at a time
MOST_ROWS = 4096
LEAST_ROWS = 64  # fewer at a time, and what a model does once for all of them would be the most


def bites(contexts: Contexts) -> Iterator[slice]:
    """Slices of contexts whose scores over all items fit into memory, and whose histories do.

    A user with 50,000 events and as many moments has a billion events in her histories.
    """
    fitting = CELLS // max(contexts.log.catalogue.items, 1)
    step = min(max(fitting, LEAST_ROWS), MOST_ROWS)
    behind = np.cumsum(contexts.history_end - contexts.history_begin)
    begin = 0
    while begin < len(contexts):
        before = behind[begin - 1] if begin else 0
        reach = int(np.searchsorted(behind, before + HISTORIES, side="right"))
        end = min(max(reach, begin + 1), begin + step, len(contexts))
        yield slice(begin, end)
        begin = end
