"""Who comes to a place, or to the places of a category, and when."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.places import TopPlaces, first_visits, top_places
from stdesk.insight.rhythm import HOUR_MS


@dataclass(frozen=True)
class Footfall:
    """returning: share of the events whose user had been at the same item before. hours: (24,)
    events by local hour. top_users, top_items: codes, most events first."""

    events: int
    users: int
    items: int
    first_local_ms: int
    last_local_ms: int
    returning: float
    hours: np.ndarray
    top_users: TopPlaces
    top_items: TopPlaces

    @property
    def busiest_hour(self) -> int:
        return int(self.hours.argmax())


def footfall(user: np.ndarray, item: np.ndarray, local_ms: np.ndarray, k: int = 5) -> Footfall:
    """Of (events,) in each user's time order. Raises ValueError without events."""
    if not len(user):
        raise ValueError("no events")
    hour = (np.asarray(local_ms, dtype=np.int64) // HOUR_MS) % 24
    return Footfall(
        events=len(user),
        users=len(np.unique(user)),
        items=len(np.unique(item)),
        first_local_ms=int(np.min(local_ms)),
        last_local_ms=int(np.max(local_ms)),
        returning=float(1 - first_visits(user, item).mean()),
        hours=np.bincount(hour, minlength=24),
        top_users=top_places(user, local_ms, k),
        top_items=top_places(item, local_ms, k),
    )
