"""GeoJSON is what RFC 7946 says, and lies where the project says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import PortraitSettings, RecommendSettings, portraits, recommend
from stdesk.report import ReportSettings, write_report
from stdesk.report.geojson import line

DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2}


@pytest.fixture
def user(lively: Project) -> str:
    """The busiest one of whom a home is known."""
    activity = lively.log.user_activity().sort_by([("events", "descending")])
    told = portraits(lively, PortraitSettings(ahead=0, alike=0), Progress())
    at_home = {one.user for one in told if one.home is not None}
    return next(key for key in activity["key"].to_pylist() if key in at_home)


def read(project: Project, path: Path, **settings: object) -> dict[str, Any]:
    write_report(project, ReportSettings(path=path, **settings), Progress())  # type: ignore[arg-type]
    found = json.loads(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def positions(geometry: dict[str, Any]) -> Iterator[list[float]]:
    parts = [geometry["coordinates"]]
    for _ in range(DEPTH[geometry["type"]]):
        parts = [inner for part in parts for inner in part]
    yield from parts


def test_every_feature_has_longitude_first_and_lies_within_the_bounds(
    lively: Project, user: str, tmp_path: Path
) -> None:
    found = read(lively, tmp_path / "u.geojson", run=1, users=(user,), k=5)
    assert found["type"] == "FeatureCollection"
    west, south, east, north = found["bbox"]
    places = lively.log.items()
    assert west >= min(places["longitude"].to_pylist()) - 1e-6
    assert north <= max(places["latitude"].to_pylist()) + 1e-6
    for feature in found["features"]:
        assert feature["type"] == "Feature"
        assert feature["properties"]["user"] == user
        for longitude, latitude in positions(feature["geometry"]):
            assert west <= longitude <= east
            assert south <= latitude <= north


def test_the_places_of_the_list_have_its_numbers(
    lively: Project, user: str, tmp_path: Path
) -> None:
    found = read(lively, tmp_path / "u.geojson", run=1, users=(user,), k=5)
    lists = recommend(lively, RecommendSettings(run=1, users=(user,), k=5), Progress())
    listed = [f for f in found["features"] if f["properties"]["what"] == "recommended"]
    said = [
        (f["properties"]["rank"], f["properties"]["share"], *f["geometry"]["coordinates"])
        for f in listed
    ]
    assert said == [
        (row.rank, round(row.share, 6), round(row.longitude or 0, 6), round(row.latitude or 0, 6))
        for row in lists.rows
    ]


def test_home_work_visits_and_routes_are_told_apart(
    lively: Project, user: str, tmp_path: Path
) -> None:
    found = read(lively, tmp_path / "u.geojson", run=1, users=(user,))
    kinds = {f["properties"]["what"]: f["geometry"]["type"] for f in found["features"]}
    assert kinds["visited"] == kinds["home"] == "Point"
    assert kinds["route"] == "LineString"
    moves = read(lively, tmp_path / "p.geojson", run=None)
    assert "move" in {f["properties"]["what"] for f in moves["features"]}


def test_a_log_without_coordinates_is_an_empty_collection(lively: Project, tmp_path: Path) -> None:
    lively.execute("UPDATE item SET latitude = NULL, longitude = NULL")
    found = read(lively, tmp_path / "p.geojson", run=None)
    assert found == {"type": "FeatureCollection", "features": []}


def test_a_line_over_the_date_line_is_cut_there() -> None:
    made = line([(10.0, 179.0), (20.0, -179.0)])["geometry"]
    assert made == {
        "type": "MultiLineString",
        "coordinates": [[[179.0, 10.0], [180.0, 15.0]], [[-180.0, 15.0], [-179.0, 20.0]]],
    }
    back = line([(20.0, -179.0), (10.0, 179.0), (0.0, 170.0)])["geometry"]["coordinates"]
    assert back == [[[-179.0, 20.0], [-180.0, 15.0]], [[180.0, 15.0], [179.0, 10.0], [170.0, 0.0]]]
