"""What differs between the life before a change and the life after it, in figures."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from stdesk.insight.distance import centre, great_circle_km
from stdesk.insight.evolution_channels import SHIFTS
from stdesk.insight.evolution_log import BINS, Customs
from stdesk.insight.places import Anchor, home_and_work
from stdesk.insight.rhythm import DAWN_HOUR, HOUR_MS

Kind = Literal["hours", "home", "places", "interests", "activity"]
CLEAR = 1.0  # log Bayes factor from which an aspect is told
LEAST_KM = 0.3
LEAST_STOPS, MOST_STOPS = 3, 20_000


@dataclass(frozen=True)
class Difference:
    """One thing that changed; evidence: its log Bayes factor.

    hours: mean hour of day before and after; size: hours later than is usual for what was done.
    home, places: size in km and bearing in degrees from north, of the home or of the centre of all
    stops; without coordinates size is NaN. before, after: share of stops at places visited both
    before and after. interests: share of a category's stops before and after, size their
    difference; category: its code; lost: another one that lost most. activity: stops a week.
    """

    kind: Kind
    evidence: float
    before: float
    after: float
    size: float
    bearing: float = float("nan")
    category: int = -1
    lost: int = -1


def aspects_between(
    customs: Customs,
    names: tuple[str, ...],
    evidence: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    days: tuple[int, int],
) -> tuple[Difference, ...]:
    """The aspects with clear evidence, the clearest first; at least one.

    names, evidence: of the channels. before, after: rows of the customs' stops. days: how many.
    """
    by_name: dict[str, float] = {}
    for name, value in zip(names, evidence.tolist(), strict=True):
        kind = "places" if name == "centre" else name
        by_name[kind] = max(by_name.get(kind, -np.inf), value)
    ranked = sorted(by_name, key=lambda kind: -by_name[kind])
    if min(len(before), len(after)) < LEAST_STOPS:
        ranked = ["activity"]  # of what is hardly there, nothing else can be said
    clear = [kind for kind in ranked if by_name[kind] >= CLEAR] or ranked[:1]
    told = []
    some_before, some_after = _some(before), _some(after)
    alone = "centre" in names
    for kind in clear:
        if kind == "hours":
            found = _hours(customs, some_before, some_after)
        elif kind == "places":
            found = _places(customs, some_before, some_after, alone)
        elif kind == "interests":
            found = _interests(customs, some_before, some_after)
        else:
            found = _activity(before, after, days)
        told.append(replace(found, evidence=by_name[kind]))
    return tuple(told)


def _hours(customs: Customs, before: np.ndarray, after: np.ndarray) -> Difference:
    size = (usual_shift(customs, after) - usual_shift(customs, before)) * 24 / BINS
    means = [
        float((customs.quarter[rows].mean() + 0.5) * 24 / BINS + DAWN_HOUR) % 24
        for rows in (before, after)
    ]
    return Difference("hours", 0.0, means[0], means[1], size)


def usual_shift(customs: Customs, rows: np.ndarray) -> float:
    """By how many quarters of an hour stops come later than is usual for their categories."""
    shifted = (customs.quarter[rows][:, None] - SHIFTS) % BINS
    likelihood = customs.hour_density[customs.hour_of[rows][:, None], shifted].sum(axis=0)
    share = np.exp(likelihood - likelihood.max())
    return float((share * SHIFTS).sum() / share.sum())


def _some(rows: np.ndarray) -> np.ndarray:
    """Of a crowd's stops, evenly spread ones: enough for a mean."""
    return rows[:: max(-(-len(rows) // MOST_STOPS), 1)]


def _places(customs: Customs, before: np.ndarray, after: np.ndarray, alone: bool) -> Difference:
    """Another home, where there is one person to have it; else how far the centre moved."""
    here, there = set(customs.item[before].tolist()), set(customs.item[after].tolist())
    both = np.array(sorted(here & there), dtype=np.int64)
    kept = [float(np.isin(customs.item[rows], both).mean()) for rows in (before, after)]
    homes = [home_of(customs, rows) if alone else None for rows in (before, after)]
    if homes[0] is not None and homes[1] is not None and homes[0].cell != homes[1].cell:
        points = [(home.latitude, home.longitude) for home in homes if home is not None]
        km, bearing = _way(points[0], points[1])
        if km >= LEAST_KM:
            return Difference("home", 0.0, kept[0], kept[1], km, bearing)
    points = []
    for rows in (before, after):
        known = np.isfinite(customs.latitude[rows])
        if known.any():
            points.append(centre(customs.latitude[rows], customs.longitude[rows]))
    if len(points) < 2:
        return Difference("places", 0.0, kept[0], kept[1], float("nan"))
    km, bearing = _way(points[0], points[1])
    return Difference("places", 0.0, kept[0], kept[1], km, bearing)


def home_of(customs: Customs, rows: np.ndarray) -> Anchor | None:
    local_ms = (customs.day[rows] * 24 + DAWN_HOUR) * HOUR_MS + customs.quarter[rows] * (
        24 * HOUR_MS // BINS
    )
    return home_and_work(local_ms, customs.latitude[rows], customs.longitude[rows])[0]


def _way(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Km and the bearing in degrees from north."""
    km = float(great_circle_km(*map(np.array, (*start, *end))))
    north = end[0] - start[0]
    east = (end[1] - start[1]) * np.cos(np.radians(start[0]))
    return km, float(np.degrees(np.arctan2(east, north)) % 360)


def _interests(customs: Customs, before: np.ndarray, after: np.ndarray) -> Difference:
    """The category that gained or lost most beyond chance, and its counterpart."""
    categories = customs.fashion[0].shape[1]
    counts = []
    for rows in (before, after):
        known = customs.category[rows]
        counts.append(np.bincount(known[known >= 0], minlength=categories).astype(float))
    shares = [count / max(count.sum(), 1) for count in counts]
    pooled = (counts[0] + counts[1] + 0.5) / (counts[0].sum() + counts[1].sum() + 0.5)
    surprise = (shares[1] - shares[0]) / np.sqrt(pooled)
    most = int(surprise.argmax())
    least = int(surprise.argmin())
    return Difference(
        "interests",
        0.0,
        float(shares[0][most]),
        float(shares[1][most]),
        float(shares[1][most] - shares[0][most]),
        category=most,
        lost=least,
    )


def _activity(before: np.ndarray, after: np.ndarray, days: tuple[int, int]) -> Difference:
    a_week = [
        7 * len(rows) / max(length, 1) for rows, length in zip((before, after), days, strict=True)
    ]
    return Difference("activity", 0.0, a_week[0], a_week[1], a_week[1] - a_week[0])
