"""Networks that read the events in order: the LSTM and Transformer heads of intent."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from stdesk import metrics
from stdesk.errors import ModelProblem
from stdesk.features import (
    DAY_MS,
    Contexts,
    EventLog,
    windows_with_one_left_out,
)
from stdesk.language import mark
from stdesk.models.base import Reason
from stdesk.models.descent import descend
from stdesk.models.gru import Recurrent
from stdesk.models.intent.batches import Batches
from stdesk.models.intent.calibration import calibrate
from stdesk.models.intent.head import Cases, Head, Lesson
from stdesk.models.intent.reasons import AGAINST, EPOCH, FOR
from stdesk.models.network import Columns, Weights, choose_device, item_places
from stdesk.models.sequence import EventVectors, ItemTable, Question, Sizes, tensors
from stdesk.models.transformer import Blocks
from stdesk.progress import Progress

FREQUENT = 20  # events from which on an item has a vector of its own
NEWEST = 16  # events that are left out in turn, to see what they brought
MOST_REASONS = 3
LEAST_LOST = 0.05  # of log-odds, below which nothing is said


class NetworkHead(Head):
    """log-odds = w · question(state of the history, moment) + b."""

    def fit(self, lesson: Lesson, progress: Progress) -> None:
        self.network = _NextAct(self.settings)
        self.network.device, self.network.checkpoint = lesson.device, lesson.checkpoint
        weight = self.weight_of_yes(lesson.cases.odds)
        self.handicap = float(np.log(weight))
        self.network.learn(lesson, weight, progress)

    def log_odds(self, contexts: Contexts) -> np.ndarray:
        return self.network.log_odds(contexts) - self.handicap

    def reasons(self, contexts: Contexts) -> list[list[Reason]]:
        return [self.network.reasons_of(contexts, row) for row in range(len(contexts))]

    def settled(self) -> dict[str, Any]:
        return {"epochs": self.network.best_epoch, "patience": 0}

    def state(self) -> dict[str, np.ndarray]:
        return self.network.state()

    def details(self) -> dict[str, Any]:
        return {**self.network.details(), "handicap": self.handicap}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.handicap = float(details["handicap"])
        self.network = _NextAct(self.settings)
        self.network.load_state(state, details)


class _NextAct(Weights):
    """Trains, stores and asks `StateOfHistory`."""

    network: "StateOfHistory"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings

    def build(self, category: np.ndarray, place: np.ndarray) -> "StateOfHistory":
        return StateOfHistory(self.sizes, category, self.kept["frequent"], self.settings)

    def extras(self, log: EventLog) -> dict[str, np.ndarray]:
        """Only items met often enough tell something of their own; the others by category."""
        count = np.bincount(log.item, minlength=log.catalogue.items)
        return {"frequent": count >= FREQUENT}

    def learn(self, lesson: Lesson, weight: float, progress: Progress) -> None:
        log, cases, validation = lesson.log, lesson.cases, lesson.validation
        seed = lesson.seed
        torch.manual_seed(seed)
        self.sizes, self.kept = Sizes.of(log), self.extras(log)
        self.network = self.build(log.catalogue.item_category, item_places(log))
        nn.init.constant_(self.network.head.bias, float(np.log(cases.odds * weight)))
        device = choose_device(self.device)
        self.network.to(device)
        batches = Batches(log, cases, self.settings, seed, self._hides_time(cases.contexts), device)
        self.best_epoch = descend(
            self.network,
            batches.of_epoch,
            lambda rows: self._loss(*batches.shown(rows), weight),
            None if validation is None else lambda: self._figures(validation),
            self._plan(seed),
            self.checkpoint,
            progress,
        )
        self.network.to("cpu").eval()

    def log_odds(self, contexts: Contexts) -> np.ndarray:
        """(batch,) with acts weighed as in training."""
        blocks = self.in_blocks(contexts, lambda *asked: self.network(*asked)[:, 0])
        return np.concatenate(blocks).astype(np.float64) if blocks else np.zeros(0)

    def reasons_of(self, contexts: Contexts, row: int) -> list[Reason]:
        """The newest events without which the chance would change most."""
        if contexts.history_end[row] == contexts.history_begin[row]:
            return [Reason(mark("nothing is known about this user yet"), {}, 1.0)]
        position, window, moment = windows_with_one_left_out(
            self.columns(contexts.log), contexts, row, int(self.settings["window"]), NEWEST
        )
        device = next(self.network.parameters()).device
        with torch.no_grad():
            said = self.network(tensors(window, device), tensors(moment, device))[:, 0]
        lost = (said[0] - said[1:]).float().cpu().numpy()  # log-odds that the event brings
        strongest = np.argsort(-np.abs(lost))[:MOST_REASONS]
        return [
            _reason(contexts.log, int(position[event]), float(lost[event]))
            for event in strongest.tolist()
            if abs(lost[event]) >= LEAST_LOST
        ]

    def _hides_time(self, contexts: Contexts) -> bool:
        return self.settings.get("horizon") != "days"

    def _loss(
        self, window: Columns, moment: Columns, truth: Tensor, asked: Tensor, weight: float
    ) -> Tensor:
        logit = self.network(window, moment)[asked]
        heavier = torch.tensor(weight, device=logit.device)
        return functional.binary_cross_entropy_with_logits(
            logit, truth[asked].to(logit.dtype), pos_weight=heavier
        )

    def _figures(self, validation: Cases) -> dict[str, float]:
        """Higher is better in the first: the area; the loss is that after calibration."""
        logit, truth = self.log_odds(validation.contexts), validation.truth
        loss = metrics.log_loss(truth, calibrate("platt", logit, truth)(logit))
        judged = {
            "auc": metrics.auc(truth, logit),
            "pr_auc": metrics.pr_auc(truth, logit),
            "validation_loss": loss,
        }
        return {name: value for name, value in judged.items() if np.isfinite(value)}


class StateOfHistory(nn.Module):
    """Event vectors, an LSTM or a Transformer over them, the question of a moment, one number.

    Hochreiter and Schmidhuber, Neural Computation 1997; Vaswani et al., NeurIPS 2017.
    """

    def __init__(
        self, sizes: Sizes, category: np.ndarray, frequent: np.ndarray, settings: Mapping[str, Any]
    ) -> None:
        super().__init__()
        width, dropout = int(settings["width"]), float(settings["dropout"])
        self.sizes = sizes
        self.items = ItemTable(sizes, category, width, frequent)
        self.events = EventVectors(sizes, width, dropout)
        self.encoder = _encoder(settings, width, dropout)
        self.question = Question(sizes, width, dropout, with_user=False)
        self.head = nn.Linear(width, 1)

    def forward(self, window: Columns, moment: Columns) -> Tensor:
        """(B, M) log-odds; a moment follows the first `step` events of its window."""
        items = self.items()
        known = {**window, "item": window["item"].clamp(max=self.sizes.items)}
        known["kind"] = window["kind"].clamp(max=self.sizes.kinds - 1)
        states = self.encoder(self.events(known, items), known, items)  # (B, S, D)
        step = moment["step"][..., None].expand(-1, -1, states.shape[-1])
        user = window["user"].clamp(max=self.sizes.users)
        answer: Tensor = self.head(self.question(torch.gather(states, 1, step), moment, user))
        return answer[..., 0]


def _encoder(settings: Mapping[str, Any], width: int, dropout: float) -> nn.Module:
    layers = int(settings["layers"])
    if settings["head"] == "lstm":
        return Recurrent(nn.LSTM(width, width, layers, batch_first=True), width, dropout)
    heads = int(settings["heads"])
    if width % heads:
        raise ModelProblem(
            "the width {width} must be a multiple of the {heads} attention heads.",
            width=width,
            heads=heads,
        )
    return Blocks(width, heads, layers, dropout)


def _reason(log: EventLog, position: int, lost: float) -> Reason:
    day = EPOCH + datetime.timedelta(days=int(log.local_ms[position] // DAY_MS))
    kind = int(log.kind[position])
    values = {
        "thing": log.catalogue.item_name(int(log.item[position])),
        "event_day": day.isoformat(),
        "kind": log.catalogue.kind_names[kind] if kind >= 0 else "–",
    }
    fact = {"text": mark("{kind} of {thing} on {event_day}"), "values": values}
    return Reason(FOR if lost > 0 else AGAINST, {"fact": fact}, float(np.tanh(abs(lost))))
