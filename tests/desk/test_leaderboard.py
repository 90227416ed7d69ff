"""Leaderboard, errors and “why did it miss?”: what the window shows of kept ranks."""

import numpy as np
import pytest

from stdesk.desk.models.errors_view import USERS
from stdesk.evaluation import EvaluateSettings, evaluate
from stdesk.progress import Progress
from stdesk.project import open_project


@pytest.fixture(scope="module")
def judged(trained):
    """The trained project with a stored comparison and a segment."""
    path = trained.with_name("judged.stdesk")
    path.write_bytes(trained.read_bytes())
    with open_project(path) as project:
        evaluate(project, EvaluateSettings(), Progress())
        project.segments.add("Regulars", {"by": "hand"}, range(1, 21))
    return path


@pytest.fixture
def page(make, wait, judged, tmp_path):
    copy = tmp_path / "judged.stdesk"
    copy.write_bytes(judged.read_bytes())
    window = make(copy)
    wait(lambda: window.desk.project is not None)
    window.show_page("models")
    made = window.page("models")
    wait(lambda: made.runs.runs and made.leaders._board and made.errors.seen)
    return made


def titles(table) -> list[str]:
    return [column.title for column in table.rows.columns]


def test_the_leaderboard_shows_the_best_first_and_says_whether_it_is_better(page):
    page.show_part("leaderboard")
    table = page.leaders.table
    assert titles(table)[:4] == ["#", "Model", "MRR", "95 %"]
    main = [value.value for value in table.rows.columns[2].values]
    assert main == sorted(main, reverse=True)
    assert "runner-up" in page.leaders.verdict.text()
    names = table.rows.columns[1].values
    assert "Next after this" in names  # as in a comparison; a run only where a model has several
    assert table.horizontalScrollBar().maximum() == 0  # at 1280 pixels nothing is scrolled to


def test_a_run_is_called_by_its_title_everywhere(page, wait):
    page.runs.rename_wanted.emit(page.runs.runs[0], "The quick one")
    shown = page.leaders.table.rows.columns
    wait(lambda: "The quick one" in page.leaders.table.rows.columns[1].values)
    assert page.runs.runs[0].title == "The quick one"
    assert "The quick one" not in shown[1].values
    page.desk.changes.undo()
    wait(lambda: "The quick one" not in page.leaders.table.rows.columns[1].values)


def test_from_the_leaderboard_one_goes_to_the_errors_of_a_model(page, wait):
    page.show_part("leaderboard")
    row = next(
        place for place, line in enumerate(page.leaders._lines) if line.model == "popularity"
    )
    page.leaders.table.choose(row)
    page.leaders.where.click()
    wait(lambda: page.errors.seen.found.line.model == "popularity")
    assert page.parts.currentWidget() is page.errors


def test_the_worst_predicted_user_is_looked_at_with_her_events(page, wait):
    page.show_part("errors")
    errors = page.errors
    errors.who.choose(0)
    worst = int(errors.seen.found.users.user[0])
    assert page.desk.focus.now.user == worst
    assert "User" not in titles(errors.events)
    ranks = [rank for rank in errors.events.rows.columns[2].values if rank is not None]
    assert ranks == sorted(ranks, reverse=True)
    position = errors.seen.found.position[errors._rows]
    assert set(errors.seen.log.user[position].tolist()) == {worst}


def test_errors_are_divided_by_segment_hour_and_history(page):
    page.show_part("errors")
    errors = page.errors
    for kind in ("segment", "hour", "past", "category"):
        errors.by.setCurrentIndex(errors.by.findData(kind))
        names = errors.who.rows.columns[0].values
        assert names[0] == "All events"
        assert len(names) > 1, kind
    errors.by.setCurrentIndex(errors.by.findData("segment"))
    assert "Regulars" in errors.who.rows.columns[0].values
    errors.who.choose(1)
    position = errors.seen.found.position[errors._rows]
    assert np.all(errors.seen.log.user[position] < 20)
    errors.by.setCurrentIndex(errors.by.findData(USERS))


def test_one_miss_is_explained_with_reasons_and_what_would_have_changed_it(page, wait):
    page.show_part("errors")
    page.errors.who.clearSelection()
    page.errors.events.choose(0)
    dialog = page.errors.explain()
    wait(lambda: dialog.miss is not None)
    miss = dialog.miss
    assert miss.rank == page.errors.events.rows.columns[3].values[0]
    assert miss.facts
    assert miss.needed
    assert miss.true.reasons
    assert dialog.map is not None
    shown = next(m for m in dialog.map.shown() if m["command"] == "places")
    assert [(place["isTrue"], place["rank"] > 1) for place in shown["places"]] == [
        (True, True),
        (False, False),
    ]
    dialog.reject()


def test_nothing_compared_leads_on_to_the_comparison(make, wait, trained, tmp_path):
    copy = tmp_path / "bare.stdesk"
    copy.write_bytes(trained.read_bytes())
    window = make(copy)
    wait(lambda: window.desk.project is not None)
    window.show_page("models")
    page = window.page("models")
    page.show_part("leaderboard")
    wait(lambda: page.leaders.empty.isVisible())
    page.leaders.empty.button.click()
    assert page.parts.currentWidget() is page.comparison
    page.show_part("errors")
    assert page.errors.empty.isVisible()


def test_ranking_models_have_a_calibration_plot_of_the_chosen_ones(page, wait):
    page.show_part("compare")
    view = page.comparison
    wait(lambda: view._comparison is not None)
    view.measure.setCurrentIndex(view.measure.findData("calibration plot"))
    view._show()
    plot = view.chart.calibration
    assert 1 <= len(plot.curves) <= 2
    view.table.choose(2)
    assert [curve.model for curve in plot.curves] == [view._comparison.models[2]]
    assert view.table.horizontalScrollBar().maximum() == 0
