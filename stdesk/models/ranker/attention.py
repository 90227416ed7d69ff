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
    """networks: how many, from seeds of their own; all count alike. width: of each.

    time: given or unknown, after which the curves are named.
    """

    networks: int
    epochs: int
    width: int
    threads: int
    seed: int
    time: str


@dataclass(frozen=True)
class Attending:
    """Networks with the scales of what they read; names: of the columns, in order."""

    names: list[str]
    scaling: Scaling
    networks: tuple[VisitNetwork, ...]

    def log_odds(self, table: np.ndarray, attended: Sequence[Attended], threads: int) -> np.ndarray:
        """(candidates,) of candidates with these columns, as `names` has them, and events."""
        columns, widths = self.scaling.of_table(table, threads), self.networks[0].widths
        events = [part.narrowed(width) for part, width in zip(attended, widths, strict=True)]
        told = sum(_asked(network, columns, events) for network in self.networks)
        return np.asarray(told / len(self.networks))

    def state(self) -> dict[str, np.ndarray]:
        """The first network's weights by their names; those of others after their number."""
        written = {"knots": self.scaling.knots}
        for number, network in enumerate(self.networks):
            for name, value in network.state_dict().items():
                written[_of_network(number) + name] = value.numpy()
        return written

    def details(self) -> dict[str, Any]:
        told = self.networks[0]
        size = {"events": told.widths, "width": told.width}
        return {"names": self.names, **size, "networks": len(self.networks)}

    @classmethod
    def restored(cls, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> "Attending":
        names, networks = list(details["names"]), []
        for number in range(int(details.get("networks", 1))):
            network = VisitNetwork(len(names), details["events"], int(details["width"]))
            start = _of_network(number)
            weights = {
                n: torch.from_numpy(np.array(state[start + n])) for n in network.state_dict()
            }
            network.load_state_dict(weights)
            network.eval()
            networks.append(network)
        return cls(names, Scaling(np.array(state["knots"])), tuple(networks))


def learn_to_attend(
    moments: Moments, validation: Moments | None, settings: AttendSettings, progress: Progress
) -> Attending:
    """Minimises -log of the true candidate's chance; tells `progress` the losses."""
    threads = settings.threads
    scaling = Scaling.of(moments.table, settings.seed)
    columns = torch.from_numpy(scaling.of_table(moments.table, threads))
    curves = _Curves(progress, settings.time)
    networks = []
    for number in range(settings.networks):
        part = curves.part(number / settings.networks, (number + 1) / settings.networks)
        told = part if number == 0 else _Steps(part)
        networks.append(_learnt(columns, moments, settings, settings.seed + number, told))
    learnt = Attending(moments.names, scaling, tuple(networks))
    if validation is not None:
        told_odds = learnt.log_odds(validation.table, validation.attended, threads)
        chance = softmax(told_odds.astype(np.float64), validation.begin, validation.moment)
        surprise = -np.log(np.maximum(chance[validation.truth], 1e-12))
        curves.metric("validation loss", float(surprise.mean()), settings.epochs)
    return learnt


def _learnt(
    columns: Tensor, moments: Moments, settings: AttendSettings, seed: int, progress: Progress
) -> VisitNetwork:
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
    descend(network, batches, loss_of, None, plan, None, progress)
    network.eval()
    return network


def _of_network(number: int) -> str:
    """What the names of a network's weights begin with; nothing where there is only one."""
    return f"{number}." if number else ""


class _Steps(Progress):
    """Passes steps on and no curve: that of the first network tells enough."""

    def __init__(self, whole: Progress) -> None:
        super().__init__()
        self._cancel, self._whole = whole._cancel, whole

    def on_step(self, done: float, total: float, message: str) -> None:
        self._whole.on_step(done, total, message)


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
