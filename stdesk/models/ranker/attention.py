"""Teaches the network over visits, and asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from stdesk.models.descent import Plan, descend
from stdesk.models.ranker.attended import Attended
from stdesk.models.ranker.boosting import Moments, softmax
from stdesk.models.ranker.network import VisitNetwork
from stdesk.models.ranker.scaling import Scaling
from stdesk.models.ranker.sparse import ranges
from stdesk.progress import Progress

BATCH = 192  # moments
ROWS_AT_ONCE = 8_000  # candidates, where no gradient is asked for
RATE, DECAY = 3e-3, 0.03


@dataclass(frozen=True)
class AttendSettings:
    """width: of the network. time: given or unknown, after which the curves are named."""

    epochs: int
    width: int
    threads: int
    seed: int
    time: str


@dataclass(frozen=True)
class Attending:
    """A network with the scales of what it reads; names: of the columns, in order."""

    names: list[str]
    scaling: Scaling
    network: VisitNetwork

    def log_odds(self, table: np.ndarray, attended: Sequence[Attended], threads: int) -> np.ndarray:
        """(candidates,) of candidates with these columns, as `names` has them, and events."""
        return _asked(self.network, self.scaling.of_table(table, threads), attended)

    def state(self) -> dict[str, np.ndarray]:
        weights = {name: value.numpy() for name, value in self.network.state_dict().items()}
        return {**weights, "knots": self.scaling.knots}

    def details(self) -> dict[str, Any]:
        told = self.network
        return {"names": self.names, "events": told.widths, "width": told.width}

    @classmethod
    def restored(cls, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> "Attending":
        names = list(details["names"])
        network = VisitNetwork(len(names), details["events"], int(details["width"]))
        weights = {n: torch.from_numpy(np.array(v)) for n, v in state.items() if n != "knots"}
        network.load_state_dict(weights)
        network.eval()
        return cls(names, Scaling(np.array(state["knots"])), network)


def learn_to_attend(
    moments: Moments, validation: Moments | None, settings: AttendSettings, progress: Progress
) -> Attending:
    """Minimises -log of the true candidate's chance; tells `progress` the losses."""
    seed, threads = settings.seed, settings.threads
    scaling = Scaling.of(moments.table, seed)
    columns = torch.from_numpy(scaling.of_table(moments.table, threads))
    torch.manual_seed(seed)
    widths = [part.table.shape[1] for part in moments.attended]
    network = VisitNetwork(columns.shape[1], widths, settings.width)
    for reader, part in zip(network.readers, moments.attended, strict=True):
        _set_scale(reader, part.table)
    weight = moments.weight / max(float(moments.weight.mean()), 1e-9)

    def batches(epoch: int) -> list[np.ndarray]:
        order = np.random.default_rng((seed, epoch)).permutation(len(moments))
        return np.array_split(order, max(len(order) // BATCH, 1))

    def loss_of(batch: np.ndarray) -> Tensor:
        return _loss(network, columns, moments, batch, weight)

    plan = Plan(settings.epochs, 0, RATE, DECAY, seed)
    curves = _Curves(progress, settings.time)
    descend(network, batches, loss_of, None, plan, None, curves)
    network.eval()
    learnt = Attending(moments.names, scaling, network)
    if validation is not None:
        told = learnt.log_odds(validation.table, validation.attended, threads).astype(np.float64)
        chance = softmax(told, validation.begin, validation.moment)[validation.truth]
        curves.metric(
            "validation loss", float(-np.log(np.maximum(chance, 1e-12)).mean()), settings.epochs
        )
    return learnt


class _Curves(Progress):
    """Names the curves after the network and the time, since the trees have curves as well."""

    def __init__(self, whole: Progress, time: str) -> None:
        super().__init__()
        self._cancel, self._whole, self._time = whole._cancel, whole, time

    def on_step(self, done: float, total: float, message: str) -> None:
        self._whole.on_step(done, total, message)

    def on_metric(self, name: str, value: float, at: float) -> None:
        self._whole.on_metric(f"network {name}, time {self._time}", value, at)


def _set_scale(reader: Any, table: np.ndarray) -> None:
    """float16 holds each value, not their sum."""
    if len(table):
        reader.mean.copy_(torch.from_numpy(table.mean(axis=0, dtype=np.float64)))
        reader.scale.copy_(torch.from_numpy(table.std(axis=0, dtype=np.float64) + 1e-3))


def _loss(
    network: VisitNetwork,
    columns: Tensor,
    moments: Moments,
    batch: np.ndarray,
    weight: np.ndarray,
) -> Tensor:
    size = moments.size[batch]
    _, row = ranges(moments.begin[batch], moments.begin[batch] + size)
    within = np.cumsum(size) - size
    scores = network(columns[row], _events(moments.attended, row))
    scores = scores + torch.from_numpy(np.log(moments.stands_for[row]))
    moment = torch.from_numpy(np.repeat(np.arange(len(batch)), size))
    truth = torch.from_numpy(within + moments.truth[batch] - moments.begin[batch])
    surprise = _log_sums(scores, moment, len(batch)) - scores[truth]
    return (surprise * torch.from_numpy(weight[batch].astype(np.float32))).mean()


def _log_sums(scores: Tensor, moment: Tensor, moments: int) -> Tensor:
    """(moments,) log of the sum of exp over the candidates of each."""
    lowest = torch.full((moments,), -torch.inf)
    top = lowest.scatter_reduce(0, moment, scores.detach(), "amax")
    total = scores.new_zeros(moments).index_add(0, moment, torch.exp(scores - top[moment]))
    return torch.log(total) + top


def _asked(network: VisitNetwork, columns: np.ndarray, attended: Sequence[Attended]) -> np.ndarray:
    network.eval()
    found = np.empty(len(columns), np.float32)
    with torch.no_grad():
        for first in range(0, len(columns), ROWS_AT_ONCE):
            row = np.arange(first, min(first + ROWS_AT_ONCE, len(columns)))
            told = network(torch.from_numpy(columns[row]), _events(attended, row))
            found[row] = told.numpy()
    return found


def _events(attended: Sequence[Attended], row: np.ndarray) -> list[tuple[Tensor, Tensor]]:
    """For the network: the events of some candidates, and which of them each is of."""
    found = [part.of(row) for part in attended]
    return [(torch.from_numpy(table), torch.from_numpy(owner)) for table, owner in found]
