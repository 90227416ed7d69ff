"""Routes of a log: who goes where next, about when, why; written to files."""

import json
from pathlib import Path

import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.errors import ModelProblem, SettingProblem
from stdesk.evaluation import RouteCheck, judge_routes
from stdesk.evaluation.route_judging import edit_distance
from stdesk.progress import Progress
from stdesk.project import Project, open_project
from stdesk.recommend import (
    RouteLists,
    RouteSettings,
    export_routes,
    likely_routes,
    reason_sentence,
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ways") / "ways.stdesk"
    size = DemoSettings(events=4000, users=30, items=100, days=60, images=0, seed=5)
    write_demo(path, size, Progress())
    return path


def asked(path: Path, **wish: object) -> RouteLists:
    with open_project(path, read_only=True) as project:
        return likely_routes(project, RouteSettings(**wish), Progress())  # type: ignore[arg-type]


def test_every_user_gets_routes_with_chances_times_and_reasons(town: Path) -> None:
    lists = asked(town, k=3, steps=4)
    assert len(lists.users) == 30
    for user in lists.users:
        found = lists.of(user)
        assert [route.rank for route in found] == [1, 2, 3]
        assert found[0].chance >= found[1].chance >= found[2].chance > 0
        for route in found:
            assert len(route.stops) == 4
            times = [lists.as_of_ms, *(stop.at_ms for stop in route.stops)]
            assert times == sorted(times)
            assert all(stop.reasons for stop in route.stops)
    said = reason_sentence(lists.routes[0].stops[0].reasons[0])
    assert "of" in said
    assert any(character.isdigit() for character in said)


def test_what_comes_after_the_moment_is_not_known(town: Path, tmp_path: Path) -> None:
    """The same moment, asked in the whole log and in one that ends there, gives the same."""
    with open_project(town, read_only=True) as project:
        instants = project.query("SELECT instant FROM event ORDER BY instant")["instant"]
    cut = instants[len(instants) * 2 // 3].as_py()
    short = tmp_path / "short.stdesk"
    short.write_bytes(town.read_bytes())
    with open_project(short) as project:
        project.execute("DELETE FROM event WHERE instant >= :cut", cut=cut)
    whole, ended = asked(town, at_ms=cut), asked(short, at_ms=cut)
    assert whole.routes == ended.routes


def test_cells_serve_where_places_are_many(town: Path) -> None:
    lists = asked(town, cells=8, users=("u0001",))
    assert all(len(stop.place) == 15 for route in lists.routes for stop in route.stops)
    assert all(stop.latitude is not None for route in lists.routes for stop in route.stops)


def test_routes_are_written_in_four_formats(town: Path, tmp_path: Path) -> None:
    lists = asked(town, users=("u0001", "u0002"), k=2, steps=3)
    for suffix in ("csv", "json", "xlsx", "geojson"):
        export_routes(lists, tmp_path / f"routes.{suffix}")
    assert len((tmp_path / "routes.csv").read_text().splitlines()) == 1 + 2 * 2 * 3
    drawn = json.loads((tmp_path / "routes.geojson").read_text())
    assert drawn["features"][0]["geometry"]["type"] == "LineString"
    assert len(drawn["features"][0]["geometry"]["coordinates"]) == 4
    assert len(lists.frame()) == 12


def test_routes_are_judged_beside_first_order_markov(town: Path) -> None:
    with open_project(town, read_only=True) as project:
        made = judge_routes(project, RouteCheck(steps=2, most=60), Progress())
    figures = {(one.model, one.name): one for one in made}
    mine = figures["routes", "hit at step 1"]
    assert 0 < mine.value < 1
    assert mine.low <= mine.value <= mine.high
    assert mine.p_value is not None
    assert figures["routes", "whole route among 5"].value >= figures["routes", "whole route"].value
    assert any(one.model.startswith("first-order") for one in made)


def test_distances_between_routes() -> None:
    assert edit_distance([1, 2, 3], [1, 2, 3]) == 0
    assert edit_distance([1, 2, 3], [2, 3, 4]) == 2
    assert edit_distance([], [1, 2]) == 2


def test_what_makes_no_sense_is_said(city: Project, town: Path) -> None:
    with pytest.raises(SettingProblem, match="no user 'nobody'"):
        likely_routes(city, RouteSettings(users=("nobody",)), Progress())
    with pytest.raises(SettingProblem, match="no event before that moment"):
        likely_routes(city, RouteSettings(at_ms=0), Progress())
    for wrong in ({"k": 0}, {"steps": 0}, {"cells": 20}):
        with pytest.raises(SettingProblem):
            RouteSettings(**wrong)
    with open_project(town, read_only=True) as project, pytest.raises(ModelProblem, match="fewer"):
        judge_routes(project, RouteCheck(steps=500), Progress())
