"""Add, multiply and gate: each joins time and space as it says."""

from typing import Any

import pytest
import torch

from stdesk.features import EventLog
from stdesk.models import Task
from stdesk.models.fusion import HOW, Fusion, Joined
from stdesk.models.gcn import GraphSteps, graph_arrays
from stdesk.progress import Progress


class Still(torch.nn.Module):
    """A temporal part that passes its input on."""

    def forward(self, vectors: torch.Tensor, window: Any, items: torch.Tensor) -> torch.Tensor:
        return vectors


def joined(rounds: EventLog, how: str) -> tuple[Joined, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The layer, its output, and the states of time and space that it joined."""
    torch.manual_seed(0)
    layer = Joined(Still(), GraphSteps(graph_arrays(rounds, 3), 8, 2), 8, how)
    vectors, items = torch.randn(2, 5, 8), torch.randn(13, 8)
    window = {"item": torch.tensor([[0, 1, 2, 3], [4, 5, 6, 7]])}
    visited = torch.nn.functional.pad(layer.graph(items)[window["item"]], (0, 0, 1, 0))
    time = layer.norm_time(vectors)
    space = layer.norm_space(layer.places(visited, window, items))
    return layer, layer(vectors, window, items), time, space


def test_add_is_the_sum(rounds: EventLog) -> None:
    _, out, time, space = joined(rounds, "add")
    torch.testing.assert_close(out, time + space)


def test_multiply_scales_time_by_space(rounds: EventLog) -> None:
    _, out, time, space = joined(rounds, "multiply")
    torch.testing.assert_close(out, time * (1 + torch.tanh(space)))


def test_a_gate_lies_between_time_and_space(rounds: EventLog) -> None:
    _, out, time, space = joined(rounds, "gate")
    low, high = torch.minimum(time, space), torch.maximum(time, space)
    assert bool(((out >= low - 1e-6) & (out <= high + 1e-6)).all())


@pytest.mark.parametrize("how", HOW)
def test_each_way_trains_both_parts(rounds: EventLog, small: dict[str, Any], how: str) -> None:
    model = Fusion({**small, "how": how, "epochs": 1})
    model.fit(Task(rounds, None, None, 3), Progress())
    before = Fusion({**small, "how": how, "epochs": 1})
    before.fit(Task(rounds, None, None, 4), Progress())
    for part in ("encoder.graph.own.weight", "encoder.temporal.layer.weight_ih_l0"):
        assert not (model.state()[part] == before.state()[part]).all()
