"""`ranker`: boosted trees weigh the user's rhythm, habits, place and everyone's behaviour.

Candidates are the user's own items and the likeliest new ones; trees compare them by the columns of
`ranker_features`; whatever is no candidate follows below by popularity. Two sets of trees are
learned: for moments whose time is given, and for those whose time is unknown.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Contexts
from stdesk.language import mark, tr
from stdesk.models.base import Recommender, Task
from stdesk.models.counts import share
from stdesk.models.info import SettingInfo
from stdesk.models.ranker_background import Background, background, neighbourhood
from stdesk.models.ranker_boosting import Moments, TreeSettings, learn_trees
from stdesk.models.ranker_candidates import candidates
from stdesk.models.ranker_features import feature_table
from stdesk.models.ranker_instances import ROWS, moments_of, training_moments
from stdesk.progress import Progress

TIMES = {"given": True, "unknown": False}
FEWEST_MOMENTS = 20


class Ranker(Recommender):
    """Learned ranking over counts, context and everyone's statistics (LightGBM)."""

    name = "ranker"
    family = "fusion"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "moments": SettingInfo(
            20_000, "int", mark("About how many moments of the log to learn from."), low=100
        ),
        "rounds": SettingInfo(
            150, "int", mark("How many trees at most; validation may stop earlier."), low=1
        ),
        "leaves": SettingInfo(31, "int", mark("Leaves of each tree."), low=2, high=1024),
        "learning_rate": SettingInfo(
            0.08, "float", mark("How much each tree may change."), low=0.001, high=1.0
        ),
        "new_items": SettingInfo(
            40,
            "int",
            mark("How many items that are new to the user are compared with her own."),
            low=0,
            high=1000,
        ),
        "threads": SettingInfo(
            0, "int", mark("Processor cores to use; 0 for all."), low=0, high=256
        ),
    }

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        defaults = {name: setting.default for name, setting in self.SETTINGS.items()}
        super().__init__({**defaults, **(settings or {})})
        self._trees: dict[str, Any] = {}
        self._world: Background | None = None

    def fit(self, task: Task, progress: Progress) -> None:
        around = neighbourhood(task.log.catalogue)
        gathering = progress.part(0.0, 0.4, tr("Replaying the log"))
        found = training_moments(
            task.log,
            around,
            tuple(TIMES.values()),
            int(self.settings["moments"]),
            int(self.settings["new_items"]),
            task.seed,
            gathering,
        )
        if min(len(moments) for moments in found) < FEWEST_MOMENTS:
            raise ModelProblem(
                "the log is too short for a learned ranking: only {count} moments could be used.",
                count=min(len(moments) for moments in found),
            )
        self._world = background(task.log, around)
        for number, (time, moments) in enumerate(zip(TIMES, found, strict=True)):
            part = progress.part(0.4 + 0.3 * number, 0.7 + 0.3 * number, tr("Growing trees"))
            self._learn(time, moments, self._validation(task, time), task.seed, part)

    def _validation(self, task: Task, time: str) -> Moments | None:
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
            int(self.settings["new_items"]),
            Progress(),
        )
        return Moments.joined(found) if found else None

    def _learn(
        self, time: str, moments: Moments, validation: Moments | None, seed: int, progress: Progress
    ) -> None:
        settings = TreeSettings(
            rounds=int(self.settings.get(f"rounds_{time}", self.settings["rounds"])),
            leaves=int(self.settings["leaves"]),
            learning_rate=float(self.settings["learning_rate"]),
            threads=int(self.settings["threads"]),
            seed=seed,
        )
        curve = f"validation loss, time {time}"
        trees, rounds = learn_trees(moments, validation, settings, progress, curve)
        self.settings[f"rounds_{time}"] = rounds
        self._trees[time] = (trees, rounds)

    def score(self, contexts: Contexts) -> np.ndarray:
        self._world = world = self._known_world().grown(contexts.log.catalogue.items)
        scores = np.empty((len(contexts), world.items), np.float32)
        fame = np.log(share(world.count + world.recent)).astype(np.float32)
        fame -= fame.max() + 1.0
        for begin in range(0, len(contexts), ROWS):
            rows = slice(begin, begin + ROWS)
            scores[rows] = self._score_rows(contexts.take(rows), fame)
        return scores

    def _score_rows(self, contexts: Contexts, fame: np.ndarray) -> np.ndarray:
        """Candidates by the trees; all else below the last of them, by popularity."""
        compared = candidates(contexts, self._known_world(), int(self.settings["new_items"]))
        scores = np.repeat(fame[None], len(contexts), axis=0)
        if not len(compared):
            return scores
        trees, rounds = self._trees["unknown" if contexts.instant_ms is None else "given"]
        _, table = feature_table(compared)
        chosen = trees.predict(
            table, num_iteration=rounds, raw_score=True, num_threads=int(self.settings["threads"])
        )
        lowest = np.zeros(len(contexts))
        np.minimum.at(lowest, compared.row, chosen)
        scores += lowest[:, None].astype(np.float32)
        scores[compared.row, compared.item] = chosen
        return scores

    def _known_world(self) -> Background:
        if self._world is None:
            raise ModelProblem("the ranker has not been trained yet.")
        return self._world

    def state(self) -> dict[str, np.ndarray]:
        written = {
            f"trees.{time}": np.frombuffer(
                trees.model_to_string(num_iteration=rounds).encode(), np.uint8
            )
            for time, (trees, rounds) in self._trees.items()
        }
        return {**self._known_world().state(), **written}

    def details(self) -> dict[str, Any]:
        return {"rounds": {time: rounds for time, (_, rounds) in self._trees.items()}}

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        import lightgbm

        self._world = Background.from_state(state)
        for time, rounds in details["rounds"].items():
            text = bytes(state[f"trees.{time}"]).decode()
            self._trees[time] = (lightgbm.Booster(model_str=text), rounds)

    def settled(self) -> dict[str, Any]:
        return dict(self.settings)
