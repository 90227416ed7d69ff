"""Asking "what if" without waiting: a model and a log kept ready, and what was scored remembered.

    session = WhatIf(project, run)                      # slow: loads the model and reads the log
    answer = session.glance(RecommendSettings(run, users=("470",), at_ms=friday_evening))
    answer = session.ask(answer.lists.settings)         # with the model's own reasons
    while session.go_on(answer.lists.settings, 20.0):   # the coming week, in the background
        ...

`ask` gives what `recommend` gives, number by number; `glance` the same but for reasons that take a
model its time. Another dial, filter or length needs no model, another moment or place asks it once,
unless the model does not look at it, or the week that was computed meanwhile holds the answer.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import DAY_MS, HOUR_MS, EventLog, load_log
from stdesk.recommend.asked import check_events, moment_asked, users_asked
from stdesk.recommend.candidates import Opinions, check_settings, read_opinions
from stdesk.recommend.lists import known_to, known_until, ranking_model
from stdesk.recommend.notes import Met, notes_on
from stdesk.recommend.ranking import Glance, Ranking
from stdesk.recommend.scene import Block, Place, Scene
from stdesk.recommend.settings import RecommendationLists, RecommendSettings
from stdesk.recommend.week import Week, When

if TYPE_CHECKING:
    from stdesk.project import Project

Asked = tuple[int, int, Place | None]  # user, moment, place
Source = Literal["model", "week", "memory"]

REMEMBERED = 12  # moments whose scores are kept
PROBED = 3  # users by whom it is found out what a model looks at


@dataclass(frozen=True)
class Senses:
    """What a model looks at, found out by asking it: whether the time, the place moves a score."""

    time: bool
    place: bool


@dataclass(frozen=True)
class Answer:
    """One list, where its scores came from, and how long it took.

    source: `model` was asked just now, `week` was computed in advance, `memory` is of an answer
    before.
    """

    lists: RecommendationLists
    source: Source
    milliseconds: float


class WhatIf:
    """One run of one project. Its methods may be called from any thread, one at a time."""

    def __init__(self, project: "Project", run: int, log: EventLog | None = None) -> None:
        self._project, self.run = project, run
        record = project.runs.get(run)
        self._model, self._name = ranking_model(project, run), record.model
        self.log = load_log(project) if log is None else log
        check_events(self.log)
        self._known = known_to(self._model, record, self.log.catalogue)
        self._opinions: Opinions | None = None
        self._blocks: OrderedDict[Asked, Block] = OrderedDict()
        self._from_week: set[Asked] = set()
        self._week: Week | None = None
        self._lock = threading.RLock()
        self._end_ms = moment_asked(self.log, None)
        self._scene = Scene(self._model, self.log, self._end_ms, self._known)
        self.senses = self._probe()
        self.offers_returns = self._model.returns.again

    def ask(self, settings: RecommendSettings) -> Answer:
        """The list of the one user in `settings`, as `recommend` would make it; nothing is stored.

        Raises `SettingProblem` as `recommend` does.
        """
        return self._answer(settings, Ranking)

    def glance(self, settings: RecommendSettings) -> Answer:
        """The same list at once, where the model's own reasons may be lacking."""
        return self._answer(settings, Glance)

    def _answer(self, settings: RecommendSettings, ranking: type[Ranking]) -> Answer:
        began = time.perf_counter()
        with self._lock:
            check_settings(settings, self.log)
            user = self._user(settings)
            as_of = moment_asked(self.log, settings.at_ms)
            scene = self._scene_of(known_until(settings, as_of))
            block, source = self._block(scene, user, as_of, settings.near)
            opinions = self._read_opinions()
            rows = tuple(ranking(scene, as_of, settings, opinions).rows(block))
            lists = RecommendationLists(
                run=self.run,
                model=self._name,
                target=settings.target,
                as_of_ms=as_of,
                users=(self.log.catalogue.user_keys[user],),
                rows=rows,
                notes=notes_on(settings, self.log, scene, opinions, Met().and_of(block)),
                settings=settings,
            )
        passed = (time.perf_counter() - began) * 1000
        return Answer(lists, source, passed)

    def go_on(self, settings: RecommendSettings, budget_ms: float) -> bool:
        """Compute the week round a list for about this long; False when it is complete."""
        with self._lock:
            return self._week_of(settings).go_on(budget_ms)

    def share_done(self, settings: RecommendSettings) -> float:
        """How much of that week is computed, 0 to 1."""
        with self._lock:
            return self._week_of(settings).share_done

    def when(self, settings: RecommendSettings, item: int | None, category: str | None) -> When:
        """How the chance of an item (id), or else of a category, runs over the coming week.

        As far as `go_on` has come; the week begins where what is known ends.
        """
        with self._lock:
            week = self._week_of(settings)
            if item is not None:
                return week.of_item(item - 1)
            names = list(self.log.catalogue.category_names)
            return week.of_category(names.index(str(category)))

    def begin_ms(self, settings: RecommendSettings) -> int:
        """UTC; where the coming week begins: where what is known ends."""
        as_of = moment_asked(self.log, settings.at_ms)
        return min(known_until(settings, as_of), self._end_ms)

    def forget_opinions(self) -> None:
        """Read feedback again before the next list; the scores stay."""
        self._opinions = None

    def _user(self, settings: RecommendSettings) -> int:
        users = users_asked(self.log.catalogue, settings.users or ())
        if len(users) != 1:
            raise SettingProblem("a what-if list is for one user; choose one.")
        return int(users[0])

    def _scene_of(self, known_ms: int) -> Scene:
        """The last one serves as long as nothing else is to be known."""
        known_ms = min(known_ms, self._end_ms)
        if self._scene.known_ms != known_ms:
            self._scene = Scene(self._model, self.log, known_ms, self._known)
            self._blocks.clear()
            self._from_week.clear()
            self._week = None
        return self._scene

    def _block(self, scene: Scene, user: int, at: int, near: Place | None) -> tuple[Block, Source]:
        key = user, at, near
        if key in self._blocks:
            self._blocks.move_to_end(key)
            return self._blocks[key], "week" if key in self._from_week else "memory"
        users, moments = np.array([user], np.int32), np.array([at], np.int64)
        known, source = self._known_scores(user, at, near)
        if known is None:
            block = scene.block(users, moments, near)
        else:
            block = replace(scene.unscored(users, moments, near), scores=known)
        self._blocks[key] = block
        if source == "week":
            self._from_week.add(key)
        if len(self._blocks) > REMEMBERED:
            self._from_week.discard(self._blocks.popitem(last=False)[0])
        return block, source

    def _known_scores(
        self, user: int, at: int, near: Place | None
    ) -> tuple[np.ndarray | None, Source]:
        """(1, items) what was scored before, for this moment or for one that is the same to the
        model.
        """
        for (other, then, there), block in self._blocks.items():
            same_time = then == at or not self.senses.time
            if other == user and same_time and (there == near or not self.senses.place):
                return block.scores, "memory"
        week = self._week
        if week is None or week.user != user or (week.near != near and self.senses.place):
            return None, "model"
        scores = week.scores_at(at)
        return (None, "model") if scores is None else (scores[None].copy(), "week")

    def _week_of(self, settings: RecommendSettings) -> Week:
        user, begin = self._user(settings), self.begin_ms(settings)
        scene = self._scene_of(begin)
        week = self._week
        if week is None or (week.user, week.near, week.begin_ms) != (user, settings.near, begin):
            week = self._week = Week(scene, user, settings.near, begin)
        return week

    def _read_opinions(self) -> Opinions:
        if self._opinions is None:
            self._opinions = read_opinions(self._project)
        return self._opinions

    def _probe(self) -> Senses:
        """Ask for a few users with long histories at two moments, and at two places."""
        log, scene = self.log, self._scene
        lengths = np.diff(log.user_start)[: self._known.users]
        users = np.argsort(-lengths, kind="stable")[:PROBED].astype(np.int32)
        at = np.full(len(users), scene.known_ms, np.int64)
        here = scene.block(users, at, None).scores
        later = scene.block(users, at + 2 * DAY_MS + 9 * HOUR_MS, None).scores
        time_matters = not np.allclose(here, later, equal_nan=True)
        if not log.catalogue.has_coordinates:
            return Senses(time_matters, False)
        latitude, longitude = log.catalogue.item_latitude, log.catalogue.item_longitude
        placed = np.flatnonzero(np.isfinite(latitude))
        spots = [placed[0], placed[len(placed) // 2]]
        there = [
            scene.block(users, at, (float(latitude[spot]), float(longitude[spot]))).scores
            for spot in spots
        ]
        return Senses(time_matters, not np.allclose(there[0], there[1], equal_nan=True))
