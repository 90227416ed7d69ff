"""What learns intent: the interface of trees and networks behind the one model."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.features import Contexts, EventLog
from stdesk.models.act import Act
from stdesk.models.base import CheckpointStore, Reason
from stdesk.models.intent.horizon import Horizon
from stdesk.progress import Progress


@dataclass(frozen=True)
class Cases:
    """Moments whose outcome is known. truth: (batch,) 0 or 1, as float."""

    contexts: Contexts
    truth: np.ndarray

    def __len__(self) -> int:
        return len(self.truth)

    @property
    def odds(self) -> float:
        """Yes to no."""
        return float(self.truth.sum() / max(len(self.truth) - self.truth.sum(), 1))

    @property
    def both(self) -> bool:
        """Whether some are yes and some are no."""
        return 0 < self.truth.sum() < len(self.truth)

    @classmethod
    def of(cls, contexts: Contexts, act: Act, horizon: Horizon) -> "Cases":
        """The moments of `contexts` whose horizon is over."""
        known = contexts.take(np.flatnonzero(horizon.is_over(contexts)))
        return cls(known, horizon.outcome(known, act.events(known.log)).astype(np.float64))


@dataclass(frozen=True)
class Lesson:
    """What a head learns from: cases whose histories lie in `log`, and how."""

    log: EventLog
    cases: Cases
    validation: Cases | None
    seed: int
    device: str = "auto"
    checkpoint: CheckpointStore | None = None


class Head(ABC):
    """Gives log-odds of the act; that rare acts weighed more is already taken back in them."""

    def __init__(self, settings: Mapping[str, Any], act: Act, horizon: Horizon) -> None:
        self.settings, self.act, self.horizon = dict(settings), act, horizon

    @abstractmethod
    def fit(self, lesson: Lesson, progress: Progress) -> None:
        """Learn from the cases; validation decides when to stop."""

    @abstractmethod
    def log_odds(self, contexts: Contexts) -> np.ndarray:
        """(batch,) float64, before calibration."""

    @abstractmethod
    def reasons(self, contexts: Contexts) -> list[list[Reason]]:
        """For each context what raises and what lowers its chance, the strongest first."""

    @abstractmethod
    def settled(self) -> dict[str, Any]:
        """Settings that validation chose."""

    @abstractmethod
    def state(self) -> dict[str, np.ndarray]:
        """All that was learnt, as arrays by name."""

    @abstractmethod
    def details(self) -> dict[str, Any]:
        """JSON values that belong to `state`."""

    @abstractmethod
    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        """Restore what `state` and `details` gave."""

    def weight_of_yes(self, odds: float) -> float:
        """How much an act counts while learning, by the setting `balance`."""
        return float(odds ** -float(self.settings["balance"]))
