"""`blend`: several models' chances multiplied, each to a power that validation chose."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Contexts
from stdesk.models.base import Learner, Reason, Recommender, Task
from stdesk.models.blend_members import Member, MemberCheckpoints, Named, member_names
from stdesk.models.blend_weights import learn_weights
from stdesk.models.registry import model_class, model_info
from stdesk.models.storing import restored_model, stored_details
from stdesk.progress import Progress

TIMES = {"given": True, "unknown": False}
SEED_STEP = 1009  # between the seeds of a member that learns more than once


class Blend(Recommender):
    """score(i) = Σ_m w_m log p_m(i): a logarithmic opinion pool.

    p_m is the mean over the member's seeds; the weights maximise the likelihood of validation, once
    with the time given and once unknown. Genest and Zidek, "Combining probability distributions",
    Statistical Science 1986; Hinton, "Products of experts", ICANN 1999.
    """

    name = "blend"
    family = "fusion"

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__(settings)
        self.members: list[Member] = []
        self.weights: dict[str, list[float]] = {}

    def fit(self, task: Task, progress: Progress) -> None:
        wanted = self._wanted()
        store = MemberCheckpoints(self.checkpoint)
        self.members = []
        learning = progress.part(0.0, 0.95)
        for number, (name, seeds) in enumerate(wanted):
            part = learning.part(number / len(wanted), (number + 1) / len(wanted), name)
            models = [
                self._learnt(name, seed, task, store, part.part(seed / seeds, (seed + 1) / seeds))
                for seed in range(seeds)
            ]
            self.members.append(Member(name, models))
        self._weigh(task, progress.part(0.95, 1.0))

    def settled(self) -> dict[str, Any]:
        """With what each member settled on, and the weights."""
        members = {m.name: [model.settled() for model in m.models] for m in self.members}
        return {**self.settings, "settled": members, "weights": self.weights}

    def score(self, contexts: Contexts) -> np.ndarray:
        weights = self.weights["given" if contexts.instant_ms is not None else "unknown"]
        scores = np.zeros((len(contexts), contexts.log.catalogue.items), np.float32)
        for member, weight in zip(self.members, weights, strict=True):
            if weight:
                scores += np.float32(weight) * member.log_chance(contexts)
        return scores

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        """What speaks for the item in those members that count."""
        weights = self.weights["given" if contexts.instant_ms is not None else "unknown"]
        total = sum(max(weight, 0.0) for weight in weights) or 1.0
        return [
            Reason(reason.text, reason.values, reason.weight * weight / total)
            for member, weight in zip(self.members, weights, strict=True)
            if weight > 0
            for reason in member.models[0].reasons(contexts, row, item)
        ]

    def state(self) -> dict[str, np.ndarray]:
        return {
            f"{key}.{array}": value
            for key, model in self._keyed().items()
            for array, value in model.state().items()
        }

    def details(self) -> dict[str, Any]:
        kept = {
            key: {"model": key.split(".")[0], "settings": m.settings, "details": stored_details(m)}
            for key, m in self._keyed().items()
        }
        return {"members": kept, "weights": self.weights}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self.weights = dict(details["weights"])
        models: dict[str, list[Recommender]] = {}
        for key, kept in details["members"].items():
            own = {
                n.removeprefix(f"{key}."): v for n, v in state.items() if n.startswith(f"{key}.")
            }
            model = restored_model(kept["model"], kept["settings"], own, kept["details"])
            models.setdefault(kept["model"], []).append(_ranking(model))
        self.members = [Member(name, found) for name, found in models.items()]

    def _keyed(self) -> dict[str, Recommender]:
        return {f"{m.name}.{n}": model for m in self.members for n, model in enumerate(m.models)}

    def _wanted(self) -> list[tuple[str, int]]:
        """Each member's name, and how often it learns: what has no chance in it learns once."""
        seeds = int(self.settings["seeds"])
        names = member_names(str(self.settings["members"]))
        return [(name, seeds if model_info(name).uses_torch else 1) for name in names]

    def _learnt(
        self, name: str, seed: int, task: Task, store: MemberCheckpoints, progress: Progress
    ) -> Recommender:
        key = f"{name}.{seed}"
        settled = self.settings.get("settled", {}).get(name, [])
        preset = str(self.settings["member_preset"])
        settings = settled[seed] if settled else model_info(name).complete(preset, {})
        finished = store.finished(key)
        if finished is not None:
            kept, state = finished
            return _ranking(restored_model(name, kept["settings"], state, kept["details"]))
        model = _ranking(model_class(name)(settings))
        model.returns, model.device, model.checkpoint = self.returns, self.device, store.of(key)
        own = Task(task.log, task.validation, task.validation_item, task.seed + SEED_STEP * seed)
        model.fit(own, Named(progress, key if seed else name))
        store.finish(key, model)
        return model

    def _weigh(self, task: Task, progress: Progress) -> None:
        """By validation; else as it was settled, else all alike."""
        equal = [1.0 / len(self.members)] * len(self.members)
        self.weights = self.settings.get("weights") or dict.fromkeys(TIMES, equal)
        if task.validation is None or task.validation_item is None or not len(task.validation):
            return
        self.weights = {}
        for number, (time, given) in enumerate(TIMES.items()):
            contexts = task.validation if given else task.validation.without_time()
            part = progress.part(number / 2, (number + 1) / 2)
            weights = learn_weights(
                self.members, contexts, task.validation_item, self.returns, part
            )
            self.weights[time] = weights


def _ranking(model: Learner) -> Recommender:
    if not isinstance(model, Recommender):
        raise ModelProblem("{model} does not rank items.", model=model.name)
    return model
