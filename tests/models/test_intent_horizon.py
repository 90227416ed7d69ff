"""Which moments are asked, what counts as an outcome, and what is left out as not yet known."""

from collections.abc import Callable

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS, EventLog
from stdesk.models import Horizon

Make = Callable[..., EventLog]
VIEW, BUY = 0, 1
EVER = 2**62


def _log(make: Make, hours: list[list[float]], kinds: list[list[int]]) -> EventLog:
    return make([[0] * len(h) for h in hours], hours, kinds=kinds, kind_names=["view", "buy"])


def _asked(log: EventLog, horizon: Horizon) -> tuple[list[int], list[bool]]:
    moments = horizon.moments(log, -EVER, EVER)
    return moments.history_end.tolist(), horizon.outcome(moments, log.kind == BUY).tolist()


def test_the_next_event_is_asked_just_before_each(log_of: Make) -> None:
    log = _log(log_of, [[0, 1, 2], [5]], [[VIEW, BUY, VIEW], [BUY]])
    assert _asked(log, Horizon("event")) == ([0, 1, 2, 3], [False, True, False, True])


def test_a_session_counts_wherever_in_it_the_act_falls(log_of: Make) -> None:
    hours = [[0, 1, 50, 51, 100, 101]]
    log = _log(log_of, [*hours, [300]], [[VIEW, VIEW, VIEW, BUY, VIEW, VIEW], [VIEW]])
    assert _asked(log, Horizon("session")) == ([0, 2, 4], [False, True, False])


def test_a_session_that_may_still_go_on_is_left_out(log_of: Make) -> None:
    log = _log(log_of, [[0, 1, 50, 51], [60]], [[VIEW, VIEW, VIEW, VIEW], [VIEW]])
    assert _asked(log, Horizon("session"))[0] == [0]
    assert _asked(log, Horizon("session", gap_hours=5.0))[0] == [0, 2]


def test_days_are_asked_once_a_day_of_everyone_known_by_then(log_of: Make) -> None:
    log = _log(log_of, [[0, 100], [60, 240]], [[VIEW, BUY], [VIEW, VIEW]])
    horizon = Horizon("days", days=2.0)
    moments = horizon.moments(log, -EVER, EVER)
    assert moments.instant_ms is not None
    hours = (moments.instant_ms - log.instant_ms.min()) / HOUR_MS
    assert hours[moments.user == 0].tolist() == [24, 48, 72, 96, 120, 144, 168, 192]
    assert hours[moments.user == 1].tolist() == [72, 96, 120, 144, 168, 192]
    came = horizon.outcome(moments, log.kind == BUY)
    assert hours[came].tolist() == [72, 96]


def test_moments_whose_days_are_not_over_within_the_log_are_left_out(log_of: Make) -> None:
    log = _log(log_of, [list(range(0, 240, 6))], [[VIEW] * 40])
    moments = Horizon("days", days=7.0).moments(log, -EVER, EVER)
    assert moments.instant_ms is not None
    assert (moments.instant_ms + 7 * DAY_MS <= log.instant_ms.max()).all()
    assert len(moments) == 3
    assert len(Horizon("days", days=30.0).moments(log, -EVER, EVER)) == 0


def test_an_outcome_is_what_a_loop_over_the_events_finds(log_of: Make) -> None:
    generator = np.random.default_rng(1)
    hours = [np.sort(generator.uniform(0, 500, 40)).tolist() for _ in range(5)]
    kinds = [(generator.random(40) < 0.1).astype(int).tolist() for _ in hours]
    log = _log(log_of, hours, kinds)
    horizon = Horizon("days", days=1.5)
    moments = horizon.moments(log, -EVER, EVER)
    assert moments.instant_ms is not None
    expected = [
        any(
            at <= log.instant_ms[e] < at + 1.5 * DAY_MS and log.kind[e] == BUY
            for e in range(log.user_start[user], log.user_start[user + 1])
        )
        for user, at in zip(moments.user, moments.instant_ms, strict=True)
    ]
    assert horizon.outcome(moments, log.kind == BUY).tolist() == expected
