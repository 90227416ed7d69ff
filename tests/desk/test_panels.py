"""The panels: details of whom one looks at, the users, the history of steps, the jobs."""

from pathlib import Path

import pytest

from stdesk.desk.explore.details_data import Subject, details_of
from stdesk.desk.work.changes import Change
from stdesk.errors import Problem
from stdesk.progress import Progress


@pytest.fixture
def window(make, wait, city: Path):  # type: ignore[no-untyped-def]
    made = make(city)
    wait(lambda: made.desk.project is not None)
    return made


def test_details_follow_whom_one_looks_at(window, wait) -> None:
    panel = window.docks.show("details")
    wait(lambda: panel.heading.text() == "Everyone")
    keys = window.desk.project.log.users()["key"].to_pylist()
    window.desk.focus.look_at(user=5)
    wait(lambda: panel.heading.text() == keys[5])
    events = window.desk.project.log.user_activity()["events"].to_pylist()[5]
    assert dict(panel.details.facts)["Events"] == str(events)
    assert sum(panel.details.top[1].values) <= events
    segment = window.desk.project.segments.add("Two", {}, [1, 2])
    window.desk.focus.look_at(segment=segment)
    wait(lambda: panel.heading.text() == "Two")
    assert dict(panel.details.facts)["Users"] == "2"
    panel.everyone.click()
    wait(lambda: panel.heading.text() == "Everyone")


def test_a_place_is_told_by_its_visitors_and_shown_on_the_map(window, wait) -> None:
    project = window.desk.project
    found = details_of(project, Subject("item", 0))
    events = project.query(
        "SELECT count(*) AS n, count(DISTINCT user) AS u FROM event WHERE item = 1"
    )
    assert dict(found.facts)["Events"] == f"{events['n'][0].as_py():,}"
    assert dict(found.facts)["Users"] == f"{events['u'][0].as_py():,}"
    panel = window.docks.show("details")
    window.desk.details_wanted.emit(Subject("item", 0))
    wait(lambda: panel.heading.text() == found.name)
    places = []
    window.desk.place_wanted.connect(lambda *place: places.append(place))
    panel.on_map.click()
    assert places == [found.place]
    assert window.current_page == "explore"


def test_a_category_is_told_by_its_places(window) -> None:
    project = window.desk.project
    found = details_of(project, Subject("category", 0))
    row = project.query(
        "SELECT count(*) AS n FROM event e JOIN item i ON i.id = e.item WHERE i.category = 1"
    )
    assert found.name == project.log.categories()[0]
    assert dict(found.facts)["Events"] == f"{row['n'][0].as_py():,}"


def test_the_users_panel_leads_and_follows_the_focus(window, wait) -> None:
    panel = window.docks.show("users")
    wait(lambda: panel.users.model.activity is not None)
    panel.users.choose(4)
    assert window.desk.focus.now.user == 4
    window.desk.focus.look_at(user=9)
    assert panel.users.user == 9


def test_the_history_goes_back_several_steps_at_once(window, wait) -> None:
    changes, project = window.desk.changes, window.desk.project

    def keep(name: str) -> Change:
        return Change(
            f"Keep {name}",
            lambda project: project.segments.add(name, {}, []),
            lambda project, made: project.segments.delete(made),
        )

    panel = window.docks.show("history")
    for name in ("one", "two", "three"):
        changes.do(keep(name))
    wait(lambda: len(changes.steps[1]) == 3)

    def lines() -> list[str]:
        return [panel.list.item(row).text() for row in range(panel.list.count())]

    assert lines()[:3] == ["Keep three", "Keep two", "Keep one"]
    panel.list.itemActivated.emit(panel.list.item(2))
    wait(lambda: changes.to_redo == "Keep two" and len(changes.steps[0]) == 2)
    assert [segment.name for segment in project.segments.all()] == ["one"]
    assert lines()[0] == "Keep three (taken back)"
    panel.list.itemActivated.emit(panel.list.item(0))
    wait(lambda: len(changes.steps[1]) == 3)
    assert len(project.segments.all()) == 3


def test_jobs_are_listed_with_how_they_ended(window, wait) -> None:
    panel = window.docks.show("jobs")
    jobs = window.desk.jobs

    def good(progress: Progress) -> int:
        return 1

    def bad(progress: Progress) -> int:
        raise Problem("no room left.")

    def slow(progress: Progress) -> None:
        while True:
            progress.step(1, 4, "waiting")

    jobs.submit("Good", good)
    failing = jobs.submit("Bad", bad)
    jobs.submit("Slow", slow)
    wait(lambda: jobs.running is not None and jobs.running.title == "Slow")
    seen = [("Slow", "running"), ("Bad", "failed"), ("Good", "done")]
    wait(lambda: [(line.title, line.state) for line in panel.lines] == seen)
    assert panel.lines[1].message == "No room left."
    panel.table.choose(0)
    assert panel.cancel.isEnabled()
    panel.cancel.click()
    wait(lambda: panel.lines[0].state == "cancelled")
    assert not panel.cancel.isEnabled()
    assert failing.state == "failed"


def test_what_an_earlier_session_could_not_finish_is_listed(make, wait, city: Path) -> None:
    from stdesk.project import open_project

    with open_project(city) as project:
        project.note_job("Train a model", "failed", "no memory left")
    window = make(city)
    wait(lambda: window.desk.project is not None)
    panel = window.docks.show("jobs")
    wait(lambda: [line.message for line in panel.lines] == ["no memory left"])


def test_a_long_step_runs_as_a_job_and_stays_when_it_is_stopped(window, wait) -> None:
    changes, jobs = window.desk.changes, window.desk.jobs
    stopped = []

    def do(project, progress: Progress) -> str:  # type: ignore[no-untyped-def]
        return "made"

    def undo(project, result: str, progress: Progress) -> None:  # type: ignore[no-untyped-def]
        assert result == "made"
        while not stopped:
            progress.step(1, 2, "taking back")

    changes.do(Change("A long step", do, undo, long=True))
    wait(lambda: changes.to_undo == "A long step")
    changes.undo()
    wait(lambda: jobs.running is not None and jobs.running.title == "Undo: A long step")
    jobs.running.cancel()
    wait(lambda: not jobs.busy)
    assert changes.to_undo == "A long step"
    stopped.append(True)
    changes.undo()
    wait(lambda: changes.to_redo == "A long step")


def test_a_step_that_a_job_did_is_recorded(window, wait) -> None:
    changes, undone = window.desk.changes, []
    changes.record(Change("Done by a job", lambda p: 2, lambda p, r: undone.append(r)), 1)
    assert changes.to_undo == "Done by a job"
    changes.undo()
    wait(lambda: undone == [1])
    changes.redo()
    wait(lambda: changes.to_undo == "Done by a job")
