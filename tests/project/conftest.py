"""Projects made through the public door."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from stdesk.project import Project, create_project

BEGIN_MS = 1_700_000_000_000


def add_log(
    project: Project,
    digest: str = "a",
    events: int = 3,
    begin_ms: int = BEGIN_MS,
    offset: int | None = None,
) -> None:
    """`events` visits of two users to two places, a minute apart, as one source.

    offset: minutes that local time is ahead of UTC.
    """
    with project.bulk_writer() as writer:
        known = len(writer.vocabulary("user"))
        source = writer.add_source(
            name=f"{digest}.csv",
            digest=digest,
            role="log",
            preset="Foursquare",
            mapping='{"user": "who"}',
            time_zone="America/New_York",
            rows_read=events + 1,
            rows_kept=events,
            rows_rejected=1,
            rows_duplicate=0,
        )
        if not known:
            writer.add_keys("user", pa.array(["ann", "ben"]))
            writer.add_keys("item", pa.array(["bar", "zoo"]))
            writer.add_keys("kind", pa.array(["visit"]))
        reject = {"source": [source], "line": [7], "text": ["x,y"], "reason": ["no date"]}
        writer.append("reject", pa.table(reject))
        rows = {
            "user": [1 + position % 2 for position in range(events)],
            "item": [1 + position % 2 for position in range(events)],
            "kind": [1] * events,
            "instant": [begin_ms + 60_000 * position for position in range(events)],
            "utc_offset": [offset] * events,
            "source": [source] * events,
        }
        writer.append("event", pa.table(rows))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "my city.stdesk"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    """An empty project, open for writing."""
    with create_project(path) as made:
        yield made
