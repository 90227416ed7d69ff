"""Windows, moments and segments: what a sequence model is shown."""

import dataclasses

import numpy as np

from stdesk.features import Contexts, EventLog, contexts_of_events
from stdesk.features.sequences import (
    GAPS,
    HOURS,
    STEPS,
    clock_waves,
    event_columns,
    moments_of_contexts,
    moments_of_steps,
    segments,
    windows,
    windows_of_contexts,
    windows_with_one_left_out,
)

HOUR_MS = 3_600_000


def test_first_events_have_no_gap_and_no_step(walks: EventLog) -> None:
    columns = event_columns(walks)
    first = walks.user_start[:-1]
    assert (columns.gap[first] == GAPS - 1).all()
    assert (columns.step[first] == STEPS - 1).all()
    others = np.setdiff1d(np.arange(len(walks)), first)
    assert (columns.gap[others] < GAPS - 1).all()


def test_a_window_holds_the_newest_events_of_a_history(walks: EventLog) -> None:
    position = int(walks.user_start[1]) + 9
    contexts = contexts_of_events(walks, np.array([position]))
    window, moment = windows_of_contexts(event_columns(walks), contexts, 4)
    assert window.item[0].tolist() == walks.item[position - 4 : position].tolist()
    assert window.known.all()
    assert moment.step.tolist() == [[4]]


def test_an_empty_history_is_an_empty_window(walks: EventLog) -> None:
    contexts = contexts_of_events(walks, walks.user_start[1:2])
    window, moment = windows_of_contexts(event_columns(walks), contexts, 4)
    assert not window.known.any()
    assert moment.step.tolist() == [[0]]
    assert moment.gap.tolist() == [[GAPS - 1]]


def test_an_unknown_time_leaves_no_trace_in_the_moment(walks: EventLog) -> None:
    moment = moments_of_contexts(contexts_of_events(walks, np.array([5]), time_given=False))
    assert moment.hour.tolist() == [[HOURS]]
    assert moment.gap.tolist() == [[GAPS]]
    assert not moment.clock.any()


def test_training_and_asking_show_the_same_moment(walks: EventLog) -> None:
    columns, position = event_columns(walks), int(walks.user_start[2]) + 3
    begin, end = walks.user_start[2:3], walks.user_start[3:4]
    in_training = moments_of_steps(windows(columns, np.array([2]), begin, end))
    asked = moments_of_contexts(contexts_of_events(walks, np.array([position])))
    for name in ("hour", "gap"):
        assert getattr(in_training, name)[0, 3] == getattr(asked, name)[0, 0]
    np.testing.assert_array_equal(in_training.clock[0, 3], asked.clock[0, 0])
    np.testing.assert_allclose(in_training.place[0, 3], asked.place[0, 0])


def test_where_the_user_says_she_is_comes_before_her_last_event(walks: EventLog) -> None:
    contexts = contexts_of_events(walks, np.array([5]))
    here = dataclasses.replace(contexts, latitude=np.array([48.0]), longitude=np.array([2.0]))
    moved, last = moments_of_contexts(here).place, moments_of_contexts(contexts).place
    assert np.linalg.norm(moved - last) > 100


def test_the_product_of_waves_depends_only_on_how_far_apart_moments_are() -> None:
    hours = np.array([0, 5, 100, 105, 166, 171]) * HOUR_MS
    waves = clock_waves(hours)
    close = [float(waves[i] @ waves[i + 1]) for i in (0, 2, 4)]
    np.testing.assert_allclose(close, close[0], rtol=1e-4)
    same_hour_next_week = clock_waves(hours + 168 * HOUR_MS)
    np.testing.assert_allclose(waves, same_hour_next_week, atol=1e-6)


def test_segments_show_every_event_once_as_a_target_with_half_a_window_before(
    walks: EventLog,
) -> None:
    user, begin, target, end = segments(walks, 8)
    seen = np.concatenate([np.arange(t, e) for t, e in zip(target, end, strict=True)])
    assert sorted(seen.tolist()) == list(range(len(walks)))
    assert (end - begin <= 8).all()
    inside = begin > walks.user_start[user]
    assert ((target - begin)[inside] >= 4).all()


def test_leaving_one_out_keeps_the_others_in_order(walks: EventLog) -> None:
    position = int(walks.user_start[1]) + 6
    contexts = contexts_of_events(walks, np.array([0, position]))
    left_out, window, moment = windows_with_one_left_out(event_columns(walks), contexts, 1, 5, 3)
    history = walks.item[position - 5 : position].tolist()
    assert left_out.tolist() == [position - 3, position - 2, position - 1]
    assert window.item[0].tolist() == history
    assert window.item[1, :4].tolist() == history[:2] + history[3:]
    assert moment.step[:, 0].tolist() == [5, 4, 4, 4]


def test_a_log_without_events_gives_empty_windows(walks: EventLog) -> None:
    none = walks.select(np.zeros(len(walks), bool))
    nobody = Contexts(none, np.array([1]), np.array([0]), np.array([10**12]), np.zeros(1, int))
    window, moment = windows_of_contexts(event_columns(none), nobody, 5)
    assert not window.known.any()
    assert moment.step.tolist() == [[0]]
