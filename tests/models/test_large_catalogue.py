"""Networks over a catalogue that counts as large: a step of learning reads only what it needs.

What is large is set to fewer items here than the log has.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Recommender, Task, gcn, model_class, next_item
from stdesk.models.ranker import background
from stdesk.progress import Progress

Make = Callable[..., EventLog]
LARGE = 10


@pytest.fixture
def shop(log_of: Make) -> EventLog:
    """Sixty items of which ten are had often, the others once each."""
    generator = np.random.default_rng(0)
    often = generator.integers(0, LARGE, (10, 25))
    rare = LARGE + np.arange(50).reshape(10, 5)
    places = np.column_stack((52 + np.arange(60) * 0.001, np.full(60, 13.0)))
    return log_of(np.column_stack((often, rare)).tolist(), places=places.tolist())


def fitted(name: str, log: EventLog, settings: dict[str, Any]) -> Recommender:
    model = model_class(name)({**settings, "rivals": 20, "epochs": 3})
    assert isinstance(model, Recommender)
    known, asked = log, contexts_of_events(log, np.arange(9, len(log), 30))
    model.fit(Task(known, asked, log.item[9 : len(log) : 30]), Progress())
    return model


@pytest.mark.parametrize("name", ["gru", "transformer"])
def test_reading_only_what_a_step_needs_changes_nothing(
    name: str, shop: EventLog, small: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = contexts_of_events(shop, np.arange(0, 300, 13))
    whole = fitted(name, shop, small).score(asked)
    monkeypatch.setattr(next_item, "LARGE", LARGE)
    np.testing.assert_allclose(fitted(name, shop, small).score(asked), whole, atol=1e-3)


@pytest.mark.parametrize("name", ["gcn", "fusion"])
def test_graphs_join_the_most_frequent_items_and_all_are_scored(
    name: str, shop: EventLog, small: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(next_item, "LARGE", LARGE)
    monkeypatch.setattr(gcn, "LARGE", LARGE)
    monkeypatch.setattr(gcn, "MOST_NODES", LARGE)
    model = fitted(name, shop, small)
    state = model.state()
    np.testing.assert_array_equal(state["extra.nodes"], np.arange(LARGE))
    assert state["extra.neighbour.edges"].max() < LARGE
    asked = contexts_of_events(shop, np.arange(0, 300, 13))
    scores = model.score(asked)
    assert scores.shape == (len(asked), 60)
    np.testing.assert_allclose(np.exp(scores).sum(axis=1), 1.0, rtol=1e-3)
    again = type(model)(model.settings)
    again.load_state(state, model.details())
    np.testing.assert_array_equal(again.score(asked), scores)


def test_an_item_outside_the_graph_goes_the_same_steps_without_neighbours(
    shop: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(gcn, "LARGE", LARGE)
    monkeypatch.setattr(gcn, "MOST_NODES", LARGE)
    layer = gcn.GraphSteps(gcn.graph_arrays(shop, 3), width=4, steps=2)
    items = torch.randn(61, 4)
    with torch.no_grad():
        states = layer(items)
        alone = torch.tanh(layer.own(torch.tanh(layer.own(items))))
        some = torch.cat((torch.arange(LARGE), torch.tensor([17, 40])))
        torch.testing.assert_close(states[LARGE:], alone[LARGE:])
        assert not torch.allclose(states[:LARGE], alone[:LARGE])
        rows = torch.cat((some, torch.tensor([60])))
        torch.testing.assert_close(layer(items[rows], some), states[rows])


def test_the_ranker_holds_fewer_neighbours_of_each_item_where_items_are_many(
    shop: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = background.neighbourhood(shop.catalogue)
    monkeypatch.setattr(background, "MOST_NEAR", 60 * 5)
    near = background.neighbourhood(shop.catalogue)
    assert (np.diff(near.indptr) == 5).all()
    kept = near.toarray() > 0
    assert (all_of_them.toarray()[kept] == near.data).all()
