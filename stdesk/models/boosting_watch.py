"""Follows boosted trees while they grow."""

from typing import Any

import numpy as np

from stdesk.progress import Progress


class BoostingWatch:
    """Follows the validation loss round by round, and stops when it no longer falls.

    A callback of LightGBM; a subclass says what the loss is. curve: its name in the metrics;
    patience: rounds without a better loss before learning stops.
    """

    order = 0
    before_iteration = False

    def __init__(self, rounds: int, progress: Progress, curve: str, patience: int) -> None:
        self._rounds, self._patience = rounds, patience
        self._progress, self._curve = progress, curve
        self.best_loss, self.best_round = np.inf, 1

    def __call__(self, state: Any) -> None:
        import lightgbm

        done = state.iteration + 1
        self._progress.step(done, self._rounds)
        for _, _, loss, *_ in state.evaluation_result_list or ():
            if done % 10 == 0 or done == 1:
                self._progress.metric(self._curve, loss, done)
            if loss < self.best_loss:
                self.best_loss, self.best_round = loss, done
            elif done - self.best_round >= self._patience:
                raise lightgbm.callback.EarlyStopException(self.best_round - 1, [])
