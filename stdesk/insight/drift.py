"""Whether somebody lives differently at the end of the log than at its beginning.

The active days are cut into thirds; the first is compared with the last. Chance is told from change
by shuffling days: events of one day belong together and are never separated.
"""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.distance import EARTH_KM
from stdesk.insight.rhythm import DAWN_HOUR, hours_since_dawn
from stdesk.insight.visits import Visits
from stdesk.language import distance, percent, tr

SHUFFLES = 399
LEAST_DAYS = 9
CERTAIN = 0.01


@dataclass(frozen=True)
class Change:
    """A quantity in the first and the last third, its size, and how often chance does as much."""

    before: float
    after: float
    size: float
    chance: float

    @property
    def certain(self) -> bool:
        return self.chance <= CERTAIN


@dataclass(frozen=True)
class Drift:
    """What changed from the first third of the active days to the last.

    hours: mean hour of day, days beginning at 4:00 (later is positive). pace: events on an active
    day. category: share of attention that moved between categories (size 0 to 1, as `before` 0).
    places: the same for places. moved: km between the centres of the two thirds, or None without
    coordinates. largest_category_gain: the code whose share grew most, or None.
    """

    hours: Change
    pace: Change
    category: Change | None
    places: Change
    moved: Change | None
    largest_category_gain: int | None

    @property
    def any_certain(self) -> bool:
        changes = (self.hours, self.pace, self.category, self.places, self.moved)
        return any(change is not None and change.certain for change in changes)


def drift(visits: Visits, seed: int = 0) -> Drift | None:
    """Compare the first with the last third of a user's active days; None with fewer than nine."""
    days, day = np.unique(visits.day, return_inverse=True)
    if len(days) < LEAST_DAYS:
        return None
    third = len(days) // 3
    position = np.arange(len(days))
    orders = np.random.default_rng(seed).permuted(np.tile(position, (SHUFFLES, 1)), axis=1)
    orders = np.vstack([position, orders])  # the first row is what happened
    first, last = (orders < third).astype(float), (orders >= len(days) - third).astype(float)
    events = np.bincount(day)
    hours = np.bincount(day, weights=hours_since_dawn(visits.local_ms))
    mix = _counts(day, visits.category)
    return Drift(
        hours=_mean_change(
            first @ hours / (first @ events), last @ hours / (last @ events), DAWN_HOUR
        ),
        pace=_mean_change(first @ events / third, last @ events / third),
        category=_mix_change(first, last, mix) if mix.shape[1] else None,
        places=_mix_change(first, last, _counts(day, visits.item)),
        moved=_centre_change(first, last, day, visits),
        largest_category_gain=_largest_gain(first[0], last[0], mix, visits.category),
    )


def drift_facts(found: Drift | None, category_names: list[str]) -> list[str]:
    """The changes that chance hardly explains, as sentences; empty when there is none."""
    if found is None:
        return []
    facts = []
    if found.hours.certain:
        hours = f"{abs(found.hours.size):.1f}"
        facts.append(
            tr("Active {hours} h later than at first.", hours=hours)
            if found.hours.size > 0
            else tr("Active {hours} h earlier than at first.", hours=hours)
        )
    if found.pace.certain:
        facts.append(
            tr(
                "{after} events on an active day, {before} at first.",
                after=f"{found.pace.after:.1f}",
                before=f"{found.pace.before:.1f}",
            )
        )
    if found.category is not None and found.category.certain:
        gain = found.largest_category_gain
        name = category_names[gain] if gain is not None else "–"
        share = percent(found.category.size)
        facts.append(
            tr(
                "{share} of attention moved between categories, most to {name}.",
                share=share,
                name=name,
            )
        )
    if found.moved is not None and found.moved.certain:
        km = distance(found.moved.size)
        facts.append(tr("The centre of the places visited moved by {distance}.", distance=km))
    elif found.places.certain:
        facts.append(tr("Other places than at first."))
    return facts


def _counts(day: np.ndarray, code: np.ndarray) -> np.ndarray:
    """(days, distinct codes) events; unknown codes (-1) are left out."""
    known = code >= 0
    codes, column = np.unique(code[known], return_inverse=True)
    counts = np.zeros((int(day.max()) + 1, len(codes)))
    np.add.at(counts, (day[known], column), 1)
    return counts


def _mean_change(before: np.ndarray, after: np.ndarray, shown_from: float = 0.0) -> Change:
    """before, after: (orders,) means; `shown_from` is added to what is shown of them."""
    size = after - before
    return Change(
        before=float(before[0]) + shown_from,
        after=float(after[0]) + shown_from,
        size=float(size[0]),
        chance=_chance(np.abs(size)),
    )


def _mix_change(first: np.ndarray, last: np.ndarray, counts: np.ndarray) -> Change:
    """Total variation distance of the two mixes."""
    size = np.abs(_shares(last @ counts) - _shares(first @ counts)).sum(axis=1) / 2
    return Change(0.0, float(size[0]), float(size[0]), _chance(size))


def _shares(counts: np.ndarray) -> np.ndarray:
    return counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)


def _chance(sizes: np.ndarray) -> float:
    """How many of all orders, the true one included, show a change at least as large as it."""
    return float(np.mean(sizes >= sizes[0] - 1e-12))


def _centre_change(
    first: np.ndarray, last: np.ndarray, day: np.ndarray, visits: Visits
) -> Change | None:
    """Distance between the mean directions of the located visits, in km."""
    located = visits.located
    phi, lam = np.radians(visits.latitude[located]), np.radians(visits.longitude[located])
    axes = (np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi))
    days = first.shape[1]
    sums = np.stack([np.bincount(day[located], weights=a, minlength=days) for a in axes], axis=1)
    here, there = first @ sums, last @ sums
    if not here[0].any() or not there[0].any():
        return None
    chord = np.linalg.norm(_directions(here) - _directions(there), axis=1)
    km = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return Change(0.0, float(km[0]), float(km[0]), _chance(km))


def _directions(sums: np.ndarray) -> np.ndarray:
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)


def _largest_gain(
    first: np.ndarray, last: np.ndarray, counts: np.ndarray, category: np.ndarray
) -> int | None:
    if not counts.shape[1]:
        return None
    gain = _shares(last @ counts) - _shares(first @ counts)
    return int(np.unique(category[category >= 0])[gain.argmax()])
