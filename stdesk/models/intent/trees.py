"""Boosted trees over what a history counts up to: the head that most often is best."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from stdesk import metrics
from stdesk.features import Contexts
from stdesk.models.base import Reason
from stdesk.models.boosting_watch import BoostingWatch
from stdesk.models.intent.calibration import sigmoid
from stdesk.models.intent.features import Channel, channels_of, intent_table
from stdesk.models.intent.head import Cases, Head, Lesson
from stdesk.models.intent.reasons import Facts
from stdesk.progress import Progress

PATIENCE = 50  # rounds without a better validation before learning stops
UNVALIDATED = 0.25  # of the rounds at most, where nothing says when to stop
TIMES = {"given": True, "unknown": False}


class TreesHead(Head):
    """log-odds = sum over trees of the leaf that a moment falls into (LightGBM).

    Two sets of trees where moments are those of events to come: for a time that is given, and for
    one that is unknown. Ke et al., "LightGBM", NeurIPS 2017.
    """

    channels: list[Channel]

    def fit(self, lesson: Lesson, progress: Progress) -> None:
        cases = lesson.cases
        self.channels = channels_of(lesson.log, self.act)
        self.trees: dict[str, Any] = {}
        self.rounds: dict[str, int] = {}
        self.base = float(cases.truth.mean())
        self.handicap = float(np.log(self.weight_of_yes(cases.odds)))
        times = list(TIMES) if self.horizon.asks_at_events else ["given"]
        for number, time in enumerate(times):
            part = progress.part(number / len(times), (number + 1) / len(times))
            self._grow(time, cases, lesson.validation, lesson.seed, part)

    def log_odds(self, contexts: Contexts) -> np.ndarray:
        time = "unknown" if contexts.instant_ms is None else "given"
        trees = self.trees[time]
        names, table = self._table(contexts)
        found: np.ndarray = trees.predict(
            _aligned(names, table, trees.feature_name()),
            num_iteration=self.rounds[time],
            raw_score=True,
            num_threads=1,
        )
        return found - self.handicap

    def reasons(self, contexts: Contexts) -> list[list[Reason]]:
        time = "unknown" if contexts.instant_ms is None else "given"
        trees = self.trees[time]
        names, table = self._table(contexts)
        shares = trees.predict(
            _aligned(names, table, trees.feature_name()),
            num_iteration=self.rounds[time],
            pred_contrib=True,
            num_threads=1,
        )
        columns = _aligned(names, table, trees.feature_name())
        return [
            Facts(self.act, self.channels, contexts, row).reasons(
                trees.feature_name(), columns[row], shares[row, :-1]
            )
            for row in range(len(contexts))
        ]

    def settled(self) -> dict[str, Any]:
        return {f"rounds_{time}": rounds for time, rounds in self.rounds.items()}

    def state(self) -> dict[str, np.ndarray]:
        return {
            f"trees.{time}": np.frombuffer(
                trees.model_to_string(num_iteration=self.rounds[time]).encode(), np.uint8
            )
            for time, trees in self.trees.items()
        }

    def details(self) -> dict[str, Any]:
        return {
            "channels": [asdict(channel) for channel in self.channels],
            "rounds": self.rounds,
            "handicap": self.handicap,
            "base": self.base,
        }

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        import lightgbm

        self.channels = [Channel(**channel) for channel in details["channels"]]
        self.rounds, self.handicap = dict(details["rounds"]), float(details["handicap"])
        self.base = float(details["base"])
        self.trees = {
            time: lightgbm.Booster(model_str=bytes(state[f"trees.{time}"]).decode())
            for time in self.rounds
        }

    def _table(self, contexts: Contexts) -> tuple[list[str], np.ndarray]:
        return intent_table(contexts, self.act, self.channels, self.horizon, self.base)

    def _grow(
        self, time: str, cases: Cases, validation: Cases | None, seed: int, progress: Progress
    ) -> None:
        import lightgbm

        parameters = self._parameters(cases, seed)
        data = self._data(time, cases, parameters)
        settled = self.settings.get(f"rounds_{time}")
        rounds = int(settled or self.settings["rounds"])
        if validation is None and not settled:
            rounds = max(int(rounds * UNVALIDATED), 1)
        watch = _Watch(validation, rounds, self.handicap, progress, f"validation loss, time {time}")
        self.trees[time] = lightgbm.train(
            parameters,
            data,
            rounds,
            valid_sets=[self._data(time, validation, parameters, data)] if validation else [],
            feval=watch.loss if validation else None,
            callbacks=[watch],
        )
        self.rounds[time] = watch.best_round if validation else rounds

    def _parameters(self, cases: Cases, seed: int) -> dict[str, Any]:
        return {
            "objective": "binary",
            "metric": "none",
            "scale_pos_weight": self.weight_of_yes(cases.odds),
            "num_leaves": int(self.settings["leaves"]),
            "learning_rate": float(self.settings["learning_rate"]),
            "min_data_in_leaf": min(int(self.settings["leaf_moments"]), max(len(cases) // 20, 1)),
            "feature_fraction": 0.4,
            "lambda_l2": 5.0,
            "max_bin": 127,
            "deterministic": True,
            "force_col_wise": True,
            "num_threads": 1,
            "seed": seed,
            "verbose": -1,
        }

    def _data(self, time: str, cases: Cases, parameters: dict[str, Any], like: Any = None) -> Any:
        import lightgbm

        contexts = cases.contexts if TIMES[time] else cases.contexts.without_time()
        names, table = self._table(contexts)
        return lightgbm.Dataset(
            table, cases.truth, reference=like, params=parameters, feature_name=names
        )


class _Watch(BoostingWatch):
    """The log-loss, with the weight of rare acts taken back."""

    def __init__(
        self,
        validation: Cases | None,
        rounds: int,
        handicap: float,
        progress: Progress,
        curve: str,
    ) -> None:
        super().__init__(rounds, progress, curve, PATIENCE)
        self._truth = validation.truth if validation is not None else np.zeros(0)
        self._handicap = handicap

    def loss(self, chance: np.ndarray, data: Any) -> tuple[str, float, bool]:
        log_odds = np.log(chance) - np.log1p(-np.minimum(chance, 1 - 1e-12)) - self._handicap
        return self._curve, metrics.log_loss(self._truth, sigmoid(log_odds)), False


def _aligned(names: list[str], table: np.ndarray, wanted: list[str]) -> np.ndarray:
    """The columns in the order in which the trees learnt them."""
    if names == wanted:
        return table
    place = {name: number for number, name in enumerate(names)}
    return table[:, [place[name] for name in wanted]]
