"""A typical day, hour by hour, and how sure home and work are."""

from collections.abc import Sequence

import numpy as np

from stdesk.insight import Anchor, Visits
from stdesk.recommend.portrait_facts import DayHour, PortraitAnchor, TypicalDay

LEAST_NAMED = 3  # events in an hour before it is said what they are for
Z95 = 1.959964


def typical_days(visits: Visits, category_names: Sequence[str]) -> tuple[TypicalDay, ...]:
    """Working days and weekends; either is left out where the user was never seen on one."""
    weekend = (visits.day + 3) % 7 >= 5  # 1970 began on a Thursday
    found = []
    for is_weekend in (False, True):
        part = visits.take(np.flatnonzero(weekend == is_weekend))
        if len(part):
            found.append(_typical(part, is_weekend, category_names))
    return tuple(found)


def anchor_of(anchor: Anchor | None) -> PortraitAnchor | None:
    """With the interval of its share of nights or working days."""
    if anchor is None:
        return None
    of_days = max(round(anchor.days / anchor.share), anchor.days)
    low, high = wilson(anchor.days, of_days)
    return PortraitAnchor(
        anchor.cell,
        anchor.latitude,
        anchor.longitude,
        anchor.days,
        of_days,
        anchor.share,
        low,
        high,
    )


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a rate. Wilson, JASA 1927."""
    if not tries:
        return 0.0, 1.0
    rate, square = hits / tries, Z95**2 / tries
    middle = (rate + square / 2) / (1 + square)
    half = Z95 * float(np.sqrt(rate * (1 - rate) / tries + square / (4 * tries))) / (1 + square)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _typical(part: Visits, weekend: bool, names: Sequence[str]) -> TypicalDay:
    hour = (np.asarray(part.local_ms) // 3_600_000 % 24).astype(np.int64)
    days = len(np.unique(part.day))
    seen = np.bincount(np.unique(part.day * 24 + hour) % 24, minlength=24)
    return TypicalDay(
        weekend,
        days,
        tuple(
            DayHour(at, float(seen[at] / days), _most(part.category[hour == at], names))
            for at in range(24)
        ),
    )


def _most(category: np.ndarray, names: Sequence[str]) -> str | None:
    known = category[category >= 0]
    if len(known) < LEAST_NAMED:
        return None
    return names[int(np.bincount(known).argmax())]
