"""Segments and portraits from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.progress import Progress


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.stdesk"
    size = DemoSettings(events=2500, users=40, items=100, days=60, images=0, seed=2)
    write_demo(path, size, Progress())
    return path


def test_segments_are_made_listed_compared_renamed_and_deleted(
    stdesk: Callable, town: Path
) -> None:
    empty = stdesk("segments", town, "list", "--json").object
    assert empty == {"segments": []}
    made = stdesk("segments", town, "make", "busy", "--rule", "events>=60", "--json").object
    found = stdesk("segments", town, "cluster", "--k", "3", "--json").object
    assert len(found["segments"]) == 3
    listed = stdesk("segments", town, "list", "--json").object["segments"]
    assert [one["name"] for one in listed[1:]] == [one["name"] for one in found["groups"]]
    shown = stdesk("segments", town, "show", "busy", "--json").object
    assert len(shown["keys"]) == made["users"] == listed[0]["users"]
    compared = stdesk("segments", town, "compare", "busy", "--json").object
    assert compared["users"][0] == made["users"]
    said = stdesk("segments", town, "compare", "busy", listed[1]["name"])
    assert said.code == 0
    assert "Mean hour of the day" in said.out
    assert stdesk("segments", town, "rename", "busy", "regulars").code == 0
    assert stdesk("segments", town, "delete", "regulars").code == 0
    assert len(stdesk("segments", town, "list", "--json").object["segments"]) == 3


def test_looking_for_groups_stores_nothing(stdesk: Callable, town: Path) -> None:
    said = stdesk("segments", town, "cluster", "--look")
    assert said.code == 0
    assert "Silhouette" in said.out
    assert stdesk("segments", town, "list", "--json").object == {"segments": []}


@pytest.mark.parametrize(
    "arguments",
    [
        ("make", "x", "--rule", "blah"),
        ("make", "x"),
        ("make",),
        ("compare",),
        ("cluster", "--k", "1"),
        ("cluster", "--aspect", "luck"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    stdesk: Callable, town: Path, arguments: tuple[str, ...]
) -> None:
    said = stdesk("segments", town, *arguments)
    assert said.code == 2
    assert said.err.strip()


def test_a_portrait_is_printed_and_written(stdesk: Callable, town: Path, tmp_path: Path) -> None:
    from stdesk.project import open_project

    with open_project(town, read_only=True) as project:
        key = project.log.users()["key"][0].as_py()
    found = stdesk("portrait", town, "--user", key, "--json").object["portraits"]
    assert [one["user"] for one in found] == [key]
    assert found[0]["expected"] is None
    said = stdesk("portrait", town, "--user", key, "--out", tmp_path / "one.txt")
    assert said.code == 0
    assert "Interests" in (tmp_path / "one.txt").read_text(encoding="utf-8")
