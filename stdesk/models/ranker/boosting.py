"""Boosted trees that learn which candidate of a moment is the true one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.models.boosting_watch import BoostingWatch
from stdesk.models.ranker.attended import Attended
from stdesk.progress import Progress

if TYPE_CHECKING:
    import lightgbm

PATIENCE = 40  # rounds without a better validation before learning stops


@dataclass(frozen=True)
class Moments:
    """Instances to learn from: a table of candidates, grouped by moment.

    table: (candidates, columns) float32. size: (moments,) how many candidates each has, none of
    them empty. truth: (moments,) row of the true one in the table. weight: (moments,). stands_for:
    (candidates,) how many candidates each one represents. attended: events that tell of them, the
    user's own first.
    """

    names: list[str]
    table: np.ndarray
    size: np.ndarray
    truth: np.ndarray
    weight: np.ndarray
    stands_for: np.ndarray
    attended: tuple[Attended, ...] = ()

    def __len__(self) -> int:
        return len(self.size)

    @property
    def begin(self) -> np.ndarray:
        begin: np.ndarray = np.cumsum(self.size) - self.size
        return begin

    @property
    def moment(self) -> np.ndarray:
        """(candidates,) which moment each is of."""
        return np.repeat(np.arange(len(self.size)), self.size)

    @classmethod
    def joined(cls, parts: "list[Moments]") -> "Moments":
        """All of them in one."""
        shift = np.cumsum([0] + [len(part.table) for part in parts[:-1]])
        return cls(
            parts[0].names,
            np.concatenate([part.table for part in parts]),
            np.concatenate([part.size for part in parts]),
            np.concatenate([part.truth + at for part, at in zip(parts, shift, strict=True)]),
            np.concatenate([part.weight for part in parts]),
            np.concatenate([part.stands_for for part in parts]),
            tuple(
                Attended.joined(list(same))
                for same in zip(*(part.attended for part in parts), strict=True)
            ),
        )


@dataclass(frozen=True)
class TreeSettings:
    rounds: int
    leaves: int
    learning_rate: float
    threads: int
    seed: int


def learn_trees(
    moments: Moments,
    validation: Moments | None,
    settings: TreeSettings,
    progress: Progress,
    curve: str,
) -> "tuple[lightgbm.Booster, int]":
    """Trees whose scores, through a softmax over a moment's candidates, are chances.

    Minimises -log of the true candidate's chance. With validation, learning stops when that gets
    no better; returns the trees and how many rounds were best. The validation loss is told to
    `progress` under the name `curve`.
    """
    import lightgbm

    parameters = {
        "objective": softmax_gradient(moments),
        "num_leaves": settings.leaves,
        "learning_rate": settings.learning_rate,
        "min_data_in_leaf": int(np.clip(len(moments) / 50, 5, 200)),
        "feature_fraction": 0.5,
        "lambda_l2": 1.0,
        "max_bin": 127,
        "min_sum_hessian_in_leaf": 1e-3,
        "force_col_wise": True,
        "deterministic": True,
        "num_threads": settings.threads,
        "seed": settings.seed,
        "metric": "none",
        "verbose": -1,
    }
    data = _dataset(moments, parameters)
    watch = _Watch(validation, settings.rounds, progress, curve)
    trees = lightgbm.train(
        parameters,
        data,
        settings.rounds,
        valid_sets=[] if validation is None else [_dataset(validation, parameters, data)],
        feval=None if validation is None else watch.loss,
        callbacks=[watch],
    )
    return trees, watch.best_round if validation is not None else settings.rounds


def softmax_gradient(moments: Moments) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """The objective: gradient and (twice the diagonal of the) curvature of the log-loss."""
    begin, moment = moments.begin, moments.moment
    weight, offset = moments.weight[moment], np.log(moments.stands_for)

    def gradient(scores: np.ndarray, data: Any) -> tuple[np.ndarray, np.ndarray]:
        chance = softmax(scores + offset, begin, moment)
        curvature = np.maximum(2 * chance * (1 - chance), 1e-6) * weight
        chance[moments.truth] -= 1.0
        return chance * weight, curvature

    return gradient


def softmax(scores: np.ndarray, begin: np.ndarray, moment: np.ndarray) -> np.ndarray:
    """Chances of candidates, adding to 1 in each moment."""
    raised = np.exp(scores - np.maximum.reduceat(scores, begin)[moment])
    chance: np.ndarray = raised / np.add.reduceat(raised, begin)[moment]
    return chance


def _dataset(
    moments: Moments, parameters: dict[str, Any], like: "lightgbm.Dataset | None" = None
) -> "lightgbm.Dataset":
    import lightgbm

    label = np.zeros(len(moments.table), np.float32)
    label[moments.truth] = 1.0
    return lightgbm.Dataset(
        moments.table, label, reference=like, params=parameters, feature_name=moments.names
    )


class _Watch(BoostingWatch):
    """The softmax loss of the validation's moments."""

    def __init__(
        self, validation: Moments | None, rounds: int, progress: Progress, curve: str
    ) -> None:
        super().__init__(rounds, progress, curve, PATIENCE)
        self._truth = np.zeros(0, np.int64)
        if validation is not None:
            self._truth, self._begin = validation.truth, validation.begin
            self._moment = validation.moment

    def loss(self, scores: np.ndarray, data: Any) -> tuple[str, float, bool]:
        true = np.maximum(softmax(scores, self._begin, self._moment)[self._truth], 1e-12)
        return self._curve, float(-np.log(true).mean()), False
