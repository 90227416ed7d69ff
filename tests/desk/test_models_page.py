"""The Models page: train, watch, cancel, resume, note, delete, compare."""

from pathlib import Path

import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.desk.models.run_changes import taken_up
from stdesk.desk.models.setting_editors import SettingsDialog
from stdesk.models.registry import model_info, model_names
from stdesk.progress import Progress
from stdesk.project import open_project
from stdesk.training import TrainSettings

SMALL = DemoSettings(events=1500, users=30, days=30, items=60, images=0)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "Demo.stdesk"
    write_demo(path, SMALL, Progress())
    return path


@pytest.fixture
def page(make, wait, demo, tmp_path):
    copy = tmp_path / "Demo.stdesk"
    copy.write_bytes(demo.read_bytes())
    window = make(copy)
    wait(lambda: window.desk.project is not None)
    window.show_page("models")
    made = window.page("models")
    wait(lambda: made._has_log)
    return made


def trained(page, wait, model: str, **settings):
    job = page.start(TrainSettings(model, **settings))
    wait(lambda: not page.jobs.busy)
    wait(lambda: any(run.model == model and run.state == "done" for run in page.runs.runs))
    return job


def test_the_form_knows_every_model_by_its_family(page):
    box = page.form.model
    offered = [box.itemData(i) for i in range(box.count()) if box.itemData(i) is not None]
    assert offered == model_names()
    for name in offered:
        page.form.choose(name)
        assert page.form.sentence.text()
        assert page.form.wish.model == name


def test_the_form_says_what_words_and_pictures_would_find(page):
    page.form.choose("content")
    assert page.form.material.text() == "60 of 60 items have a text. No item names a picture."
    assert not page.form.material.isHidden()
    page.form.choose("markov")
    assert page.form.material.isHidden()


def test_a_training_appears_with_its_cost_and_that_it_has_no_curve(page, wait):
    job = trained(page, wait, "markov")
    assert job.state == "done"
    table = page.runs.table
    assert table.rows.text(0, 1) == "Next after this"
    assert table.rows.text(0, 3) == "done"
    wait(lambda: "no learning curve" in page.curves.note.text())


def test_curves_are_drawn_while_a_network_learns_and_read_again_afterwards(page, wait):
    job = page.start(TrainSettings("gru", overrides={"epochs": 2, "width": 16}))
    live = []
    job.metric.connect(lambda name, *_: live.append(name))
    wait(lambda: "loss" in page.curves.points)
    wait(lambda: not page.jobs.busy)
    assert job.state == "done", job.problem
    wait(lambda: page.runs.run is not None and "loss" in page.curves.points)
    assert len(page.curves.points["loss"][0]) == 2
    assert "loss" in live


def test_a_cancelled_training_can_be_resumed(page, wait, halt):
    job = page.start(TrainSettings("gru", overrides={"epochs": 4, "width": 16, "patience": 0}))
    stop = halt(job, lambda: any(name == "loss" for name, *_ in job.progress.news))
    wait(stop.stands)
    page.desk.jobs.cancel(job)
    stop.let_go()
    wait(lambda: page.runs.runs and page.runs.runs[0].state == "cancelled")
    page.runs.table.choose(0)
    assert page.runs.resume.isVisible()
    page.runs.resume.click()
    wait(lambda: page.runs.runs[0].state == "done")
    assert len(page.runs.runs) == 1
    wait(lambda: not page.jobs.busy)


def test_a_note_and_a_deletion_are_taken_back_until_the_project_is_closed(page, wait, tmp_path):
    trained(page, wait, "popularity")
    trained(page, wait, "visits")
    page.runs.table.choose(1)
    page.runs.note_wanted.emit(page.runs.run, "a first try")
    wait(lambda: page.runs.runs[1].note == "a first try")
    page.desk.changes.undo()
    wait(lambda: not page.runs.runs[1].note)
    page.runs.table.choose(0)
    page.runs.delete.click()
    wait(lambda: [run.model for run in page.runs.runs] == ["popularity"])
    assert page.desk.changes.to_undo == "Delete “Own visits, run 2”"
    page.desk.changes.undo()
    wait(lambda: len(page.runs.runs) == 2)
    page.desk.changes.redo()
    wait(lambda: len(page.runs.runs) == 1)
    path = page.project.path
    page.window().projects.close()
    with open_project(path, read_only=True) as closed:
        assert closed.runs.deleted() == []


def test_a_training_is_exported_and_taken_up_again(page, wait, tmp_path):
    trained(page, wait, "markov")
    packed = tmp_path / "markov.zip"
    job = page.export(page.runs.runs[0], packed)
    wait(lambda: not page.jobs.busy)
    assert job.state == "done", job.problem
    page.desk.changes.do(taken_up(packed))
    wait(lambda: len(page.runs.runs) == 2)
    assert {run.model for run in page.runs.runs} == {"markov"}
    page.desk.changes.undo()
    wait(lambda: len(page.runs.runs) == 1)


def test_the_comparison_shows_baselines_intervals_and_a_verdict(page, wait):
    trained(page, wait, "markov")
    page.show_part("compare")
    assert page.comparison.empty.isVisible()
    job = page.comparison.start()
    wait(lambda: not page.jobs.busy)
    assert job.state == "done", job.problem
    wait(lambda: page.comparison.table.rows.rowCount() >= 5)
    titles = [column.title for column in page.comparison.table.rows.columns]
    assert {"Model", "Acc@1", "MRR"} <= set(titles)
    assert "±" in page.comparison.table.rows.text(0, titles.index("MRR"))
    assert "Only baselines were compared" in page.comparison.summary.text()


def test_settings_are_edited_by_what_the_registry_says(page, qtbot):
    info = model_info("recency")
    dialog = SettingsDialog(page, info, "fast", {})
    qtbot.addWidget(dialog)
    editor = dialog.editors["half_life_days"]
    editor.value = "not a number"
    assert not dialog.buttons.buttons()[0].isEnabled() or dialog.problem.text()
    editor.value = 12.5
    dialog._accept()
    assert dialog.overrides == {"half_life_days": 12.5}


def test_an_empty_project_sends_to_the_import(make, wait, tmp_path):
    from stdesk.project import create_project

    create_project(tmp_path / "Empty.stdesk").close()
    window = make(tmp_path / "Empty.stdesk")
    wait(lambda: window.desk.project is not None)
    window.show_page("models")
    wait(lambda: window.page("models").is_empty)
    wanted = []
    window.desk.import_wanted.disconnect()
    window.desk.import_wanted.connect(wanted.append)
    window.page("models").empty.button.click()
    assert wanted == [[]]


def test_what_was_measured_once_is_said_and_not_drawn(page):
    page.curves.show_points([("mase_day", 0.3712, 0), ("mase_hour", 0.48, 0)], "")
    assert "MASE by day  .3712" in page.curves.note.text()
    assert page.curves.note.isVisibleTo(page.curves)
