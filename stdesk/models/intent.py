"""`intent`: how likely a user's next event is a chosen act, such as a purchase."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from stdesk import metrics
from stdesk.features import Contexts, EventLog
from stdesk.models.act import Act, chosen_act
from stdesk.models.base import Task
from stdesk.models.gru import Recurrent
from stdesk.models.network import Columns, Network
from stdesk.models.sequence import EventVectors, ItemTable, Question, Sizes
from stdesk.progress import Progress

FREQUENT = 20  # events from which on an item has a vector of its own
LEAST_OF_EACH = 5  # validation events of both sorts without which nothing is calibrated


class Intent(Network):
    """p = σ(a w·state + b): an LSTM over the events, a question of the moment, a sigmoid head.

    Rare acts weigh more in training (setting `balance`); a and b, from validation, make the
    probabilities honest again (Platt, 1999). Hochreiter and Schmidhuber, Neural Computation 1997.
    """

    name = "intent"
    family = "intent"
    network: "NextKind"

    def prepare(self, task: Task) -> None:
        self.act = chosen_act(str(self.settings.get("kind", "")), task.log)
        share = float(self.act.events(task.log).mean())
        self.odds = share / (1 - share)

    def build(self, category: np.ndarray, place: np.ndarray) -> "NextKind":
        names = ("width", "layers", "dropout")
        chosen = [self.settings[name] for name in names]
        network = NextKind(self.sizes, category, self.kept["frequent"], *chosen)
        nn.init.constant_(network.head.bias, float(np.log(self.odds)))
        return network

    def extras(self, log: EventLog) -> dict[str, np.ndarray]:
        """Only items met often enough tell something of their own; the others by category."""
        count = np.bincount(log.item, minlength=log.catalogue.items)
        return {"frequent": count >= FREQUENT}

    def fit(self, task: Task, progress: Progress) -> None:
        self.scale, self.shift = self.settings.get("calibration", (1.0, 0.0))
        super().fit(task, progress)
        if "calibration" not in self.settings and task.validation is not None:
            logit, truth = self._logits(task.validation), self.truth(task.validation)
            self.scale, self.shift = calibration(logit, truth)

    def loss(self, window: Columns, moment: Columns, asked: Tensor) -> Tensor:
        logit = self.network(window, moment)[asked]
        truth = self._is_act(window)[asked].to(logit.dtype)
        weight = torch.tensor(self.odds ** -float(self.settings["balance"]), device=logit.device)
        return functional.binary_cross_entropy_with_logits(logit, truth, pos_weight=weight)

    def predict(self, contexts: Contexts) -> np.ndarray:
        """(batch,) probability that the next event is the act."""
        logit = self.scale * self._logits(contexts) + self.shift
        probability: np.ndarray = 1 / (1 + np.exp(-logit))
        return probability

    def truth(self, contexts: Contexts) -> np.ndarray:
        """(batch,) whether the event that each context was made for is the act."""
        is_act: np.ndarray = self.act.events(contexts.log)[contexts.history_end]
        return is_act

    def figures(self, contexts: Contexts, item: np.ndarray) -> dict[str, float]:
        logit, truth = self._logits(contexts), self.truth(contexts)
        scale, shift = calibration(logit, truth)
        probability = 1 / (1 + np.exp(-(scale * logit + shift)))
        loss = metrics.log_loss(truth, probability)
        area, precision = metrics.auc(truth, logit), metrics.pr_auc(truth, logit)
        judged = {"auc": area, "pr_auc": precision, "validation_loss": loss}
        return {name: value for name, value in judged.items() if np.isfinite(value)}

    def settled(self) -> dict[str, Any]:
        return {**super().settled(), "calibration": [self.scale, self.shift]}

    def details(self) -> dict[str, Any]:
        own = {"act": self.act.details(), "odds": self.odds}
        return {**super().details(), **own, "calibration": [self.scale, self.shift]}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.act, self.odds = Act(**details["act"]), details["odds"]
        self.scale, self.shift = details["calibration"]
        super().load_state(state, details)

    def _is_act(self, window: Columns) -> Tensor:
        """(B, M) bool; padding is none."""
        if self.act.of == "kind":
            return window["kind"] == self.act.index
        category: Tensor = self.network.items.category[window["item"]]
        return category == self.act.index

    def _logits(self, contexts: Contexts) -> np.ndarray:
        blocks = self.in_blocks(contexts, self.network.at_end)
        return np.concatenate(blocks).astype(np.float64) if blocks else np.zeros(0)


class NextKind(nn.Module):
    """An LSTM over event vectors, the question of a moment, and one number."""

    def __init__(
        self,
        sizes: Sizes,
        category: np.ndarray,
        frequent: np.ndarray,
        width: int,
        layers: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.sizes = sizes
        self.items = ItemTable(sizes, category, width, frequent)
        self.events = EventVectors(sizes, width, dropout)
        self.encoder = Recurrent(nn.LSTM(width, width, layers, batch_first=True), width, dropout)
        self.question = Question(sizes, width, dropout, with_user=False)
        self.head = nn.Linear(width, 1)

    def forward(self, window: Columns, moment: Columns) -> Tensor:
        """(B, M) log-odds; moment m of a window follows its first m events."""
        return self._answer(self._states(window)[:, :-1], moment, window)

    def at_end(self, window: Columns, moment: Columns) -> Tensor:
        """(B,) log-odds at the one moment of each window."""
        states = self._states(window)
        row = torch.arange(len(states), device=states.device)
        return self._answer(states[row, moment["step"][:, 0]][:, None], moment, window)[:, 0]

    def _states(self, window: Columns) -> Tensor:
        items = self.items()
        known = {**window, "item": window["item"].clamp(max=self.sizes.items)}
        known["kind"] = window["kind"].clamp(max=self.sizes.kinds - 1)
        states: Tensor = self.encoder(self.events(known, items), known, items)
        return states

    def _answer(self, states: Tensor, moment: Columns, window: Columns) -> Tensor:
        user = window["user"].clamp(max=self.sizes.users)
        answer: Tensor = self.head(self.question(states, moment, user))[..., 0]
        return answer


def calibration(logit: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """a, b with which σ(a logit + b) fits `truth` best, by Newton's method; 1, 0 where too few.

    Platt's smoothed targets keep a perfect separation from giving certainty.
    """
    yes, no = int(truth.sum()), int(len(truth) - truth.sum())
    if min(yes, no) < LEAST_OF_EACH:
        return 1.0, 0.0
    target = np.where(truth, (yes + 1) / (yes + 2), 1 / (no + 2))
    centre, spread = float(logit.mean()), max(float(logit.std()), 1e-9)
    design = np.stack(((logit - centre) / spread, np.ones_like(logit)), axis=1)
    found = np.array([0.0, np.log(yes / no)])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        curvature = design.T @ (design * (chance * (1 - chance))[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, design.T @ (target - chance))
        found = found + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-8:
            break
    scale = float(found[0]) / spread
    return (scale, float(found[1]) - scale * centre) if scale > 0 else (1.0, 0.0)
