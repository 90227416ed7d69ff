"""Makes the log-odds of a learner honest: of the moments with 20 %, 20 % are followed by the act.

Guo et al., "On calibration of modern neural networks", ICML 2017 (temperature); Platt 1999;
Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass probability estimates",
KDD 2002 (isotonic).
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from stdesk.metrics import log_loss

LEAST_OF_EACH = 5  # moments of both sorts without which nothing is calibrated
LEAST_OF_ISOTONIC = 50
PRIOR_OF_HALF = 20.0  # in nats of validation, for shares of habit other than one half
FARTHEST = 30.0  # log-odds beyond which a probability is 0 or 1 for every purpose


@dataclass(frozen=True)
class Calibration:
    """σ(scale · log-odds + shift), or, for `isotonic`, the step curve through (at, chance).

    habit: what part of the log-odds is that of the user's own rate, see `habit_share`.
    """

    kind: str = "none"
    scale: float = 1.0
    shift: float = 0.0
    at: tuple[float, ...] = ()
    chance: tuple[float, ...] = ()
    habit: float = 0.0

    def __call__(self, log_odds: np.ndarray) -> np.ndarray:
        """(batch,) probabilities."""
        if self.at:
            found: np.ndarray = np.interp(log_odds, self.at, self.chance)
            return found
        return sigmoid(self.scale * log_odds + self.shift)

    def details(self) -> dict[str, Any]:
        """JSON values from which `of` makes it again."""
        return asdict(self)

    @classmethod
    def of(cls, details: dict[str, Any]) -> "Calibration":
        points = {name: tuple(details[name]) for name in ("at", "chance")}
        return cls(**{**details, **points})


def calibrate(kind: str, log_odds: np.ndarray, truth: np.ndarray) -> Calibration:
    """Fitted to `truth` (batch,); with too few of either sort, nothing is changed.

    Isotonic falls back on platt where it has too few of either sort to find a curve.
    """
    fewest = min(int(truth.sum()), int(len(truth) - truth.sum()))
    if kind == "none" or fewest < LEAST_OF_EACH:
        return Calibration("none")
    if kind == "temperature":
        return Calibration(kind, scale=_temperature(log_odds, truth))
    if kind == "isotonic" and fewest >= LEAST_OF_ISOTONIC:
        return Calibration(kind, at=(points := _isotonic(log_odds, truth))[0], chance=points[1])
    scale, shift = platt(log_odds, truth)
    return Calibration("platt", scale, shift)


def habit_share(log_odds: np.ndarray, habit: np.ndarray, truth: np.ndarray) -> float:
    """How much of the log-odds should be those of the user's own rate, 0 to 1, by validation.

    The share that makes the log-loss smallest, drawn to one half while few moments speak: where a
    log is short, a learner alone may do worse than the habit that it should have learnt.
    """
    if min(int(truth.sum()), int(len(truth) - truth.sum())) < LEAST_OF_EACH:
        return 0.0
    shares = np.linspace(0, 1, 21)
    worth = [
        len(truth) * log_loss(truth, sigmoid(mixed(log_odds, habit, share)))
        + PRIOR_OF_HALF * (share - 0.5) ** 2
        for share in shares.tolist()
    ]
    return float(shares[int(np.argmin(worth))])


def mixed(log_odds: np.ndarray, habit: np.ndarray, share: float) -> np.ndarray:
    """(1 - share) of the one and `share` of the other."""
    return (1 - share) * log_odds + share * habit


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1 / (1 + np.exp(-np.clip(log_odds, -FARTHEST, FARTHEST)))
    return chance


def platt(log_odds: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """a, b with which σ(a log-odds + b) fits `truth` best, by Newton's method.

    Platt's smoothed targets keep a perfect separation from giving certainty. A fit that would turn
    the order round is not believed: 1, 0.
    """
    centre, spread = float(log_odds.mean()), max(float(log_odds.std()), 1e-9)
    design = np.stack(((log_odds - centre) / spread, np.ones_like(log_odds)), axis=1)
    slope, level = _newton(design, truth, np.zeros(len(truth)))
    scale = slope / spread
    return (scale, level - scale * centre) if scale > 0 else (1.0, 0.0)


def _temperature(log_odds: np.ndarray, truth: np.ndarray) -> float:
    """1 / T with which σ(log-odds / T) fits best; 1 where it would turn the order round."""
    spread = max(float(np.abs(log_odds).mean()), 1e-9)
    scale = float(_newton(log_odds[:, None] / spread, truth, np.zeros(len(truth)))[0]) / spread
    return scale if scale > 0 else 1.0


def _newton(design: np.ndarray, truth: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """(columns,) of a logistic regression on Platt's smoothed targets."""
    yes, no = int(truth.sum()), int(len(truth) - truth.sum())
    target = np.where(truth > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    found = np.zeros(design.shape[1])
    for _ in range(100):
        chance = sigmoid(design @ found + offset)
        slope = chance * (1 - chance)
        curvature = design.T @ (design * slope[:, None]) + 1e-6 * np.eye(len(found))
        step = np.linalg.solve(curvature, design.T @ (target - chance))
        found = found + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-8:
            break
    return found


def _isotonic(
    log_odds: np.ndarray, truth: np.ndarray
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The rising curve that fits best (pool adjacent violators), through the middle of each step.

    Each step's share is drawn to everyone's by one moment, so that none is 0 or 1.
    """
    order = np.argsort(log_odds, kind="stable")
    blocks: list[list[float]] = []  # sum of yes, count, sum of log-odds
    for score, yes in zip(log_odds[order].tolist(), truth[order].tolist(), strict=True):
        blocks.append([float(yes), 1.0, score])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    yes, count, total = np.array(blocks).T
    share = (yes + truth.mean()) / (count + 1)
    at = total / count
    return tuple(at.tolist()), tuple(np.maximum.accumulate(share).tolist())
