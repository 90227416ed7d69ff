"""What is known of one user and one entry of a list: visits, the last, the usual hours, presets."""

from dataclasses import dataclass

import numpy as np

from stdesk.features import HOUR_MS, EventLog
from stdesk.insight import home_and_work
from stdesk.language import mark
from stdesk.models import Reason
from stdesk.recommend.habits import mostly

Place = tuple[float, float]


@dataclass(frozen=True)
class EntryDetails:
    """visits, people: how often the user, and how many people, had it before the moment.

    total: all visits of everyone. last_local_ms: of the user's last visit. pause_days: the median
    time between two visits of hers, None below two. hours: (168,) her visits by hour of the week,
    Monday first. usual: a sentence about them, None where they have no habit.
    """

    visits: int
    people: int
    total: int
    last_local_ms: int | None
    pause_days: float | None
    hours: np.ndarray
    usual: Reason | None


def entry_details(
    log: EventLog, user: int, known_ms: int, item: int | None = None, category: int | None = None
) -> EntryDetails:
    """Of an item, or else of a category; all indices. Only what was before `known_ms` counts."""
    own = log.of_user(user)
    mine = _rows(log.item[own], log, item, category) & (log.instant_ms[own] < known_ms)
    all_of_it = _rows(log.item, log, item, category) & (log.instant_ms < known_ms)
    local, hour = log.local_ms[own][mine], log.hour_of_week[own][mine]
    habit = mostly(hour)
    return EntryDetails(
        visits=int(mine.sum()),
        people=len(np.unique(log.user[all_of_it])),
        total=int(all_of_it.sum()),
        last_local_ms=int(local[-1]) if len(local) else None,
        pause_days=float(np.median(np.diff(local)) / HOUR_MS / 24) if len(local) > 1 else None,
        hours=np.bincount(hour, minlength=168),
        usual=None if habit is None else Reason(mark("mostly {habit}"), {"habit": habit}),
    )


def presets(log: EventLog, user: int, known_ms: int) -> dict[str, Place]:
    """Where a user may be asked about: `last`, `home`, `work`, as far as they are known.

    home and work: the cells seen on most nights and working days, see `home_and_work`.
    """
    own = log.of_user(user)
    before = log.instant_ms[own] < known_ms
    latitude, longitude = log.latitude[own][before], log.longitude[own][before]
    found: dict[str, Place] = {}
    placed = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if len(placed):
        found["last"] = float(latitude[placed[-1]]), float(longitude[placed[-1]])
    home, work = home_and_work(log.local_ms[own][before], latitude, longitude)
    for name, anchor in (("home", home), ("work", work)):
        if anchor is not None:
            found[name] = anchor.latitude, anchor.longitude
    return found


def _rows(items: np.ndarray, log: EventLog, item: int | None, category: int | None) -> np.ndarray:
    if item is not None:
        return items == item
    return log.catalogue.item_category[items] == (-2 if category is None else category)
