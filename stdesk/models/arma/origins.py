"""What an ARMA expected at every moment of its past, all at once."""

import numpy as np

from stdesk.models.arma.estimate import shocks_of
from stdesk.models.arma.fit import ArmaFit
from stdesk.models.arma.units import to_counts, to_units


def expected_everywhere(fit: ArmaFit, counts: np.ndarray, horizon: int) -> np.ndarray:
    """(steps + 1, horizon) expected counts, row t of steps t, t + 1, ..., knowing what was before.

    counts: (steps,) the series that was fitted, perhaps with newer steps at its end. Where the fit
    is in roots, the variance of the future belongs to the mean of the count.
    """
    steps = len(counts)
    span = np.arange(steps + horizon)
    usual = fit.profile[span % fit.season]
    deviation = to_units(np.asarray(counts, dtype=float), fit.power) - usual[:steps]
    shocks = shocks_of(deviation, fit.phi, fit.theta)
    ahead = np.zeros((steps + 1, horizon))
    for h in range(horizon):
        for lag, phi in enumerate(fit.phi.tolist(), 1):
            ahead[:, h] += phi * (ahead[:, h - lag] if lag <= h else _shifted(deviation, lag - h))
        for lag, theta in enumerate(fit.theta.tolist(), 1):
            if lag > h:
                ahead[:, h] += theta * _shifted(shocks, lag - h)
    where = np.arange(steps + 1)[:, None] + np.arange(horizon)
    values = ahead + usual[where]
    if fit.power == 1.0:
        return to_counts(values, 1.0)
    squares = values**2 + _variance(fit, horizon)[where[:, 0] % fit.season]
    return np.maximum(squares - 3 / 8, 0.0)


def _shifted(values: np.ndarray, lag: int) -> np.ndarray:
    """(steps + 1,) the value `lag` steps before each step, zero before the first."""
    return np.concatenate([np.zeros(lag), values])[: len(values) + 1]


def _variance(fit: ArmaFit, horizon: int) -> np.ndarray:
    """(season, horizon) variance of the error h + 1 steps after an origin of each phase."""
    weights = np.zeros(horizon)
    for h in range(horizon):
        weights[h] = 1.0 if h == 0 else 0.0
        if 0 < h <= len(fit.theta):
            weights[h] += fit.theta[h - 1]
        for lag, phi in enumerate(fit.phi.tolist(), 1):
            if lag <= h:
                weights[h] += phi * weights[h - lag]
    phase = (np.arange(fit.season)[:, None] + np.arange(horizon)) % fit.season
    square = fit.scale[phase] ** 2  # (season, horizon)
    return np.stack(
        [(square[:, : h + 1] * weights[: h + 1][::-1] ** 2).sum(axis=1) for h in range(horizon)], 1
    )
