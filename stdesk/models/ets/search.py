"""Exponential smoothing with many candidate settings at once: one pass over the series for all."""

from dataclasses import dataclass

import numpy as np

_ALPHA = (0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.75, 0.95)
_SLOPE = (0.02, 0.15, 0.4)  # of alpha
_DAMPED = (0.8, 0.9, 0.98)
_SEASON = (0.01, 0.06, 0.2, 0.5)  # of 1 - alpha
_REFINED = 24  # tries around the best of each form, twice
FORMS = ("level", "trend", "damped")


@dataclass(frozen=True)
class Candidates:
    """alpha, beta, gamma, phi: (candidates,); form: (candidates,) 0 level, 1 trend, 2 damped."""

    alpha: np.ndarray
    beta: np.ndarray
    gamma: np.ndarray
    phi: np.ndarray
    form: np.ndarray

    def take(self, rows: np.ndarray) -> "Candidates":
        return Candidates(
            self.alpha[rows], self.beta[rows], self.gamma[rows], self.phi[rows], self.form[rows]
        )


@dataclass(frozen=True)
class State:
    """level, slope: (candidates,); season: (season, candidates), the next phase first."""

    level: np.ndarray
    slope: np.ndarray
    season: np.ndarray


def grid(seasonal: bool) -> Candidates:
    """A coarse grid over all forms."""
    rows = []
    for alpha in _ALPHA:
        for gamma in [part * (1 - alpha) for part in _SEASON] if seasonal else [0.0]:
            rows.append((alpha, 0.0, gamma, 0.0, 0))
            for part in _SLOPE:
                rows.append((alpha, part * alpha, gamma, 1.0, 1))
                rows += [(alpha, part * alpha, gamma, phi, 2) for phi in _DAMPED]
    return _candidates(np.array(rows))


def around(best: Candidates, seed: int) -> Candidates:
    """Each of `best` and tries near it, inside what each form allows."""
    chance = np.random.default_rng(seed)
    many = best.take(np.repeat(np.arange(len(best.alpha)), _REFINED))
    first = np.arange(len(many.alpha)) % _REFINED == 0
    spread = np.where(first, 0.0, 0.5)

    def moved(share: np.ndarray) -> np.ndarray:
        share = np.clip(share, 1e-4, 1 - 1e-4)
        odds = np.log(share / (1 - share)) + chance.normal(size=len(share)) * spread
        return 1 / (1 + np.exp(-odds))

    alpha = moved(many.alpha)
    beta = np.where(many.form == 0, 0.0, moved(many.beta / many.alpha) * alpha)
    gamma = np.where(many.gamma == 0, 0.0, moved(many.gamma / (1 - many.alpha)) * (1 - alpha))
    damped = np.clip(moved(np.where(many.form == 2, many.phi, 0.9)), 0.7, 0.98)
    return Candidates(alpha, beta, gamma, np.where(many.form == 2, damped, many.phi), many.form)


def begin(values: np.ndarray, season: int, tried: Candidates) -> State:
    """First states from the first seasons: their mean, slope and seasonal deviations."""
    head = values[: max(3 * season, 12)]
    count = len(tried.alpha)
    slope = _slope_of(head, season) if len(head) > 3 else 0.0
    usual = np.zeros(season)
    if season > 1:
        phase = np.arange(len(head)) % season
        flat = head - head.mean() - slope * (np.arange(len(head)) - (len(head) - 1) / 2)
        usual = np.bincount(phase, flat, season) / np.maximum(np.bincount(phase, None, season), 1)
        usual -= usual.mean()
    level = np.where(tried.form > 0, head.mean() - slope * (len(head) - 1) / 2, head.mean())
    return State(level, np.where(tried.form > 0, slope, 0.0), np.repeat(usual[:, None], count, 1))


def run(values: np.ndarray, tried: Candidates, state: State) -> tuple[np.ndarray, State]:
    """One step ahead errors, (steps, candidates), and the states after the last value.

    e_t = y_t - l - φ b - s; l, b and s then move by α, β and γ times e_t (Hyndman et al.,
    "Forecasting with Exponential Smoothing", 2008, ch. 2).
    """
    level, slope = state.level.astype(float), state.slope.astype(float)
    season, moved = state.season.copy(), np.empty_like(level)
    errors = np.empty((len(values), len(tried.alpha)))
    length = len(season)
    for step, value in enumerate(values.tolist()):  # in place: most of the time is the calls
        phase, error = season[step % length], errors[step]
        slope *= tried.phi
        level += slope
        np.subtract(value, level, out=error)
        error -= phase
        level += np.multiply(tried.alpha, error, out=moved)
        slope += np.multiply(tried.beta, error, out=moved)
        phase += np.multiply(tried.gamma, error, out=moved)
    return errors, State(level, slope, np.roll(season, -(len(values) % length), axis=0))


def search(values: np.ndarray, season: int) -> tuple[Candidates, np.ndarray]:
    """The best settings of each form and their sums of squared errors, (forms,)."""
    tried = grid(season > 1)
    best, squares = _best_of_each(tried, values, season)
    for seed in range(2):
        best, squares = _best_of_each(around(best, seed), values, season)
    return best, squares


def _best_of_each(
    tried: Candidates, values: np.ndarray, season: int
) -> tuple[Candidates, np.ndarray]:
    errors, _ = run(values, tried, begin(values, season, tried))
    squares = np.einsum("sc,sc->c", errors, errors)
    rows = [
        np.flatnonzero(tried.form == form)[np.argmin(squares[tried.form == form])]
        for form in range(len(FORMS))
    ]
    return tried.take(np.array(rows)), squares[rows]


def _slope_of(head: np.ndarray, season: int) -> float:
    """Drift a step, between whole seasons where there are two, else by least squares."""
    whole = len(head) // season
    if season > 1 and whole >= 2:
        means = head[: whole * season].reshape(whole, season).mean(axis=1)
        return float((means[-1] - means[0]) / ((whole - 1) * season))
    step = np.arange(len(head)) - (len(head) - 1) / 2
    return float(step @ head / (step @ step))


def _candidates(rows: np.ndarray) -> Candidates:
    alpha, beta, gamma, phi, form = rows.T
    return Candidates(alpha, beta, gamma, phi, form.astype(int))
