"""Where nobody says when, the ranker expects the moment after such pauses as there were before."""

import numpy as np
import pytest

from stdesk.features import HOUR_MS, EventLog, contexts_of_events
from stdesk.models.counts import history_pairs
from stdesk.models.ranker.background import background, neighbourhood
from stdesk.models.ranker.candidates import candidates
from stdesk.models.ranker.features import feature_table
from stdesk.models.ranker.hours import Hours, hour_of_week, hours_of, slot_of

from .town_log import MONDAY_MS, habitual_log, log_of

HOME, WORK, GYM, BAR = range(4)
WEEKS = 6


def commuter() -> EventLog:
    """At home at 7, at work at 9 and at the gym at 18 on working days; weekends in bars at 22."""
    working, weekend = ((HOME, 7), (WORK, 9), (GYM, 18)), ((HOME, 12), (BAR, 22))
    rows = [
        (0, item, day * 24.0 + hour)
        for day in range(7 * WEEKS)
        for item, hour in (working if day % 7 < 5 else weekend)
    ]
    return log_of(rows)


def hours_after(log: EventLog, position: int) -> Hours:
    contexts = contexts_of_events(log, np.array([position + 1]), time_given=False)
    return hours_of(contexts, *history_pairs(contexts, 1000))


def last(log: EventLog, item: int, day_of_week: int) -> int:
    """Where the item is had the last time on such a day, 0 for Monday, with more to come."""
    days = (log.local_ms - MONDAY_MS) // (24 * HOUR_MS) % 7
    return int(np.flatnonzero((log.item == item) & (days == day_of_week))[-2])


@pytest.mark.parametrize(
    ("item", "day", "hour"), [(HOME, 2, 9), (WORK, 2, 18), (GYM, 2, 7), (HOME, 5, 22)]
)
def test_the_next_hour_is_told_by_the_pauses_of_before(item: int, day: int, hour: int) -> None:
    log = commuter()
    found = hours_after(log, last(log, item, day))
    assert not found.said
    assert int(found.day[0].argmax()) == hour
    assert found.day[0, [hour - 1, hour, hour + 1]].sum() > 0.6


def test_chances_of_hours_add_to_one_and_agree() -> None:
    log = habitual_log()
    positions = np.arange(0, len(log), 37)
    for given in (True, False):
        contexts = contexts_of_events(log, positions, time_given=given)
        hours = hours_of(contexts, *history_pairs(contexts, 1000))
        for chances in (hours.week, hours.day, hours.slot):
            assert chances.min() >= 0
            np.testing.assert_allclose(chances.sum(axis=1), 1.0)
        every_hour = np.arange(168)
        by_slot = np.zeros((len(positions), 48))
        np.add.at(by_slot.T, slot_of(every_hour * HOUR_MS), hours.week.T)
        np.testing.assert_allclose(hours.slot, by_slot)
        if given:
            assert (hours.week.argmax(axis=1) == hour_of_week(log.local_ms[positions])).all()


def test_of_whom_nothing_is_known_any_hour_is_as_likely() -> None:
    log = commuter()
    contexts = contexts_of_events(log, np.array([0]), time_given=False)
    hours = hours_of(contexts, *history_pairs(contexts, 1000))
    assert hours.week[0].max() < 2 / 168


def test_what_is_had_at_the_likely_hour_comes_before_what_is_had_oftener() -> None:
    """After home on a Saturday comes the bar, though work and the gym are had far oftener."""
    log = commuter()
    world = background(log, neighbourhood(log.catalogue))
    asked = contexts_of_events(log, np.array([last(log, HOME, 5) + 1]), time_given=False)
    compared = candidates(asked, world, 1)
    names, table = feature_table(compared)
    for column in ("likely_week", "likely_day_type"):
        value = table[:, names.index(column)]
        assert compared.item[value.argmax()] == BAR
