"""What activity is counted for: items (stations), H3 cells of the map, or categories."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import cells

Whose = Literal["item", "cell", "category"]
FEW_ITEMS = 200  # so many places are each a node; more are gathered in cells
HELD = 0.8  # share of events that the busiest cells should hold
RESOLUTIONS = (9, 8, 7, 6, 5, 4)  # of H3, from 200 m to 45 km across


@dataclass(frozen=True)
class Nodes:
    """The busiest first. names: keys of items or categories, or H3 addresses.

    of_item: (items,) the node of each item, -1 for none. latitude, longitude: (nodes,) degrees, the
    middle of their events; NaN where unknown.
    """

    whose: Whose
    names: tuple[str, ...]
    of_item: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray

    def __len__(self) -> int:
        return len(self.names)


def choose_nodes(log: EventLog, whose: Whose | Literal["auto"] = "auto", most: int = 100) -> Nodes:
    """At most `most` nodes of a log that is known: few places are nodes themselves, many are
    gathered in cells; without coordinates categories, and without these the busiest items.
    """
    chosen = suited(log) if whose == "auto" else whose
    count = np.bincount(log.item, minlength=log.catalogue.items)
    if chosen == "category":
        code, names = log.catalogue.item_category, list(log.catalogue.category_names)
    elif chosen == "cell":
        code, names = _cells(log, count, most)
    else:
        code, names = np.arange(log.catalogue.items), list(log.catalogue.item_keys)
    events = np.bincount(code[code >= 0], count[code >= 0], len(names))
    kept = np.argsort(-events, kind="stable")[:most]
    kept = kept[events[kept] > 0]
    new = np.full(len(names) + 1, -1)  # the last one serves code -1
    new[kept] = np.arange(len(kept))
    of_item = new[code]
    latitude, longitude = (
        _middle(of_item, count, where, len(kept))
        for where in (log.catalogue.item_latitude, log.catalogue.item_longitude)
    )
    return Nodes(chosen, tuple(names[row] for row in kept), of_item, latitude, longitude)


def suited(log: EventLog) -> Whose:
    """What a log's nodes are when nobody chooses."""
    if log.catalogue.has_coordinates:
        located = np.isfinite(log.catalogue.item_latitude)
        return "item" if located.sum() <= FEW_ITEMS else "cell"
    return "category" if log.catalogue.category_names else "item"


def _cells(log: EventLog, count: np.ndarray, most: int) -> tuple[np.ndarray, list[str]]:
    """(items,) cell of each item or -1, and addresses: the smallest cells that still hold enough"""
    where = log.catalogue
    known = np.flatnonzero(np.isfinite(where.item_latitude) & (count > 0))
    code = np.full(where.items, -1)
    names: np.ndarray = np.empty(0, "U16")
    for resolution in RESOLUTIONS:
        address = cells(where.item_latitude[known], where.item_longitude[known], resolution)
        names, row = np.unique(address, return_inverse=True)
        code[known] = row
        events = np.sort(np.bincount(row, count[known]))
        if events[-most:].sum() >= HELD * events.sum():
            break
    return code, names.tolist()


def _middle(of_item: np.ndarray, count: np.ndarray, where: np.ndarray, nodes: int) -> np.ndarray:
    known = np.isfinite(where) & (of_item >= 0) & (count > 0)
    weight = np.bincount(of_item[known], count[known], nodes)
    total = np.bincount(of_item[known], count[known] * where[known], nodes)
    with np.errstate(invalid="ignore"):
        return total / np.where(weight > 0, weight, np.nan)
