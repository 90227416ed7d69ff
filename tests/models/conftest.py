"""Small logs with a pattern that a model should find."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from stdesk.features import HOUR_MS, Catalogue, EventLog

MONDAY_MS = 1_357_516_800_000  # 7 January 2013, midnight UTC


def make_log(
    items_of_users: Sequence[Sequence[int]],
    hours_of_users: Sequence[Sequence[float]] | None = None,
    items: int | None = None,
    kinds: Sequence[Sequence[int]] | None = None,
    kind_names: Sequence[str] = (),
    places: Sequence[tuple[float, float]] | None = None,
) -> EventLog:
    """A log of users' item sequences; hours since a Monday, by default six hours apart."""
    lengths = [len(sequence) for sequence in items_of_users]
    user = np.repeat(np.arange(len(lengths)), lengths).astype(np.int32)
    item = np.concatenate(
        [np.array(s, np.int32) for s in items_of_users] or [np.zeros(0, np.int32)]
    )
    hours = hours_of_users or [[6.0 * step for step in range(length)] for length in lengths]
    hour = np.concatenate([np.array(h, float) for h in hours] or [np.zeros(0)])
    count = items or int(item.max(initial=-1)) + 1
    where = np.array(places if places is not None else [(np.nan, np.nan)] * count, float)
    where = where.reshape(-1, 2)
    kind = np.full(len(item), -1) if kinds is None else np.concatenate([np.array(k) for k in kinds])
    catalogue = Catalogue(
        user_keys=[f"u{i}" for i in range(len(lengths))],
        item_keys=[f"p{i}" for i in range(count)],
        item_titles=[None] * count,
        category_names=[],
        kind_names=list(kind_names),
        item_category=np.full(count, -1, np.int32),
        item_latitude=where[:, 0],
        item_longitude=where[:, 1],
    )
    return EventLog(
        catalogue=catalogue,
        user=user,
        item=item,
        kind=kind.astype(np.int16),
        instant_ms=(MONDAY_MS + hour * HOUR_MS).astype(np.int64),
        offset_min=np.zeros(len(item), np.int32),
        latitude=where[item, 0],
        longitude=where[item, 1],
        value=np.full(len(item), np.nan, np.float32),
        trip=np.full(len(item), -1, np.int64),
        event_id=np.arange(1, len(item) + 1),
        user_start=np.searchsorted(user, np.arange(len(lengths) + 1)),
    )


@pytest.fixture(scope="session")
def log_of() -> Callable[..., EventLog]:
    return make_log


@pytest.fixture(scope="session")
def small() -> dict[str, Any]:
    """Settings with which a network learns a small log in a second or two."""
    return {
        "width": 16, "window": 20, "layers": 1, "heads": 2, "steps": 2, "neighbours": 3,
        "how": "gate", "memory": 1, "user_vectors": True, "rivals": 0, "epochs": 6, "patience": 0,
        "rate": 0.02, "decay": 0.01, "dropout": 0.1, "batch": 256, "loss": "sampled",
    }  # fmt: skip


@pytest.fixture(scope="session")
def rounds() -> EventLog:
    """Forty users who each walk round the same ring of twelve places, beginning anywhere."""
    generator = np.random.default_rng(0)
    starts = generator.integers(0, 12, 40)
    ring = [(52.0 + 0.01 * np.cos(a), 13.0 + 0.01 * np.sin(a)) for a in np.arange(12) * np.pi / 6]
    return make_log([[(start + step) % 12 for step in range(30)] for start in starts], places=ring)
