"""What comes after a project's log: flows from place to place, and all series of a run."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from stdesk.cli.app import app
from stdesk.errors import ModelProblem, SettingProblem
from stdesk.language import set_language
from stdesk.models import HourCounts, Unit, series_of_hours
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.training import (
    FlowSettings,
    TrainSettings,
    forecast_flows,
    forecast_run,
    train,
)


def test_flows_of_the_next_hours_are_a_table_of_places(project: Project) -> None:
    made = forecast_flows(project, FlowSettings(horizon=6, places=20, least=0.0), Progress())
    table = made.table()
    assert table.column_names == ["begin", "origin", "destination", "expected"]
    assert table["expected"].to_numpy().sum() == pytest.approx(made.expected.sum(), abs=0.2)
    assert len(made.start_ms) == 6
    assert np.diff(made.start_ms).tolist() == [3_600_000] * 5
    assert made.backtest is not None
    english = made.verdict()
    set_language("zh_CN")
    try:
        assert made.verdict() != english
    finally:
        set_language("en")


@pytest.mark.parametrize("settings", [FlowSettings(horizon=0), FlowSettings(places=1)])
def test_settings_of_flows_without_sense_are_told(project: Project, settings: FlowSettings) -> None:
    with pytest.raises(SettingProblem):
        forecast_flows(project, settings, Progress())


def test_an_empty_project_has_no_flows(tmp_path: Path) -> None:
    with create_project(tmp_path / "empty.stdesk") as empty, pytest.raises(ModelProblem):
        forecast_flows(empty, FlowSettings(), Progress())


@pytest.mark.parametrize("model", ["seasonal_naive", "ets", "arma", "cells"])
def test_a_run_tells_the_future_of_all_its_series(project: Project, model: str) -> None:
    few = {"epochs": 1, "unit": "day", "most": 8} if model == "cells" else {"users": 3}
    run = train(project, TrainSettings(model, overrides=few, threads=1), Progress())
    made = forecast_run(project, run, 5, Progress())
    frame = made.frame()
    assert len(frame) == 5 * len(made.series)
    assert (frame["low95"] <= frame["low80"]).all()
    assert (frame["high80"] <= frame["high95"]).all()
    assert all("ε_t" in one["equation"] for one in made.equations)
    first = frame[frame["unit"] == "day"].iloc[0]
    assert str(first["begin"]).startswith("2")


def test_a_run_that_ranks_items_forecasts_nothing(project: Project) -> None:
    run = train(project, TrainSettings("popularity"), Progress())
    with pytest.raises(ModelProblem, match="forecasts no activity"):
        forecast_run(project, run, 5, Progress())


def test_weeks_are_whole_and_begin_on_monday() -> None:
    hours = np.arange(473_000, 473_000 + 20 * 168)
    everyone = HourCounts.of(np.repeat(hours, 3) * 3_600_000)
    weeks = series_of_hours(everyone, everyone, "week")
    assert ((weeks.start_ms() // 86_400_000 + 3) % 7 == 0).all()
    assert set(weeks.counts) == {3 * 168}
    assert len(weeks.counts) in (18, 19)


@pytest.mark.parametrize(("unit", "most"), [("hour", 17_520), ("day", 3_650), ("week", 2_080)])
def test_of_a_log_of_thousands_of_years_the_newest_periods_count(unit: Unit, most: int) -> None:
    hours = np.linspace(0, 70_000_000, 4000).astype(np.int64)  # until the year 9956
    everyone = HourCounts(hours, np.ones(len(hours), dtype=np.int64))
    counted = series_of_hours(everyone, everyone, unit)
    assert len(counted.counts) <= most
    assert counted.counts.sum() >= 1


def test_the_command_writes_flows_and_the_series_of_a_run(project: Project, tmp_path: Path) -> None:
    run = train(project, TrainSettings("ets", overrides={"users": 0}), Progress())
    project.close()
    out, said = tmp_path / "flows.json", CliRunner()
    asked = ["flows", str(project.path), "--out", str(out), "--horizon", "3", "--json"]
    answer = json.loads(said.invoke(app, asked).stdout)
    assert answer["rows"] == len(json.loads(out.read_text()))
    assert {"flows", "week", "day", "usual", "none"} == set(answer["backtest"]["by_hour"])
    csv = tmp_path / "run.csv"
    asked = ["forecast", str(project.path), "--run", str(run), "--out", str(csv), "--json"]
    answer = json.loads(said.invoke(app, asked).stdout)
    assert answer["model"] == "ets"
    assert csv.read_text().splitlines()[0].startswith("series,name,unit,begin,mean")
    wrong = said.invoke(app, [*asked, "--user", "x"])
    assert wrong.exit_code == 2
