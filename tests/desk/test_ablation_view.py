"""Models, part Compare: what other models add to the learned ranking, asked and read."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stdesk.project import Measured, open_project


@pytest.fixture
def view(make, wait, city: Path):
    return opened(make, wait, city)


def opened(make, wait, path: Path):
    window = make(path)
    wait(lambda: window.desk.project is not None)
    window.show_page("models")
    page = window.page("models")
    wait(lambda: page._has_log)
    page.show_part("compare")
    return page.comparison


def line(model: str, value: float, p_value: float | None = None) -> Measured:
    peer = None if p_value is None else "ranker"
    return Measured(
        model, "next-place", "given", "all", "MRR", value, value - 0.02, value + 0.02, 300,
        None, None, peer, p_value,
    )  # fmt: skip


@pytest.fixture
def ablated(city: Path) -> Path:
    """A project with an ablation that was made elsewhere, by the command line."""
    lines = [
        line("ranker", 0.5),
        line("ranker + gcn", 0.56, 0.001),
        line("ranker + markov", 0.51, 0.4),
        line("ranker + gcn + markov", 0.55, 0.01),
        line("gcn", 0.4, 0.001),
        line("fusion (gate)", 0.42, 0.001),
    ]
    with open_project(city) as project:
        project.results.add_evaluation(lines)
    return city


def test_parts_are_ticked_and_nothing_starts_without_one(view):
    dialog = view.ask_parts()
    assert dialog.chosen == ("transformer", "gcn")
    assert "11 trainings" in dialog.cost.text()
    assert "ranker" not in dialog.parts
    for box in dialog.parts.values():
        box.setChecked(False)
    start = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not start.isEnabled()
    dialog.parts["markov"].setChecked(True)
    assert start.isEnabled()
    assert dialog.wish.parts == ("markov",)
    assert dialog.wish.protocol == view.protocol.currentData() == "next-place"
    dialog.reject()


def test_it_is_offered_only_where_it_can_be_made(view):
    for protocol, offered in (("rolling", False), ("leave-one-out", True), ("cold-start", False)):
        view.protocol.setCurrentIndex(view.protocol.findData(protocol))
        assert view.ablate.isEnabled() is offered


def test_a_started_one_can_be_cancelled_and_leaves_no_table(view, wait, halt):
    dialog = view.ask_parts()
    for name, box in dialog.parts.items():
        box.setChecked(name == "markov")
    jobs = view._desk.jobs
    dialog.accept()
    (job,) = jobs.waiting
    assert job.title == "What other models add"
    stop = halt(job, lambda: job.progress.said[0] > 0)
    wait(stop.stands)
    job.cancel()
    stop.let_go()
    wait(lambda: not jobs.busy)
    assert job.state == "cancelled"
    assert not view._desk.project.results.evaluations().num_rows


def test_a_stored_one_reads_in_titles_sentences_and_a_picture(make, wait, ablated):
    view = opened(make, wait, ablated)
    wait(lambda: view.table.rows.rowCount() == 6)
    assert "what models add" in view.stored.currentText()
    models = [view.table.rows.text(row, 0) for row in range(6)]
    assert models[0] == "Ranking + Graph of places (GCN)"
    assert models[1] == "Ranking + Graph of places (GCN) + Next after this"
    assert "Learned ranking" in models
    assert "Fusion, gated" in models
    titles = [column.title for column in view.table.rows.columns]
    shown = view.table.rows.text(models.index("Ranking + Next after this"), titles.index("p"))
    assert shown == ".400"
    said = view.summary.text()
    assert "Graph of places (GCN) earns its place in the ranker: MRR .5600 against .5000" in said
    assert "Next after this is not needed" in said
    assert "ranking without other models" in view.note.text()
    assert "Learned ranking .5000" in view.chart.intervals.accessibleDescription()


def test_intervals_stand_beside_the_rows_of_the_table(make, wait, ablated):
    view = opened(make, wait, ablated)
    wait(lambda: view.table.rows.rowCount() == 6)
    chart, table = view.chart.intervals, view.table
    chart.grab()  # paints it
    for row, spot in enumerate(chart.spots):
        cell = table.visualRect(table.model().index(row, 0))
        beside = table.viewport().mapToGlobal(cell.center()).y()
        assert abs(chart.mapToGlobal(spot.place.center().toPoint()).y() - beside) <= 3


def test_intervals_follow_the_table_when_it_is_sorted_and_scrolled(make, wait, ablated):
    view = opened(make, wait, ablated)
    wait(lambda: view.table.rows.rowCount() == 6)
    chart, table = view.chart.intervals, view.table
    for beside in (view.chart, table):
        beside.setMaximumHeight(150)
    wait(lambda: table.verticalScrollBar().maximum() > 0)
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    table.scrollToBottom()
    assert table.verticalScrollBar().value() > 0
    chart.grab()  # paints it
    assert chart.spots[0].said.startswith(table.rows.text(0, 0))
    last = table.visualRect(table.model().index(5, 0))
    where = table.viewport().mapToGlobal(last.center()).y()
    assert abs(chart.mapToGlobal(chart.spots[5].place.center().toPoint()).y() - where) <= 3
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert table.verticalScrollBar().value() == 0  # the keys bring a row into view
