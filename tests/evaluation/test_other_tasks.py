"""Models that do not rank items are judged by their own figures, in the same table."""

from pathlib import Path

import numpy as np
import pytest

from stdesk.errors import ModelProblem
from stdesk.evaluation import EvaluateSettings, evaluate
from stdesk.evaluation.forecasts import FIGURES
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.training import TrainSettings, train


def test_a_forecast_gets_scaled_errors_and_coverage_under_rolling(town: Project) -> None:
    train(town, TrainSettings("arma"), Progress())
    found = evaluate(town, EvaluateSettings("rolling", folds=1), Progress())
    rows = {row.name: row for row in found.values if row.model == "arma"}
    assert set(rows) == set(FIGURES)
    assert 0 < rows["MASE"].value < 2
    assert rows["MASE"].peer in ("ets", "seasonal_naive")
    assert {"ets", "seasonal_naive"} < {row.model for row in found.values}
    assert rows["MASE"].time == "none"


def test_a_forecast_has_no_figures_where_there_is_no_window(town: Project) -> None:
    train(town, TrainSettings("arma"), Progress())
    found = evaluate(town, EvaluateSettings("leave-one-out"), Progress())
    assert "arma" not in {row.model for row in found.values}


@pytest.fixture
def shop(tmp_path: Path) -> Project:
    """Views and purchases: whoever looked at the same thing twice buys it."""
    generator = np.random.default_rng(0)
    path = tmp_path / "shop.csv"
    with path.open("w") as file:
        file.write("user,item,behaviour,time\n")
        at = 1_714_953_600
        for _ in range(400):
            user, item = generator.integers(0, 25), generator.integers(0, 30)
            for kind in ("view", "view", "buy", "view"):
                at += 600
                thing = item if kind != "view" or generator.random() < 0.7 else (item + 1) % 30
                file.write(f"u{user},i{thing},{kind},{at}\n")
    project = create_project(tmp_path / "shop")
    import_files(project, ImportSettings((path,), time_zone="UTC"), Progress())
    return project


def test_intent_gets_areas_losses_and_an_honest_opponent(shop: Project) -> None:
    with shop:
        settings = TrainSettings("intent", overrides={"kind": "buy", "rounds": 40}, threads=1)
        train(shop, settings, Progress())
        found = evaluate(shop, EvaluateSettings("rolling", folds=1), Progress())
    for model in ("intent", "own rate", "base rate", "last kind"):
        whole = [row for row in found.values if row.part == "all"]
        rows = {row.name: row for row in whole if row.model == model}
        assert set(rows) == {"AUC", "PR-AUC", "log-loss", "ECE"}
        for row in rows.values():
            assert row.low is not None
            assert row.high is not None
            assert row.low <= row.value <= row.high
    tested = [row for row in found.values if row.model == "intent" and row.p_value is not None]
    assert [row.name for row in tested] == ["log-loss"]
    assert tested[0].peer in ("own rate", "base rate", "last kind")


def test_several_windows_of_an_intent_are_told_together_and_one_by_one(shop: Project) -> None:
    with shop:
        settings = TrainSettings("intent", overrides={"kind": "buy", "rounds": 40}, threads=1)
        run = train(shop, settings, Progress())
        found = evaluate(shop, EvaluateSettings("rolling", runs=(run,), folds=2), Progress())
    areas = {row.fold: row for row in found.values if (row.model, row.name) == ("intent", "AUC")}
    assert set(areas) == {None, 0, 1}
    assert areas[None].instances == areas[0].instances + areas[1].instances
    assert {row.model for row in found.values} == {"intent", "own rate", "base rate", "last kind"}
    assert any("opponent" in sentence.text for sentence in found.sentences)


def test_a_forecast_alone_asks_for_the_protocol_that_judges_it(town: Project) -> None:
    run = train(town, TrainSettings("arma"), Progress())
    with pytest.raises(ModelProblem, match="rolling"):
        evaluate(town, EvaluateSettings("next-place", runs=(run,)), Progress())
