"""Gradient descent in epochs: early stopping, curves, and a checkpoint after each epoch.

Every random number of an epoch comes from (seed, epoch), so that a training that goes on from a
checkpoint gives the same weights as one that was never stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from stdesk.language import number, tr
from stdesk.models.base import Checkpoint, CheckpointStore
from stdesk.progress import Progress

WARM_UP = 0.1  # of all steps, the learning rate rises
LOWEST_RATE = 0.02  # of the highest, at the end
CLIP = 1.0


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn. The rate falls along a cosine over `epochs`.

    stop_after: end after this epoch, though the rate is planned for `epochs`; 0 for all of them.
    patience: epochs without a better validation after which to stop; 0 for never.
    """

    epochs: int
    stop_after: int
    patience: int
    rate: float
    decay: float
    seed: int


@dataclass
class Course:
    """Where a descent stands after an epoch. best: the weights that validated best."""

    epoch: int = 0
    best_epoch: int = 0
    best_value: float = -np.inf
    best: dict[str, np.ndarray] = field(default_factory=dict)


def descend(
    network: nn.Module,
    batches: Callable[[int], Sequence[Any]],
    loss_of: Callable[[Any], Tensor],
    validate: Callable[[], dict[str, float]] | None,
    plan: Plan,
    store: CheckpointStore | None,
    progress: Progress,
) -> int:
    """Train `network` in place; returns the epoch whose weights it ends with.

    batches: of an epoch, from 1. validate: figures by name, the first one deciding, higher better;
    None to take the last epoch.
    """
    device = next(network.parameters()).device
    optimiser = torch.optim.AdamW(_groups(network, plan.decay), lr=plan.rate, betas=(0.9, 0.98))
    course = _go_on(network, optimiser, store)
    last = plan.stop_after or plan.epochs
    while course.epoch < last and not _tired(course, plan):
        epoch = course.epoch + 1
        loss = _epoch(network, batches(epoch), loss_of, optimiser, plan, epoch, progress, device)
        progress.metric("loss", loss, epoch)
        course.epoch = epoch
        if validate is not None:
            _judge(network, validate, course, progress)
        if store is not None:
            store.save(_checkpoint(network, optimiser, course))
    if course.best:
        network.load_state_dict({k: torch.from_numpy(v) for k, v in course.best.items()})
    return course.best_epoch or course.epoch


def _epoch(
    network: nn.Module, batches: Sequence[Any], loss_of: Callable[[Any], Tensor],
    optimiser: torch.optim.Optimizer, plan: Plan, epoch: int, progress: Progress,
    device: torch.device,
) -> float:  # fmt: skip
    network.train()
    torch.manual_seed(plan.seed * 100_003 + epoch)
    steps, total = len(batches), 0.0
    last = plan.stop_after or plan.epochs
    message = tr("Epoch {epoch} of {epochs}", epoch=number(epoch), epochs=number(last))
    for step, batch in enumerate(batches):
        progress.step((epoch - 1) + step / steps, last, message)
        rate = plan.rate * _rate((epoch - 1 + step / steps) / plan.epochs)
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.zero_grad(set_to_none=True)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            loss = loss_of(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimiser.step()
        total += float(loss.detach())
    return total / max(steps, 1)


def _rate(share: float) -> float:
    """The learning rate as a share of the highest, when `share` of the plan is behind."""
    if share < WARM_UP:
        return max(share / WARM_UP, 0.05)
    fallen = (1 + np.cos(np.pi * (share - WARM_UP) / (1 - WARM_UP))) / 2
    return float(LOWEST_RATE + (1 - LOWEST_RATE) * fallen)


def _judge(
    network: nn.Module,
    validate: Callable[[], dict[str, float]],
    course: Course,
    progress: Progress,
) -> None:
    network.eval()
    with torch.no_grad():
        figures = validate()
    for name, value in figures.items():
        progress.metric(name, value, course.epoch)
    value = next(iter(figures.values()))
    if value > course.best_value:
        course.best_value, course.best_epoch = value, course.epoch
        course.best = _arrays(network.state_dict())


def _tired(course: Course, plan: Plan) -> bool:
    return (
        plan.patience > 0
        and course.epoch - course.best_epoch >= plan.patience
        and bool(course.best)
    )


def _groups(network: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weights shrink, biases and norms do not."""
    named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
    return [
        {"params": [p for _, p in named if p.ndim > 1], "weight_decay": decay},
        {"params": [p for _, p in named if p.ndim <= 1], "weight_decay": 0.0},
    ]


def _checkpoint(network: nn.Module, optimiser: torch.optim.Optimizer, course: Course) -> Checkpoint:
    tensors = {f"now.{name}": value for name, value in _arrays(network.state_dict()).items()}
    tensors |= {f"best.{name}": value for name, value in course.best.items()}
    for index, moments in optimiser.state_dict()["state"].items():
        for name, value in moments.items():
            tensors[f"optimiser.{index}.{name}"] = np.array(value.cpu().numpy())
    details = {
        "best_epoch": course.best_epoch,
        "best_value": course.best_value if course.best else None,
    }
    return Checkpoint(course.epoch, tensors, details)


def _go_on(
    network: nn.Module, optimiser: torch.optim.Optimizer, store: CheckpointStore | None
) -> Course:
    """Put back what the last checkpoint holds, if there is one."""
    found = store.load() if store is not None else None
    if found is None:
        return Course()
    parts = dict(_part(found.tensors, "now."))
    network.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in parts.items()})
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in _part(found.tensors, "optimiser."):
        index, moment = name.split(".", 1)
        state.setdefault(int(index), {})[moment] = torch.from_numpy(value.copy())
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
    best = dict(_part(found.tensors, "best."))
    value = found.details["best_value"]
    return Course(
        found.epoch, found.details["best_epoch"], -np.inf if value is None else value, best
    )


def _part(tensors: Any, prefix: str) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in tensors.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), value


def _arrays(state: dict[str, Tensor]) -> dict[str, np.ndarray]:
    return {name: value.detach().cpu().numpy().copy() for name, value in state.items()}
