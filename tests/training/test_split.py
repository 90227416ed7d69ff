"""What is kept apart to see when learning should stop."""

from dataclasses import replace

import numpy as np
import pytest

from stdesk.features import EventLog, load_log
from stdesk.project import Project
from stdesk.training.split import intent_task, ranking_task


@pytest.fixture
def log(project: Project) -> EventLog:
    return load_log(project)


def test_what_is_learnt_from_lies_before_what_is_validated_on(log: EventLog) -> None:
    task = ranking_task(log, 0)
    assert task.validation is not None
    assert task.validation.instant_ms is not None
    if len(task.log) < len(log) - len(log.catalogue.user_keys):
        assert task.log.instant_ms.max() < task.validation.instant_ms.min()


def test_intent_is_validated_on_every_later_event(log: EventLog) -> None:
    task = intent_task(log, 0)
    assert task.validation is not None
    assert task.validation.instant_ms is not None
    assert len(task.log) + len(task.validation) == len(log)
    assert task.log.instant_ms.max() < task.validation.instant_ms.min()


def test_where_users_come_and_go_their_last_events_validate(log: EventLog) -> None:
    busy_first = np.argsort(np.argsort(-np.diff(log.user_start), kind="stable"))
    spread = np.repeat(busy_first, np.diff(log.user_start)) * 10**9
    one_after_the_other = replace(log, instant_ms=spread + np.arange(len(log)) * 1000)
    task = ranking_task(one_after_the_other, 0)
    assert task.validation is not None
    last = one_after_the_other.user_start[1:] - 1
    assert set(task.validation.history_end.tolist()) <= set(last.tolist())
    assert len(task.log) == len(log) - len(last)


def test_a_log_of_one_instant_has_no_validation_by_time(log: EventLog) -> None:
    still = replace(log, instant_ms=np.zeros(len(log), np.int64))
    assert intent_task(still, 0).validation is None


def test_a_single_event_has_no_validation(log: EventLog) -> None:
    single = log.select(np.arange(len(log)) == 0)
    assert ranking_task(single, 0).validation is None
    assert len(ranking_task(single, 0).log) == 1
