"""Where a training computes: a graphics card that is not there is said, not met with an error."""

from typing import Any

import pytest
import torch

from stdesk.errors import ModelProblem
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.training import TrainSettings, load_run, train

with_card = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
without_card = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")


@without_card
@pytest.mark.parametrize("model", ["gru", "content", "blend"])
def test_a_card_that_is_not_there_is_said_in_a_sentence(project: Project, model: str) -> None:
    settings = TrainSettings(model, device="cuda")
    with pytest.raises(ModelProblem, match="no CUDA device on this machine; choose auto or cpu"):
        train(project, settings, Progress())
    assert project.runs.all()[-1].state == "failed"


@with_card
@pytest.mark.parametrize("model", ["gru", "transformer", "fusion"])
def test_a_card_learns_what_the_processor_then_scores(
    project: Project, tiny: dict[str, Any], model: str
) -> None:
    run = train(project, TrainSettings(model, overrides=tiny, device="cuda"), Progress())
    restored = load_run(project, run)
    assert all(torch.isfinite(torch.from_numpy(value)).all() for value in restored.state().values())
