"""A neural model behind the one interface: batches in, log-odds out, weights as named arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from stdesk import metrics
from stdesk.errors import ModelProblem
from stdesk.features import Contexts, EventLog
from stdesk.features.places import cartesian_km
from stdesk.features.sequences import (
    GAPS,
    HOURS,
    EventColumns,
    Moments,
    event_columns,
    moments_of_steps,
    segments,
    windows,
    windows_of_contexts,
)
from stdesk.models.base import Recommender, Task
from stdesk.models.descent import Plan, descend
from stdesk.models.next_item import NextItem
from stdesk.models.sequence import Sizes, tensors
from stdesk.progress import Progress

ALL_ITEMS = 12_000  # up to so many, every item competes in training; beyond, a sample
SAMPLE = 2_000
TIME_UNKNOWN = 0.3  # the share of moments whose time is hidden in training
TOKENS_AT_ONCE = 16_000  # events in a block that is scored


@dataclass(frozen=True)
class Batch:
    """Segments side by side. asked: (B, T) the events to be predicted."""

    user: np.ndarray
    begin: np.ndarray
    target: np.ndarray
    end: np.ndarray


class NetworkRecommender(Recommender):
    """What gru, lstm, transformer, gcn and fusion have in common; each brings its `encoder`."""

    family: ClassVar[str] = "temporal"

    def encoder(self, sizes: Sizes, log: EventLog | None) -> nn.Module:
        """The part that is particular to a model. log: None when weights are loaded into it."""
        raise NotImplementedError

    def fit(self, task: Task, progress: Progress) -> None:
        log = task.log
        if not len(log):
            raise ModelProblem("there are no events to learn from.")
        torch.manual_seed(task.seed)
        self.sizes = _sizes(log)
        self.network = self._build(log.catalogue.item_category, _places(log), log)
        device = choose_device(self.device)
        self.network.to(device)
        columns = event_columns(log)
        batches = Batches(log, self.settings["window"], self.settings["batch"], task.seed)
        self.best_epoch = descend(
            self.network,
            batches.of_epoch,
            lambda batch: self._loss(columns, batch, device),
            self._validation(task),
            self._plan(task.seed),
            self.checkpoint,
            progress,
        )
        self.network.to("cpu").eval()

    def settled(self) -> dict[str, Any]:
        return {**self.settings, "stop_after": self.best_epoch}

    def score(self, contexts: Contexts) -> np.ndarray:
        items = max(contexts.log.catalogue.items, self.sizes.items)
        if not len(contexts):
            return np.zeros((0, items), np.float32)
        columns = self._columns(contexts.log)
        step = max(1, TOKENS_AT_ONCE // (int(self.settings["window"]) + 1))
        blocks = [
            self._score_block(columns, contexts.take(slice(begin, begin + step)), items)
            for begin in range(0, len(contexts), step)
        ]
        return np.concatenate(blocks)

    def state(self) -> dict[str, np.ndarray]:
        return {name: value.cpu().numpy() for name, value in self.network.state_dict().items()}

    def details(self) -> dict[str, Any]:
        return {"sizes": asdict(self.sizes), "epoch": self.best_epoch}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.sizes = Sizes(**details["sizes"])
        self.best_epoch = int(details["epoch"])
        category = state["items.category"][:-1]
        self.network = self._build(category, np.array(state["catalogue.place"]), None)
        self.network.load_state_dict({k: torch.from_numpy(np.array(v)) for k, v in state.items()})
        self.network.eval()

    def _build(self, category: np.ndarray, place: np.ndarray, log: EventLog | None) -> NextItem:
        return NextItem(
            self.sizes,
            category,
            place,
            self.encoder(self.sizes, log),
            self.settings["width"],
            self.settings["dropout"],
            self.settings["user_vectors"],
            self.settings["memory"],
        )

    def _plan(self, seed: int) -> Plan:
        names = ("epochs", "stop_after", "patience", "rate", "decay")
        return Plan(**{name: self.settings[name] for name in names}, seed=seed)

    def _loss(self, columns: EventColumns, batch: Batch, device: torch.device) -> Tensor:
        window = windows(columns, batch.user, batch.begin, batch.end)
        asked = window.known & (
            np.arange(window.known.shape[1]) >= (batch.target - batch.begin)[:, None]
        )
        moment = tensors(moments_of_steps(window), device)
        hidden = torch.rand(moment["hour"].shape, device=device) < TIME_UNKNOWN
        moment["hour"] = moment["hour"].masked_fill(hidden, HOURS)
        moment["gap"] = moment["gap"].masked_fill(hidden, GAPS)
        moment["clock"] = moment["clock"].masked_fill(hidden[..., None], 0.0)
        shown, told = tensors(window, device), torch.from_numpy(asked).to(device)
        if self.sizes.items <= ALL_ITEMS:
            return self.network.loss(shown, moment, told)
        candidates, weight = _candidates(window.item[asked], self.sizes.items)
        return self.network.loss(shown, moment, told, candidates.to(device), weight.to(device))

    def _validation(self, task: Task) -> Any:
        if task.validation is None or task.validation_item is None or not len(task.validation):
            return None
        contexts, items = task.validation, task.validation_item

        def validate() -> dict[str, float]:
            scores = self.score(contexts)
            rank = metrics.expected_rank(scores, items)
            own = scores[np.arange(len(items)), items]
            return {
                "ndcg@10": float(metrics.ndcg(rank, 10).mean()),
                "validation_loss": float(-own.mean()),
            }

        return validate

    def _score_block(self, columns: EventColumns, contexts: Contexts, items: int) -> np.ndarray:
        window, moment = windows_of_contexts(columns, contexts, self.settings["window"])
        device = next(self.network.parameters()).device
        self.network.eval()
        with torch.no_grad():
            odds = self.network.log_odds(tensors(window, device), tensors(moment, device), items)
        return odds.float().cpu().numpy()

    def _columns(self, log: EventLog) -> EventColumns:
        """The columns of the log that was asked for last are kept."""
        if getattr(self, "_log", None) is not log:
            self._log, self._log_columns = log, event_columns(log)
        return self._log_columns


class Batches:
    """Segments of a log, shuffled anew in every epoch, those of similar length together."""

    def __init__(self, log: EventLog, window: int, targets: int, seed: int) -> None:
        self.user, self.begin, self.target, self.end = segments(log, window)
        self.targets, self.seed = targets, seed

    def of_epoch(self, epoch: int) -> Sequence[Batch]:
        generator = np.random.default_rng([self.seed, epoch])
        length = self.end - self.begin + generator.integers(0, 8, len(self.begin))
        order = np.argsort(length + generator.random(len(length)), kind="stable")
        asked = np.cumsum((self.end - self.target)[order])
        cuts = np.searchsorted(asked, np.arange(self.targets, asked[-1] + 1, self.targets))
        groups = [group for group in np.split(order, cuts) if len(group)]
        return [self._batch(groups[index]) for index in generator.permutation(len(groups))]

    def _batch(self, rows: np.ndarray) -> Batch:
        return Batch(self.user[rows], self.begin[rows], self.target[rows], self.end[rows])


def choose_device(wish: str) -> torch.device:
    """cpu, cuda, or for `auto` whichever is there; raises `ModelProblem` when it is not."""
    if wish == "cuda" and not torch.cuda.is_available():
        raise ModelProblem("there is no CUDA device on this machine; choose auto or cpu.")
    there = wish == "cuda" or (wish == "auto" and torch.cuda.is_available())
    return torch.device("cuda" if there else "cpu")


def _sizes(log: EventLog) -> Sizes:
    known = log.catalogue
    return Sizes(
        users=known.users,
        items=known.items,
        categories=len(known.category_names),
        kinds=len(known.kind_names),
        spatial=known.has_coordinates,
    )


def _places(log: EventLog) -> np.ndarray:
    return cartesian_km(log.catalogue.item_latitude, log.catalogue.item_longitude)


def _candidates(target: np.ndarray, items: int) -> tuple[Tensor, Tensor]:
    """Sorted items that compete: the batch's targets, and a sample that stands for all others."""
    own = np.unique(target)
    drawn = torch.randint(0, items, (SAMPLE,)).numpy()
    others = np.setdiff1d(drawn, own)
    every = np.concatenate((own, others))
    stands_for = np.log(max(items - len(own), 1) / max(len(others), 1))
    weight = np.concatenate((np.zeros(len(own)), np.full(len(others), stands_for)))
    order = np.argsort(every)
    return torch.from_numpy(every[order]), torch.from_numpy(weight[order].astype(np.float32))
