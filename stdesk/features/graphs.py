"""Graphs of items: which follow one another, and which lie near one another."""

from dataclasses import dataclass

import numpy as np

from stdesk.features.log import EventLog
from stdesk.features.places import cartesian_km


@dataclass(frozen=True)
class Graph:
    """A weighted graph over `nodes` items; edge e tells `target` about `source`, all (edges,).

    The weights of the edges into a node add up to 1; a node may have none.
    """

    nodes: int
    source: np.ndarray
    target: np.ndarray
    weight: np.ndarray


def transition_graph(log: EventLog, most: int = 20, only: np.ndarray | None = None) -> Graph:
    """Items joined with those that users went to just before or after, by how often.

    Each node listens to at most `most` others; staying at an item is no transition. only: indices
    of the items that are nodes, ascending, numbered in that order; None for all.
    """
    from scipy import sparse

    follows = (log.user[1:] == log.user[:-1]) & (log.item[1:] != log.item[:-1])
    before, after = log.item[:-1][follows], log.item[1:][follows]
    nodes = log.catalogue.items
    if only is not None:
        number = np.full(nodes, -1)
        number[only] = np.arange(len(only))
        before, after, nodes = number[before], number[after], len(only)
        both_known = (before >= 0) & (after >= 0)
        before, after = before[both_known], after[both_known]
    ones = np.ones(len(before), np.float32)
    count = sparse.coo_array((ones, (before, after)), shape=(nodes, nodes)).tocsr()
    both = sparse.coo_array(count + count.T)
    return _normalised(nodes, both.col, both.row, both.data, most)


def neighbour_graph(log: EventLog, nearest: int = 10, only: np.ndarray | None = None) -> Graph:
    """Items joined with the `nearest` others on the map, near ones more: weight 1 / (0.1 + km).

    Items without coordinates have no edges. only: as in `transition_graph`.
    """
    from scipy.spatial import KDTree

    place = cartesian_km(log.catalogue.item_latitude, log.catalogue.item_longitude)
    place = place if only is None else place[only]
    located = np.flatnonzero(np.isfinite(place[:, 0]))
    asked = min(nearest + 1, len(located))
    if asked < 2:
        none = np.zeros(0, np.int64)
        return Graph(len(place), none, none, np.zeros(0, np.float32))
    km, index = KDTree(place[located]).query(place[located], k=asked)
    target = np.repeat(located, asked)
    source = located[index.ravel()]
    others = source != target
    weight = 1.0 / (0.1 + km.ravel()[others])
    return _normalised(len(place), source[others], target[others], weight, nearest)


def _normalised(
    nodes: int, source: np.ndarray, target: np.ndarray, weight: np.ndarray, most: int
) -> Graph:
    """The heaviest `most` edges into each node, their weights as shares."""
    order = np.lexsort((source, -weight, target))
    source, target, weight = source[order], target[order], weight[order]
    begin = np.searchsorted(target, target, side="left")
    keep = np.arange(len(target)) - begin < most
    source, target, weight = source[keep], target[keep], weight[keep]
    total = np.bincount(target, weight, minlength=nodes)
    share = (weight / total[target]).astype(np.float32)
    return Graph(nodes, source.astype(np.int64), target.astype(np.int64), share)
