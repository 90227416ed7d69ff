"""What learning makes smaller is what its equation says."""

from typing import Any

import numpy as np
import pytest
import torch

from stdesk import metrics
from stdesk.features import EventLog, contexts_of_events
from stdesk.models import Recommender, Task, model_class
from stdesk.models.losses import draw_rivals, gbce, log_softmax_of_target
from stdesk.progress import Progress


def test_a_sample_has_the_mean_of_the_full_softmax() -> None:
    torch.manual_seed(0)
    fit = torch.randn(4, 500)
    target = torch.tensor([3, 40, 77, 3])
    full = log_softmax_of_target(fit, target, None)
    sums = torch.zeros(4)
    for _ in range(400):
        rivals = draw_rivals(target, 500, 60)
        column = torch.searchsorted(rivals.item, target)
        sampled = log_softmax_of_target(fit[:, rivals.item], column, rivals)
        sums += torch.exp(fit[torch.arange(4), target] - sampled)
    mean = fit[torch.arange(4), target] - torch.log(sums / 400)
    assert torch.allclose(mean, full, atol=0.03)


def test_every_item_stands_for_itself_or_for_those_not_drawn() -> None:
    rivals = draw_rivals(torch.tensor([5, 5, 9]), 1000, 50)
    assert {5, 9} <= set(rivals.item.tolist())
    assert float(rivals.stands_for.exp().sum()) == pytest.approx(1000, rel=1e-4)


def test_gbce_is_cross_entropy_of_each_item_when_all_compete() -> None:
    chance = torch.tensor([[0.2, 0.7, 0.1]])
    expected = -(np.log(0.7) + np.log(0.8) + np.log(0.9))
    assert float(gbce(chance, torch.tensor([1]), 3)) == pytest.approx(expected, rel=1e-5)


def test_gbce_asks_less_of_the_target_when_few_rivals_were_drawn() -> None:
    chance = torch.tensor([[0.5, 0.5]])
    power = 1 - 0.75 * (1 - 1 / 9)
    expected = -(power * np.log(0.5) + np.log(0.5))
    assert float(gbce(chance, torch.tensor([0]), 10)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("rivals", [0, 4])
@pytest.mark.parametrize("loss", ["softmax", "gbce"])
def test_each_loss_learns_the_ring(
    loss: str, rivals: int, rounds: EventLog, small: dict[str, Any]
) -> None:
    model = model_class("transformer")({**small, "epochs": 10, "loss": loss, "rivals": rivals})
    assert isinstance(model, Recommender)
    model.fit(Task(rounds, None, None, 0), Progress())
    late = np.flatnonzero(np.arange(len(rounds)) % 30 > 20)
    scores = model.score(contexts_of_events(rounds, late))
    assert metrics.hit_rate(metrics.expected_rank(scores, rounds.item[late]), 1).mean() > 0.8
    np.testing.assert_allclose(np.exp(scores).sum(axis=1), 1, atol=1e-3)
