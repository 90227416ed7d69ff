"""A log of people who walk between places of a small town."""

import numpy as np
import pyarrow as pa
import pytest

from stdesk.features import EventLog, load_log
from stdesk.project import create_project

USERS, EVENTS, ITEMS = 5, 24, 12
MONDAY_MS = 1_357_516_800_000


@pytest.fixture(scope="session")
def walks(tmp_path_factory: pytest.TempPathFactory) -> EventLog:
    """Five users with 24 events each among 12 places, through a real project file."""
    generator = np.random.default_rng(0)
    count = USERS * EVENTS
    hours = np.cumsum(generator.exponential(9, (USERS, EVENTS)), axis=1).ravel()
    item = generator.integers(0, ITEMS, count)
    place = generator.normal((52.5, 13.4), 0.02, (ITEMS, 2))
    with create_project(tmp_path_factory.mktemp("walks") / "walks") as project:
        with project.bulk_writer() as writer:
            source = writer.add_source(
                name="walks.csv", digest="walks", role="log", mapping="{}", rows_read=count,
                rows_kept=count, rows_rejected=0, rows_duplicate=0,
            )  # fmt: skip
            writer.add_keys("user", pa.array([f"u{i}" for i in range(USERS)]))
            writer.add_keys("item", pa.array([f"p{i}" for i in range(ITEMS)]))
            writer.append(
                "event",
                pa.table(
                    {
                        "user": np.repeat(np.arange(USERS), EVENTS) + 1,
                        "item": item + 1,
                        "instant": (MONDAY_MS + hours * 3_600_000).astype(np.int64),
                        "latitude": place[item, 0],
                        "longitude": place[item, 1],
                        "source": np.full(count, source),
                    }
                ),
            )
        return load_log(project)
