"""What attention is divided between: categories over time, and how much of life is routine."""

import numpy as np

from stdesk.insight.rhythm import Unit, hour_of_week, period, period_start_ms


def category_mix(
    local_ms: np.ndarray, category: np.ndarray, categories: int, unit: Unit
) -> tuple[np.ndarray, np.ndarray]:
    """Begins of the periods that have events, and the share of each category in each of them.

    category: (events,) codes, -1 where unknown; shares are of events with a known category.
    Returns (periods,) and (periods, categories).
    """
    known = np.asarray(category) >= 0
    number, where = np.unique(period(np.asarray(local_ms)[known], unit), return_inverse=True)
    cell = where * categories + np.asarray(category)[known]
    counts = np.bincount(cell, minlength=len(number) * categories).reshape(-1, categories)
    return period_start_ms(number, unit), counts / counts.sum(axis=1, keepdims=True)


def regularity(local_ms: np.ndarray, item: np.ndarray) -> float:
    """The share of visits to the place most visited in their hour of the week; NaN without visits.

    R of Song et al., "Limits of predictability in human mobility", Science 2010, over all hours.
    """
    if not len(item):
        return float("nan")
    places, code = np.unique(item, return_inverse=True)
    counts = np.zeros((168, len(places)))
    np.add.at(counts, (hour_of_week(local_ms), code), 1)
    return float(counts.max(axis=1).sum() / len(item))
