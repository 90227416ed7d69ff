"""Rankers that were stored by earlier versions score as they did."""

import copy
from typing import Any

import numpy as np
import pytest

from stdesk.features import Contexts, EventLog, contexts_now
from stdesk.models import Task
from stdesk.models.ranker import Ranker
from stdesk.progress import Progress

from .town_log import habitual_log

SMALL = {"moments": 300, "rounds": 20, "leaves": 7, "threads": 1, "epochs": 1, "width": 12}
State = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def log() -> EventLog:
    return habitual_log()


@pytest.fixture(scope="module")
def asked(log: EventLog) -> Contexts:
    return contexts_now(log, np.arange(10), int(log.instant_ms.max()) + 1)


@pytest.fixture(scope="module")
def network(log: EventLog) -> Ranker:
    return learnt(log, "network")


def learnt(log: EventLog, weighed_by: str) -> Ranker:
    model = Ranker({**SMALL, "weighed_by": weighed_by})
    model.fit(Task(log, None, None, 0), Progress())
    return model


def score(model: Ranker, state: State, details: dict[str, Any], asked: Contexts) -> np.ndarray:
    """Of a model with this state, with the time given and without."""
    loaded = Ranker(model.settings)
    loaded.load_state(state, details)
    return np.concatenate((loaded.score(asked), loaded.score(asked.without_time())))


def test_a_run_of_before_the_network(log: EventLog, asked: Contexts) -> None:
    model = learnt(log, "trees")
    details = model.details()
    details["rounds"] = {time: told["rounds"] for time, told in details.pop("scorers").items()}
    np.testing.assert_array_equal(
        score(model, model.state(), details, asked),
        score(model, model.state(), model.details(), asked),
    )


def test_a_network_that_is_told_fewer_numbers_of_an_event(network: Ranker, asked: Contexts) -> None:
    """Likely hours and overlaps came later: as if the weights of these numbers were 0."""
    details = copy.deepcopy(network.details())
    full, narrow = network.state(), network.state()
    for time, added in (("given", (3, 0)), ("unknown", (13, 1))):
        widths = details["scorers"][time]["network"]["events"]
        for kind, more in enumerate(added):
            reader = f"network.{time}.readers.{kind}."
            widths[kind] -= more
            known = np.arange(widths[kind] + more) < widths[kind]
            for name in ("mean", "scale"):
                narrow[reader + name] = narrow[reader + name][known]
            weights = reader + "event.0.weight"
            narrow[weights], full[weights] = narrow[weights][:, known], full[weights] * known
    np.testing.assert_allclose(
        score(network, narrow, details, asked),
        score(network, full, network.details(), asked),
        rtol=1e-4,
        atol=1e-4,
    )
