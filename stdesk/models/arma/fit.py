"""Fits AR, MA and ARMA to a series of counts, orders chosen by AICc.

X_t = s_t + Y_t, where s_t is the expected value (the same always, or one for each weekday or hour
of the week) and Y_t = Σ φ_i Y_{t-i} + Σ θ_j ε_{t-j} + ε_t. X_t is the count itself or its square
root. AICc chooses all three.

Estimated by conditional sum of squares (Box and Jenkins, "Time Series Analysis", ch. 7), begun at
the estimate of Hannan and Rissanen (Biometrika 1982) and followed with Gauss-Newton steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np

from stdesk.models.arma.estimate import (
    FirstGuess,
    autocovariance,
    estimate,
    shocks_of,
    sum_of_squares,
)
from stdesk.models.arma.units import POWERS, log_stretch, to_units

Family = Literal["auto", "ar", "ma", "arma"]

SHOCKS_KEPT = 365
SHRINK = 10.0  # events' worth of trust in the overall scatter against that of one phase


@dataclass(frozen=True)
class ArmaFit:
    """A fitted series and where it stands.

    power: in which units everything here is, see `arma.units`. phi: (p,), theta: (q,). profile:
    (season,) expected value by phase; season 1 is a plain mean.
    scale: (season,) standard deviation of the shocks by phase. shocks: standardised past shocks.
    recent, recent_shocks: the last p deviations from the profile and the last q shocks, newest
    last. phase: of the step that comes next. steps: length of the series fitted. aicc: lower is
    better, None of a constant series.
    """

    power: float
    phi: np.ndarray
    theta: np.ndarray
    profile: np.ndarray
    scale: np.ndarray
    shocks: np.ndarray
    recent: np.ndarray
    recent_shocks: np.ndarray
    phase: int
    steps: int
    aicc: float

    @property
    def season(self) -> int:
        return len(self.profile)

    @property
    def constant(self) -> float:
        """c of X_t = c + Σ φ_i X_{t-i} + ... where there is no seasonal profile."""
        return float(self.profile.mean() * (1 - self.phi.sum()))

    def to_arrays(self) -> dict[str, np.ndarray]:
        """By name, as safetensors keeps them."""
        return {f.name: np.atleast_1d(np.asarray(getattr(self, f.name))) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "ArmaFit":
        """What `to_arrays` gave."""
        plain: dict[str, Any] = {f.name: arrays[f.name] for f in fields(cls)}
        plain["phase"], plain["steps"] = int(plain["phase"][0]), int(plain["steps"][0])
        plain["aicc"], plain["power"] = float(plain["aicc"][0]), float(plain["power"][0])
        return cls(**plain)


def fit_series(
    counts: np.ndarray, period: int = 7, family: Family = "auto", max_order: int = 3
) -> ArmaFit:
    """Fit a series of counts, (steps,), one a period, oldest first.

    period: steps after which the rhythm repeats: 7 for days, 168 for hours (then a profile of 24
    hours is tried too). family: `ar` has p ≥ 1, q = 0; `ma` p = 0, q ≥ 1; `arma` both ≥ 1; `auto`
    anything up to `max_order`. A series that is too short or never varies gets its mean.
    Raises ValueError when it is empty.
    """
    counts = np.asarray(counts, dtype=float)
    if not len(counts):
        raise ValueError("the series is empty")
    power, profile = _choose_units(counts, period, max_order)
    values = to_units(counts, power)
    deviation = values - _repeat(profile, len(values))
    best = _settle(np.empty(0), np.empty(0), values, power, profile, np.inf)
    if len(counts) < 8 or not np.abs(deviation).max() > 1e-9:
        return best
    start = FirstGuess.of(deviation, max_order)
    for p, q in _orders(family, max_order):
        phi, theta = estimate(deviation, *start.guess(p, q))
        error = sum_of_squares(deviation, phi, theta)
        aicc = _aicc(error, len(counts), p + q + len(profile) + 1)
        if aicc < best.aicc:
            best = replace(best, phi=phi, theta=theta, aicc=aicc)
    return _settle(best.phi, best.theta, values, power, profile, best.aicc)


def advance(fit: ArmaFit, counts: np.ndarray) -> ArmaFit:
    """The same fit after further counts, (steps,), have been seen; parameters stay."""
    values = to_units(np.asarray(counts, dtype=float), fit.power)
    p, q = len(fit.phi), len(fit.theta)
    deviation = np.concatenate(
        [fit.recent, values - _repeat(np.roll(fit.profile, -fit.phase), len(counts))]
    )
    shocks = np.concatenate([fit.recent_shocks, np.zeros(len(counts))])
    for step in range(len(counts)):
        past = deviation[step : step + p][::-1] @ fit.phi
        past += shocks[step : step + q][::-1] @ fit.theta
        shocks[q + step] = deviation[p + step] - past
    return replace(
        fit,
        recent=deviation[len(deviation) - p :],
        recent_shocks=shocks[len(shocks) - q :],
        phase=(fit.phase + len(counts)) % fit.season,
    )


def _orders(family: Family, most: int) -> Iterator[tuple[int, int]]:
    for p in range(most + 1):
        for q in range(most + 1):
            if family == "auto" or (p > 0, q > 0) == (family != "ma", family != "ar"):
                yield p, q


def _settle(
    phi: np.ndarray,
    theta: np.ndarray,
    values: np.ndarray,
    power: float,
    profile: np.ndarray,
    aicc: float,
) -> ArmaFit:
    """The fit with these parameters at the end of the series."""
    season, steps = len(profile), len(values)
    deviation = values - _repeat(profile, steps)
    shocks = shocks_of(deviation, phi, theta)
    squares = np.bincount(np.arange(steps) % season, shocks**2, minlength=season)
    seen = np.bincount(np.arange(steps) % season, minlength=season)
    used = len(phi) + len(theta) + season
    spread = steps / max(steps - used, 1)  # degrees of freedom that the fit took from the scatter
    scale = np.sqrt((squares + SHRINK * squares.sum() / steps) / (seen + SHRINK) * spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        standard = np.nan_to_num(shocks / _repeat(scale, steps))
    standard = standard[-SHOCKS_KEPT:] - standard[-SHOCKS_KEPT:].mean()
    return ArmaFit(
        power=power,
        phi=phi,
        theta=theta,
        profile=profile,
        scale=scale,
        shocks=standard / (standard.std() or 1.0),
        recent=_last(deviation, len(phi)),
        recent_shocks=_last(shocks, len(theta)),
        phase=steps % season,
        steps=steps,
        aicc=aicc,
    )


def _last(values: np.ndarray, count: int) -> np.ndarray:
    """The last `count` values; zeros stand for what was before the first."""
    return np.concatenate([np.zeros(count), values])[len(values) :]


def _choose_units(counts: np.ndarray, period: int, max_order: int) -> tuple[float, np.ndarray]:
    """Units and seasonal profile with the lowest AICc of an AR on top of them.

    The profile begins at the phase of the first step.
    """
    seasons = (1, 24, period) if period == 168 else (1, period)
    best, lowest = (1.0, np.array([counts.mean()])), np.inf
    for power in POWERS:
        values, stretch = to_units(counts, power), log_stretch(counts, power)
        for season in seasons:
            if season > 1 and len(counts) < 3 * season:
                continue
            phase = np.arange(len(counts)) % season
            profile = np.bincount(phase, values) / np.bincount(phase)
            aicc = min(
                _aicc(error, len(counts), order + season + 1) - 2 * stretch
                for order, error in enumerate(_autoregressions(values - profile[phase], max_order))
            )
            if aicc < lowest:
                best, lowest = (power, profile), aicc
    return best


def _autoregressions(deviation: np.ndarray, most: int) -> list[float]:
    """Sums of squares left by AR of orders 0 to `most` (Levinson and Durbin)."""
    covariance = autocovariance(deviation, most)
    error, phi = covariance[0], np.empty(0)
    left = [error]
    for order in range(1, most + 1):
        if error <= 0:
            return left
        partial = (covariance[order] - phi @ covariance[order - 1 : 0 : -1]) / error
        phi = np.append(phi - partial * phi[::-1], partial)
        error *= 1 - partial**2
        left.append(error)
    return left


def _aicc(error: float, steps: int, parameters: int) -> float:
    if steps - parameters - 1 <= 0:
        return np.inf
    fine = 2 * parameters + 2 * parameters * (parameters + 1) / (steps - parameters - 1)
    return steps * float(np.log(max(error, 1e-12) / steps)) + fine


def _repeat(profile: np.ndarray, steps: int) -> np.ndarray:
    return np.resize(profile, steps)
