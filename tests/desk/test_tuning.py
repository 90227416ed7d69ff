"""Models, part Tune: trials come as rows, the choice is explained and trained."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from stdesk.desk.models.training_form import PRESET_TITLES
from stdesk.models.registry import model_info
from stdesk.training import TrainSettings, tuning


@pytest.fixture
def page(make, wait, city: Path):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("models")
    made = window.page("models")
    wait(lambda: made._has_log)
    return made


def test_the_form_leads_to_tuning_with_its_model(page):
    page.form.choose("recency")
    page.form.tune.click()
    assert page.parts.currentWidget() is page.tuning
    assert page.tuning.model.currentData() == "recency"
    page.form.choose("popularity")
    assert page.form.tune.isHidden()  # it has no settings


def test_trials_are_seen_and_the_choice_is_trained(page, wait, monkeypatch):
    """The clock of the tuning jumps by an hour once trials were seen."""
    jump = {"by": 0.0}
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + jump["by"])
    monkeypatch.setattr(tuning, "time", clock)
    view = page.tuning
    view.choose("recency", "fast")
    view.minutes.setValue(50)
    job = view.tune()
    wait(lambda: len(view.trials) > 1)  # while it runs, or just after
    jump["by"] = 3600
    wait(lambda: not page.jobs.busy)
    assert job.state == "done", job.problem
    wait(lambda: view.tuned is not None and view.train.isEnabled())
    assert view.table.rows.rowCount() == len(view.trials) > 1
    assert "preset" in view.said.text()
    view.train.click()
    wait(lambda: not page.jobs.busy)
    wait(lambda: any(run.preset == "tuned" for run in page.runs.runs))


def test_a_cancelled_tuning_keeps_its_trials(page, wait, halt):
    view = page.tuning
    view.choose("recency", "fast")
    view.minutes.setValue(50)
    job = view.tune()
    stop = halt(job, lambda: len(job.metrics) + len(job.progress.news) >= 2)
    wait(lambda: len(view.trials) >= 2)
    wait(stop.stands)
    job.cancel()
    stop.let_go()
    wait(lambda: not page.jobs.busy)
    assert job.state == "cancelled"
    wait(lambda: view.tuned is not None)
    assert len(view.trials) >= 2
    assert view.said.text()


def test_the_preset_tuned_is_offered_and_says_what_it_needs(page, wait):
    box = page.form.preset
    box.setCurrentIndex(box.findData("tuned"))
    assert page.form.preset_note.text() == PRESET_TITLES["tuned"][1]
    assert not page.form.all.isEnabled()
    assert page.form.wish.preset == "tuned"
    assert model_info("markov").search
    problems = []
    page.desk.problem_arose.disconnect()
    page.desk.problem_arose.connect(problems.append)
    page.start(TrainSettings("markov", "tuned"))
    wait(lambda: problems)
    assert "has not been tuned" in str(problems[0])
