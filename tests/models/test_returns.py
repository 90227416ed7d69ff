"""Where people do not come back to an item, nobody is offered what she already had."""

import numpy as np
import pytest

from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Recommender, Returns, Task, restored_model, stored_details
from stdesk.progress import Progress
from stdesk.training import fit_model

from .town_log import habitual_log, log_of


def films(users: int = 40, each: int = 10, items: int = 30) -> EventLog:
    """Everyone sees some films, each once."""
    generator = np.random.default_rng(0)
    rows = [
        (user, int(item), 10.0 * user + step)
        for user in range(users)
        for step, item in enumerate(generator.permutation(items)[:each])
    ]
    return log_of(rows)


def learnt(log: EventLog, **settings: str) -> Recommender:
    model = fit_model("popularity", settings, Task(log, None, None), Progress())
    assert isinstance(model, Recommender)
    return model


def test_a_log_without_returns_withholds_what_the_user_had() -> None:
    log = films()
    offered = learnt(log).offer(contexts_of_events(log, np.array([25])))[0]
    assert set(np.flatnonzero(np.isneginf(offered))) == set(log.item[20:25])


def test_a_log_of_habits_withholds_nothing() -> None:
    log = habitual_log()
    model = learnt(log)
    assert np.isfinite(model.offer(contexts_of_events(log, np.array([30])))).all()
    assert model.about_returns() == []


def test_a_short_log_is_no_proof_that_nobody_returns() -> None:
    assert Returns.of_log(films(users=3)).again
    assert not Returns.of_log(films(users=40)).again


@pytest.mark.parametrize(("wish", "again"), [("yes", True), ("no", False)])
def test_the_setting_overrides_the_log(wish: str, again: bool) -> None:
    for log in (films(), habitual_log()):
        assert learnt(log, again=wish).returns.again is again


def test_who_had_everything_still_gets_a_list() -> None:
    log = log_of([(0, 0, 1), (0, 1, 2), (0, 2, 3), (0, 0, 4)])
    offered = learnt(log, again="no").offer(contexts_of_events(log, np.array([2, 3])))
    assert np.isfinite(offered[1]).all()
    assert np.flatnonzero(np.isfinite(offered[0])).tolist() == [2]


def test_the_decision_is_stored_and_said_with_the_share_of_returns() -> None:
    log = films()
    model = learnt(log)
    again = restored_model("popularity", {}, model.state(), stored_details(model))
    assert isinstance(again, Recommender)
    assert again.returns == model.returns
    (reason,) = again.about_returns()
    assert reason.values == {"returns_share": 0.0}
