"""The graph of places: what the recurrent step computes, and what it needs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Task
from stdesk.models.gcn import Gcn, GraphSteps, LastPlaces, graph_arrays
from stdesk.progress import Progress

Make = Callable[..., EventLog]


def test_the_step_is_tanh_of_own_weights_and_neighbours(rounds: EventLog) -> None:
    layer = GraphSteps(graph_arrays(rounds, 3), width=4, steps=1)
    with torch.no_grad():
        layer.balance.copy_(torch.tensor([0.7, 0.2]))
        layer.own.weight.normal_()
        items = torch.randn(13, 4)
        dense = 0.7 * layer.transition.to_dense() + 0.2 * layer.neighbour.to_dense()
        expected = torch.tanh(items @ layer.own.weight.T + layer.own.bias + dense @ items)
        torch.testing.assert_close(layer(items), expected)


def test_gradients_flow_back_along_the_edges(rounds: EventLog) -> None:
    layer = GraphSteps(graph_arrays(rounds, 3), width=4, steps=2)
    items = torch.randn(13, 4, requires_grad=True)
    layer(items).square().sum().backward()
    dense = torch.ones(()) * layer.transition.to_dense() + layer.neighbour.to_dense()
    same = items.detach().clone().requires_grad_()
    states = same
    for _ in range(2):
        states = torch.tanh(layer.own(states) + dense @ states)
    states.square().sum().backward()
    torch.testing.assert_close(items.grad, same.grad)


def test_steps_are_repeated_with_the_same_weights(rounds: EventLog) -> None:
    arrays = graph_arrays(rounds, 3)
    once, twice = GraphSteps(arrays, 4, 1), GraphSteps(arrays, 4, 2)
    twice.load_state_dict(once.state_dict())
    items = torch.randn(13, 4)
    torch.testing.assert_close(twice(items), once(once(items)))


def test_a_state_averages_the_last_places_and_no_later_ones() -> None:
    layer = LastPlaces()
    vectors = torch.randn(2, 20, 3)
    states = layer(vectors, {}, vectors)
    changed = vectors.clone()
    changed[:, 10:] = 0
    torch.testing.assert_close(layer(changed, {}, vectors)[:, :10], states[:, :10])
    assert not torch.allclose(layer(changed, {}, vectors)[:, 10], states[:, 10])


def test_without_coordinates_only_transitions_join_places(
    log_of: Make, small: dict[str, Any]
) -> None:
    log = log_of([[0, 1, 2, 0, 1, 2, 0, 1]] * 4)
    arrays = graph_arrays(log, 3)
    assert arrays["neighbour.edges"].shape == (2, 0)
    assert arrays["transition.edges"].shape[1] > 0
    model = Gcn(small)
    model.fit(Task(log, None, None), Progress())
    assert np.isfinite(model.score(contexts_of_events(log, np.array([3])))).all()


def test_the_graph_travels_with_the_weights(rounds: EventLog, small: dict[str, Any]) -> None:
    model = Gcn({**small, "epochs": 1})
    model.fit(Task(rounds, None, None), Progress())
    state = model.state()
    assert {"extra.transition.edges", "extra.neighbour.weight"} <= set(state)


def test_graph_steps_stay_in_whole_floats_under_mixed_precision(rounds: EventLog) -> None:
    layer = GraphSteps(graph_arrays(rounds, 3), width=4, steps=2)
    items = torch.randn(13, 4, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        states = layer(items)
    assert states.dtype == torch.float32
    states.sum().backward()
    assert items.grad is not None
