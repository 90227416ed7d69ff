"""Exponential smoothing (ETS): level, trend and season that follow the series.

X_t = l_{t-1} + φ b_{t-1} + s_{t-m} + ε_t with additive errors; trend (none, additive, damped),
season (none, of the day, of the week) and units (the count or its root) by AICc. Hyndman, Koehler,
Ord and Snyder, "Forecasting with Exponential Smoothing", Springer 2008.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from stdesk.language import number
from stdesk.models.arma.units import POWERS, log_stretch, to_counts, to_units, unit_name
from stdesk.models.ets.search import Candidates, State, begin, run, search
from stdesk.models.forecaster import Ahead

LONGEST = 1_500  # newest steps that are smoothed; before them nothing is remembered anyway
SHOCKS_KEPT = 365
SHRINK = 10.0


@dataclass(frozen=True)
class EtsFit:
    """Smoothing weights and where the series stands.

    season: (m,) seasonal deviations, the next phase first; of length 1 and zero where there is no
    season. scale: (m,) standard deviation of the shocks by phase, in the same order. shocks:
    standardised past shocks. Everything is in units of `power`, see `arma.units`.
    """

    power: float
    alpha: float
    beta: float
    gamma: float
    phi: float
    level: float
    slope: float
    season: np.ndarray
    scale: np.ndarray
    shocks: np.ndarray
    aicc: float

    def ahead(self, horizon: int, seed: int, paths: int) -> Ahead:
        """Futures with shocks drawn from past ones; they move level and season on their way."""
        from scipy.signal import fftconvolve

        step = np.arange(horizon)
        drift = np.cumsum(self.phi ** (step + 1.0)) if self.phi else np.zeros(horizon)
        phase = step % len(self.season)
        expected = self.level + self.slope * drift + self.season[phase]
        weight = self.alpha + self.beta * np.concatenate([[0.0], drift[:-1]])
        weight = weight + self.gamma * (phase == 0)
        weight[0] = 1.0
        chance = np.random.default_rng(seed)
        shocks = chance.choice(self.shocks, (paths, horizon)) * self.scale[phase]
        errors = fftconvolve(shocks, weight[None, :], axes=1)[:, :horizon]
        return Ahead.of(to_counts(expected + errors - errors.mean(axis=0), self.power), seed)

    def advance(self, counts: np.ndarray) -> Self:
        values = to_units(np.asarray(counts, dtype=float), self.power)
        alpha, beta, gamma, phi = np.array([[self.alpha], [self.beta], [self.gamma], [self.phi]])
        one = Candidates(alpha, beta, gamma, phi, np.zeros(1))
        stand = State(np.array([self.level]), np.array([self.slope]), self.season[:, None])
        _, after = run(values, one, stand)
        return replace(
            self,
            level=float(after.level[0]),
            slope=float(after.slope[0]),
            season=after.season[:, 0],
            scale=np.roll(self.scale, -(len(counts) % len(self.scale))),
        )

    def to_arrays(self) -> dict[str, np.ndarray]:
        return {f.name: np.atleast_1d(np.asarray(getattr(self, f.name))) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        plain: dict[str, Any] = {f.name: arrays[f.name] for f in fields(cls)}
        whole = ("season", "scale", "shocks")
        read: dict[str, Any] = {k: v if k in whole else float(v[0]) for k, v in plain.items()}
        return cls(**read)

    def equation(self) -> str:
        """How it goes on, with its numbers."""
        terms = [f"l_t = l_{{t-1}} + {number(self.alpha, 3)}·ε_t"]
        said = "X_t = l_{t-1}"
        if self.phi:
            damping = "" if self.phi == 1 else f"{number(self.phi, 3)}·"
            said += f" + {damping}b_{{t-1}}"
            terms[0] = f"l_t = l_{{t-1}} + {damping}b_{{t-1}} + {number(self.alpha, 3)}·ε_t"
            terms.append(f"b_t = {damping}b_{{t-1}} + {number(self.beta, 3)}·ε_t")
        if len(self.season) > 1:
            before = f"s_{{t-{len(self.season)}}}"
            said += f" + {before}"
            terms.append(f"s_t = {before} + {number(self.gamma, 3)}·ε_t")
        units = "" if self.power == 1.0 else f",  X_t = {unit_name(self.power)}"
        return f"{said} + ε_t,  {',  '.join(terms)}{units}"


def fit_ets(counts: np.ndarray, period: int = 7) -> EtsFit:
    """Smooth a series of counts, (steps,), oldest first; period as in `arma_fit.fit_series`.

    A series that is too short or never varies keeps its mean. Raises ValueError when it is empty.
    """
    counts = np.asarray(counts, dtype=float)[-LONGEST:]
    if not len(counts):
        raise ValueError("the series is empty")
    if len(counts) < 8 or np.ptp(counts) == 0:
        return _still(counts)
    found = []
    for power in POWERS:
        values, stretch = to_units(counts, power), log_stretch(counts, power)
        for season in (1, 24, period) if period == 168 else (1, period):
            if season > 1 and len(counts) < 3 * season:
                continue
            best, squares = search(values, season)
            for row, error in enumerate(squares.tolist()):
                parameters = (3, 5, 6)[row] + (season if season > 1 else 0)
                aicc = _aicc(error, len(values), parameters) - 2 * stretch
                found.append((aicc, power, season, best.take(np.array([row])), parameters))
    aicc, power, season, best, parameters = min(found, key=lambda one: one[0])
    return _settle(to_units(counts, power), season, best, power, aicc, parameters)


def _settle(
    values: np.ndarray, season: int, best: Candidates, power: float, aicc: float, used: int
) -> EtsFit:
    errors, after = run(values, best, begin(values, season, best))
    errors = errors[:, 0]
    steps = len(values)
    phase = np.arange(steps) % season
    squares = np.bincount(phase, errors**2, season)
    spread = steps / max(steps - min(used, 6), 1)
    mean = squares.sum() / steps
    scale = np.sqrt((squares + SHRINK * mean) / (np.bincount(phase) + SHRINK) * spread)
    standard = (errors / np.maximum(scale[phase], 1e-9))[-SHOCKS_KEPT:]
    standard = standard - standard.mean()
    return EtsFit(
        power=power,
        alpha=float(best.alpha[0]),
        beta=float(best.beta[0]),
        gamma=float(best.gamma[0]),
        phi=float(best.phi[0]),
        level=float(after.level[0]),
        slope=float(after.slope[0]),
        season=after.season[:, 0],
        scale=np.roll(scale, -(steps % season)),
        shocks=standard / (standard.std() or 1.0),
        aicc=aicc,
    )


def _still(counts: np.ndarray) -> EtsFit:
    scatter = np.array([counts.std()])
    shocks = counts - counts.mean()
    return EtsFit(
        1.0, 0.0, 0.0, 0.0, 0.0, float(counts.mean()), 0.0, np.zeros(1), scatter,
        shocks / (shocks.std() or 1.0), np.inf,
    )  # fmt: skip


def _aicc(error: float, steps: int, parameters: int) -> float:
    if steps - parameters - 1 <= 0:
        return float("inf")
    fine = 2 * parameters + 2 * parameters * (parameters + 1) / (steps - parameters - 1)
    return steps * float(np.log(max(error, 1e-12) / steps)) + fine
