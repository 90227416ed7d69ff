"""What a map says of one thing: exact numbers, the most visited places, when somebody was there."""

from typing import Any

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import Spots, addresses
from stdesk.language import moment, ntr, number, percent, tr

TOP_PLACES, TOP_CATEGORIES = 5, 3
Words = dict[str, Any]  # title and lines, as the page reads them


def spot_words(log: EventLog, rows: np.ndarray) -> Words:
    """Of the events `rows` at one spot: how many, of how many users, where and of what kind."""
    counts = tr(
        "{events} of {users}",
        events=ntr("{n} event", "{n} events", len(rows)),
        users=ntr("{n} user", "{n} users", len(np.unique(log.user[rows]))),
    )
    item, visits = _most(log.item[rows])
    if len(item) == 1:
        return {
            "title": log.catalogue.item_name(int(item[0])),
            "lines": [*_kind(log, item[0]), counts],
        }
    places = [
        f"{log.catalogue.item_name(int(one))} · {number(int(many))}"
        for one, many in zip(item[:TOP_PLACES], visits[:TOP_PLACES], strict=True)
    ]
    lines = [counts, *_categories(log, rows), tr("Most visited:"), *places]
    if len(item) > TOP_PLACES:
        lines.append(ntr("and {n} place more", "and {n} places more", len(item) - TOP_PLACES))
    return {"title": ntr("{n} place", "{n} places", len(item)), "lines": lines}


def cell_words(log: EventLog, rows: np.ndarray, spots: Spots, spot: int) -> Words:
    """`spot_words` of a spot, with the H3 address where it is a cell."""
    said = spot_words(log, rows[spots.of_event == spot])
    if spots.cell is not None:
        said["lines"].append(tr("H3 cell {cell}", cell=addresses(spots.cell[spot : spot + 1])[0]))
    return said


def stop_words(log: EventLog, row: int) -> Words:
    """Of one event on somebody's way: where, when, and of what kind."""
    item = int(log.item[row])
    when = moment(int(log.instant_ms[row]), int(log.offset_min[row]))
    return {"title": log.catalogue.item_name(item), "lines": [when, *_kind(log, item)]}


def flow_words(log: EventLog, start: int, end: int, count: int) -> Words:
    """Of the moves between two items."""
    name = log.catalogue.item_name
    trips = bool((log.trip >= 0).any())
    said = ntr("{n} trip", "{n} trips", count) if trips else ntr("{n} move", "{n} moves", count)
    return {"title": f"{name(start)} → {name(end)}", "lines": [said]}


def _most(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values and their counts, the most frequent first."""
    found, count = np.unique(values, return_counts=True)
    order = np.argsort(-count, kind="stable")
    return found[order], count[order]


def _categories(log: EventLog, rows: np.ndarray) -> list[str]:
    """The most frequent categories with their shares, as one line; none where none is known."""
    code = log.catalogue.item_category[log.item[rows]]
    found, count = _most(code[code >= 0])
    said = [
        f"{log.catalogue.category_names[int(one)]} {percent(many / len(rows))}"
        for one, many in zip(found[:TOP_CATEGORIES], count[:TOP_CATEGORIES], strict=True)
    ]
    return [" · ".join(said)] if said else []


def _kind(log: EventLog, item: int) -> list[str]:
    category = int(log.catalogue.item_category[item])
    return [log.catalogue.category_names[category]] if category >= 0 else []


def spots_words(log: EventLog, rows: np.ndarray, spots: Spots) -> list[Words]:
    """`spot_words` of every spot."""
    order = np.argsort(spots.of_event, kind="stable")
    begin = np.searchsorted(spots.of_event[order], np.arange(len(spots) + 1))
    parts = (rows[order[begin[i] : begin[i + 1]]] for i in range(len(spots)))
    return [spot_words(log, part) for part in parts]
