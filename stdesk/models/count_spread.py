"""How far counts scatter around what was expected, for each node: days of silence aside, a negative
binomial."""

from dataclasses import dataclass

import numpy as np

SIZES = np.exp(np.linspace(np.log(0.3), np.log(1000.0), 25))  # larger: closer to Poisson
SILENCES = (0.0, 0.01, 0.03, 0.06, 0.12, 0.2, 0.3)
TOGETHER = 40.0  # counts' worth of trust in what all nodes say together
MOST_CASES = 2_000  # of a node


@dataclass(frozen=True)
class Spread:
    """With chance `silence` nothing comes at all (a closed day, an outage); else a negative
    binomial of this size r, variance μ + μ²/r, whose mean makes up for the silences. (nodes,)
    """

    size: np.ndarray
    silence: np.ndarray

    def draw(self, expected: np.ndarray, paths: int, chance: np.random.Generator) -> np.ndarray:
        """(paths, nodes, horizon) counts around expected (nodes, horizon)."""
        size = self.size[:, None]
        rate = chance.gamma(size, 1.0, (paths, *expected.shape))
        rate *= np.maximum(expected, 0.0) / size / (1 - self.silence[:, None])
        counts = chance.poisson(rate).astype(float)
        counts[chance.random(counts.shape) < self.silence[:, None]] = 0.0
        return counts


def learn_spread(expected: np.ndarray, came: np.ndarray, seed: int = 0) -> Spread:
    """By likelihood, from forecasts (nodes, cases) and what came of them.

    A node with few counts leans on all nodes.
    """
    if expected.shape[1] > MOST_CASES:
        drawn = np.random.default_rng(seed).permutation(expected.shape[1])[:MOST_CASES]
        expected, came = expected[:, drawn], came[:, drawn]
    own = np.concatenate([_log_likelihood(expected, came, part) for part in SILENCES])
    together = own.mean(axis=1, keepdims=True) / max(came.shape[1], 1) * TOGETHER
    best = np.argmax(own + together, axis=0)
    return Spread(SIZES[best % len(SIZES)], np.array(SILENCES)[best // len(SIZES)])


def _log_likelihood(expected: np.ndarray, came: np.ndarray, silence: float) -> np.ndarray:
    """(sizes, nodes)"""
    from scipy.special import gammaln

    mean = np.maximum(expected, 1e-6) / (1 - silence)
    size = SIZES[:, None, None]
    odds = size / (size + mean)
    each = gammaln(came + size) - gammaln(size) - gammaln(came + 1)
    each = each + size * np.log(odds) + came * np.log1p(-odds)  # (sizes, nodes, cases)
    each = np.log1p(-silence) + each
    if silence:
        each = np.where(came == 0, np.logaddexp(each, np.log(silence)), each)
    summed: np.ndarray = each.sum(axis=2)
    return summed
