"""What the list of users tells of each: read once, sought and sorted in the background."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from stdesk.features import log_in_memory
from stdesk.project import Project


@dataclass(frozen=True)
class Activity:
    """Users as arrays: keys (of Arrow), events, the first and the last (local ms, NaN: none)."""

    keys: Any
    events: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def __len__(self) -> int:
        return len(self.events)


def read_activity(project: Project) -> Activity:
    """Read the users; for a background query. A log in memory is counted faster than asked for."""
    log = log_in_memory(project)
    if log is not None:
        every = Activity(pa.array(log.catalogue.user_keys, pa.string()), *[np.empty(0)] * 3)
        return activity_of(every, log.user, log.local_ms)
    table = project.log.user_activity()
    first, last = (
        table[name].to_numpy().astype(float) + 60_000.0 * table[f"{name}_offset"].to_numpy()
        for name in ("first", "last")
    )
    return Activity(table["key"].combine_chunks(), table["events"].to_numpy(), first, last)


def activity_of(activity: Activity, user: np.ndarray, local_ms: np.ndarray) -> Activity:
    """The same users with only these events, (events,) sorted by user and time."""
    users = len(activity.keys)
    start = np.searchsorted(user, np.arange(users + 1))
    seen = np.flatnonzero(start[1:] > start[:-1])
    first, last = np.full(users, np.nan), np.full(users, np.nan)
    first[seen], last[seen] = local_ms[start[seen]], local_ms[start[seen + 1] - 1]
    return Activity(activity.keys, np.diff(start), first, last)


def arranged(activity: Activity, sought: str, column: int, descending: bool) -> np.ndarray:
    """The users (indexes) with events whose key contains `sought`, sorted by a column."""
    import pyarrow.compute as pc

    if column == 0:
        order = pc.sort_indices(activity.keys).to_numpy()
    else:
        values = (activity.events, activity.first, activity.last)[column - 1]
        order = np.argsort(values, kind="stable")
    if descending:
        order = order[::-1]
    if sought:
        found = pc.match_substring(activity.keys, sought, ignore_case=True)
        order = order[found.to_numpy(zero_copy_only=False)[order]]
    return order[activity.events[order] > 0]


def day_of(local_ms: float) -> str:
    """The day as 2012-04-03, which is short and reads the same in every language."""
    return "" if np.isnan(local_ms) else str(np.datetime64(int(local_ms), "ms").astype("M8[D]"))
