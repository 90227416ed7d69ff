"""`ranker`: boosted trees weigh the user's rhythm, habits, place and everyone's behaviour.

Candidates are the user's own items and the likeliest new ones; trees compare them by the columns of
`features`; whatever is no candidate follows below by popularity. Two sets of trees are
learned: for moments whose time is given, and for those whose time is unknown.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Contexts, EventLog
from stdesk.language import tr
from stdesk.models.base import Reason, Recommender, Task
from stdesk.models.counts import share
from stdesk.models.info import SettingInfo
from stdesk.models.ranker.background import Background, background, neighbourhood
from stdesk.models.ranker.boosting import Moments, TreeSettings, learn_trees
from stdesk.models.ranker.candidates import Candidates, candidates, row_blocks
from stdesk.models.ranker.components import (
    Components,
    component_details,
    component_names,
    component_state,
    learn_components,
    restored_components,
)
from stdesk.models.ranker.features import aligned, feature_table
from stdesk.models.ranker.instances import (
    BLOCKS,
    FIRST_SHARE,
    MomentSettings,
    moments_of,
    replay,
    training_moments,
)
from stdesk.models.ranker.reasons import social_reasons
from stdesk.models.ranker.settings import SETTINGS
from stdesk.models.ranker.threads import in_threads
from stdesk.models.ranker.worlds import Era, Worlds
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
        self._worlds: Worlds | None = None
        self._components: Components | None = None
        self._new_items = int(self.settings["new_items"])
        self._missed: dict[str, float] = {}

    def fit(self, task: Task, progress: Progress) -> None:
        around = neighbourhood(task.log.catalogue)
        era = Era.of(task.log, (1.0 - FIRST_SHARE) / BLOCKS)
        self._worlds = Worlds(background(task.log, around), era)
        self._new_items = self._how_many_new(task.log)
        early = self._learn_components(task, progress.part(0.0, 0.5, tr("Asking other models")))
        begin = 0.0 if early is None else 0.5
        settings = self._moment_settings(task.seed)
        blocks = replay(task.log, around, settings, progress.part(begin, begin + 0.05))
        for number, time in enumerate(TIMES):
            half = (0.95 - begin) / 2
            start = begin + 0.05 + number * half
            replaying = progress.part(start, start + 0.4 * half, tr("Replaying the log"))
            moments, self._missed[time] = training_moments(
                task.log, blocks, TIMES[time], settings, replaying, early
            )
            if len(moments) < FEWEST_MOMENTS:
                raise ModelProblem(
                    "only {count} moments of the log could be used to learn a ranking: it is too "
                    "short, or nothing before an event points to its item.",
                    count=len(moments),
                )
            growing = progress.part(start + 0.4 * half, start + half, tr("Growing trees"))
            validation = self._validation(task, time, early)
            self._grow_trees(time, moments, validation, task.seed, growing)

    def score(self, contexts: Contexts) -> np.ndarray:
        items = contexts.log.catalogue.items
        scores = np.empty((len(contexts), items), np.float32)
        for part, world in self._known_worlds().parts(contexts):
            self._fill(scores, part, contexts.take(part), world)
        return scores

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        world = self._known_worlds().at(contexts, row)
        return list(social_reasons(world, contexts, row, item))

    def state(self) -> dict[str, np.ndarray]:
        written = {
            f"trees.{time}": np.frombuffer(
                trees.model_to_string(num_iteration=rounds).encode(), np.uint8
            )
            for time, (trees, rounds) in self._trees.items()
        }
        others = component_state(self._components) if self._components else {}
        return {**self._known_worlds().trained.state(), **written, **others}

    def details(self) -> dict[str, Any]:
        return {
            "rounds": {time: rounds for time, (_, rounds) in self._trees.items()},
            "new_items": self._new_items,
            "missed": self._missed,
            "era": self._known_worlds().details(),
            "components": component_details(self._components) if self._components else {},
        }

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        import lightgbm

        self._worlds = Worlds.restored(state, details["era"])
        self._new_items, self._missed = int(details["new_items"]), dict(details["missed"])
        if details["components"]:
            self._components = restored_components(state, details["components"])
        for time, rounds in details["rounds"].items():
            text = bytes(state[f"trees.{time}"]).decode()
            self._trees[time] = (lightgbm.Booster(model_str=text), rounds)

    @property
    def _threads(self) -> int:
        return int(self.settings["threads"])

    def _moment_settings(self, seed: int) -> MomentSettings:
        wanted = int(self.settings["moments"])
        return MomentSettings(wanted, self._new_items, self._threads, seed)

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
        found = []
        for part, world in self._known_worlds().parts(contexts):
            item, weight = task.validation_item[part], np.ones(len(part))
            found += moments_of(
                contexts.take(part),
                item,
                weight,
                world,
                self._moment_settings(task.seed),
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
            threads=self._threads,
            seed=seed,
        )
        curve = f"validation loss, time {time}"
        trees, rounds = learn_trees(moments, validation, settings, progress, curve)
        if validation is not None:
            self.settings[f"rounds_{time}"] = rounds
        self._trees[time] = (trees, rounds)

    def _fill(
        self, scores: np.ndarray, part: np.ndarray, asked: Contexts, world: Background
    ) -> None:
        fame = share(world.count + world.recent)

        def block(rows: slice) -> None:
            scores[part[rows]] = self._score_rows(asked.take(rows), world, fame)

        in_threads(block, row_blocks(asked, self._new_items), self._threads)

    def _score_rows(self, contexts: Contexts, world: Background, fame: np.ndarray) -> np.ndarray:
        """Candidates by the trees; all else by popularity, as likely in all as training found.

        So the softmax of a row gives honest chances.
        """
        compared = candidates(contexts, world, self._new_items)
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
        missed = np.clip(self._missed[_time_of(contexts)], 0.001, 0.999)
        mass = np.log(np.maximum(total, 1e-9) * missed / (1 - missed)) + best
        scores += (mass - np.log(np.maximum(left, 1e-9)))[:, None].astype(np.float32)
        scores[compared.row, compared.item] = chosen
        return scores

    def _log_odds(self, compared: Candidates) -> np.ndarray:
        trees, rounds = self._trees[_time_of(compared.contexts)]
        names, table = feature_table(compared, self._components)
        chosen: np.ndarray = trees.predict(
            aligned(names, table, trees.feature_name()),
            num_iteration=rounds,
            raw_score=True,
            num_threads=self._threads,
        )
        return chosen

    def _known_worlds(self) -> Worlds:
        if self._worlds is None:
            raise ModelProblem("the ranker has not been trained yet.")
        return self._worlds


def _time_of(contexts: Contexts) -> str:
    return "unknown" if contexts.instant_ms is None else "given"
