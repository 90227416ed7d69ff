"""Carries a fitted series forward, with intervals, and says its equation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from stdesk.language import number
from stdesk.models.arma.fit import ArmaFit, advance
from stdesk.models.arma.units import to_counts, unit_name
from stdesk.models.forecaster import BOUNDS, Ahead

PATHS = 2000


@dataclass(frozen=True)
class SeriesForecast:
    """Expected counts, and the intervals that hold 80 % and 95 % of futures: (horizon,) each."""

    mean: np.ndarray
    low80: np.ndarray
    high80: np.ndarray
    low95: np.ndarray
    high95: np.ndarray

    @classmethod
    def of(cls, ahead: Ahead) -> "SeriesForecast":
        low95, low80, high80, high95 = np.quantile(ahead.paths, BOUNDS, axis=0)
        return cls(ahead.mean, low80, high80, low95, high95)


@dataclass(frozen=True)
class ArmaForecaster:
    """A fit that can be carried forward like those of the other models of series."""

    fit: ArmaFit

    def ahead(self, horizon: int, seed: int, paths: int) -> Ahead:
        return Ahead.of(simulate(self.fit, horizon, seed, paths), seed)

    def advance(self, counts: np.ndarray) -> Self:
        return type(self)(advance(self.fit, counts))

    def to_arrays(self) -> dict[str, np.ndarray]:
        return self.fit.to_arrays()

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        return cls(ArmaFit.from_arrays(arrays))


def forecast_series(
    fit: ArmaFit, horizon: int, seed: int = 0, paths: int = PATHS
) -> SeriesForecast:
    """The next `horizon` periods; no count is below zero.

    The intervals come from futures simulated with shocks drawn from the past ones, scaled to the
    phase of the season, so that quiet nights have narrow ones. They hold the uncertainty of shocks,
    not that of the parameters.
    """
    return SeriesForecast.of(ArmaForecaster(fit).ahead(horizon, seed, paths))


def simulate(fit: ArmaFit, horizon: int, seed: int, paths: int) -> np.ndarray:
    """(paths, horizon) counts of simulated futures."""
    return to_counts(expected(fit, horizon) + _errors(fit, horizon, seed, paths), fit.power)


def expected(fit: ArmaFit, horizon: int) -> np.ndarray:
    """(horizon,) conditional means of X, in the units of the fit."""
    p, q = len(fit.phi), len(fit.theta)
    deviation = np.concatenate([fit.recent, np.zeros(horizon)])
    shocks = np.concatenate([fit.recent_shocks, np.zeros(horizon)])
    for step in range(horizon):
        past = deviation[step : step + p][::-1] @ fit.phi
        deviation[p + step] = past + shocks[step : step + q][::-1] @ fit.theta
    phase = (fit.phase + np.arange(horizon)) % fit.season
    return fit.profile[phase] + deviation[p:]


def _errors(fit: ArmaFit, horizon: int, seed: int, paths: int) -> np.ndarray:
    """(paths, horizon) what simulated X differ from the expected one; their mean is zero."""
    from scipy.signal import lfilter

    chance = np.random.default_rng(seed)
    phase = (fit.phase + np.arange(horizon)) % fit.season
    shocks = chance.choice(fit.shocks, (paths, horizon)) * fit.scale[phase]
    numerator = np.concatenate([[1.0], fit.theta])
    denominator = np.concatenate([[1.0], -fit.phi])
    errors: np.ndarray = lfilter(numerator, denominator, shocks, axis=1)
    return errors - errors.mean(axis=0)


def equation(fit: ArmaFit) -> str:
    """X_t = c + Σ φ_i X_{t-i} + Σ θ_j ε_{t-j} + ε_t with its numbers.

    With a seasonal profile s_t, the deviations Y_t from it follow the equation. What X_t is follows
    where it is not the count itself.
    """
    name = "X" if fit.season == 1 else "Y"
    terms = [(fit.constant, "")] if fit.season == 1 else []
    terms += [(phi, f"·{name}_{{t-{lag}}}") for lag, phi in enumerate(fit.phi.tolist(), 1)]
    terms += [(theta, f"·ε_{{t-{lag}}}") for lag, theta in enumerate(fit.theta.tolist(), 1)]
    said = "".join(
        f" {'-' if value < 0 else '+'} {number(abs(value), 3)}{what}" for value, what in terms
    )
    said = f"{name}_t ={said} + ε_t".replace("= + ", "= ").replace("= - ", "= -")
    if not terms:
        said = f"{name}_t = ε_t"
    said = said if fit.season == 1 else f"X_t = s_t + Y_t,  {said}"
    return said if fit.power == 1.0 else f"{said},  X_t = {unit_name(fit.power)}"
