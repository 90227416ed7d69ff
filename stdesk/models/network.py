"""What all neural models share: batches of histories in, weights as named arrays out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from stdesk.errors import ModelProblem
from stdesk.features import (
    GAPS,
    HOURS,
    Contexts,
    EventColumns,
    EventLog,
    cartesian_km,
    event_columns,
    moments_of_steps,
    segments,
    windows,
    windows_of_contexts,
)
from stdesk.models.base import CheckpointStore, Learner, Task
from stdesk.models.descent import Plan, descend
from stdesk.models.sequence import Sizes, tensors
from stdesk.progress import Progress

EXTRA = "extra."  # names of stored arrays that are no weights
TIME_UNKNOWN = 0.3  # the share of moments whose time is hidden in training
LEAST_STEPS = 60  # of learning in an epoch: a small log is learnt from in smaller batches
LEAST_TARGETS = 128
LARGE, MORE = 50_000, 2  # from so many items on a step moves much: it learns from twice as many
TOKENS_AT_ONCE = 16_000  # events in a block that is scored

Columns = dict[str, Tensor]


class Weights(ABC):
    """Builds, stores, restores and asks `self.network`; subclasses say which one it is."""

    settings: Mapping[str, Any]
    device: str = "auto"
    checkpoint: CheckpointStore | None = None
    network: nn.Module
    sizes: Sizes
    best_epoch: int = 0
    kept: Mapping[str, np.ndarray]

    @abstractmethod
    def build(self, category: np.ndarray, place: np.ndarray) -> nn.Module:
        """The untrained network. category: (items,) index or -1; place: (items, 3) km."""

    def extras(self, log: EventLog) -> dict[str, np.ndarray]:
        """What the network keeps of the log besides weights; stored with them."""
        return {}

    def settled(self) -> dict[str, Any]:
        return {**self.settings, "epochs": self.best_epoch, "patience": 0}

    def state(self) -> dict[str, np.ndarray]:
        weights = {name: value.cpu().numpy() for name, value in self.network.state_dict().items()}
        return weights | {f"{EXTRA}{name}": value for name, value in self.kept.items()}

    def details(self) -> dict[str, Any]:
        return {"sizes": asdict(self.sizes), "epoch": self.best_epoch}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.sizes = Sizes(**details["sizes"])
        self.best_epoch = int(details["epoch"])
        self.kept = {n.removeprefix(EXTRA): v for n, v in state.items() if n.startswith(EXTRA)}
        weights = {n: np.array(v) for n, v in state.items() if not n.startswith(EXTRA)}
        category = weights["items.category"][:-1]
        self.network = self.build(category, weights.get("catalogue.place", np.zeros((0, 3))))
        self.network.load_state_dict({n: torch.from_numpy(v) for n, v in weights.items()})
        self.network.eval()

    def in_blocks(
        self,
        contexts: Contexts,
        answer: Callable[[Columns, Columns], Tensor],
        most: int = TOKENS_AT_ONCE,
    ) -> list[np.ndarray]:
        """What `answer` says to the windows and moments of contexts, at most so many at a time."""
        columns = self.columns(contexts.log)
        longest = int(self.settings["window"])
        step = min(max(1, TOKENS_AT_ONCE // (longest + 1)), most)
        device = next(self.network.parameters()).device
        self.network.eval()
        answers = []
        with torch.no_grad():
            for begin in range(0, len(contexts), step):
                block = contexts.take(slice(begin, begin + step))
                window, moment = windows_of_contexts(columns, block, longest)
                said = answer(tensors(window, device), tensors(moment, device))
                answers.append(said.float().cpu().numpy())
        return answers

    def _plan(self, seed: int) -> Plan:
        names = ("epochs", "patience", "rate", "decay")
        return Plan(**{name: self.settings[name] for name in names}, seed=seed)

    def columns(self, log: EventLog) -> EventColumns:
        """The columns of the log that was asked for last are kept."""
        if getattr(self, "_log", None) is not log:
            self._log, self._log_columns = log, event_columns(log)
        return self._log_columns


class Network(Weights, Learner):
    """Learns the network from a `Task`; subclasses say which one, and its loss."""

    settings: dict[str, Any]

    @abstractmethod
    def loss(self, window: Columns, moment: Columns, asked: Tensor) -> Tensor:
        """Of the events of windows that are `asked`, (B, T), each at its moment."""

    @abstractmethod
    def figures(self, contexts: Contexts, item: np.ndarray) -> dict[str, float]:
        """How good the network is on validation; the first decides when to stop, higher better."""

    def prepare(self, task: Task) -> None:
        """Look at the log before the network is built; raises `ModelProblem` if it cannot serve."""

    def begin(self, task: Task) -> None:
        """Give the untrained network what can be counted beforehand."""

    def fit(self, task: Task, progress: Progress) -> None:
        if not len(task.log):
            raise ModelProblem("there are no events to learn from.")
        self.prepare(task)
        torch.manual_seed(task.seed)
        self.sizes = Sizes.of(task.log)
        self.kept = self.extras(task.log)
        self.network = self.build(task.log.catalogue.item_category, item_places(task.log))
        self.begin(task)
        device = choose_device(self.device)
        self.network.to(device)
        columns = event_columns(task.log)
        batches = Batches(task.log, self.settings["window"], self.settings["batch"], task.seed)
        self.best_epoch = descend(
            self.network,
            batches.of_epoch,
            lambda batch: self.loss(*shown(columns, batch, device)),
            self._validation(task),
            self._plan(task.seed),
            self.checkpoint,
            progress,
        )
        self.network.to("cpu").eval()

    def _validation(self, task: Task) -> Callable[[], dict[str, float]] | None:
        contexts, item = task.validation, task.validation_item
        if contexts is None or item is None or not len(contexts):
            return None
        return lambda: self.figures(contexts, item)


@dataclass(frozen=True)
class Batch:
    """Stretches of histories side by side, from begin to end; those from target are asked for."""

    user: np.ndarray
    begin: np.ndarray
    target: np.ndarray
    end: np.ndarray


class Batches:
    """The segments of a log, shuffled anew in every epoch, those of similar length together."""

    def __init__(self, log: EventLog, window: int, targets: int, seed: int) -> None:
        self.user, self.begin, self.target, self.end = segments(log, window)
        wished = targets * MORE if log.catalogue.items > LARGE else targets
        self.targets = min(wished, max(LEAST_TARGETS, len(log) // LEAST_STEPS))
        self.seed = seed

    def of_epoch(self, epoch: int) -> Sequence[Batch]:
        generator = np.random.default_rng([self.seed, epoch])
        length = self.end - self.begin + generator.uniform(0, 8, len(self.begin))
        order = np.argsort(length, kind="stable")
        asked = np.cumsum((self.end - self.target)[order])
        cuts = np.searchsorted(asked, np.arange(self.targets, asked[-1], self.targets), "right")
        groups = [group for group in np.split(order, cuts) if len(group)]
        return [self._batch(groups[index]) for index in generator.permutation(len(groups))]

    def _batch(self, rows: np.ndarray) -> Batch:
        return Batch(self.user[rows], self.begin[rows], self.target[rows], self.end[rows])


def shown(
    columns: EventColumns, batch: Batch, device: torch.device
) -> tuple[Columns, Columns, Tensor]:
    """A batch as the network sees it in training: windows, moments (some without time), asked."""
    window = windows(columns, batch.user, batch.begin, batch.end)
    index = np.arange(window.known.shape[1])
    asked = window.known & (index >= (batch.target - batch.begin)[:, None])
    moment = tensors(moments_of_steps(window), device)
    hidden = torch.rand(moment["hour"].shape, device=device) < TIME_UNKNOWN
    moment["hour"] = moment["hour"].masked_fill(hidden, HOURS)
    moment["gap"] = moment["gap"].masked_fill(hidden, GAPS)
    moment["clock"] = moment["clock"].masked_fill(hidden[..., None], 0.0)
    return tensors(window, device), moment, torch.from_numpy(asked).to(device)


def choose_device(wish: str) -> torch.device:
    """cpu, cuda, or for `auto` whichever is there; raises `ModelProblem` when it is not."""
    if wish == "cuda" and not torch.cuda.is_available():
        raise ModelProblem("there is no CUDA device on this machine; choose auto or cpu.")
    there = wish == "cuda" or (wish == "auto" and torch.cuda.is_available())
    return torch.device("cuda" if there else "cpu")


def item_places(log: EventLog) -> np.ndarray:
    """(items, 3) km, NaN where unknown."""
    return cartesian_km(log.catalogue.item_latitude, log.catalogue.item_longitude)
