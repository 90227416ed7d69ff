"""Finds φ and θ by conditional sum of squares: a first guess, then Gauss-Newton steps."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

EDGE = 0.99  # partial autocorrelations stay inside, so that the process is stationary
STEPS = 25


def estimate(
    deviation: np.ndarray, phi: np.ndarray, theta: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Newton from a guess; a step that leaves the region or helps nothing is halved."""
    p = len(phi)
    error = sum_of_squares(deviation, phi, theta)
    for _ in range(STEPS if p + len(theta) else 0):
        step = _gauss_newton_step(deviation, phi, theta)
        for _ in range(12):
            next_phi, next_theta = phi + step[:p], theta + step[p:]
            if _is_stable(next_phi) and _is_stable(-next_theta):
                next_error = sum_of_squares(deviation, next_phi, next_theta)
                if next_error < error:
                    break
            step = step / 2
        else:
            return phi, theta
        gain = error - next_error
        phi, theta, error = next_phi, next_theta, next_error
        if gain < 1e-6 * error:
            return phi, theta
    return phi, theta


def sum_of_squares(deviation: np.ndarray, phi: np.ndarray, theta: np.ndarray) -> float:
    shocks = shocks_of(deviation, phi, theta)
    return float(shocks @ shocks)


def shocks_of(deviation: np.ndarray, phi: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """ε_t of Y_t, taking what was before the series as zero."""
    numerator = np.concatenate([[1.0], -phi])
    denominator = np.concatenate([[1.0], theta])
    return _filter()(numerator, denominator, deviation)


@dataclass(frozen=True)
class FirstGuess:
    """Lags of a series and of the shocks of a long AR: regressors of first guesses, (steps, k)."""

    deviation: np.ndarray
    lags: np.ndarray
    shock_lags: np.ndarray

    @classmethod
    def of(cls, deviation: np.ndarray, max_order: int) -> "FirstGuess":
        from scipy.linalg import solve_toeplitz

        long = min(int(10 * np.log10(len(deviation))), len(deviation) // 4)
        covariance = autocovariance(deviation, long)
        covariance[0] *= 1 + 1e-6  # keeps the equations solvable for a periodic series
        phi = solve_toeplitz(covariance[:-1], covariance[1:])
        shocks = shocks_of(deviation, phi, np.empty(0))
        return cls(deviation, _lagged(deviation, max_order), _lagged(shocks, max_order))

    def guess(self, p: int, q: int) -> tuple[np.ndarray, np.ndarray]:
        """φ and θ by least squares, inside the stationary and invertible region."""
        if not p + q:
            return np.empty(0), np.empty(0)
        columns = np.hstack([self.lags[:, :p], self.shock_lags[:, :q]])
        found = np.linalg.lstsq(columns, self.deviation, rcond=None)[0]
        return _inside(found[:p], 1), _inside(found[p:], -1)


def _lagged(values: np.ndarray, most: int) -> np.ndarray:
    """(steps, most): column i holds the values i + 1 steps earlier, zeros before the first."""
    columns = np.zeros((len(values), most))
    for lag in range(1, most + 1):
        columns[lag:, lag - 1] = values[:-lag]
    return columns


def _inside(coefficients: np.ndarray, sign: int) -> np.ndarray:
    """Coefficients drawn towards zero until the polynomial's roots lie outside the unit circle."""
    powers = 0.9 ** np.arange(1, len(coefficients) + 1)
    while not _is_stable(sign * coefficients):
        coefficients = coefficients * powers
    return coefficients


def _is_stable(phi: np.ndarray) -> bool:
    """Whether 1 - Σ φ_i z^i has all roots outside the unit circle, by partial autocorrelations."""
    rest = phi.tolist()
    while rest:
        partial = rest.pop()
        if not abs(partial) < EDGE:
            return False
        shrink = 1 - partial * partial
        rest = [(a + partial * b) / shrink for a, b in zip(rest, reversed(rest), strict=True)]
    return True


def _gauss_newton_step(deviation: np.ndarray, phi: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Least squares solution of shocks + gradient · step = 0."""
    shocks = shocks_of(deviation, phi, theta)
    none = np.empty(0)
    by_phi = _lagged(shocks_of(deviation, none, theta), len(phi))
    by_theta = _lagged(shocks_of(shocks, none, theta), len(theta))
    gradient = np.hstack([by_phi, by_theta])
    curvature = gradient.T @ gradient
    curvature[np.diag_indices_from(curvature)] *= 1 + 1e-8
    curvature[np.diag_indices_from(curvature)] += 1e-12
    return np.linalg.solve(curvature, gradient.T @ shocks)


@lru_cache(maxsize=1)
def _filter() -> Any:
    from scipy.signal import lfilter

    return lfilter


def autocovariance(deviation: np.ndarray, most: int) -> np.ndarray:
    size = len(deviation)
    return np.array(
        [
            deviation[lag:] @ deviation[: size - lag] if lag < size else 0.0
            for lag in range(most + 1)
        ]
    )
