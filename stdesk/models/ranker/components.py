"""Scores of other models as further columns, made out of fold in time.

For learning, a component has seen only the first part of the log, and only moments after that part
carry its score; for use it has seen all of the log. A moment without a score has none (NaN), and
the trees know what to do then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import Contexts, EventLog
from stdesk.models.base import Recommender, Task
from stdesk.progress import Progress

FIRST_PART = 0.65  # of the events, by time: what a component learns from before it is asked
CELLS = 4_000_000


@dataclass(frozen=True)
class Components:
    """Fitted models, and the instant up to which they know the log (None: they know all of it)."""

    models: Mapping[str, Recommender]
    known_until_ms: int | None

    def columns(
        self, contexts: Contexts, row: np.ndarray, item: np.ndarray
    ) -> list[tuple[str, np.ndarray]]:
        """Each model's log-chance of each candidate; NaN for moments that it may have seen."""
        found = []
        for name, model in self.models.items():
            found.append((f"model_{name}", self._column(model, contexts, row, item)))
        return found

    def _column(
        self, model: Recommender, contexts: Contexts, row: np.ndarray, item: np.ndarray
    ) -> np.ndarray:
        column = np.full(len(row), np.nan, np.float32)
        fresh = self._fresh(contexts)
        step = max(1, CELLS // max(contexts.log.catalogue.items, 1))
        for begin in range(0, len(fresh), step):
            asked = fresh[begin : begin + step]
            first = np.searchsorted(row, asked)
            last = np.searchsorted(row, asked, side="right")
            place = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
            if not len(place):
                continue
            chance = _log_chance(model.score(contexts.take(asked)))
            inside = np.searchsorted(asked, row[place])
            known = item[place] < chance.shape[1]
            column[place[known]] = chance[inside[known], item[place[known]]]
        return column

    def _fresh(self, contexts: Contexts) -> np.ndarray:
        """Contexts whose event comes after what the models learnt from."""
        if self.known_until_ms is None:
            return np.arange(len(contexts))
        at = np.minimum(contexts.history_end, len(contexts.log) - 1)
        fresh: np.ndarray = np.flatnonzero(contexts.log.instant_ms[at] >= self.known_until_ms)
        return fresh


def component_names(text: str) -> tuple[str, ...]:
    """'gru, transformer' as names; raises `SettingProblem` for one that cannot be a component."""
    from stdesk.models.registry import model_info

    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        info = model_info(name)
        if info.task != "items" or name == "ranker":
            raise SettingProblem("{model} cannot be a component of the ranker.", model=name)
    return names


def learn_components(
    names: tuple[str, ...], log: EventLog, preset: str, seed: int, progress: Progress
) -> tuple[Components, Components]:
    """For learning (from the first part of the log) and for use (from all of it)."""
    cut = int(log.instant_ms[log.time_order[int(len(log) * FIRST_PART)]])
    early: dict[str, Recommender] = {}
    whole: dict[str, Recommender] = {}
    for number, name in enumerate(names):
        begin, size = number / len(names), 1 / len(names)
        part = progress.part(begin, begin + size / 2, name)
        early[name], settled = _learn(name, preset, log.before(cut), seed, part, None)
        part = progress.part(begin + size / 2, begin + size, name)
        whole[name], _ = _learn(name, preset, log, seed, part, settled)
    return Components(early, cut), Components(whole, None)


def component_state(components: Components) -> dict[str, np.ndarray]:
    return {
        f"component.{name}.{key}": value
        for name, model in components.models.items()
        for key, value in model.state().items()
    }


def component_details(components: Components) -> dict[str, Any]:
    return {
        name: {"settings": model.settings, "details": model.details()}
        for name, model in components.models.items()
    }


def restored_components(state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> Components:
    """What `component_state` and `component_details` gave."""
    from stdesk.models.registry import model_class

    models: dict[str, Recommender] = {}
    for name, written in details.items():
        start = f"component.{name}."
        own = {key[len(start) :]: value for key, value in state.items() if key.startswith(start)}
        model = model_class(name)(written["settings"])
        model.load_state(own, written["details"])
        models[name] = _recommender(model)
    return Components(models, None)


def _learn(
    name: str,
    preset: str,
    log: EventLog,
    seed: int,
    progress: Progress,
    settled: dict[str, Any] | None,
) -> tuple[Recommender, dict[str, Any]]:
    from stdesk.models.registry import model_class, model_info

    settings = settled or model_info(name).complete(preset, {})
    model = _recommender(model_class(name)(settings))
    model.fit(Task(log, None, None, seed), progress)
    return model, model.settled()


def _recommender(model: object) -> Recommender:
    if not isinstance(model, Recommender):
        raise SettingProblem("{model} cannot be a component of the ranker.", model=type(model))
    return model


def _log_chance(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    chance: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return chance
