"""A person's days as figures: what the channels of evidence are computed from."""

from dataclasses import dataclass, replace

import numpy as np

from stdesk.insight.evolution_channels import SHIFTS, Centre, Channel, Counts, Shift
from stdesk.insight.evolution_log import BINS, Customs, around, shares_around

MOST_CODES = 40
MOST_UNITS = 240
DEGREE_KM = 111.2
AWAY_KM, LONGEST_JOURNEY = 60.0, 14
LEAST_STOPS = 12
ACTIVITY_SHAPE = 2.0


@dataclass(frozen=True)
class Days:
    """Units of `length` days from `first_day` on, and the channels that describe them.

    stops: rows of the customs' arrays, without journeys. names: of the channels, "hours", "places",
    "centre", "interests" (one for each kind of event), "activity".
    """

    first_day: int
    length: int
    units: int
    stops: np.ndarray
    names: tuple[str, ...]
    channels: tuple[Channel, ...]

    def unit_of(self, day: np.ndarray) -> np.ndarray:
        """In which unit days (since 1970) lie."""
        unit: np.ndarray = (day - self.first_day) // self.length
        return unit


def days_of(customs: Customs, user: int) -> Days | None:
    """The days of one user; None where there are too few stops to tell anything."""
    start, end = customs.user_start[user], customs.user_start[user + 1]
    stops = np.arange(start, end)
    if len(stops) < LEAST_STOPS:
        return None
    stops = stops[
        ~on_journey(customs.day[stops], customs.latitude[stops], customs.longitude[stops])
    ]
    if len(stops) < LEAST_STOPS:
        return None
    return describe(customs, stops)


def describe(customs: Customs, stops: np.ndarray) -> Days:
    """All channels of one person's stops."""
    days = counted(customs, stops)
    unit = days.unit_of(customs.day[stops])
    found: list[tuple[str, Channel]] = [("hours", _hours(customs, stops, unit, days.units))]
    centre = _centre(customs, stops, unit, days.units)
    if centre is not None:
        found.append(("centre", centre))
    names, channels = zip(*found, strict=True)
    return replace(days, names=(*names, *days.names), channels=(*channels, *days.channels))


def counted(customs: Customs, stops: np.ndarray) -> Days:
    """The channels that count: places, interests, activity."""
    day = customs.day[stops]
    first = int(day[0])
    span = int(day[-1]) - first + 1
    length = -(-span // MOST_UNITS)
    unit, units = (day - first) // length, -(-span // length)
    found: list[tuple[str, Channel]] = []
    places = _places(customs, stops, unit, units)
    if places is not None:
        found.append(("places", places))
    for kind in range(customs.kinds):
        interests = _interests(customs, stops, kind, unit, units, first, length)
        if interests is not None:
            found.append(("interests", interests))
    found.append(("activity", _activity(customs, day, unit, units, length)))
    names, channels = zip(*found, strict=True)
    return Days(first, length, units, stops, names, channels)


def on_journey(day: np.ndarray, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """(stops,) whether a stop belongs to at most two weeks far from where the person mostly is.

    A journey is no lasting change; one that the log ends in is not known to be one either.
    """
    known = np.isfinite(latitude) & np.isfinite(longitude)
    away = np.zeros(len(day), dtype=bool)
    if known.any():
        north, east = _km(latitude, longitude, np.median(latitude[known]), known)
        away[known] = np.hypot(north, east)[known] > AWAY_KM
    edges = np.flatnonzero(np.diff(np.concatenate([[0], away.astype(np.int8), [0]])))
    for begin, end in edges.reshape(-1, 2).tolist():
        if day[end - 1] - day[begin] > LONGEST_JOURNEY:
            away[begin:end] = False
    return away


def _km(
    latitude: np.ndarray, longitude: np.ndarray, middle: float, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Km north and east of the median place."""
    north = (latitude - middle) * DEGREE_KM
    east = (longitude - np.median(longitude[known])) * DEGREE_KM * np.cos(np.radians(middle))
    return north, east


def _sums(unit: np.ndarray, values: np.ndarray, units: int) -> np.ndarray:
    """Sums of the rows of values in each unit."""
    sums = np.zeros((units, values.shape[1]))
    np.add.at(sums, unit, values)
    return sums


def _hours(customs: Customs, stops: np.ndarray, unit: np.ndarray, units: int) -> Shift:
    shifted = (customs.quarter[stops][:, None] - SHIFTS) % BINS
    likelihood = customs.hour_density[customs.hour_of[stops][:, None], shifted]
    return Shift(_sums(unit, likelihood - likelihood[:, [len(SHIFTS) // 2]], units))


def _places(customs: Customs, stops: np.ndarray, unit: np.ndarray, units: int) -> Counts | None:
    """Items visited twice or more; expected in proportion to the stops at their category."""
    item, category = customs.item[stops], customs.category[stops]
    items, code, count = np.unique(item, return_inverse=True, return_counts=True)
    kept = np.argsort(-count, kind="stable")[:MOST_CODES]
    kept = kept[count[kept] >= 2]
    if not len(kept):
        return None
    counts = _counts(unit, _renumbered(code, kept, len(items)), units, len(kept))
    sorts, sort = np.unique(category, return_inverse=True)
    of_sort = _counts(unit, sort, units, len(sorts))
    first = np.unique(code, return_index=True)[1]
    its_sort = sort[first[kept]]
    share = counts.sum(axis=0) / of_sort.sum(axis=0)[its_sort]
    return Counts(np.hstack([counts, of_sort[:, its_sort] * share]), np.zeros(len(kept)))


def _interests(
    customs: Customs,
    stops: np.ndarray,
    kind: int,
    unit: np.ndarray,
    units: int,
    first: int,
    length: int,
) -> Counts | None:
    """Categories among the stops of a kind, each day once; expected as is the fashion then."""
    chosen = (customs.kind[stops] == kind) & (customs.category[stops] >= 0)
    category, day = customs.category[stops][chosen], customs.day[stops][chosen]
    if not len(category):
        return None
    codes, code = np.unique(category, return_inverse=True)
    _, once = np.unique((day - first) * len(codes) + code, return_index=True)
    code, unit, day = code[once], unit[chosen][once], day[once]
    count = np.bincount(code)
    kept = np.argsort(-count, kind="stable")[:MOST_CODES]
    if len(codes) < 2 or len(code) < 4:
        return None
    counts = _counts(unit, _renumbered(code, kept, len(codes)), units, len(kept))
    fashion = _fashion_of_others(customs, kind, codes, category, customs.day[stops][chosen], first)
    expected = _sums(unit, fashion[:, kept][day - first], units)
    expected *= counts.sum(axis=0) / np.maximum(expected.sum(axis=0), 1e-9)
    shape = np.maximum(customs.spread[kind] * customs.usual[kind][codes[kept]], 0.05)
    return Counts(np.hstack([counts, expected]), shape)


def _fashion_of_others(
    customs: Customs,
    kind: int,
    codes: np.ndarray,
    category: np.ndarray,
    day: np.ndarray,
    first: int,
) -> np.ndarray:
    """(days, codes) shares of categories among all but these stops, from the first day on."""
    days = int(day[-1]) - first + 1
    own = np.zeros((days, len(codes)))
    np.add.at(own, (day - first, np.searchsorted(codes, category)), 1)
    own = around(own)
    begin = first - customs.first_day
    all_stops = customs.fashion[kind][begin : begin + days]
    others = np.maximum(all_stops[:, codes] - own, 0)
    total = np.maximum(all_stops.sum(axis=1) - own.sum(axis=1), 0)
    return shares_around(others, total, customs.usual[kind][codes])


def _centre(customs: Customs, stops: np.ndarray, unit: np.ndarray, units: int) -> Centre | None:
    """Km from where the person usually is for that category, far ones drawn in."""
    latitude, longitude = customs.latitude[stops], customs.longitude[stops]
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if known.sum() < LEAST_STOPS:
        return None
    north, east = _km(latitude, longitude, float(np.median(latitude[known])), known)
    place = np.stack([east, north], axis=1)[known]
    sort = np.unique(customs.category[stops][known], return_inverse=True)[1]
    count = np.bincount(sort)
    limit = max(2 * 1.4826 * float(np.median(np.hypot(*(place - np.median(place, 0)).T))), 0.6)
    place = np.clip(place - np.median(place, axis=0), -limit, limit)
    for axis in (0, 1):
        place[:, axis] -= (np.bincount(sort, weights=place[:, axis]) / count)[sort]
    variance = max(float(place.var(axis=0).mean()), 0.01)
    return Centre(
        _sums(unit[known], np.column_stack([np.ones(len(place)), place]), units), variance
    )


def _activity(
    customs: Customs, day: np.ndarray, unit: np.ndarray, units: int, length: int
) -> Counts:
    """Stops, beside everybody's; counted in portions that come independently of each other."""
    first = int(day[0])
    counts = np.bincount(unit, minlength=units).astype(float)
    days = int(day[-1]) - first + 1
    own = around(np.bincount(day - first, minlength=days)[:, None].astype(float))[:, 0]
    begin = first - customs.first_day
    others = np.maximum(customs.crowd[begin : begin + days] - own, 0)
    others += max(0.05 * float(customs.crowd.mean()), 1e-6)
    expected = np.pad(others, (0, units * length - days), mode="edge")
    expected = expected.reshape(units, length).sum(axis=1)
    expected *= counts.sum() / expected.sum()
    week = max(7 // length, 1)
    weeks = np.add.reduceat(counts, np.arange(0, units, week))
    hoped = np.add.reduceat(expected, np.arange(0, units, week))
    portion = max(float(np.mean((weeks - hoped) ** 2 / np.maximum(hoped, 1e-9))), 1.0)
    figures = np.column_stack([counts, expected]) / portion
    return Counts(figures, np.array([ACTIVITY_SHAPE]))


def _renumbered(code: np.ndarray, kept: np.ndarray, codes: int) -> np.ndarray:
    """Codes as their places among the kept ones, -1 for the others."""
    place = np.full(codes, -1)
    place[kept] = np.arange(len(kept))
    return place[code]


def _counts(unit: np.ndarray, code: np.ndarray, units: int, codes: int) -> np.ndarray:
    known = code >= 0
    cell = unit[known] * codes + code[known]
    return np.bincount(cell, minlength=units * codes).reshape(units, codes).astype(float)
