"""How much better two lives explain a person's days than one: evidence, one channel an aspect.

Each channel describes the units of time (days) by additive figures; the evidence of a change
between two units follows from their sums before and after it: the logarithm of a Bayes factor.
"""

from dataclasses import dataclass

import numpy as np

SHIFTS = np.arange(-20, 21, 2)  # in quarters of an hour
SHIFT_SPREAD = 6.0  # quarters, of the shifts that people have
SHAPE = 0.7  # of the gamma prior of rates that change
SPARSE = 0.1  # how likely one code of many changes
CENTRE_RATIO = 0.5


@dataclass(frozen=True)
class Shift:
    """Hours of day: sums of log-likelihoods under each shift of the usual hours (units, shifts)."""

    figures: np.ndarray

    def evidence(self, before: np.ndarray, after: np.ndarray, whole: np.ndarray) -> np.ndarray:
        return _of_shift(before) + _of_shift(after) - _of_shift(whole)


@dataclass(frozen=True)
class Counts:
    """Codes: counts and what would be expected of each, (units, 2 * codes), the counts first.

    shape: (codes,) of the gamma prior when all change; 0 leaves that possibility out.
    """

    figures: np.ndarray
    shape: np.ndarray

    @property
    def codes(self) -> int:
        return self.figures.shape[1] // 2

    def evidence(self, before: np.ndarray, after: np.ndarray, whole: np.ndarray) -> np.ndarray:
        """Some codes change, or all of them."""
        each = self.of_codes(before, after, whole, np.full(self.codes, SHAPE))
        some = np.log1p(SPARSE * np.expm1(np.minimum(each, 600))).sum(axis=-1)
        if not self.shape.any():
            return some
        every = self.of_codes(before, after, whole, self.shape).sum(axis=-1)
        mixed: np.ndarray = np.logaddexp(some, every) - np.log(2)
        return mixed

    def of_codes(
        self, before: np.ndarray, after: np.ndarray, whole: np.ndarray, shape: np.ndarray
    ) -> np.ndarray:
        """(..., codes) log Bayes factor of a changed rate, gamma prior around the mean rate."""
        n = self.codes
        count, expected = whole[..., :n], whole[..., n:]
        prior = shape * (expected + 0.5) / (count + 0.5)  # its rate parameter
        grown = _grown(shape, int(count.max(initial=0)) + 1)

        def marginal(figures: np.ndarray) -> np.ndarray:
            c = np.rint(figures[..., :n]).astype(np.int64)
            result: np.ndarray = grown[c, np.arange(n)] - (shape + c) * np.log1p(
                np.maximum(figures[..., n:], 0) / prior
            )
            return result

        return marginal(before) + marginal(after) - marginal(whole)


@dataclass(frozen=True)
class Centre:
    """Where: stops and sums of km east and north of what is usual: (units, 3); variance: of one."""

    figures: np.ndarray
    variance: float

    def evidence(self, before: np.ndarray, after: np.ndarray, whole: np.ndarray) -> np.ndarray:
        return self._marginal(before) + self._marginal(after) - self._marginal(whole)

    def _marginal(self, figures: np.ndarray) -> np.ndarray:
        stops = figures[..., 0]
        square = (figures[..., 1] ** 2 + figures[..., 2] ** 2) / self.variance
        ratio = 1 + stops * CENTRE_RATIO
        marginal: np.ndarray = 0.5 * square * CENTRE_RATIO / ratio - np.log(ratio)
        return marginal


Channel = Shift | Counts | Centre


def _of_shift(figures: np.ndarray) -> np.ndarray:
    prior = -0.5 * (SHIFTS / SHIFT_SPREAD) ** 2
    prior = prior - np.log(np.exp(prior).sum())
    weighed = figures + prior
    most = weighed.max(axis=-1)
    marginal: np.ndarray = most + np.log(np.exp(weighed - most[..., None]).sum(axis=-1))
    return marginal


def _grown(shape: np.ndarray, most: int) -> np.ndarray:
    """(most + 1, codes) log Γ(shape + c) - log Γ(shape) for counts c from 0."""
    steps = np.log(shape[None, :] + np.arange(most)[:, None])
    return np.vstack([np.zeros(len(shape)), np.cumsum(steps, axis=0)])
