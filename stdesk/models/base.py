"""The one interface of all models that rank items for a user at a moment."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import numpy as np

from stdesk.features import Contexts, EventLog
from stdesk.models.info import SettingInfo
from stdesk.models.returns import Returns
from stdesk.progress import Progress


@dataclass(frozen=True)
class Reason:
    """A true sentence about why an item is recommended: a marked template and its values.

    `values` are plain JSON values (numbers, strings); the reader's language formats them. `weight`
    orders reasons, the strongest first.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)
    weight: float = 0.0


@dataclass(frozen=True)
class Task:
    """What a model learns from: the known log, and moments to be validated on.

    log: training events only; with streaming histories `validation` contexts point into a longer
    log that begins with the same users. validation_item: (instances,) the true items. settling:
    nothing but `settled()` will be asked of the model, which may leave out all else.
    """

    log: EventLog
    validation: Contexts | None
    validation_item: np.ndarray | None
    seed: int = 0
    settling: bool = False


class CheckpointStore(Protocol):
    """Where a model that learns in epochs leaves its state after each, and finds it again."""

    def load(self) -> "Checkpoint | None":
        """The last one saved, or None."""

    def save(self, checkpoint: "Checkpoint") -> None:
        """Replace the last one."""


@dataclass(frozen=True)
class Checkpoint:
    """All that is needed to go on after `epoch` epochs: arrays by name, and JSON values."""

    epoch: int
    tensors: Mapping[str, np.ndarray]
    details: Mapping[str, Any]


class Learner(ABC):
    """Learns from a `Task`, and can be stored and restored.

    SETTINGS: what may be set, with defaults; the registry shows it. device: auto, cpu or cuda.
    checkpoint: where to leave and find intermediate states; models that learn in one go ignore it.
    """

    name: ClassVar[str]
    family: ClassVar[str]
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {}

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.settings: dict[str, Any] = dict(settings or {})
        self.device = "auto"
        self.checkpoint: CheckpointStore | None = None

    @abstractmethod
    def fit(self, task: Task, progress: Progress) -> None:
        """Learn; raises `ModelProblem` with the reason when the log does not suffice."""

    def settled(self) -> dict[str, Any]:
        """After `fit`: the settings with which to learn once more from a longer log, unvalidated.

        What validation chose (a number of epochs, a weight) stands in them.
        """
        return dict(self.settings)

    def settles(self, events: int) -> bool:
        """Whether validation has anything to choose in a log of so many events.

        Where it has not, the model learns only once, from everything.
        """
        return True

    @abstractmethod
    def state(self) -> dict[str, np.ndarray]:
        """All that was learned, as arrays by name."""

    @abstractmethod
    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        """Restore what `state` and `details` gave."""

    def details(self) -> dict[str, Any]:
        """JSON values that belong to `state`."""
        return {}


class Recommender(Learner):
    """Gives every item a log-odds score for each context.

    returns: whether a user is offered what she already had; decided from the log by whoever fits
    the model, and stored with it. Lists, ranks and validation take `offer`, never `score`.
    knows_newcomers: whether users and items that came after the training are scored too, by what is
    known of them.
    """

    knows_newcomers: ClassVar[bool] = False
    returns: Returns = Returns()

    def offer(self, contexts: Contexts) -> np.ndarray:
        """`score`, with minus infinity for what is not offered."""
        scores = self.score(contexts)
        self.returns.withhold(scores, contexts)
        return scores

    @abstractmethod
    def score(self, contexts: Contexts) -> np.ndarray:
        """(batch, items) float32 or float64, log-odds up to a constant of the row."""

    def remarks(self) -> list[Reason]:
        """What a reader is to know of this model's lists, beside what the lists themselves say."""
        return self.about_returns()

    def about_returns(self) -> list[Reason]:
        """What a reader is to know of items that are left out, if any are."""
        said = self.returns.said()
        return [] if said is None else [Reason(*said)]

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        """What speaks for `item` in context `row`, in this model's own terms."""
        return []
