"""A small log in memory, made from rows, for tests of counting models."""

import numpy as np

from stdesk.features import HOUR_MS, Catalogue, EventLog

MONDAY_MS = 1_714_953_600_000  # 6 May 2024, midnight UTC


def log_of(
    rows: list[tuple[int, int, float]],
    categories: list[int] | None = None,
    places: list[tuple[float, float]] | None = None,
) -> EventLog:
    """rows: (user, item, hours after that Monday's midnight), in any order."""
    user, item = (np.array([row[column] for row in rows], np.int32) for column in (0, 1))
    hours = np.array([row[2] for row in rows], float)
    instant = (MONDAY_MS + hours * HOUR_MS).astype(np.int64)
    order = np.lexsort((np.arange(len(rows)), instant, user))
    items, users = int(item.max()) + 1, int(user.max()) + 1
    place = np.array(places, float) if places else np.full((items, 2), np.nan)
    catalogue = Catalogue(
        user_keys=[f"user{u}" for u in range(users)],
        item_keys=[f"item{i}" for i in range(items)],
        item_titles=[None] * items,
        category_names=[f"category{c}" for c in range(max(categories or [-1]) + 1)],
        kind_names=[],
        item_category=np.array(categories or [-1] * items, np.int32),
        item_latitude=place[:, 0],
        item_longitude=place[:, 1],
    )
    nothing = np.zeros(len(rows))
    return EventLog(
        catalogue=catalogue,
        user=user[order],
        item=item[order],
        kind=np.full(len(rows), -1, np.int16),
        instant_ms=instant[order],
        offset_min=nothing.astype(np.int32),
        latitude=place[item[order], 0],
        longitude=place[item[order], 1],
        value=nothing.astype(np.float32),
        trip=np.full(len(rows), -1),
        event_id=np.arange(1, len(rows) + 1),
        user_start=np.searchsorted(user[order], np.arange(users + 1)),
    )


def habitual_log(users: int = 25, days: int = 60, seed: int = 0, placed: bool = True) -> EventLog:
    """Home in the evening, work in the morning, a place drawn anew at some noons."""
    generator = np.random.default_rng(seed)
    rows, homes, works, elsewhere = [], users, 5, 30
    for user in range(users):
        for day in range(days):
            rows.append((user, user, day * 24 + 20 + generator.random()))
            if day % 7 < 5:
                rows.append((user, homes + user % works, day * 24 + 9 + generator.random()))
            if generator.random() < 0.5:
                place = homes + works + int(generator.integers(0, elsewhere))
                rows.append((user, place, day * 24 + 12 + generator.random()))
    items = homes + works + elsewhere
    categories = [0] * homes + [1] * works + [2] * elsewhere
    places = [(40 + generator.random() / 10, -74 + generator.random() / 10) for _ in range(items)]
    return log_of(rows, categories, places if placed else None)


def friends_log(pairs: int = 20, days: int = 40, places: int = 40, seed: int = 0) -> EventLog:
    """Two by two they meet every day at a place drawn anew; the second comes half an hour later."""
    generator = np.random.default_rng(seed)
    rows = []
    for pair in range(pairs):
        for day in range(days):
            place = int(generator.integers(0, places))
            hour = day * 24 + 18 + generator.random()
            rows += [(2 * pair, place, hour), (2 * pair + 1, place, hour + 0.5)]
    return log_of(rows)
