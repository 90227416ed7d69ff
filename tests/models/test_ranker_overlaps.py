"""What came shortly before a past event is compared with what came shortly before the moment."""

import numpy as np
import pytest

from stdesk.features import HOUR_MS, EventLog, contexts_of_events
from stdesk.models.counts import history_pairs
from stdesk.models.ranker.overlaps import EVENTS, WITHIN_MS, overlaps

from .town_log import log_of


def random_log(seed: int) -> EventLog:
    generator = np.random.default_rng(seed)
    items = 8
    rows = [
        (user, int(item), float(hour))
        for user in range(3)
        for item, hour in zip(
            generator.integers(0, items, 40), np.cumsum(generator.exponential(5.0, 40)), strict=True
        )
    ]
    rows.append((0, items - 1, 999.0))
    return log_of(rows, [int(kind) for kind in generator.integers(0, 3, items)])


def lately(log: EventLog, begin: int, end: int, newest: int) -> list[int]:
    """Items of the three events before `end` that are near `newest` and of the same history."""
    positions = range(max(end - EVENTS, begin), end)
    return [
        int(log.item[at])
        for at in positions
        if log.instant_ms[newest] - log.instant_ms[at] <= WITHIN_MS
    ]


@pytest.mark.parametrize("seed", range(5))
def test_each_of_three_events_counts_that_has_a_match(seed: int) -> None:
    log = random_log(seed)
    kind = log.catalogue.item_category
    contexts = contexts_of_events(log, np.arange(5, len(log), 7))
    row, position = history_pairs(contexts, 1000)
    items, kinds = overlaps(contexts, row, position)
    assert items.max() > 0
    for pair in range(len(row)):
        begin, end = (
            int(part[row[pair]]) for part in (contexts.history_begin, contexts.history_end)
        )
        now = lately(log, begin, end, end - 1)
        then = lately(log, begin, int(position[pair]), int(position[pair]))
        assert items[pair] == sum(item in now for item in then)
        assert kinds[pair] == sum(kind[item] in kind[now] for item in then)


def test_what_was_long_before_does_not_count() -> None:
    day = WITHIN_MS / HOUR_MS + 1
    rows = [(0, 1, 0.0), (0, 2, 1.0), (0, 1, day * 3), (0, 2, day * 4), (0, 3, day * 5)]
    contexts = contexts_of_events(log_of(rows), np.array([4]))
    row, position = history_pairs(contexts, 1000)
    items, _ = overlaps(contexts, row, position)
    assert items.tolist() == [0.0, 0.0, 0.0, 0.0]
    soon = [*rows[:2], (0, 1, day * 3), (0, 2, day * 3 + 1), (0, 3, day * 5)]
    contexts = contexts_of_events(log_of(soon), np.array([4]))
    assert overlaps(contexts, row, position)[0].tolist() == [0.0, 1.0, 0.0, 1.0]
