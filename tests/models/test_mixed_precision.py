"""What a graphics card computes in half the digits is learnt from as well: tried on the processor.

`content` and the graph steps have such tests of their own.
"""

from typing import Any

import pytest
import torch

from stdesk.features import EventLog, event_columns
from stdesk.models import Recommender, Task, model_class
from stdesk.models.network import Batches, shown
from stdesk.progress import Progress

HALF = 0.02  # bfloat16 keeps two to three digits


@pytest.mark.parametrize("loss", ["softmax", "sampled", "gbce"])
@pytest.mark.parametrize("name", ["transformer", "gru", "lstm", "fusion"])
def test_the_loss_and_its_slopes_are_those_of_whole_floats(
    name: str, loss: str, rounds: EventLog, small: dict[str, Any]
) -> None:
    wish = {**small, "epochs": 1, "dropout": 0.0, "loss": loss, "rivals": 6}
    model = model_class(name)(wish)
    assert isinstance(model, Recommender)
    model.fit(Task(rounds, None, None, seed=1), Progress())
    whole, slopes = measured(model, rounds, enabled=False)
    half, rough = measured(model, rounds, enabled=True)
    assert half == pytest.approx(whole, rel=HALF)
    assert float(rough @ slopes / (rough.norm() * slopes.norm())) > 1 - HALF


def measured(model: Any, log: EventLog, enabled: bool) -> tuple[float, torch.Tensor]:
    """The loss of the first batch and the slopes of all weights in one row."""
    batch = Batches(log, 24, 256, 0).of_epoch(1)[0]
    model.network.zero_grad()
    torch.manual_seed(3)
    # oneDNN has no LSTM of half the digits for processors without AVX-512; torch's own has.
    slow = torch.backends.mkldnn.flags(enabled=False)
    with slow, torch.autocast("cpu", torch.bfloat16, enabled=enabled):
        loss = model.loss(*shown(event_columns(log), batch, torch.device("cpu")))
    loss.backward()
    found = [p.grad.flatten() for p in model.network.parameters() if p.grad is not None]
    return float(loss.detach()), torch.cat(found)
