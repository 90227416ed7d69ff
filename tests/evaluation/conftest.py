"""A small town whose people have habits, as a log file, a project and columns in memory."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from stdesk.features import EventLog, load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project, create_project

DAYS, USERS, PLACES = 50, 30, 40
DAY_S = 86_400
BEGIN = 1_714_953_600  # Monday, 6 May 2024, midnight UTC


def write_town(path: Path, first_day: int, days: int, seed: int = 1) -> None:
    """Everyone is at home in the evening, at work on working days, elsewhere on some noons."""
    generator = np.random.default_rng(seed)
    rows = []
    for day in range(first_day, first_day + days):
        for user in range(USERS):
            home, work = f"home{user}", f"work{user % 7}"
            visits = [(20, home)]
            if day % 7 < 5:
                visits.append((9, work))
            if generator.random() < 0.6:
                visits.append((12, f"cafe{(user + generator.integers(0, 14)) % PLACES}"))
            for hour, place in visits:
                at = BEGIN + day * DAY_S + hour * 3600 + int(generator.integers(0, 3000))
                rows.append((at, user, place))
    with path.open("w") as file:
        file.write("user,place,category,latitude,longitude,time\n")
        for at, user, place in sorted(rows):
            number = int("".join(c for c in place if c.isdigit()))
            latitude, longitude = 40 + number * 0.003, -74 + number % 5 * 0.004
            category = place.rstrip("0123456789")
            stamp = np.datetime64(at, "s").astype(str) + "Z"
            file.write(f"person{user},{place},{category},{latitude:.4f},{longitude:.4f},{stamp}\n")


@pytest.fixture(scope="session")
def town_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.csv"
    write_town(path, 0, DAYS)
    return path


@pytest.fixture(scope="session")
def town_file(town_csv: Path) -> Path:
    """A project file with the town's log and nothing else; copy it before changing it."""
    path = town_csv.with_name("town.stdesk")
    with create_project(path) as project:
        import_files(project, ImportSettings((town_csv,), time_zone="UTC"), Progress())
    return path


@pytest.fixture
def town(town_file: Path, tmp_path: Path) -> Iterator[Project]:
    from shutil import copyfile

    from stdesk.project import open_project

    copyfile(town_file, tmp_path / "town.stdesk")
    with open_project(tmp_path / "town.stdesk") as project:
        yield project


@pytest.fixture(scope="session")
def town_log(town_file: Path) -> EventLog:
    from stdesk.project import open_project

    with open_project(town_file, read_only=True) as project:
        return load_log(project)
