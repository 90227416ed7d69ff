"""The events that a tuning may look at, and how well a model does on them.

Half of the validating users choose between trials (and stop a training early); the others choose
nothing and only say at the end what the choice gained.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Contexts, EventLog, bites, contexts_of_events
from stdesk.metrics import expected_rank, hit_rate, mrr, ndcg
from stdesk.models import Learner, Recommender, Task
from stdesk.progress import Progress
from stdesk.training.fit import fit_model
from stdesk.training.split import MOST_RANKED, intent_task
from stdesk.training.tuning_settings import TuneSettings

TEST_SHARE = 0.1  # of the events, at the end: what `next-place` tests on
VALIDATION_SHARE = 0.1  # of all events, before that
MOST = 3000  # validating moments of each half


class Yardstick(ABC):
    """A task to learn from, and two halves of later moments with different users."""

    task: Task
    user: np.ndarray  # (instances,) of the confirming half

    def learn(
        self, name: str, settings: Mapping[str, Any], progress: Progress, device: str
    ) -> Learner:
        """A model that has learnt from the task; `progress` is stepped and hears its curves."""
        return fit_model(name, settings, self.task, progress, device)

    @abstractmethod
    def choosing(self, model: Learner) -> float:
        """The mean by which trials are compared; higher is better."""

    @abstractmethod
    def confirming(self, model: Learner) -> np.ndarray:
        """(instances,) the same figure of each moment that chose nothing."""


class RankYardstick(Yardstick):
    """How high the true items stand among all that training saw."""

    def __init__(self, known: EventLog, settings: TuneSettings, figure: str, seed: int) -> None:
        train, later = _parted(known, settings.protocol)
        chooses, confirms = (_some(later[half], seed) for half in halves(known.user[later], seed))
        stop = _some(chooses, seed, MOST_RANKED)
        given = settings.time == "given"
        self._halves = [contexts_of_events(known, half, given) for half in (chooses, confirms)]
        self._items = [known.item[half] for half in (chooses, confirms)]
        self._figure = figure
        stopping = contexts_of_events(known, stop)
        self.task = Task(known.select(train), stopping, known.item[stop], seed)
        self.user = known.user[confirms]
        self._unseen = np.bincount(known.item[train], minlength=known.catalogue.items) == 0

    def choosing(self, model: Learner) -> float:
        return float(self._values(model, 0).mean())

    def confirming(self, model: Learner) -> np.ndarray:
        return self._values(model, 1)

    def _values(self, model: Learner, half: int) -> np.ndarray:
        if not isinstance(model, Recommender):
            raise ModelProblem("{model} does not rank items.", model=model.name)
        contexts, ranks = self._halves[half], []
        for rows in bites(contexts):
            scores = model.score(contexts.take(rows))
            scores[:, self._unseen[: scores.shape[1]]] = -np.inf
            ranks.append(expected_rank(scores, self._items[half][rows]))
        return _of_ranks(np.concatenate(ranks), self._figure)


class IntentYardstick(Yardstick):
    """The logarithm of the chance that was said of what came: minus the log-loss."""

    def __init__(self, known: EventLog, settings: Mapping[str, Any], seed: int) -> None:
        task = intent_task(known, seed, settings)
        if task.validation is None or task.validation_item is None:
            raise too_short()
        later = task.validation
        rows = [_some(half, seed) for half in halves(later.user, seed)]
        self._halves = [later.take(half) for half in rows]
        self.task = Task(task.log, self._halves[0], task.validation_item[rows[0]], seed)
        self.user = self._halves[1].user

    def choosing(self, model: Learner) -> float:
        return float(np.nanmean(self._values(model, self._halves[0])))

    def confirming(self, model: Learner) -> np.ndarray:
        return self._values(model, self._halves[1])

    def _values(self, model: Learner, contexts: Contexts) -> np.ndarray:
        """(instances,), NaN where the log ends before the outcome is known."""
        asked: Any = model
        over = np.asarray(asked.horizon.is_over(contexts), bool)
        came = np.asarray(asked.horizon.outcome(contexts, asked.act.events(contexts.log)), bool)
        said = np.clip(np.asarray(asked.predict(contexts), np.float64), 1e-15, 1 - 1e-15)
        return np.where(over, np.where(came, np.log(said), np.log1p(-said)), np.nan)


def known_log(log: EventLog, settings: TuneSettings) -> EventLog:
    """The log without every event that the protocol tests on."""
    if settings.protocol == "leave-one-out":
        count = np.diff(log.user_start)
        known = np.ones(len(log), bool)
        known[log.user_start[1:][count >= 3] - 1] = False
        return log.select(known)
    share = TEST_SHARE
    if settings.protocol == "rolling":
        share = settings.folds * min(TEST_SHARE, 0.5 / settings.folds)
    return log.select(_place(log) < len(log) - int(len(log) * share))


def _parted(known: EventLog, protocol: str) -> tuple[np.ndarray, np.ndarray]:
    """(events,) mask to learn from, and positions of later events with a known user and item."""
    if protocol == "leave-one-out":
        later = known.user_start[1:][np.diff(known.user_start) >= 2] - 1
        train = np.ones(len(known), bool)
        train[later] = False
    else:
        train = _place(known) < int(len(known) * (1 - VALIDATION_SHARE))
        later = np.flatnonzero(~train)
    users = np.bincount(known.user[train], minlength=known.catalogue.users) > 0
    items = np.bincount(known.item[train], minlength=known.catalogue.items) > 0
    later = later[users[known.user[later]] & items[known.item[later]]]
    if len(later) < 2:
        raise too_short()
    return train, later


def _place(log: EventLog) -> np.ndarray:
    """(events,) the place of each event in the order of time over all users."""
    place = np.empty(len(log), np.int64)
    place[log.time_order] = np.arange(len(log))
    return place


def halves(user: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of two halves with different users; of one user every second moment."""
    users = np.unique(user)
    if len(users) < 2:
        rows = np.arange(len(user))
        return rows[::2], rows[1::2]
    drawn = np.random.default_rng(seed).permutation(users)[: len(users) // 2]
    chooses = np.isin(user, drawn)
    return np.flatnonzero(chooses), np.flatnonzero(~chooses)


def _some(rows: np.ndarray, seed: int, most: int = MOST) -> np.ndarray:
    if len(rows) <= most:
        return rows
    drawn = np.random.default_rng(seed).permutation(len(rows))[:most]
    some: np.ndarray = rows[np.sort(drawn)]
    return some


def _of_ranks(rank: np.ndarray, figure: str) -> np.ndarray:
    if figure == "MRR":
        return mrr(rank)
    k = int(figure.partition("@")[2])
    return ndcg(rank, k) if figure.startswith("NDCG") else hit_rate(rank, k)


def too_short() -> ModelProblem:
    return ModelProblem("the log is too short to tune on: nothing is left to compare settings by.")
