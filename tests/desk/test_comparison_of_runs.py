"""Models, part Compare: several runs of one model stand beside each other, each by its own name."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdesk.desk.models.interval_chart import round_ends
from stdesk.progress import Progress
from stdesk.project import Measured, open_project
from stdesk.training import TrainSettings, train


def measured(model: str, run: int | None, value: float, fold: int | None = None) -> Measured:
    peer = None if run is None or fold is not None else "popularity"
    return Measured(
        model, "rolling", "given", "all", "MRR", value, value - 0.02, value + 0.02, 300, run, fold,
        peer, None if peer is None else 0.001,
    )  # fmt: skip


@pytest.fixture
def twice(city: Path) -> Path:
    """`rhythm` was trained twice, and both runs were judged in two windows."""
    with open_project(city) as project:
        again = train(project, TrainSettings("rhythm", seed=1), Progress())
        lines = [("popularity", None, 0.2), ("rhythm", 1, 0.5), ("rhythm", again, 0.6)]
        values = [measured(*line) for line in lines]
        for fold, off in enumerate((-0.1, 0.1)):
            values += [measured(model, run, at + off, fold) for model, run, at in lines]
        project.results.add_evaluation(values)
    return city


@pytest.fixture
def view(make, wait, twice: Path):
    window = make(twice)
    wait(lambda: window.desk.project is not None)
    window.go_compare()
    shown = window.page("models").comparison
    wait(lambda: shown.table.rows.rowCount() == 3)
    return shown


def column(view, place: int) -> list[str]:
    return [view.table.rows.text(row, place) for row in range(view.table.rows.rowCount())]


def test_each_run_is_a_line_with_its_own_figures_and_sentence(view):
    assert column(view, 0) == ["Weekly rhythm, run 3", "Weekly rhythm, run 1", "Popularity"]
    assert [said.split(" ")[0] for said in column(view, 1)] == [".6000", ".5000", ".2000"]
    assert "Weekly rhythm, run 3 .6000" in view.chart.intervals.accessibleDescription()
    said = view.summary.text()
    assert "Weekly rhythm, run 3 is reliably better than the best baseline, Popularity" in said
    assert "Weekly rhythm, run 1 is reliably better" in said


def test_windows_are_told_of_each_run(view):
    view.part.setCurrentIndex(view.part.findData("windows"))
    assert column(view, 0)[:2] == ["Weekly rhythm, run 3", "Weekly rhythm, run 1"]
    assert column(view, 1) == [".5000", ".4000", ".1000"]
    assert column(view, 2) == [".7000", ".6000", ".3000"]


def test_a_name_of_ones_own_is_shown_in_the_comparison(view, wait):
    page = view.window().page("models")
    run = next(run for run in page.runs.runs if run.id == 1)
    page.runs.rename_wanted.emit(run, "First try")
    wait(lambda: column(view, 0)[1] == "First try")
    assert "First try is reliably better" in view.summary.text()


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_the_scale_of_intervals_ends_at_round_numbers(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    begin, end = round_ends(low, high)
    slack = 1e-6 * max(end - begin, 1e-12)
    assert begin <= low + slack
    assert high - slack <= end
    if high - low > 1e-6:
        assert end - begin <= 1.5 * (high - low) + slack
    assert round_ends(0.013, 0.813) == (0.0, pytest.approx(1.0))
    assert round_ends(0.23, 0.77) == pytest.approx((0.2, 0.8))
