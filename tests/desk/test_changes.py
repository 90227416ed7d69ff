"""Each step of a person can be taken back and done again, in the project as well."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from stdesk.desk.work.changes import Change, Changes
from stdesk.desk.work.jobs import Jobs
from stdesk.project import Project, create_project

from .calm import PATIENCE_S

PATIENCE_MS = PATIENCE_S * 1000


def naming(name: str) -> Change:
    """Makes a segment; knows its id only when it has been made."""
    return Change(
        f"Keep {name}",
        lambda project: project.segments.add(name, {}, []),
        lambda project, made: project.segments.delete(made),
        ("segments",),
    )


def names(project: Project) -> list[str]:
    return [segment.name for segment in project.segments.all()]


def test_steps_are_undone_in_turn_and_redone(qtbot: QtBot, tmp_path: Path) -> None:
    jobs = Jobs()
    with create_project(tmp_path / "p") as project:
        changes, news = Changes(jobs), []
        changes.told.connect(news.append)
        changes.set_project(project)
        with qtbot.waitSignal(changes.changed, timeout=PATIENCE_MS):
            changes.do(naming("one"))
            changes.do(naming("two"))  # waits for the first
        assert names(project) == ["one", "two"]
        assert (changes.to_undo, changes.to_redo) == ("Keep two", "")
        with qtbot.waitSignal(changes.changed, timeout=PATIENCE_MS):
            changes.undo()
            changes.undo()
            changes.undo()  # one more than there is
        assert names(project) == []
        with qtbot.waitSignal(changes.changed, timeout=PATIENCE_MS):
            changes.redo()
        assert names(project) == ["one"]
        assert (changes.to_undo, changes.to_redo) == ("Keep one", "Keep two")
        with qtbot.waitSignal(changes.changed, timeout=PATIENCE_MS):
            changes.do(naming("three"))
        assert changes.to_redo == ""
        assert set(news) == {"segments"}
        jobs.shut_down()


def test_a_step_that_fails_is_told_and_leaves_the_history(qtbot: QtBot, tmp_path: Path) -> None:
    jobs = Jobs()
    with create_project(tmp_path / "p") as project:
        changes = Changes(jobs)
        changes.set_project(project)
        with qtbot.waitSignal(changes.changed, timeout=PATIENCE_MS):
            changes.do(naming("one"))
        with qtbot.waitSignal(changes.failed, timeout=PATIENCE_MS) as told:
            changes.do(naming("one"))
        assert "already" in str(told.args[0])
        assert changes.to_undo == "Keep one"
        jobs.shut_down()
