"""The same seed on the same machine gives the same numbers, whatever model is trained."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stdesk.models import model_names
from stdesk.progress import Progress
from stdesk.project import Project, open_project
from stdesk.training import TrainSettings, train

NETWORKS = ("gru", "lstm", "gcn", "fusion")
TESTED_ELSEWHERE = ("transformer", "cells", "content")  # test_run.py, and theirs in models
QUICK: dict[str, Mapping[str, Any]] = {
    "blend": {"members": "ease, markov, gru"},
    "ranker": {"rounds": 10, "moments": 300, "epochs": 1, "width": 6},
    "intent": {"rounds": 10},
}
RANDOM = ("ranker", "intent", *NETWORKS)


@pytest.fixture(scope="module")
def kept(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """One project for all trainings of this file, to open it only once."""
    path = shutil.copy(demo_file, tmp_path_factory.mktemp("seed") / "copy.stdesk")
    with open_project(path) as opened:
        yield opened


def learnt(project: Project, model: str, seed: int, tiny: dict[str, Any]) -> dict[str, np.ndarray]:
    """All that a training of this seed left behind."""
    own = {**tiny, "epochs": 1} if model in NETWORKS else QUICK.get(model, {})
    run = train(project, TrainSettings(model, overrides=own, seed=seed), Progress())
    stored = project.runs.weights(run)
    assert stored is not None
    return dict(stored.tensors)


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
        for name in one
    )


@pytest.mark.parametrize("model", [m for m in model_names() if m not in TESTED_ELSEWHERE])
def test_the_same_seed_gives_the_same_numbers_and_another_others_where_chance_plays(
    kept: Project, tiny: dict[str, Any], model: str
) -> None:
    first, again = (learnt(kept, model, 7, tiny) for _ in range(2))
    assert same(first, again)
    if model in RANDOM:
        assert not same(first, learnt(kept, model, 8, tiny))
