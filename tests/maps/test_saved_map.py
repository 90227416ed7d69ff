"""A map as a file: one page, nothing asked of the net, counts as in the log."""

import base64
import json
import re
from pathlib import Path

import numpy as np
import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.errors import Problem, SettingProblem
from stdesk.maps import MapSettings, assets_present, write_map
from stdesk.progress import Progress
from stdesk.project import create_project, open_project

pytestmark = pytest.mark.skipif(
    not assets_present(), reason="web assets are made by packaging/test.py"
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "town.stdesk"
    size = DemoSettings(events=2000, users=20, days=40, items=80, images=0, seed=6)
    write_demo(path, size, Progress())
    return path


def made(town: Path, tmp_path: Path, **settings) -> tuple[dict, str]:
    """What a page was given, and its whole text."""
    path = tmp_path / "map.html"
    with open_project(town, read_only=True) as project:
        write_map(project, MapSettings(path, **settings), Progress())
    text = path.read_text(encoding="utf-8")
    said = re.search(r'<script type="application/json" id="messages">(.*?)</script>', text, re.S)
    return json.loads(said[1]), text


def counts(message: dict) -> np.ndarray:
    kind, offset, length = message["data"]["parts"]["total"]
    packed = base64.b64decode(message["data"]["base64"])
    return np.frombuffer(packed, f"<{kind}", length, offset)


@pytest.mark.parametrize("layer", ["automatic", "cells", "heat", "clusters", "points"])
def test_each_level_counts_all_events_with_coordinates(town, tmp_path, layer):
    given, _ = made(town, tmp_path, layer=layer)
    assert given["levels"]
    zooms = [level["zoom"] for level in given["levels"]]
    assert zooms == sorted(zooms)
    for level in given["levels"]:
        assert counts(level["message"]).sum() == 2000


def test_a_page_loads_nothing_from_outside(town, tmp_path):
    _, text = made(town, tmp_path)
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", text)
    assert "url(" not in re.sub(r"<script.*?</script>", "", text, flags=re.S)


def test_one_user_can_be_mapped_as_a_path_with_the_words_of_its_stops(town, tmp_path):
    with open_project(town, read_only=True) as project:
        key = project.log.users()["key"].to_pylist()[3]
    given, _ = made(town, tmp_path, layer="paths", user=key)
    trail = next(message for message in given["messages"] if message["command"] == "trail")
    assert len(trail["words"]) == trail["data"]["parts"]["x"][2] > 1
    assert all(words["lines"] for words in trail["words"])


def test_a_page_plays_through_time_where_that_is_wished(town, tmp_path):
    given, _ = made(town, tmp_path, layer="cells", window="day", measure="users")
    moments = next(message for message in given["messages"] if message["command"] == "moments")
    assert moments["distinct"]
    assert moments["length"] * moments["step"] == 86_400_000
    assert not given["levels"]


def test_a_segment_and_a_time_restrict_the_map(town, tmp_path):
    with open_project(town) as project:
        project.segments.add("early birds", {}, [1, 2, 3])
        first = project.log.summary().first_instant
    given, _ = made(town, tmp_path, layer="clusters", segment="early birds")
    few = counts(given["levels"][0]["message"]).sum()
    assert 0 < few < 2000
    given, _ = made(town, tmp_path, layer="clusters", to_ms=first + 20 * 86_400_000)
    assert 0 < counts(given["levels"][0]["message"]).sum() < 2000


def test_markup_in_a_title_cannot_leave_the_messages(tmp_path):
    from stdesk.ingest import ImportSettings, import_files

    lines = ["user,item,time,lat,lon"]
    lines += [
        f"u{i % 3},</script><b>{i % 4},2024-01-{i % 28 + 1:02d},40.{i},-74" for i in range(60)
    ]
    (tmp_path / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    path = tmp_path / "log.stdesk"
    with create_project(path) as project:
        import_files(project, ImportSettings((tmp_path / "log.csv",)), Progress())
    given, text = made(path, tmp_path, layer="points")
    words = given["levels"][0]["message"]["words"]
    assert any("</script><b>" in said["title"] for said in words)
    assert "</script><b>" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"user": "nobody"},
        {"layer": "paths"},
        {"user": "x", "segment": "y"},
        {"segment": "none"},
        {"to_ms": 0},
    ],
)
def test_what_does_not_fit_together_is_said(town, tmp_path, wrong):
    with pytest.raises(Problem):
        made(town, tmp_path, **wrong)
    assert not (tmp_path / "map.html").exists()


def test_a_log_without_coordinates_has_nothing_to_map(tmp_path):
    from stdesk.ingest import ImportSettings, import_files

    rows = [
        f"u{i % 3},film-{i % 7},2024-01-{i % 28 + 1:02d}T{i % 24:02d}:00:00Z" for i in range(90)
    ]
    (tmp_path / "films.csv").write_text("\n".join(["user,item,time", *rows]), encoding="utf-8")
    path = tmp_path / "films.stdesk"
    with create_project(path) as project:
        import_files(project, ImportSettings((tmp_path / "films.csv",)), Progress())
    with pytest.raises(SettingProblem, match="nothing to map"):
        made(path, tmp_path)
