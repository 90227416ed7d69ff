"""Everything in the shared data imports with no hand-made mapping."""

from itertools import permutations
from pathlib import Path

import pytest

from stdesk.project import Project

from .conftest import Import


def test_new_york_keeps_every_row(shared_data: Path, run: Import, project: Project) -> None:
    log, venues = run(
        shared_data / "foursquare-nyc-checkins.csv.gz", shared_data / "foursquare-nyc-venues.csv.gz"
    )
    assert (log.rows_kept, log.rows_rejected + log.rows_duplicate) == (129_980, 0)
    assert (venues.file_role, venues.rows_kept) == ("items", 5030)
    assert set(project.log.events()["utc_offset"].to_pylist()) >= {-240, -300}
    titles = project.log.items()["title"].to_pylist()
    assert sum(title is not None for title in titles) == 5030 - 647
    assert project.check() == []


@pytest.mark.parametrize("order", list(permutations(("inter", "item", "user")))[::2])
def test_movielens_in_any_order(
    shared_data: Path, run: Import, project: Project, order: tuple[str, ...]
) -> None:
    run(*(shared_data / "ml-100k" / f"ml-100k.{suffix}" for suffix in order))
    summary = project.log.summary()
    assert (summary.users, summary.items, summary.events) == (943, 1682, 100_000)
    items = {item["key"]: item for item in project.log.items().to_pylist()}
    assert (items["1"]["title"], items["1"]["tags"]) == ("Toy Story", "Animation|Children's|Comedy")
    assert not any(user is None for user in project.log.users()["attributes"].to_pylist())


def test_taobao_has_kinds_and_categories(shared_data: Path, run: Import, project: Project) -> None:
    (report,) = run(shared_data / "taobao-userbehavior-100k.csv.gz")
    summary = project.log.summary()
    assert (report.rows_kept, summary.items, summary.users) == (100_001, 64_467, 983)
    assert set(summary.kinds) == {"pv", "cart", "fav", "buy"}
    assert not summary.has_coordinates


def test_geolife_gives_trajectories_over_cells(
    shared_data: Path, run: Import, project: Project
) -> None:
    (report,) = run(shared_data / "geolife_sample.txt.gz")
    assert (report.rows_read, report.rows_kept) == (217_653, 217_653)
    assert project.log.summary().users == 2
    assert set(project.log.events()["utc_offset"].to_pylist()) == {480}


def test_citi_bike_months_are_trips(shared_data: Path, run: Import, project: Project) -> None:
    months = sorted(shared_data.glob("citibike-*.csv.gz"))
    reports = run(*months)
    assert sum(report.rows_kept for report in reports) == 39_153
    events = project.log.events()
    assert events.num_rows == 2 * 39_153
    assert set(events["utc_offset"].to_pylist()) == {-300, -240}
    assert len(set(events["trip"].to_pylist())) == 39_153
    assert all(project.log.items()["title"].to_pylist())
