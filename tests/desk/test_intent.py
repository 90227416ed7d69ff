"""Intent in the window: who is likely to do it, and whether the chances are honest."""

from shutil import copyfile

import pytest

from stdesk.desk.models.comparison_pictures import CALIBRATION
from stdesk.evaluation import EvaluateSettings, evaluate
from stdesk.progress import Progress
from stdesk.project import open_project
from stdesk.training import TrainSettings, train


@pytest.fixture(scope="module")
def judged(trained, tmp_path_factory):
    """A project with a run of intent, judged once."""
    path = tmp_path_factory.mktemp("intent") / "town.stdesk"
    copyfile(trained, path)
    with open_project(path) as project:
        wish = {"horizon": "days", "days": 2, "rounds": 40}
        run = train(project, TrainSettings("intent", overrides=wish), Progress())
        evaluate(project, EvaluateSettings("rolling", (run,), folds=1), Progress())
    return path


@pytest.fixture
def window(make, wait, judged):
    shown = make(judged)
    wait(lambda: shown.desk.project is not None)
    return shown


def test_a_run_of_intent_lists_users_with_reasons_and_saves_them(window, wait, tmp_path):
    window.show_page("recommend")
    page = window.pages["recommend"]
    wait(lambda: page.log is not None and page.who.run.count())
    assert page.who.run.task == "items", "a ranking is offered before an intent"
    page.who.run.setCurrentIndex(page.who.run.count() - 1)
    page.who.run.activated.emit(page.who.run.currentIndex())
    assert page.right.currentWidget() is page.chances
    assert page.who.target.isHidden()
    page.who.go_all.click()
    wait(lambda: page.chances.found is not None)
    found = page.chances.found
    assert len(found.rows) == page.log.catalogue.users
    assert page.chances.table.rows.rowCount() == len(found.rows)
    assert page.chances.reasons.text().startswith("• ")
    page.chances.export_to(tmp_path / "who.csv")
    wait(lambda: not page.jobs.busy)
    lines = (tmp_path / "who.csv").read_text("utf-8").splitlines()
    assert len(lines) == len(found.rows) + 1
    page.who.go.click()
    wait(lambda: page.chances.found is not found)
    assert [row.user for row in page.chances.found.rows] == [page.who.user.key]


def test_the_calibration_plot_is_drawn_from_what_is_stored(window, wait):
    window.go_compare()
    view = window.pages["models"].comparison
    wait(lambda: view.part.count())
    view.part.setCurrentIndex(view.part.findData("intent"))
    assert view.measure.currentData() == "log-loss"
    view.measure.setCurrentIndex(view.measure.findData(CALIBRATION))
    view.measure.activated.emit(view.measure.currentIndex())
    plot = view.chart.calibration
    assert view.chart.currentWidget() is plot
    assert [curve.model for curve in plot.curves] == ["intent"]
    assert 1 <= len(plot.curves[0].bins) <= 10
    assert "said" in plot.accessibleDescription()
    assert "honest" in view.note.text()
