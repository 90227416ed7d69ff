"""The usual count of each node by the phase of the season, with borrowed strength.

A station with a departure every third hour has no hour of the week of its own after a season; it
leans on its kind of day, and that on the rhythm of all nodes together.
"""

from dataclasses import dataclass

import numpy as np

from stdesk.models.arma.series import Unit

LEAN = (1.0, 4.0, 16.0)  # seasons' worth of trust in what is borrowed; the newest part chooses
NEWEST = 0.15


@dataclass(frozen=True)
class Rhythm:
    """usual: (nodes, season) expected count by phase, from the phase of the panel's first step.

    own: (nodes, season) weight of one more observation in it, to take one out again.
    """

    usual: np.ndarray
    own: np.ndarray

    @property
    def season(self) -> int:
        return self.usual.shape[1]

    def at(self, begin: int, end: int) -> np.ndarray:
        """(nodes, end - begin) what is usual at these steps."""
        usual: np.ndarray = self.usual[:, np.arange(begin, end) % self.season]
        return usual

    def without_itself(self, counts: np.ndarray) -> np.ndarray:
        """(nodes, steps) what is usual at each step judged by all others of its phase."""
        phase = np.arange(counts.shape[1]) % self.season
        usual, own = self.usual[:, phase], self.own[:, phase]
        return np.maximum((usual - own * counts) / (1 - own), 1e-6)


def learn_rhythm(counts: np.ndarray, first: int, unit: Unit) -> Rhythm:
    """From counts (nodes, steps) whose first period is number `first`."""
    season = _season(counts.shape[1], unit)
    cut = int(counts.shape[1] * (1 - NEWEST))
    if cut < season:
        return _rhythm(counts, first, season, unit, LEAN[-1])
    came = counts[:, cut:]
    phase = np.arange(cut, counts.shape[1]) % season
    losses = []
    for lean in LEAN:
        usual = _rhythm(counts[:, :cut], first, season, unit, lean).usual[:, phase]
        losses.append(float((usual - came * np.log(usual)).sum()))
    return _rhythm(counts, first, season, unit, LEAN[int(np.argmin(losses))])


def _season(steps: int, unit: Unit) -> int:
    whole = {"hour": 168, "day": 7, "week": 1}[unit]
    if steps >= 2 * whole:
        return whole
    return 24 if unit == "hour" and steps >= 48 else 1


def _rhythm(counts: np.ndarray, first: int, season: int, unit: Unit, lean: float) -> Rhythm:
    steps = counts.shape[1]
    phase = np.arange(steps) % season
    seen = np.bincount(phase, minlength=season)
    sums = _by(counts, phase, season)
    mean = counts.mean(axis=1, keepdims=True) + 1e-3
    all_sums = sums.sum(axis=0)
    shape = (all_sums / np.maximum(seen, 1) + 1e-3 * len(counts)) / mean.sum()
    borrowed = mean * shape  # (nodes, season)
    if season == 168:
        borrowed = _of_day_kind(sums, seen, borrowed, first, lean)
    usual = (sums + lean * borrowed) / (seen + lean)
    own = np.broadcast_to(1.0 / (seen + lean), usual.shape)
    return Rhythm(np.maximum(usual, 1e-6), own)


def _of_day_kind(
    sums: np.ndarray, seen: np.ndarray, borrowed: np.ndarray, first: int, lean: float
) -> np.ndarray:
    """(nodes, 168) by hour of working days and of weekends, leaning on what all nodes do."""
    hour = (first + 72 + np.arange(168)) % 168  # of the week, from Monday
    kind = np.where(hour >= 120, 24, 0) + hour % 24
    total, count = _by(sums, kind, 48), np.bincount(kind, seen, 48)
    usual = _by(borrowed, kind, 48) / np.bincount(kind, minlength=48)
    found = (total + 5 * lean * usual) / (count + 5 * lean)
    return found[:, kind] * borrowed / usual[:, kind]


def _by(values: np.ndarray, code: np.ndarray, codes: int) -> np.ndarray:
    """(nodes, codes) sums of the columns that share a code."""
    sums = np.zeros((len(values), codes))
    np.add.at(sums.T, code, values.T)
    return sums
