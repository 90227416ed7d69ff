"""`ranker`: trees and a network weigh the user's rhythm, habits, place and everyone's behaviour.

Candidates are the user's own items and the likeliest new ones; boosted trees compare them by the
columns of `features`, and a network also by the events behind these; whatever is no candidate
follows below by popularity. All is learned twice: for moments whose time is given, and for those
whose time is unknown.
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
from stdesk.models.ranker.boosting import Moments, TreeSettings
from stdesk.models.ranker.candidates import candidates, row_blocks
from stdesk.models.ranker.components import (
    Components,
    component_details,
    component_names,
    component_state,
    learn_components,
    restored_components,
)
from stdesk.models.ranker.instances import (
    BLOCKS,
    FIRST_SHARE,
    MomentSettings,
    moments_of,
    replay,
    training_moments,
)
from stdesk.models.ranker.reasons import social_reasons
from stdesk.models.ranker.scorers import Scorers, ScorerSettings
from stdesk.models.ranker.settings import SETTINGS
from stdesk.models.ranker.threads import in_threads
from stdesk.models.ranker.worlds import Era, Worlds
from stdesk.progress import Progress

TIMES = {"given": True, "unknown": False}
FEWEST_MOMENTS = 20
# Events for each unit of rounds times learning rate, below which validation may stop the trees:
# 110 rounds of .1 were too many in logs of 3,000 and 6,000 events, and not in those of 12,000.
SHORT_LOG = 1_000


class Ranker(Recommender):
    """Learned ranking over counts, context, events and everyone's statistics (LightGBM, torch)."""

    name = "ranker"
    family = "fusion"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = SETTINGS

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        defaults = {name: setting.default for name, setting in self.SETTINGS.items()}
        super().__init__({**defaults, **(settings or {})})
        self._scorers: dict[str, Scorers] = {}
        self._worlds: Worlds | None = None
        self._components: Components | None = None
        self._new_items = int(self.settings["new_items"])
        self._missed: dict[str, float] = {}
        self._weighed_by = str(self.settings["weighed_by"])

    def fit(self, task: Task, progress: Progress) -> None:
        around = neighbourhood(task.log.catalogue)
        era = Era.of(task.log, (1.0 - FIRST_SHARE) / BLOCKS)
        self._worlds = Worlds(background(task.log, around), era)
        self._new_items = self._how_many_new(task.log)
        early = self._learn_components(task, progress.part(0.0, 0.5, tr("Asking other models")))
        begin = 0.0 if early is None else 0.5
        self._weighed_by = self._who_weighs(task)
        settings = self._moment_settings(task.seed)
        blocks = replay(task.log, around, settings, progress.part(begin, begin + 0.05))
        for number, time in enumerate(TIMES):
            half = (0.95 - begin) / 2
            start = begin + 0.05 + number * half
            replaying = progress.part(start, start + 0.3 * half, tr("Replaying the log"))
            moments, self._missed[time] = training_moments(
                task.log, blocks, TIMES[time], settings, replaying, early
            )
            if len(moments) < FEWEST_MOMENTS:
                raise ModelProblem(
                    "only {count} moments of the log could be used to learn a ranking: it is too "
                    "short, or nothing before an event points to its item.",
                    count=len(moments),
                )
            growing = progress.part(start + 0.3 * half, start + half, tr("Learning to rank"))
            validation = self._validation(task, time, early)
            self._weigh(time, moments, validation, task.seed, growing)

    def score(self, contexts: Contexts) -> np.ndarray:
        items = contexts.log.catalogue.items
        scores = np.empty((len(contexts), items), np.float32)
        for part, world in self._known_worlds().parts(contexts):
            self._fill(scores, part, contexts.take(part), world)
        return scores

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        world = self._known_worlds().at(contexts, row)
        return list(social_reasons(world, contexts, row, item))

    def settles(self, events: int) -> bool:
        """Validation settles how many trees there are; in a short log that costs little."""
        learnt = float(self.settings["rounds"]) * float(self.settings["learning_rate"])
        wanted = bool(self.settings["stop_early"]) or events < SHORT_LOG * learnt
        return wanted and self.settings["weighed_by"] != "network"

    def state(self) -> dict[str, np.ndarray]:
        written: dict[str, np.ndarray] = {}
        for time, scorers in self._scorers.items():
            written |= scorers.state(time)
        others = component_state(self._components) if self._components else {}
        return {**self._known_worlds().trained.state(), **written, **others}

    def details(self) -> dict[str, Any]:
        return {
            "scorers": {time: scorers.details() for time, scorers in self._scorers.items()},
            "new_items": self._new_items,
            "missed": self._missed,
            "era": self._known_worlds().details(),
            "components": component_details(self._components) if self._components else {},
        }

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self._worlds = Worlds.restored(state, details["era"])
        self._new_items, self._missed = int(details["new_items"]), dict(details["missed"])
        if details["components"]:
            self._components = restored_components(state, details["components"])
        # Runs of before there was a network told only how many trees they had.
        only_trees = {
            t: {"rounds": n, "network": None} for t, n in details.get("rounds", {}).items()
        }
        for time, written in details.get("scorers", only_trees).items():
            self._scorers[time] = Scorers.restored(state, written, time)

    @property
    def _threads(self) -> int:
        return int(self.settings["threads"])

    def _moment_settings(self, seed: int) -> MomentSettings:
        wanted = int(self.settings["moments"])
        attend = self._weighed_by != "trees"
        return MomentSettings(wanted, self._new_items, self._threads, seed, attend)

    def _who_weighs(self, task: Task) -> str:
        """Validation settles how many trees there are, and nothing of the network."""
        chosen = str(self.settings["weighed_by"])
        return "trees" if task.settling and chosen == "both" else chosen

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

    def _weigh(
        self, time: str, moments: Moments, validation: Moments | None, seed: int, progress: Progress
    ) -> None:
        trees = TreeSettings(
            rounds=int(self.settings[f"rounds_{time}"] or self.settings["rounds"]),
            leaves=int(self.settings["leaves"]),
            learning_rate=float(self.settings["learning_rate"]),
            threads=self._threads,
            seed=seed,
        )
        networks, epochs = int(self.settings["networks"]), int(self.settings["epochs"])
        width = int(self.settings["width"])
        wanted = ScorerSettings(self._weighed_by, trees, networks, epochs, width, time)
        scorers = Scorers.learnt(moments, validation, wanted, progress)
        if validation is not None and scorers.rounds:
            self.settings[f"rounds_{time}"] = scorers.rounds
        self._scorers[time] = scorers

    def _fill(
        self, scores: np.ndarray, part: np.ndarray, asked: Contexts, world: Background
    ) -> None:
        fame = share(world.count + world.recent)

        def block(rows: slice) -> None:
            scores[part[rows]] = self._score_rows(asked.take(rows), world, fame)

        in_threads(block, row_blocks(asked, self._new_items), self._threads)

    def _score_rows(self, contexts: Contexts, world: Background, fame: np.ndarray) -> np.ndarray:
        """Candidates as they are weighed; all else by popularity, in all as likely as in training.

        So the softmax of a row gives honest chances.
        """
        compared = candidates(contexts, world, self._new_items)
        batch = len(contexts)
        scores = np.repeat(np.log(fame).astype(np.float32)[None], batch, axis=0)
        if not len(compared):
            return scores
        scorers = self._scorers[_time_of(contexts)]
        chosen = scorers.log_odds(compared, self._components, self._threads)
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

    def _known_worlds(self) -> Worlds:
        if self._worlds is None:
            raise ModelProblem("the ranker has not been trained yet.")
        return self._worlds


def _time_of(contexts: Contexts) -> str:
    return "unknown" if contexts.instant_ms is None else "given"
