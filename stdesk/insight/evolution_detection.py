"""Finds the days on which a life changed: a Bayes factor over all dates, its chance by shuffling.

For every date the evidence of each aspect (hours, places, interests, activity) is the logarithm of
a Bayes factor between two lives and one; each aspect may have changed or not, and every date is as
likely as any other. How often chance brings as much is told by shuffling the person's own days: a
life that does not change has no order. Beyond what shuffles reach, the tail of their evidence is
continued as an exponential one, never steeper than a Bayes factor allows.

Adams and MacKay, "Bayesian online changepoint detection", 2007, for the marginal likelihoods of
segments; Phipson and Smyth, "Permutation p-values should never be zero", 2010.
"""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.evolution_days import Days

FEW_SHUFFLES, SHUFFLES, AT_ONCE = 39, 199, 40
HOPELESS = 0.2
TAIL, LEAST_SCALE = 0.2, 1.0
MARGIN_DAYS, LEAST_UNITS = 10, 24
SURE = 0.9


@dataclass(frozen=True)
class Found:
    """A change: the unit in which the new life begins, as probably earlier as later; the first and
    the last unit between which it lies with 90 %, the log Bayes factor, its chance, and (channels,)
    evidence."""

    unit: int
    earliest: int
    latest: int
    strength: float
    chance: float
    evidence: np.ndarray


def find_change(
    days: Days, chance: np.random.Generator, block: int = 1, first: int = 0, last: int | None = None
) -> Found | None:
    """The likeliest change between two units; None where the time is too short for one.

    block: units that are shuffled together.
    """
    last = days.units if last is None else last
    margin = max(-(-MARGIN_DAYS // days.length), 2)
    if last - first < max(2 * margin + 2, LEAST_UNITS // days.length):
        return None
    order = np.arange(first, last)
    evidence = _evidence(days, order[None], margin)[0]  # (dates, channels)
    by_date = _by_date(evidence)
    strength = float(_over_dates(by_date[None])[0])
    share = np.exp(by_date - by_date.max())
    share /= share.sum()
    at = int(np.searchsorted(share.cumsum(), 0.5))  # fewer days off than the likeliest date
    earliest, latest = _span(share, at)
    return Found(
        unit=first + margin + at,
        earliest=first + margin + earliest,
        latest=first + margin + latest,
        strength=strength,
        chance=_chance(days, order, margin, strength, chance, block),
        evidence=evidence[at],
    )


def _chance(
    days: Days,
    order: np.ndarray,
    margin: int,
    strength: float,
    chance: np.random.Generator,
    block: int,
) -> float:
    """How often shuffled days show as much; few shuffles where that is often."""
    shown = np.empty(0)
    for wanted in (FEW_SHUFFLES, SHUFFLES):
        while len(shown) < wanted:
            orders = _shuffles(order, min(AT_ONCE, wanted - len(shown)), chance, block)
            shown = np.append(shown, _over_dates(_by_date(_evidence(days, orders, margin))))
        plain = (1 + np.sum(shown >= strength - 1e-9)) / (1 + len(shown))
        if plain > HOPELESS:
            return float(plain)
    edge = float(np.quantile(shown, 1 - TAIL))
    beyond = shown[shown > edge] - edge
    scale = max(float(beyond.mean()) if len(beyond) else 0.0, LEAST_SCALE)
    if strength <= edge:
        return float(plain)
    return float(min(TAIL * np.exp(-(strength - edge) / scale), TAIL))


def _shuffles(order: np.ndarray, count: int, chance: np.random.Generator, block: int) -> np.ndarray:
    """(count, units) orders; blocks of units stay together."""
    number = (np.arange(len(order)) + chance.integers(block)) // block
    keys = chance.random((count, int(number[-1]) + 1))[:, number]
    return order[np.argsort(keys, axis=1, kind="stable")]


def _evidence(days: Days, orders: np.ndarray, margin: int) -> np.ndarray:
    """(orders, dates, channels) evidence of a change after each unit but the outer ones."""
    found = []
    for channel in days.channels:
        sums = np.cumsum(channel.figures[orders], axis=1)
        before, whole = sums[:, margin - 1 : sums.shape[1] - margin], sums[:1, -1:]
        found.append(channel.evidence(before, whole - before, whole))
    return np.stack(found, axis=-1)


def _by_date(evidence: np.ndarray) -> np.ndarray:
    """Each aspect may have changed or not."""
    joint: np.ndarray = (np.logaddexp(0, evidence) - np.log(2)).sum(axis=-1)
    return joint


def _over_dates(by_date: np.ndarray) -> np.ndarray:
    most = by_date.max(axis=1)
    mean: np.ndarray = most + np.log(np.exp(by_date - most[:, None]).mean(axis=1))
    return mean


def _span(share: np.ndarray, at: int) -> tuple[int, int]:
    """A short run of dates around one that holds 90 % of the probability."""
    low = high = at
    while share[low : high + 1].sum() < SURE:
        left = share[low - 1] if low > 0 else -1.0
        right = share[high + 1] if high + 1 < len(share) else -1.0
        low, high = (low - 1, high) if left >= right else (low, high + 1)
    return low, high
