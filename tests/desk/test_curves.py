"""Learning curves: several trainings overlaid, exact values, the best epoch, logarithms."""

import pytest

from stdesk.desk.look.theme import theme_for
from stdesk.desk.models.curve_data import CurveSet, best_of, smoothed
from stdesk.desk.models.curve_plot import whole_step
from stdesk.desk.models.curves_view import CurvesView
from stdesk.language import set_language

LOSSES = [("loss", 4.0, 1), ("loss", 2.0, 2), ("loss", 1.0, 3)]
VALIDATED = [("ndcg@10", 0.2, 1), ("ndcg@10", 0.4, 2), ("ndcg@10", 0.3, 3)]


@pytest.fixture
def view(qtbot):
    made = CurvesView(theme_for("light"))
    made.retranslate()
    qtbot.addWidget(made)
    return made


def sets(*titles: str) -> list[CurveSet]:
    return [CurveSet.of(n, title, LOSSES + VALIDATED) for n, title in enumerate(titles, 1)]


def test_several_trainings_lie_over_one_another_in_colours_of_their_own(view):
    view.show_sets(sets("First", "Second"), "")
    lines = view.plots[True]._lines
    assert [line.set for line in lines] == ["First", "Second"]
    assert len({line.color for line in lines}) == 2
    assert "First" in view.legend.text()
    assert "Second" in view.legend.text()


def test_what_learns_now_lies_over_the_chosen_ones_and_grows(view):
    view.show_sets(sets("First"), "")
    view.begin_live("Now", [], "It has begun.")
    view.add_point("loss", 3.0, 1)
    view.add_point("loss", 2.5, 2)
    live = next(line for line in view.plots[True]._lines if line.set == "Now")
    assert list(live.ys) == [3.0, 2.5]
    view.end_live()
    assert all(line.set == "" for line in view.plots[True]._lines)


def test_the_best_epoch_is_that_of_validation(view):
    assert best_of("ndcg@10", [1, 2, 3], [0.2, 0.4, 0.3]) == (2, 0.4)
    assert best_of("validation_loss", [1, 2], [0.5, 0.7]) == (1, 0.5)
    assert best_of("loss", [1, 2], [0.5, 0.4]) is None
    assert best_of("gru loss_whole", [1, 2], [0.5, 0.4]) is None
    assert best_of("network loss, time given", [1, 2], [0.5, 0.4]) is None
    assert best_of("validation loss, time given", [1, 2], [0.5, 0.4]) == (2, 0.4)
    view.show_sets(sets("One"), "")
    assert "best&nbsp;.4000,&nbsp;epoch&nbsp;2" in view.legend.text()


def test_the_axis_names_whole_epochs_only(view):
    view.show_sets(sets("One"), "")
    plot = view.plots[False]
    axis = plot.widget.getAxis("bottom")
    ticks = [place for _, places in axis.tickValues(1, 3, 400) for place in places]
    assert ticks
    assert all(place == int(place) for place in ticks)
    assert [whole_step(span) for span in (1, 8, 9, 30, 90)] == [1, 1, 2, 5, 20]


def test_arrow_keys_tell_exact_values(view, qtbot):
    from PySide6.QtCore import Qt

    view.show_sets(sets("First", "Second"), "")
    plot = view.plots[True]
    qtbot.keyClick(plot.widget, Qt.Key.Key_Right)
    qtbot.keyClick(plot.widget, Qt.Key.Key_Right)
    assert plot.said_at(2).splitlines() == [
        "Epoch 2",
        "First  Training loss: 2.0000",
        "Second  Training loss: 2.0000",
    ]
    assert plot.widget.accessibleDescription() == plot.said_at(2)


def test_smoothing_is_off_until_it_is_wanted_and_leaves_the_numbers_alone(view):
    assert not view.smooth.isChecked()
    assert smoothed([1.0, 1.0, 1.0]) == [1.0, 1.0, 1.0]
    assert 1.0 < smoothed([1.0, 2.0])[1] < 2.0
    view.show_sets(sets("One"), "")
    view.smooth.setChecked(True)
    values = [column.values for column in view.plots[True].numbers()]
    assert values[3] == [4.0, 2.0, 1.0]


def test_a_logarithmic_axis_keeps_what_is_drawn(view):
    view.show_sets(sets("One"), "")
    view.logarithmic.setChecked(True)
    low, high = view.plots[True].widget.getPlotItem().vb.viewRange()[1]
    assert low < 0.3 < high < 1  # log10 of 1 to 4


def test_very_different_lengths_are_laid_over_one_another_from_begin_to_end(view):
    short = CurveSet.of(1, "Network", LOSSES)
    long = CurveSet.of(2, "Trees", [("loss", 8.0 / n, n) for n in range(1, 201)])
    view.show_sets([short, long], "")
    assert view.same_length.isChecked()
    plot = view.plots[True]
    assert plot.widget.getPlotItem().vb.viewRange()[0][1] >= 100
    assert "Network&nbsp;·&nbsp;3&nbsp;epochs" in view.legend.text()
    assert plot.said_at(50).splitlines() == [
        "After 50 % of the training",
        "Network  Training loss: 4.0000 (epoch 1)",
        "Trees  Training loss: .0800 (epoch 100)",
    ]
    epochs = next(column for column in plot.numbers() if column.title == "Epoch")
    assert max(epochs.values) == 200  # numbers stay those of the training
    view.same_length.click()
    assert plot.widget.getPlotItem().vb.viewRange()[0][1] >= 200
    assert "epochs" not in view.legend.text()


def test_alike_lengths_stand_at_their_epochs_until_a_person_wishes_otherwise(view):
    view.show_sets([CurveSet.of(1, "Three", LOSSES), CurveSet.of(2, "Two", LOSSES[:2])], "")
    assert not view.same_length.isHidden()
    assert not view.same_length.isChecked()
    view.show_sets(sets("One", "Other"), "")
    assert view.same_length.isHidden()


def test_a_chinese_name_in_the_legend_is_not_broken(view):
    set_language("zh_CN")
    try:
        view.show_sets(sets("甲", "乙"), "")
        assert "训\N{WORD JOINER}练\N{WORD JOINER}损\N{WORD JOINER}失" in view.legend.text()
    finally:
        set_language("en")
