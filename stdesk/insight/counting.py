"""Counts a project's events by local hour, in slices, so that no log is too large for it."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.insight.area import Corner, inside
from stdesk.insight.rhythm import HOUR_MS
from stdesk.insight.tallies import Tally, merged
from stdesk.language import tr
from stdesk.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

    from stdesk.project import Project

WORTH_KEEPING = 300_000  # events; fewer are counted again in less than a second
MOST_PARTS = 12  # categories that are told apart in what is kept
MANY = 2_000  # users; more are found faster by reading the whole log
SPLITS = ("kind", "category")


@dataclass(frozen=True)
class Whose:
    """Whose events, and where: user ids (None: everyone), corners of an area (None: anywhere)."""

    users: tuple[int, ...] | None = None
    area: tuple[Corner, ...] | None = None

    @property
    def name(self) -> str:
        """What a tally of them is kept under."""
        if self.users is None:
            return "all"
        return hashlib.sha256(repr(self.users).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Counted:
    """The same events by kind and by category; parts are the project's ids, see `Tally`."""

    kinds: Tally
    categories: Tally


def count_by_hour(
    project: "Project", whose: Whose, progress: Progress, most: int | None = None
) -> Counted:
    """Count in one pass over the log; most: only so many categories are told apart."""
    users = None if whose.users is None or len(whose.users) < MANY else np.asarray(whose.users)
    items = _Items(project, whose.area is not None)
    few = whose.users if users is None else None
    total, done = max(project.log.last_event(), 1), 0
    sums = {split: _Sums() for split in SPLITS}
    for rows in project.tallies.slices(few, places=whose.area is not None):
        progress.step(min(done, total), total, tr("Counting events by hour"))
        done += len(rows)
        kept = _kept(rows, whose, users, items)
        hour = rows["local"].to_numpy()[kept] // HOUR_MS
        sums["kind"].add(hour, rows["kind"].to_numpy()[kept])
        sums["category"].add(hour, items.category[rows["item"].to_numpy()[kept]])
    kinds, categories = (sums[split].tally() for split in SPLITS)
    return Counted(kinds, categories if most is None else merged(categories, most))


def counts_by_hour(project: "Project", whose: Whose, progress: Progress) -> Counted:
    """What `count_by_hour` says with MOST_PARTS categories, kept in the project where that pays.

    Kept counts hold while the log is as it was; one user's, and those inside an area, are not kept.
    """
    store = project.tallies
    keeps = whose.area is None and (whose.users is None or len(whose.users) > 1)
    if keeps:
        found = [store.find(whose.name, split) for split in SPLITS]
        if found[0] is not None and found[1] is not None:
            kinds, categories = (tally_of(rows) for rows in found if rows is not None)
            return Counted(kinds, merged(categories, MOST_PARTS))
    made = count_by_hour(project, whose, progress, MOST_PARTS)
    if keeps and not project.read_only and made.kinds.events >= WORTH_KEEPING:
        for split, tally in zip(SPLITS, (made.kinds, made.categories), strict=True):
            store.keep(whose.name, split, rows_of(tally))
    return made


class _Items:
    """What is known of items, by their ids; place 0 is nobody's."""

    def __init__(self, project: "Project", with_places: bool) -> None:
        items = project.log.items()
        size = int(items["id"].to_numpy().max(initial=0)) + 1
        ids = items["id"].to_numpy()
        self.category = np.zeros(size, dtype=np.int64)
        self.category[ids] = items["category"].fill_null(0).to_numpy()
        self.latitude, self.longitude = np.full((2, size), np.nan)
        if with_places:
            self.latitude[ids] = items["latitude"].to_numpy()
            self.longitude[ids] = items["longitude"].to_numpy()

    def places_of(self, rows: "pa.Table") -> tuple[np.ndarray, np.ndarray]:
        """Each event's coordinates, its own or its item's."""
        item = rows["item"].to_numpy()
        own = rows["latitude"].to_numpy(), rows["longitude"].to_numpy()
        lacking = ~np.isfinite(own[0])
        return (
            np.where(lacking, self.latitude[item], own[0]),
            np.where(lacking, self.longitude[item], own[1]),
        )


class _Sums:
    """Adds up (hour, part) pairs without knowing beforehand how long a log is."""

    def __init__(self) -> None:
        self._codes: list[np.ndarray] = []
        self._counts: list[np.ndarray] = []

    def add(self, hour: np.ndarray, part: np.ndarray) -> None:
        if not len(hour):
            return
        first, parts = int(hour.min()), int(part.max()) + 1
        cells = (int(hour.max()) - first + 1) * parts
        code = (hour - first) * parts + part
        if cells <= 8 * len(hour):
            dense = np.bincount(code, minlength=cells)
            found = np.flatnonzero(dense)
            count = dense[found]
        else:
            found, count = np.unique(code, return_counts=True)
        self._codes.append(np.stack([found // parts + first, found % parts]))
        self._counts.append(count)

    def tally(self) -> Tally:
        if not self._codes:
            nothing = np.zeros(0, dtype=np.int64)
            return Tally(nothing, np.zeros(1, dtype=np.int64), np.zeros((1, 0), dtype=np.int64))
        hour, part = np.concatenate(self._codes, axis=1)
        return _arranged(hour, part, np.concatenate(self._counts))


def _arranged(hour: np.ndarray, part: np.ndarray, count: np.ndarray) -> Tally:
    hours, row = np.unique(hour, return_inverse=True)
    parts, column = np.unique(part, return_inverse=True)
    counts = np.zeros((len(parts), len(hours)), dtype=np.int64)
    np.add.at(counts, (column, row), count)
    return Tally(hours, parts, counts)


def tally_of(rows: "pa.Table") -> Tally:
    """A kept tally's rows as a tally."""
    hour, part, count = (rows[name].to_numpy() for name in ("hour", "part", "events"))
    return _arranged(hour, part, count)


def rows_of(tally: Tally) -> "pa.Table":
    """part, hour, events, of what is more than nothing."""
    import pyarrow as pa

    part, place = np.nonzero(tally.counts)
    return pa.table(
        {
            "part": tally.parts[part],
            "hour": tally.hour[place],
            "events": tally.counts[part, place],
        }
    )


def _kept(rows: "pa.Table", whose: Whose, users: np.ndarray | None, items: "_Items") -> np.ndarray:
    """(events,) whether a row is one of those that are asked for."""
    keep = np.ones(len(rows), dtype=bool)
    if users is not None:
        keep &= np.isin(rows["user"].to_numpy(), users)
    if whose.area is not None:
        keep &= inside(whose.area, *items.places_of(rows))
    return keep
