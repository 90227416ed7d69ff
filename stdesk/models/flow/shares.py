"""Where those go who leave a place: shares by part of the day, sparse ones leaning on the rest.

P(j | i, part of day) leans on P(j | i), and that on a gravity law: destinations attract as much as
they receive, less the farther away they are. How much each leans is chosen on the newest moves.
Gravity with a free distance function: Wilson, "A statistical theory of spatial distribution
models", Transportation Research 1967.
"""

import numpy as np

LEAN = (3.0, 10.0, 30.0, 100.0)  # moves' worth of trust in what is borrowed
NEWEST = 0.15
BINS = 8  # of distance
_STARTS = (0, 6, 10, 15, 20)  # hours at which the parts of a working day begin
_FREE_STARTS = (0, 9, 18)  # and of a day of the weekend
PARTS = len(_STARTS) + len(_FREE_STARTS)


def part_of_week(hour: np.ndarray) -> np.ndarray:
    """The part (0 to PARTS - 1) of hours of the week, 0 being Monday, midnight to one."""
    working = np.searchsorted(_STARTS, hour % 24, side="right") - 1
    free = np.searchsorted(_FREE_STARTS, hour % 24, side="right") - 1 + len(_STARTS)
    return np.where(hour >= 120, free, working)


def learn_shares(
    origin: np.ndarray, destination: np.ndarray, part: np.ndarray, place: np.ndarray
) -> np.ndarray:
    """(PARTS, nodes, nodes) of moves (moves,) in order of time; place: (nodes, 3) km or NaN."""
    nodes = len(place)
    bins = _distance_bins(place)
    cut = int(len(origin) * (1 - NEWEST))
    later = (part[cut:], origin[cut:], destination[cut:])
    best, highest = (LEAN[1], LEAN[1]), -np.inf
    if cut and cut < len(origin):
        known = _counts(origin[:cut], destination[:cut], part[:cut], nodes)
        for far in LEAN:
            for near in LEAN:
                value = float(np.log(_shares(known, bins, far, near)[later]).sum())
                if value > highest:
                    best, highest = (far, near), value
    return _shares(_counts(origin, destination, part, nodes), bins, *best)


def _counts(
    origin: np.ndarray, destination: np.ndarray, part: np.ndarray, nodes: int
) -> np.ndarray:
    cell = (part * nodes + origin) * nodes + destination
    counted = np.bincount(cell, minlength=PARTS * nodes * nodes)
    return counted.reshape(PARTS, nodes, nodes).astype(float)


def _shares(counts: np.ndarray, bins: np.ndarray, far: float, near: float) -> np.ndarray:
    """far: lean of P(j | i) on gravity; near: lean of a part of the day on P(j | i)."""
    pair = counts.sum(axis=0)
    gravity = _gravity(pair, bins)
    usual = (pair + far * gravity) / (pair.sum(axis=1, keepdims=True) + far)
    return (counts + near * usual) / (counts.sum(axis=2, keepdims=True) + near)


def _gravity(pair: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """(nodes, nodes) shares by attraction and distance alone."""
    attraction = pair.sum(axis=0) + 0.5
    attraction = attraction / attraction.sum()
    awaited = pair.sum(axis=1, keepdims=True) * attraction
    kinds = int(bins.max(initial=0)) + 1
    came = np.bincount(bins.ravel(), pair.ravel(), kinds) + 1.0
    deterrence = came / (np.bincount(bins.ravel(), awaited.ravel(), kinds) + 1.0)
    pull = attraction * deterrence[bins]
    return pull / pull.sum(axis=1, keepdims=True)


def _distance_bins(place: np.ndarray) -> np.ndarray:
    """(nodes, nodes) 0 for staying, then further and further away; unknown places are one kind."""
    km = np.linalg.norm(place[:, None].astype(float) - place[None], axis=2)
    others = km[np.isfinite(km) & ~np.eye(len(place), dtype=bool)]
    edges = np.quantile(others, np.linspace(0, 1, BINS + 1)[1:-1]) if len(others) else np.empty(0)
    bins = np.where(np.isfinite(km), np.searchsorted(edges, np.nan_to_num(km)) + 1, BINS + 1)
    np.fill_diagonal(bins, 0)
    return bins
