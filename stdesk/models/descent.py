"""Gradient descent in epochs: early stopping, curves, and a checkpoint after each epoch.

Every random number of an epoch comes from (seed, epoch), so that a training that goes on from a
checkpoint gives the same weights as one that was never stopped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from stdesk.language import number, tr
from stdesk.models.base import Checkpoint, CheckpointStore
from stdesk.progress import Progress

WARM_UP = 0.5  # epochs in which the rate rises
MEMORY = 0.5  # epochs over which the weights that are kept are averaged
CLIP = 1.0
MANY = 4_000_000  # weights, above which a step of the optimiser in one pass is ten times as fast


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn.

    patience: epochs without a better validation after which to stop; 0 for never.
    """

    epochs: int
    patience: int
    rate: float
    decay: float
    seed: int


@dataclass
class Course:
    """Where a descent stands after an epoch.

    average: of the weights over the newest steps; these are validated and kept. best: those of the
    epoch that validated best.
    """

    average: dict[str, Tensor]
    epoch: int = 0
    best_epoch: int = 0
    best_value: float = -np.inf
    best: dict[str, Tensor] = field(default_factory=dict)


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
    weights = sum(weight.numel() for weight in network.parameters())
    optimiser = torch.optim.AdamW(
        _groups(network, plan.decay), lr=plan.rate, betas=(0.9, 0.98), fused=weights > MANY
    )
    course = _go_on(network, optimiser, store)
    while course.epoch < plan.epochs and not _tired(course, plan):
        loss = _epoch(
            network, batches(course.epoch + 1), loss_of, optimiser, plan, course, progress
        )
        course.epoch += 1
        progress.metric("loss", loss, course.epoch)
        if validate is not None:
            _judge(network, validate, course, progress)
        if store is not None:
            store.save(_checkpoint(network, optimiser, course))
    _put(network, course.best or course.average)
    return course.best_epoch or course.epoch


def _epoch(
    network: nn.Module,
    batches: Sequence[Any],
    loss_of: Callable[[Any], Tensor],
    optimiser: torch.optim.Optimizer,
    plan: Plan,
    course: Course,
    progress: Progress,
) -> float:
    network.train()
    device = next(network.parameters()).device
    torch.manual_seed(plan.seed * 100_003 + course.epoch)
    steps, total = max(len(batches), 1), 0.0
    message = tr(
        "Epoch {epoch} of {epochs}", epoch=number(course.epoch + 1), epochs=number(plan.epochs)
    )
    for step, batch in enumerate(batches):
        behind = course.epoch + step / steps
        progress.step(behind, plan.epochs, message)
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * min(1.0, (behind + 1 / steps) / WARM_UP)
        optimiser.zero_grad(set_to_none=True)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            loss = loss_of(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimiser.step()
        _average(network, course, 1.0 / min(1 + behind * steps, 1 + MEMORY * steps))
        total += float(loss.detach())
    return total / steps


def _average(network: nn.Module, course: Course, share: float) -> None:
    """Move the averaged weights a step towards those of now."""
    with torch.no_grad():
        for name, now in network.named_parameters():
            course.average[name].lerp_(now, share)


@contextmanager
def _averaged(network: nn.Module, course: Course) -> Iterator[None]:
    """The network with its averaged weights for a while."""
    now = {name: value.detach().clone() for name, value in network.named_parameters()}
    _put(network, course.average)
    try:
        yield
    finally:
        _put(network, now)


def _put(network: nn.Module, weights: Mapping[str, Tensor]) -> None:
    with torch.no_grad():
        for name, value in network.named_parameters():
            value.copy_(weights[name])


def _judge(
    network: nn.Module,
    validate: Callable[[], dict[str, float]],
    course: Course,
    progress: Progress,
) -> None:
    network.eval()
    with torch.no_grad(), _averaged(network, course):
        figures = validate()
    for name, value in figures.items():
        progress.metric(name, value, course.epoch)
    value = next(iter(figures.values()))
    if value > course.best_value:
        course.best_value, course.best_epoch = value, course.epoch
        course.best = {name: weight.clone() for name, weight in course.average.items()}


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
    now: dict[str, Tensor] = dict(network.named_parameters())
    parts = {"now": now, "average": course.average, "best": course.best}
    tensors = {
        f"{part}.{name}": _array(value)
        for part, weights in parts.items()
        for name, value in weights.items()
    }
    for index, moments in optimiser.state_dict()["state"].items():
        for name, value in moments.items():
            tensors[f"optimiser.{index}.{name}"] = _array(value)
    value = course.best_value if course.best else None
    return Checkpoint(course.epoch, tensors, {"best_epoch": course.best_epoch, "best_value": value})


def _go_on(
    network: nn.Module, optimiser: torch.optim.Optimizer, store: CheckpointStore | None
) -> Course:
    """Put back what the last checkpoint holds, if there is one."""
    found = store.load() if store is not None else None
    if found is None:
        return Course({n: p.detach().clone() for n, p in network.named_parameters()})
    device = next(network.parameters()).device
    _put(network, dict(_part(found.tensors, "now.", device)))
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in _part(found.tensors, "optimiser.", device):
        index, moment = name.split(".", 1)
        state.setdefault(int(index), {})[moment] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
    value = found.details["best_value"]
    return Course(
        average=dict(_part(found.tensors, "average.", device)),
        epoch=found.epoch,
        best_epoch=found.details["best_epoch"],
        best_value=-np.inf if value is None else value,
        best=dict(_part(found.tensors, "best.", device)),
    )


def _part(
    tensors: Mapping[str, np.ndarray], prefix: str, device: torch.device
) -> Iterator[tuple[str, Tensor]]:
    for name, value in tensors.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), torch.from_numpy(np.array(value)).to(device)


def _array(value: Tensor) -> np.ndarray:
    array: np.ndarray = value.detach().cpu().numpy().copy()
    return array
