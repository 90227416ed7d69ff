"""Forecasts of a project's activity."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from stdesk.demo import DemoSettings, generate
from stdesk.errors import ModelProblem, SettingProblem
from stdesk.language import set_language
from stdesk.models.arma.backtest import Backtest
from stdesk.models.forecaster import Score
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.training import ForecastSettings, backtest_said, forecast


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A generated log, written straight into a project."""
    log = generate(DemoSettings(seed=2), Progress())
    names = sorted(set(log.category) - {""})
    codes = [names.index(name) + 1 if name else None for name in log.category]
    path: Path = tmp_path_factory.mktemp("forecast") / "demo.stdesk"
    with create_project(path) as made:
        with made.bulk_writer() as writer:
            writer.add_keys("user", pa.array(log.user_keys()))
            writer.add_keys("category", pa.array(names))
            items = {"id": range(1, len(codes) + 1), "key": log.item_keys(), "category": codes}
            writer.append("item", pa.table({name: pa.array(row) for name, row in items.items()}))
            source = writer.add_source(
                name="log", digest="0", role="log", mapping="{}", rows_read=0, rows_kept=0,
                rows_rejected=0, rows_duplicate=0,
            )  # fmt: skip
            events = {
                "user": log.user + 1,
                "item": log.item + 1,
                "instant": log.instant * 1000,
                "utc_offset": log.utc_offset,
                "source": np.full(len(log.user), source),
            }
            writer.append("event", pa.table(events))
        yield made


def test_everyones_days_are_forecast_after_the_last_whole_day(project: Project) -> None:
    found = forecast(project, ForecastSettings(horizon=10), Progress())
    assert len(found.ahead.mean) == len(found.start_ms) == 10
    assert found.start_ms[0] - found.history_ms[-1] == 86_400_000
    assert found.history.sum() > 0.97 * DemoSettings().events
    assert found.season == 7  # the generated week has its rhythm
    assert found.equation.startswith("X_t = s_t + Y_t")
    assert found.backtest is not None
    assert found.backtest.arma.mase < 1
    weekend = found.ahead.mean[:7][(found.start_ms[:7] // 86_400_000 + 3) % 7 == 5]
    assert weekend[0] == found.ahead.mean[:7].max()  # Saturday


def test_the_same_seed_gives_the_same_forecast(project: Project) -> None:
    one = forecast(project, ForecastSettings(unit="hour", horizon=24), Progress())
    two = forecast(project, ForecastSettings(unit="hour", horizon=24), Progress())
    assert np.array_equal(one.ahead.high95, two.ahead.high95)
    assert one.table().equals(two.table())


def test_a_category_and_a_user_have_forecasts_of_their_own(project: Project) -> None:
    bars = forecast(project, ForecastSettings(category="Bar"), Progress())
    user = forecast(project, ForecastSettings(user="u0001"), Progress())
    assert bars.history.sum() > user.history.sum() > 0
    assert bars.table().column_names == ["begin", "mean", "low80", "high80", "low95", "high95"]


def test_the_verdict_names_the_winner_in_both_languages(project: Project) -> None:
    found = forecast(project, ForecastSettings(), Progress())
    english = found.verdict()
    assert "MASE" in english
    set_language("zh_CN")
    try:
        assert found.verdict() != english
    finally:
        set_language("en")


@pytest.mark.parametrize(
    "settings",
    [
        ForecastSettings(user="nobody"),
        ForecastSettings(category="nothing"),
        ForecastSettings(user="u0001", category="Bar"),
        ForecastSettings(horizon=0),
        ForecastSettings(unit="year"),  # type: ignore[arg-type]
    ],
)
def test_settings_without_sense_are_told(project: Project, settings: ForecastSettings) -> None:
    with pytest.raises(SettingProblem):
        forecast(project, settings, Progress())


def test_an_empty_project_has_nothing_to_forecast(tmp_path: Path) -> None:
    with create_project(tmp_path / "empty.stdesk") as empty, pytest.raises(ModelProblem):
        forecast(empty, ForecastSettings(), Progress())


def test_nobody_is_better_where_nothing_came_at_all():
    even = Score(mase=0.0, rmsse=0.0, crps=0.0, coverage80=1.0, coverage95=1.0)
    tested = Backtest({"arma": even, "naive": even}, steps=52, origins=8, horizon=14)
    assert "too even" in backtest_said(tested)
