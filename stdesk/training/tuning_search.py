"""Proposes what to try next: Optuna's tree-structured Parzen estimator, trials kept elsewhere.

Optuna's own storage stays in memory; earlier trials are told to it anew. The proposal of trial n
depends on the seed, n and the trials before it, not on whether the work was interrupted.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from stdesk.models import Search
from stdesk.training.tuning_settings import Trial

AT_RANDOM = 6  # trials before the estimator is asked
PRUNE_AFTER = 4  # finished trials before one may be pruned
LEAST = 8  # finished trials before it is said what mattered


class Hopeless(Exception):
    """A trial's curve lies below what half of the others had by then."""


class Searcher:
    """Ask for a proposal, tell what came of it."""

    def __init__(
        self,
        space: Mapping[str, Search],
        start: Mapping[str, Any],
        seed: int,
        trials: Sequence[Trial],
        sign: float,
    ) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._optuna, self._seed, self._sign = optuna, seed, sign
        self._space = {name: _distribution(search, start[name]) for name, search in space.items()}
        pruner = optuna.pruners.MedianPruner(n_startup_trials=PRUNE_AFTER, n_warmup_steps=1)
        self._study = optuna.create_study(direction="maximize", pruner=pruner)
        for trial in trials:
            self._study.add_trial(self._frozen(trial))
        if not trials:
            self._study.enqueue_trial(dict(start))

    def ask(self, place: int, again: int) -> Any:
        """The proposal for trial `place`; its `params` are the searched settings.

        again: how many proposals for it were tried before.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._study.sampler = self._optuna.samplers.TPESampler(
                seed=(self._seed * 100_003 + place) * 101 + again,
                n_startup_trials=AT_RANDOM,
                multivariate=True,
            )
            return self._study.ask(fixed_distributions=self._space)

    def tell(self, asked: Any, trial: Trial) -> None:
        states = self._optuna.trial.TrialState
        if trial.state == "done" and trial.value is not None:
            self._study.tell(asked, self._sign * trial.value)
        else:
            state = states.PRUNED if trial.state == "pruned" else states.FAIL
            self._study.tell(asked, state=state)

    def drop(self, asked: Any) -> None:
        """Forget a proposal that was tried before."""
        self._study.tell(asked, state=self._optuna.trial.TrialState.FAIL)

    def is_hopeless(self, asked: Any, value: float, at: int) -> bool:
        """Note a point of a running trial's curve, and judge it."""
        asked.report(value, at)
        return bool(asked.should_prune())

    def importances(self) -> dict[str, float]:
        """Shares of what each setting mattered (PED-ANOVA), the greatest first; empty for few."""
        finished = [t for t in self._study.trials if t.state.name == "COMPLETE"]
        if len(finished) < LEAST or len({t.value for t in finished}) < 2:
            return {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = self._optuna.importance.get_param_importances(self._study)
        return {name: round(float(share), 4) for name, share in found.items() if share == share}

    def _frozen(self, trial: Trial) -> Any:
        states = {"done": "COMPLETE", "pruned": "PRUNED", "failed": "FAIL"}
        return self._optuna.trial.create_trial(
            state=self._optuna.trial.TrialState[states[trial.state]],
            value=None if trial.value is None else self._sign * trial.value,
            params=trial.params,
            distributions=self._space,
            intermediate_values=dict(trial.curve),
        )


def _distribution(search: Search, example: Any) -> Any:
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if search.choices:
        return CategoricalDistribution(search.choices)
    if isinstance(example, int):
        return IntDistribution(int(search.low), int(search.high), log=search.log)
    return FloatDistribution(float(search.low), float(search.high), log=search.log)
