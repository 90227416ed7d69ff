"""A small city whose every event is written down here, so that reasons can be checked by hand."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.recommend import WhatIf
from stdesk.training import TrainSettings, train

HOUR_MS = 3_600_000
NEW_YORK = -240  # minutes, summer time

# key: title, category, latitude, longitude
PLACES = {
    "home": ("Home of Ann", "Home", 40.700, -74.000),
    "office": ("Office", "Work", 40.750, -73.990),
    "bar": ("Blue Bar", "Bar", 40.752, -73.990),
    "penn": ("Penn Station", "Station", 40.7506, -73.9935),
    "cafe": ("<b>Café</b>", "Café", 40.7515, -73.9925),
    "gym": (None, "Gym", 40.900, -73.800),
    "museum": ("=1+1", "Museum", 40.7800, -73.9630),
}


@dataclass(frozen=True)
class Event:
    user: str
    item: str
    local: str  # ISO, the clock on the wall in New York


def _fridays(count: int) -> list[str]:
    first = datetime.date(2024, 5, 3)  # a Friday
    return [(first + datetime.timedelta(weeks=week)).isoformat() for week in range(count)]


def city_events() -> list[Event]:
    """Ann: office on working days, the bar on seven Fridays after 18:00, last seen at Penn Station.

    Ben and Cem go to the café after Penn Station, three times in all. Dee has no events.
    """
    events = [
        Event("ann", "bar", f"{day}T19:{minute:02d}") for minute, day in enumerate(_fridays(7))
    ]
    events += [Event("ann", "office", f"2024-05-{day:02d}T09:05") for day in (6, 7, 8, 9, 10)]
    events += [Event("ann", "home", "2024-06-01T23:00"), Event("ann", "penn", "2024-06-20T08:00")]
    for user, days in (("ben", (3, 4)), ("cem", (5,))):
        for day in days:
            events.append(Event(user, "penn", f"2024-06-{day:02d}T08:00"))
            events.append(Event(user, "cafe", f"2024-06-{day:02d}T08:30"))
    events += [Event("ben", "gym", "2024-06-06T20:00"), Event("cem", "museum", "2024-06-07T11:00")]
    return events


def instant_ms(local: str) -> int:
    clock = datetime.datetime.fromisoformat(local).replace(tzinfo=datetime.UTC)
    return int(clock.timestamp() * 1000) - NEW_YORK * 60_000


def write_city(
    path: Path, events: list[Event], users: tuple[str, ...], places: bool = True
) -> Project:
    """A project of these events; without places a log of things, without map and titles."""
    project = create_project(path)
    categories = sorted({category for _, category, _, _ in PLACES.values()})
    items = list(PLACES)
    with project.bulk_writer() as writer:
        source = writer.add_source(
            name="city.csv",
            digest="city",
            role="log",
            mapping="{}",
            rows_read=len(events),
            rows_kept=len(events),
            rows_rejected=0,
            rows_duplicate=0,
        )
        writer.add_keys("user", pa.array(users))
        writer.add_keys("category", pa.array(categories))
        known = list(PLACES.values())
        described = {
            "id": range(1, len(items) + 1),
            "key": items,
            "category": [categories.index(category) + 1 for _, category, _, _ in known],
        }
        if places:
            described["title"] = [title for title, _, _, _ in known]
            described["latitude"] = [latitude for _, _, latitude, _ in known]
            described["longitude"] = [longitude for _, _, _, longitude in known]
        writer.append("item", pa.table(described))
        writer.append(
            "event",
            pa.table(
                {
                    "user": [users.index(event.user) + 1 for event in events],
                    "item": [items.index(event.item) + 1 for event in events],
                    "instant": [instant_ms(event.local) for event in events],
                    "utc_offset": [NEW_YORK] * len(events),
                    "source": [source] * len(events),
                }
            ),
        )
    return project


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with a trained run 1 (`visits`) and run 2 (`markov`), closed."""
    path = tmp_path_factory.mktemp("city") / "city.stdesk"
    users = ("ann", "ben", "cem", "dee")
    with write_city(path, city_events(), users) as project:
        for model in ("visits", "markov"):
            train(project, TrainSettings(model), Progress())
    return path


@pytest.fixture(scope="session")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated log of 40 people with kinds and categories, run 1 is `rhythm`; closed."""
    from stdesk.demo import DemoSettings, write_demo
    from stdesk.ingest import ImportSettings, import_files

    table = tmp_path_factory.mktemp("town") / "town.csv"
    size = DemoSettings(events=3000, users=40, days=60, items=120, images=0, seed=3)
    write_demo(table, size, Progress())
    path = table.with_suffix(".stdesk")
    with create_project(path) as project:
        import_files(project, ImportSettings((table, table.with_suffix(".items.csv"))), Progress())
        train(project, TrainSettings("rhythm"), Progress())
    return path


@pytest.fixture
def town_session(town_file: Path, tmp_path: Path) -> Iterator[WhatIf]:
    """A session of run 1 on a copy of the town."""
    import shutil

    from stdesk.project import open_project

    copy = tmp_path / "town.stdesk"
    shutil.copy(town_file, copy)
    with open_project(copy) as project:
        yield WhatIf(project, 1)


@pytest.fixture
def city(city_file: Path, tmp_path: Path) -> Iterator[Project]:
    """A copy of the city, open."""
    import shutil

    from stdesk.project import open_project

    copy = tmp_path / "city.stdesk"
    shutil.copy(city_file, copy)
    with open_project(copy) as project:
        yield project
