"""Gradient descent for `cells`: from every moment of the past, the periods that followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from stdesk.models.cells.inputs import LEVELS
from stdesk.models.cells.network import CellsNetwork
from stdesk.models.descent import Plan, descend
from stdesk.models.network import choose_device
from stdesk.progress import Progress

BATCH = 32


@dataclass(frozen=True)
class Lesson:
    """inputs: (nodes, steps, inputs); arma: (nodes, steps + 1, horizon) from each moment; usual:
    (nodes, steps + horizon); counts: (nodes, steps); steps from `cut` on only validate."""

    inputs: np.ndarray
    arma: np.ndarray
    usual: np.ndarray
    counts: np.ndarray
    cut: int
    past: int
    horizon: int


@dataclass(frozen=True)
class Learnt:
    """weights: by name. expected, came: (nodes, cases) of the newer half of what was there."""

    weights: dict[str, np.ndarray]
    expected: np.ndarray
    came: np.ndarray


def learn(
    lesson: Lesson,
    graphs: Tensor,
    settings: Mapping[str, Any],
    seed: int,
    device: str,
    progress: Progress,
) -> Learnt:
    """Descend; where validation likes the untouched start best, that is what is kept.

    There ARMA and the rhythm stand as they are, so that a graph without news does no harm.
    """
    target = choose_device(device)
    torch.manual_seed(seed)
    inputs, levels = lesson.inputs.shape[2], LEVELS
    network = CellsNetwork(inputs, levels, settings["width"], graphs, settings["how"]).to(target)
    data = _Data(lesson, target)
    untouched, before = _weights(network), -data.validation_loss(network)
    best = [before]

    def validate() -> dict[str, float]:
        best.append(-data.validation_loss(network))
        return {"likelihood": best[-1]}

    plan = Plan(
        epochs=settings["epochs"],
        patience=settings["patience"],
        rate=settings["rate"],
        decay=settings["decay"],
        seed=seed,
    )
    if plan.epochs:
        descend(
            network,
            lambda epoch: data.batches(seed, epoch),
            lambda origins: data.loss(network, origins),
            validate,
            plan,
            None,
            progress,
        )
    network.eval()
    if max(best) <= before:
        network.load_state_dict({n: torch.from_numpy(w) for n, w in untouched.items()})
    return Learnt(_weights(network), *data.of_newer_half(network))


def _weights(network: CellsNetwork) -> dict[str, np.ndarray]:
    return {n: w.detach().cpu().numpy().copy() for n, w in network.state_dict().items()}


class _Data:
    def __init__(self, lesson: Lesson, device: torch.device) -> None:
        self.lesson = lesson

        def put(values: np.ndarray) -> Tensor:
            return torch.from_numpy(np.array(values, dtype=np.float32)).to(device)

        self.inputs, self.arma = put(lesson.inputs), put(lesson.arma)
        self.usual, self.counts = put(lesson.usual), put(lesson.counts)
        scatter = (lesson.counts[:, : lesson.cut] - lesson.usual[:, : lesson.cut]) ** 2
        scatter = scatter / np.maximum(lesson.usual[:, : lesson.cut], 0.05)
        self.weight = put(1 / np.maximum(scatter.mean(axis=1), 1.0))[None, :, None]
        last = lesson.counts.shape[1] - lesson.horizon
        self.learnt = np.arange(lesson.past, max(lesson.cut - lesson.horizon, lesson.past) + 1)
        self.judged = np.arange(lesson.cut, last + 1)

    def batches(self, seed: int, epoch: int) -> Sequence[np.ndarray]:
        chance = np.random.default_rng((seed, epoch))
        count = max(len(self.learnt) // 3, min(len(self.learnt), 4 * BATCH))
        rows = chance.permutation(self.learnt)[:count]
        return np.array_split(rows, max(len(rows) // BATCH, 1))

    def parts(self, origins: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """seen, arma, usual and what came, each with the origins first."""
        past, horizon = self.lesson.past, self.lesson.horizon
        device = self.inputs.device
        back = torch.from_numpy(origins[:, None] + np.arange(-past, 0)).to(device)
        ahead = torch.from_numpy(origins[:, None] + np.arange(horizon)).to(device)
        seen = self.inputs[:, back].permute(1, 0, 2, 3)
        arma = self.arma[:, torch.from_numpy(origins).to(device)].permute(1, 0, 2)
        usual = self.usual[:, ahead].permute(1, 0, 2)
        came = self.counts[:, ahead].permute(1, 0, 2)
        return seen, arma, usual, came

    def loss(self, network: CellsNetwork, origins: np.ndarray) -> Tensor:
        """Poisson loss, less for nodes that scatter more."""
        seen, arma, usual, came = self.parts(origins)
        expected = network(seen, arma, usual)
        each = expected - came * torch.log(expected)
        base = usual - came * torch.log(usual)
        return ((each - base) * self.weight).mean()

    def validation_loss(self, network: CellsNetwork) -> float:
        with torch.no_grad():
            parts = [self.loss(network, rows) * len(rows) for rows in _blocks(self.judged)]
        return float(sum(parts)) / max(len(self.judged), 1)

    def of_newer_half(self, network: CellsNetwork) -> tuple[np.ndarray, np.ndarray]:
        """What was expected and came, (nodes, cases): the scatter shows there.

        The validated part alone may hold one storm, or none.
        """
        origins = np.concatenate([self.learnt[len(self.learnt) // 2 :], self.judged])
        expected, came = [], []
        with torch.no_grad():
            for rows in _blocks(origins):
                *asked, truth = self.parts(rows)
                expected.append(network(*asked))
                came.append(truth)
        nodes = self.counts.shape[0]
        both = (
            torch.cat(part).permute(1, 0, 2).reshape(nodes, -1).double().cpu().numpy()
            for part in (expected, came)
        )
        return next(both), next(both)


def _blocks(origins: np.ndarray) -> Sequence[np.ndarray]:
    return np.array_split(origins, max(len(origins) // 64, 1))
