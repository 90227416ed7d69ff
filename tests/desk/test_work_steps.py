"""A training, a comparison and a tuning are steps: Ctrl+Z takes them back, and they come again."""

from pathlib import Path
from typing import Any

import pytest

from stdesk.training import TrainSettings


@pytest.fixture
def window(make, wait, city: Path):  # type: ignore[no-untyped-def]
    made = make(city)
    wait(lambda: made.desk.project is not None)
    made.show_page("models")
    return made


def rows(project, *tables: str) -> dict[str, list[dict[str, Any]]]:  # type: ignore[no-untyped-def]
    return {name: project.query(f"SELECT * FROM {name}").to_pylist() for name in tables}


def test_a_training_is_taken_back_and_comes_again(window, wait) -> None:
    project, changes = window.desk.project, window.desk.changes
    before = [run.id for run in project.runs.all()]
    job = window.pages["models"].start(TrainSettings("popularity"))
    wait(lambda: changes.to_undo == job.title)
    after = [run.id for run in project.runs.all()]
    assert len(after) == len(before) + 1
    changes.undo()
    wait(lambda: changes.to_redo == job.title)
    assert [run.id for run in project.runs.all()] == before
    changes.redo()
    wait(lambda: changes.to_undo == job.title)
    assert [run.id for run in project.runs.all()] == after


def test_a_comparison_is_taken_back_and_comes_again_as_it_was(window, wait) -> None:
    project, changes = window.desk.project, window.desk.changes
    tables = ("metric", "judgement", "judged_event", "judged_line", "judged_rank")
    before = rows(project, *tables)
    window.pages["models"].comparison.start()
    wait(lambda: changes.to_undo == "Compare the models")
    after = rows(project, *tables)
    assert len(after["metric"]) > len(before["metric"])
    changes.undo()
    wait(lambda: changes.to_redo == "Compare the models")
    assert rows(project, *tables) == before
    changes.redo()
    wait(lambda: changes.to_undo == "Compare the models")
    assert rows(project, *tables) == after


def test_a_tuning_is_taken_back_and_comes_again(window, wait) -> None:
    project, changes, view = window.desk.project, window.desk.changes, window.pages["models"].tuning
    view.choose("recency", "fast")
    view.minutes.setValue(0.1)
    view.tune()
    wait(lambda: changes.to_undo.startswith("Tune"))
    tuned = project.setting("tuning recency")
    assert tuned["trials"]
    changes.undo()
    wait(lambda: changes.to_redo.startswith("Tune"))
    assert project.setting("tuning recency") is None
    changes.redo()
    wait(lambda: changes.to_undo.startswith("Tune"))
    assert project.setting("tuning recency") == tuned
