"""Whoever rests the mouse on a figure's heading is told in one sentence what it means."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QWidget

from stdesk.desk.look.metric_words import SENTENCES, metric_help
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.interval_column import interval_column
from stdesk.desk.tables.table_model import TableModel
from stdesk.evaluation import EvaluateSettings, evaluate
from stdesk.language import LANGUAGES, set_language, tr, tr_dynamic
from stdesk.progress import Progress
from stdesk.project import open_project

# Plain words that need no sentence: numbers of things, times, names.
PLAIN = {
    "#", "", "Run", "Trial", "Time", "Events", "Users", "Items", "Step", "Line", "Rows read",
    "Kept", "Rejected", "Duplicate", "Sessions", "Took", "Started", "Settings", "Epoch", "First",
    "Last",
}  # fmt: skip
TIP = Qt.ItemDataRole.ToolTipRole


def unexplained(table: QTableView) -> Iterator[str]:
    """Headings of figures, columns of numbers, that say nothing to the mouse."""
    model = table.model()
    if not isinstance(model, TableModel):
        return
    plain = {tr_dynamic(word) for word in PLAIN}
    for place, column in enumerate(model.columns):
        tip = model.headerData(place, Qt.Orientation.Horizontal, TIP)
        if column.numeric and column.title not in plain and not tip:
            yield column.title


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_figure_of_every_table_explains_itself(make, wait, compared: Path, code: str):
    window = make(compared)
    window.set_language(code)
    wait(lambda: window.desk.project is not None)
    seen: set[str] = set()
    for page in visited(window, wait):
        for table in page.findChildren(QTableView):
            assert not list(unexplained(table)), type(page).__name__
            if isinstance(table.model(), TableModel):
                seen |= {c.title for c in table.model().columns if c.numeric}
    wanted = ("MRR", "Acc@10", "HR@10", tr("Returns"), tr("Chance"), tr("Likeness"), tr("Entropy"))
    assert {*wanted} <= seen


def test_a_figure_without_a_sentence_is_noticed(qtbot):
    from stdesk.desk.tables.table import Table

    table = Table()
    qtbot.addWidget(table)
    table.set_columns(
        [Column("Zorkiness", [1.0], numeric=True), Column("MRR", [0.5], numeric=True)]
    )
    assert list(unexplained(table)) == ["Zorkiness"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_figure_that_is_ever_measured_has_a_sentence(code: str):
    from stdesk.desk.evolution.words import TITLES
    from stdesk.desk.models.curve_data import CURVE_TITLES
    from stdesk.evaluation.figures import CALIBRATION_GAP
    from stdesk.training.tuning_settings import FIGURES

    set_language(code)
    names = [name for names in FIGURES.values() for name in names]
    names += [f"{kind}@{k}" for kind in ("HR", "Acc", "category Acc") for k in (1, 5, 10)]
    names += ["NDCG@10", "coverage@10", "novelty@10", CALIBRATION_GAP, "AUC", "ECE", "RMSSE"]
    names += [*CURVE_TITLES.values(), *TITLES.values()]
    missing = [name for name in names if not metric_help(tr_dynamic(name)) and name != "Events"]
    set_language("en")
    assert not missing


def test_headings_that_say_more_are_understood():
    assert metric_help("Mean, MRR") == SENTENCES["MRR"]
    assert metric_help("Sequence memory: Training loss") == SENTENCES["Training loss"]
    assert metric_help("Window 3") == SENTENCES["Window"]
    assert metric_help("Name of the user") == ""


def test_the_picture_of_intervals_is_explained_too(make):
    column = interval_column([(0.5, 0.4, 0.6)], make().desk.theme, lambda _: False, lambda _: None)
    assert column.help


def test_a_choice_tells_what_the_chosen_figure_means(make, wait, compared: Path):
    window = make(compared)
    wait(lambda: window.desk.project is not None)
    window.go_compare()
    choice = window.page("models").comparison.measure
    wait(lambda: choice.count() > 1)
    choice.setCurrentIndex(choice.findData("MRR"))
    choice.grab()
    assert SENTENCES["MRR"] in choice.toolTip()


@pytest.fixture(scope="module")
def compared(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained town with a comparison."""
    path = tmp_path_factory.mktemp("compared") / "town.stdesk"
    path.write_bytes(trained.read_bytes())
    with open_project(path) as project:
        evaluate(project, EvaluateSettings(), Progress())
    return path


def visited(window, wait) -> Iterator[QWidget]:
    """The pages with tables of figures, filled."""
    window.show_page("people")
    wait(lambda: not window.desk.jobs.busy)
    yield window.page("people")
    models = window.page("models")
    window.show_page("models")
    for part in ("compare", "leaderboard", "errors"):
        models.show_part(part)
        shown = {"compare": models.comparison, "leaderboard": models.leaders}.get(
            part, models.errors
        )
        wait(lambda shown=shown: any(filled(t) for t in shown.findChildren(QTableView)))
    yield models
    errors = models.errors
    wait(lambda: errors.seen is not None)
    for place in range(errors.by.count()):
        errors.by.setCurrentIndex(place)
        errors.by.activated.emit(place)
        yield models
    recommend = window.page("recommend")
    window.show_page("recommend")
    wait(lambda: recommend.who.run.count())
    recommend.who.run_chosen.emit()
    wait(lambda: recommend.log is not None)
    recommend.who.user.choose(recommend.log.catalogue.user_keys[0])
    recommend.who.run_chosen.emit()
    wait(lambda: recommend.list.lines)
    people = recommend.parts.people
    recommend.parts.setCurrentIndex(2)
    people.user.choose(recommend.log.catalogue.user_keys[0])
    people.search()
    wait(lambda: not window.desk.jobs.busy)
    yield recommend


def filled(table: QTableView) -> bool:
    return table.model() is not None and table.model().rowCount() > 0
