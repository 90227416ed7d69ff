"""Models, part Tune: trials come as rows, the choice is explained and trained."""

from pathlib import Path

import pytest

from stdesk.desk.models.training_form import PRESET_TITLES
from stdesk.models.registry import model_info
from stdesk.training import TrainSettings


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


def test_trials_are_seen_and_the_choice_is_trained(page, wait):
    view = page.tuning
    view.choose("recency", "fast")
    view.minutes.setValue(0.1)
    job = view.tune()
    wait(lambda: view.trials)  # while it runs, or just after
    wait(lambda: job.state in ("done", "failed"))
    wait(lambda: view.tuned is not None and view.train.isEnabled())
    assert view.table.rows.rowCount() == len(view.trials) > 1
    assert "preset" in view.said.text()
    view.train.click()
    wait(lambda: not page.jobs.busy)
    wait(lambda: any(run.preset == "tuned" for run in page.runs.runs))


def test_a_cancelled_tuning_keeps_its_trials(page, wait):
    view = page.tuning
    view.choose("gru", "fast")  # slow enough that it is still at work
    view.minutes.setValue(5)
    job = view.tune()
    wait(lambda: len(view.trials) >= 2)
    job.cancel()
    wait(lambda: job.state == "cancelled")
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
