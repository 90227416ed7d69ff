"""A log that is little more than its hours: two items, the second of which is rare."""

import numpy as np

from stdesk.features import HOUR_MS, Catalogue, EventLog

FIRST_HOUR = 473_000  # since 1970


def hours_log(user: np.ndarray, item: np.ndarray, hour: np.ndarray) -> EventLog:
    """A log of these events, sorted by user and time. hour: since `FIRST_HOUR`."""
    count, users = len(user), int(user.max()) + 1
    unknown, zero = np.full(count, np.nan), np.zeros(count, dtype=np.int32)
    catalogue = Catalogue(
        user_keys=["busy", "idle"][:users],
        item_keys=["a", "b"],
        item_titles=[None, None],
        category_names=["often", "rare"],
        kind_names=[],
        item_category=np.array([0, 1], dtype=np.int32),
        item_latitude=np.full(2, np.nan),
        item_longitude=np.full(2, np.nan),
    )
    return EventLog(
        catalogue=catalogue,
        user=user,
        item=item,
        kind=zero.astype(np.int16),
        instant_ms=(hour.astype(np.int64) + FIRST_HOUR) * HOUR_MS,
        offset_min=zero,
        latitude=unknown,
        longitude=unknown,
        value=unknown.astype(np.float32),
        trip=np.full(count, -1, dtype=np.int64),
        event_id=np.arange(1, count + 1),
        user_start=np.searchsorted(user, np.arange(users + 1)),
    )
