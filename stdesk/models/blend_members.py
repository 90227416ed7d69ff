"""The members of a blend: their names, their chances, and how a stopped training finds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import Contexts
from stdesk.models.base import Checkpoint, CheckpointStore, Recommender
from stdesk.models.registry import model_info
from stdesk.models.storing import stored_details
from stdesk.progress import Progress

NO_MEMBERS = ("blend", "ranker")  # made of other models themselves
_DONE, _NOW = "done", "now"


@dataclass(frozen=True)
class Member:
    """A model of a blend, learnt once or from several seeds."""

    name: str
    models: list[Recommender]

    def log_chance(self, contexts: Contexts) -> np.ndarray:
        """(batch, items) float32: the logarithm of the mean chance over the seeds."""
        items = contexts.log.catalogue.items
        found = [log_chance(model.score(contexts)[:, :items]) for model in self.models]
        if len(found) == 1:
            return found[0]
        mean: np.ndarray = np.logaddexp.reduce(found, axis=0) - np.float32(np.log(len(found)))
        return mean


class Named(Progress):
    """Passes progress on; the curves carry the member's name."""

    def __init__(self, listener: Progress, name: str) -> None:
        super().__init__()
        self._cancel = listener._cancel
        self._listener, self._name = listener, name

    def on_step(self, done: float, total: float, message: str) -> None:
        self._listener.on_step(done, total, message)

    def on_metric(self, name: str, value: float, at: float) -> None:
        self._listener.on_metric(f"{self._name} {name}", value, at)


class MemberCheckpoints:
    """Keeps the finished members, and the epochs of the one that learns, in one checkpoint."""

    def __init__(self, store: CheckpointStore | None) -> None:
        self._store = store
        self._tensors: dict[str, np.ndarray] = {}
        self._details: dict[str, Any] = {}
        self._stopped = store.load() if store is not None else None
        if self._stopped is not None:
            self._details = dict(self._stopped.details[_DONE])
            self._tensors = {
                name: np.array(value)
                for name, value in self._stopped.tensors.items()
                if name.startswith(f"{_DONE}.")
            }

    def finished(self, key: str) -> tuple[dict[str, Any], dict[str, np.ndarray]] | None:
        """Settings and details, and arrays, of a member that had learnt before the stop."""
        if key not in self._details:
            return None
        return self._details[key], _part(self._tensors, f"{_DONE}.{key}.")

    def finish(self, key: str, model: Recommender) -> None:
        """A member has learnt."""
        for name, value in model.state().items():
            self._tensors[f"{_DONE}.{key}.{name}"] = value
        self._details[key] = {"settings": model.settled(), "details": stored_details(model)}
        self._save(Checkpoint(len(self._details), {}, {}), "")

    def of(self, key: str) -> CheckpointStore | None:
        """The store for the epochs of one member."""
        return None if self._store is None else _MemberStore(self, key)

    def _save(self, now: Checkpoint, key: str) -> None:
        if self._store is None:
            return
        tensors = {f"{_NOW}.{name}": value for name, value in now.tensors.items()} | self._tensors
        details = {_DONE: self._details, "member": key, _NOW: dict(now.details)}
        self._store.save(Checkpoint(now.epoch, tensors, details))


@dataclass(frozen=True)
class _MemberStore:
    """Satisfies `CheckpointStore` for one member."""

    whole: MemberCheckpoints
    key: str

    def load(self) -> Checkpoint | None:
        found = self.whole._stopped
        if found is None or found.details["member"] != self.key:
            return None
        return Checkpoint(found.epoch, _part(found.tensors, f"{_NOW}."), found.details[_NOW])

    def save(self, checkpoint: Checkpoint) -> None:
        self.whole._save(checkpoint, self.key)


def member_names(text: str) -> tuple[str, ...]:
    """'ease, transformer' as names; raises `SettingProblem` for one that cannot be a member."""
    names = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for name in names:
        if model_info(name).task != "items" or name in NO_MEMBERS:
            raise SettingProblem("{model} cannot be a member of the blend.", model=name)
    if not names:
        raise SettingProblem("the blend has no members; name some models, such as ease.")
    return names


def log_chance(scores: np.ndarray) -> np.ndarray:
    """(batch, items) float32: scores as logarithms of chances that add up to one."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    chance: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return chance.astype(np.float32)


def _part(tensors: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {
        name.removeprefix(prefix): np.array(value)
        for name, value in tensors.items()
        if name.startswith(prefix)
    }
