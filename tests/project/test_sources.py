"""An import that is withdrawn leaves the project as it was, and can be put back as it was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stdesk.errors import ProjectProblem
from stdesk.ingest import ImportReport, ImportSettings, import_files
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project, RecommendationRow

Import = Callable[..., list[ImportReport]]

LOG = """who,when,place,what,lat,lon
ann,2024-05-01 08:00,bar,drinks,40.7,-74.0
ben,2024-05-01 09:00,zoo,animals,40.8,-74.1
ann,2024-05-02 08:00,zoo,animals,40.8,-74.1
ann,yesterday,zoo,animals,40.8,-74.1
"""
LATER = """who,when,place,what,lat,lon
cem,2024-06-01 08:00,spa,wellness,40.9,-74.2
ben,2024-06-01 09:00,bar,drinks,40.7,-74.0
cem,2024-06-02 08:00,bar,drinks,40.7,-74.0
"""
ITEMS = """item_id,title,category,latitude,longitude,price
bar,The Bar,drinks,40.71,-74.01,high
spa,The Spa,wellness,40.91,-74.21,low
"""
USERS = """user_id,age
ann,30
cem,40
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {"log": LOG, "later": LATER, "items": ITEMS, "users": USERS}
    paths = {name: tmp_path / f"{name}.csv" for name in contents}
    for name, text in contents.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


@pytest.fixture
def bring(project: Project, files: dict[str, Path]) -> Import:
    def bring_in(*names: str, **settings: Any) -> list[ImportReport]:
        paths = tuple(files[name] for name in names)
        return import_files(project, ImportSettings(paths, **settings), Progress())

    return bring_in


def everything(project: Project) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, but for the notes of jobs."""
    names = project.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        name: project.query(f"SELECT * FROM {name}").to_pylist()
        for name in names["name"].to_pylist()
        if name != "job"
    }


def test_the_newest_import_is_withdrawn_as_if_it_had_never_been(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log")
    before, fingerprint = everything(project), project.log.fingerprint()
    bring("later", "items", "users")
    assert project.log.items()["title"].to_pylist()[0] == "The Bar"
    assert project.sources.newest() == [2, 3, 4]
    about = project.sources.withdraw([2, 3, 4], tmp_path / "kept", Progress())
    assert (about.events, about.exact) == (3, True)
    assert everything(project) == before
    assert project.log.fingerprint() == fingerprint
    assert project.check() == []


def test_what_was_withdrawn_comes_back_as_it_was(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log")
    bring("later", "items", "users")
    after, fingerprint = everything(project), project.log.fingerprint()
    project.sources.withdraw([2, 3, 4], tmp_path / "kept", Progress())
    project.sources.bring_back(tmp_path / "kept", Progress())
    assert everything(project) == after
    assert project.log.fingerprint() == fingerprint
    indexes = project.query("SELECT name FROM sqlite_master WHERE type = 'index'")
    assert {"event_by_user", "event_by_instant"} <= set(indexes["name"].to_pylist())


def test_the_only_import_is_withdrawn_to_an_empty_project(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    before = everything(project)
    bring("log", "items")
    after = everything(project)
    project.sources.withdraw([1, 2], tmp_path / "kept", Progress())
    assert everything(project) == before
    project.sources.bring_back(tmp_path / "kept", Progress())
    assert everything(project) == after


def test_several_imports_are_withdrawn_at_once(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log")
    before = everything(project)
    bring("items")
    bring("later")
    assert project.sources.newest() == [3]
    project.sources.withdraw([2, 3], tmp_path / "kept", Progress())
    assert everything(project) == before


def test_what_refers_to_new_users_and_items_goes_and_comes_with_them(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log")
    project.results.give_feedback(1, 1, "accepted")
    before = everything(project)
    bring("later")
    after_import = everything(project)
    cem, spa = project.log.user_id("cem"), project.log.item_id("spa")
    assert cem is not None
    assert spa is not None
    project.results.give_feedback(1, spa, "hidden")
    project.segments.add("new ones", {}, [1, cem])
    run = project.runs.start("markov", "fast", {}, 1, "cpu", {})
    project.runs.finish(run, "done", 1.0)
    project.results.save_recommendations(run, 0, [RecommendationRow(cem, 1, 1, 0.5, ())])
    full = everything(project)

    about = project.sources.withdraw([2], tmp_path / "kept", Progress())
    assert about.runs == (run,)
    left = everything(project)
    assert [row["user"] for row in left["segment_user"]] == [1]
    assert left["recommendation"] == []
    assert left["feedback"] == before["feedback"]
    assert left["item"] == before["item"] != after_import["item"]
    assert left["run"][0]["deleted_at"]
    assert project.log.summary().runs == 0
    assert project.check() == []

    project.sources.bring_back(tmp_path / "kept", Progress())
    assert everything(project) == full
    assert project.log.summary().runs == 1


def test_of_an_older_import_the_events_go_and_who_came_with_it_stays(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log")
    bring("later")
    full, fingerprint = everything(project), project.log.fingerprint()
    about = project.sources.withdraw([1], tmp_path / "kept", Progress())
    assert (about.events, about.exact) == (3, False)
    left = everything(project)
    assert {row["source"] for row in left["event"]} == {2}
    assert left["reject"] == []
    assert (left["user"], left["item"]) == (full["user"], full["item"])
    assert project.log.fingerprint() != fingerprint
    assert project.check() == []
    project.sources.bring_back(tmp_path / "kept", Progress())
    assert sorted_events(project) == sorted(full["event"], key=lambda row: row["id"])
    assert project.log.fingerprint() == fingerprint


def sorted_events(project: Project) -> list[dict[str, Any]]:
    return sorted(everything(project)["event"], key=lambda row: row["id"])


def test_a_part_of_an_import_is_no_whole_one(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log", "items")
    bring("later")
    assert not project.sources.about([2]).exact
    assert not project.sources.about([1, 2]).exact
    assert project.sources.about([1, 2, 3]).exact
    assert project.sources.about([3]).exact


def test_a_source_that_is_not_there_is_refused(project: Project, bring: Import) -> None:
    bring("log")
    for wrong in ([7], [], [1, 7]):
        with pytest.raises(ProjectProblem, match="no such imported file"):
            project.sources.about(wrong)


def test_nothing_is_put_back_onto_a_log_that_has_changed(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log")
    bring("later")
    project.sources.withdraw([2], tmp_path / "kept", Progress())
    bring("later")
    before = everything(project)
    with pytest.raises(ProjectProblem, match="import the file anew"):
        project.sources.bring_back(tmp_path / "kept", Progress())
    assert everything(project) == before


def test_a_withdrawal_that_is_stopped_changes_nothing(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    class Impatient(Progress):
        def on_step(self, done: float, total: float, message: str) -> None:
            self.cancel()

    bring("log")
    bring("later")
    before = everything(project)
    with pytest.raises(Cancelled):
        project.sources.withdraw([2], tmp_path / "kept", Impatient())
    assert everything(project) == before


def test_the_same_file_read_otherwise_makes_another_log(
    project: Project, bring: Import, tmp_path: Path
) -> None:
    bring("log", time_zone="America/New_York")
    one = project.log.fingerprint()
    project.sources.withdraw([1], tmp_path / "kept", Progress())
    bring("log", time_zone="Europe/Berlin")
    assert project.log.fingerprint() != one
