"""Would forecasts of flows have been any good? Replays the newest days beside simple rules."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stdesk.models.flow.fit import HourMoves, fit_flows
from stdesk.models.nodes import Nodes

DAY = 24
TEST_SHARE = 0.1
RULES = ("flows", "week", "day", "usual", "none")


@dataclass(frozen=True)
class FlowScore:
    """Over all pairs and hours (or pairs and days): mean absolute error of the median, root mean
    squared error of the mean, and CRPS (of a Poisson law for `flows` and `usual`)."""

    mae: float
    rmse: float
    crps: float


@dataclass(frozen=True)
class FlowBacktest:
    """by_hour, by_day: scores by name: `flows` ours; `week` and `day` the same hour a week or a day
    before; `usual` the mean of the hour of the week; `none` nobody ever moves. days: replayed."""

    by_hour: Mapping[str, FlowScore]
    by_day: Mapping[str, FlowScore]
    days: int
    moves: int


def backtest_flows(known: HourMoves, nodes: Nodes) -> FlowBacktest | None:
    """Learn before the newest tenth, then forecast it day by day; None where it is too short."""
    days = int(known.steps * TEST_SHARE) // DAY
    begin = known.steps - days * DAY
    if days < 1 or begin < 2 * 168:
        return None
    count = len(nodes)
    fit = fit_flows(known.until(begin), nodes)
    usual = _usual(known, begin, count)
    hours, whole = _Sums(), _Sums()
    for start in range(begin, known.steps, DAY):
        end = start + DAY
        came = known.dense(count, start, end)
        made: dict[str, np.ndarray] = {
            "flows": fit.ahead(DAY),
            "week": known.dense(count, start - 168, end - 168),
            "day": known.dense(count, start - DAY, start),
            "usual": usual[np.arange(start, end) % 168],
            "none": np.zeros_like(came),
        }
        for name, expected in made.items():
            lawful = name in ("flows", "usual")
            hours.add(name, came, expected, lawful)
            whole.add(name, came.sum(axis=0), expected.sum(axis=0), lawful)
        fit = fit.advance(known.until(end).departures(count, start))
    moved = int((known.step >= begin).sum())
    return FlowBacktest(hours.scores(), whole.scores(), days, moved)


class _Sums:
    """Errors of each rule, added up."""

    def __init__(self) -> None:
        self.sums: dict[str, np.ndarray] = {}

    def add(self, name: str, came: np.ndarray, expected: np.ndarray, lawful: bool) -> None:
        """lawful: a Poisson law around what is expected; else that number for sure."""
        median = _poisson_median(expected) if lawful else expected
        off = np.abs(came - median)
        crps = poisson_crps(came, expected) if lawful else off
        squares = (came - expected) ** 2
        now = np.array([off.sum(), squares.sum(), crps.sum(), came.size])
        self.sums[name] = self.sums.get(name, np.zeros(4)) + now

    def scores(self) -> dict[str, FlowScore]:
        return {
            name: FlowScore(mae / size, float(np.sqrt(squares / size)), crps / size)
            for name, (mae, squares, crps, size) in self.sums.items()
        }


def poisson_crps(came: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Of a Poisson law, in closed form (Wei and Held, "Calibration tests for count data", TEST
    2014): any shape."""
    from scipy.special import gammaincc, i0e, i1e

    mean = np.maximum(mean.astype(float), 1e-9)
    upto: np.ndarray = gammaincc(came + 1, mean)  # P(X <= came)
    at = np.exp(came * np.log(mean) - mean - _log_factorial(came))
    off = (came - mean) * (2 * upto - 1) + 2 * mean * at
    return off - mean * (i0e(2 * mean) + i1e(2 * mean))


def _log_factorial(counts: np.ndarray) -> np.ndarray:
    from scipy.special import gammaln

    found: np.ndarray = gammaln(counts + 1.0)
    return found


def _poisson_median(mean: np.ndarray) -> np.ndarray:
    return np.maximum(np.floor(mean + 1 / 3 - 0.02 / np.maximum(mean, 0.02)), 0.0)


def _usual(known: HourMoves, begin: int, nodes: int) -> np.ndarray:
    """(168, nodes, nodes) means before `begin`, by step of the week counted from step 0."""
    early = known.until(begin)
    wrapped = HourMoves(early.origin, early.destination, early.step % 168, early.first, 168)
    seen = np.bincount(np.arange(begin) % 168, minlength=168)
    return wrapped.dense(nodes, 0, 168) / seen[:, None, None]
