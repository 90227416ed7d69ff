"""`ranker`: boosted trees weigh the user's rhythm, habits, place and everyone's behaviour.

Candidates are the user's own items and the likeliest new ones; trees compare them by the columns of
`ranker_features`; whatever is no candidate follows below by popularity. Two sets of trees are
learned: for moments whose time is given, and for those whose time is unknown.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Contexts, EventLog
from stdesk.language import tr
from stdesk.models.base import Recommender, Task
from stdesk.models.counts import share
from stdesk.models.info import SettingInfo
from stdesk.models.ranker_background import Background, background, neighbourhood
from stdesk.models.ranker_boosting import Moments, TreeSettings, learn_trees
from stdesk.models.ranker_candidates import Candidates, candidates, row_blocks
from stdesk.models.ranker_components import (
    Components,
    component_details,
    component_names,
    component_state,
    learn_components,
    restored_components,
)
from stdesk.models.ranker_features import aligned, feature_table
from stdesk.models.ranker_instances import moments_of, training_moments
from stdesk.models.ranker_settings import SETTINGS
from stdesk.progress import Progress

TIMES = {"given": True, "unknown": False}
FEWEST_MOMENTS = 20


class Ranker(Recommender):
    """Learned ranking over counts, context and everyone's statistics (LightGBM)."""

    name = "ranker"
    family = "fusion"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = SETTINGS

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        defaults = {name: setting.default for name, setting in self.SETTINGS.items()}
        super().__init__({**defaults, **(settings or {})})
        self._trees: dict[str, Any] = {}
        self._world: Background | None = None
        self._components: Components | None = None
        self._new_items = int(self.settings["new_items"])
        self._missed = 0.0

    def fit(self, task: Task, progress: Progress) -> None:
        around = neighbourhood(task.log.catalogue)
        self._world = background(task.log, around)
        self._new_items = self._how_many_new(task.log)
        early = self._learn_components(task, progress.part(0.0, 0.5, tr("Asking other models")))
        begin = 0.0 if early is None else 0.5
        found, self._missed = training_moments(
            task.log,
            around,
            tuple(TIMES.values()),
            int(self.settings["moments"]),
            self._new_items,
            task.seed,
            progress.part(begin, begin + 0.3 * (1 - begin), tr("Replaying the log")),
            early,
        )
        if min(len(moments) for moments in found) < FEWEST_MOMENTS:
            raise ModelProblem(
                "the log is too short for a learned ranking: only {count} moments could be used.",
                count=min(len(moments) for moments in found),
            )
        growing = progress.part(begin + 0.3 * (1 - begin), 1.0, tr("Growing trees"))
        for number, (time, moments) in enumerate(zip(TIMES, found, strict=True)):
            part = growing.part(number / 2, (number + 1) / 2)
            self._grow_trees(time, moments, self._validation(task, time, early), task.seed, part)

    def score(self, contexts: Contexts) -> np.ndarray:
        self._world = world = self._known_world().grown(contexts.log.catalogue.items)
        scores = np.empty((len(contexts), world.items), np.float32)
        fame = share(world.count + world.recent)
        for rows in row_blocks(contexts, self._new_items):
            scores[rows] = self._score_rows(contexts.take(rows), fame)
        return scores

    def state(self) -> dict[str, np.ndarray]:
        written = {
            f"trees.{time}": np.frombuffer(
                trees.model_to_string(num_iteration=rounds).encode(), np.uint8
            )
            for time, (trees, rounds) in self._trees.items()
        }
        others = component_state(self._components) if self._components else {}
        return {**self._known_world().state(), **written, **others}

    def details(self) -> dict[str, Any]:
        return {
            "rounds": {time: rounds for time, (_, rounds) in self._trees.items()},
            "new_items": self._new_items,
            "missed": self._missed,
            "components": component_details(self._components) if self._components else {},
        }

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        import lightgbm

        self._world = Background.from_state(state)
        self._new_items, self._missed = int(details["new_items"]), float(details["missed"])
        if details["components"]:
            self._components = restored_components(state, details["components"])
        for time, rounds in details["rounds"].items():
            text = bytes(state[f"trees.{time}"]).decode()
            self._trees[time] = (lightgbm.Booster(model_str=text), rounds)

    def _how_many_new(self, log: EventLog) -> int:
        """More where users seldom return: there the next item is mostly a new one."""
        own = np.unique(log.user.astype(np.int64) * log.catalogue.items + log.item)
        returns = 1.0 - len(own) / max(len(log), 1)
        chosen = int(self.settings["new_items"])
        return chosen if returns >= 0.5 else int(chosen * 2.5)

    def _learn_components(self, task: Task, progress: Progress) -> Components | None:
        names = component_names(str(self.settings["components"]))
        if not names:
            return None
        preset = str(self.settings["component_preset"])
        early, self._components = learn_components(names, task.log, preset, task.seed, progress)
        return early

    def _validation(self, task: Task, time: str, early: Components | None) -> Moments | None:
        """Moments after the log, seen with what the log told; None when their time is unknown."""
        if task.validation is None or task.validation_item is None or not len(task.validation):
            return None
        contexts = task.validation if TIMES[time] else task.validation.without_time()
        if TIMES[time] and contexts.instant_ms is None:
            return None
        found = moments_of(
            contexts,
            task.validation_item,
            np.ones(len(contexts)),
            self._known_world(),
            self._new_items,
            Progress(),
            early,
        )
        return Moments.joined(found) if found else None

    def _grow_trees(
        self, time: str, moments: Moments, validation: Moments | None, seed: int, progress: Progress
    ) -> None:
        settings = TreeSettings(
            rounds=int(self.settings[f"rounds_{time}"] or self.settings["rounds"]),
            leaves=int(self.settings["leaves"]),
            learning_rate=float(self.settings["learning_rate"]),
            threads=int(self.settings["threads"]),
            seed=seed,
        )
        curve = f"validation loss, time {time}"
        trees, rounds = learn_trees(moments, validation, settings, progress, curve)
        if validation is not None:
            self.settings[f"rounds_{time}"] = rounds
        self._trees[time] = (trees, rounds)

    def _score_rows(self, contexts: Contexts, fame: np.ndarray) -> np.ndarray:
        """Candidates by the trees; all else by popularity, as likely in all as training found.

        So the softmax of a row gives honest chances.
        """
        compared = candidates(contexts, self._known_world(), self._new_items)
        batch = len(contexts)
        scores = np.repeat(np.log(fame).astype(np.float32)[None], batch, axis=0)
        if not len(compared):
            return scores
        chosen = self._log_odds(compared)
        best = np.full(batch, -np.inf)
        np.maximum.at(best, compared.row, chosen)
        best = np.where(np.isfinite(best), best, 0.0)
        total = np.bincount(compared.row, np.exp(chosen - best[compared.row]), batch)
        left = 1.0 - np.bincount(compared.row, fame[compared.item], batch)
        missed = np.clip(self._missed, 0.001, 0.999)
        mass = np.log(np.maximum(total, 1e-9) * missed / (1 - missed)) + best
        scores += (mass - np.log(np.maximum(left, 1e-9)))[:, None].astype(np.float32)
        scores[compared.row, compared.item] = chosen
        return scores

    def _log_odds(self, compared: Candidates) -> np.ndarray:
        known = compared.contexts.instant_ms is not None
        trees, rounds = self._trees["given" if known else "unknown"]
        names, table = feature_table(compared, self._components)
        chosen: np.ndarray = trees.predict(
            aligned(names, table, trees.feature_name()),
            num_iteration=rounds,
            raw_score=True,
            num_threads=int(self.settings["threads"]),
        )
        return chosen

    def _known_world(self) -> Background:
        if self._world is None:
            raise ModelProblem("the ranker has not been trained yet.")
        return self._world
