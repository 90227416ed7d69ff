"""What a script gets: the same numbers as the window, as pandas frames."""

from pathlib import Path

from stdesk.demo import DemoSettings, write_demo
from stdesk.evaluation import EvaluateSettings, evaluate
from stdesk.progress import Progress
from stdesk.project import open_project
from stdesk.recommend import RecommendSettings, recommend
from stdesk.training import ForecastSettings, TrainSettings, forecast, train


def test_a_script_goes_from_a_project_to_frames(tmp_path: Path) -> None:
    path = tmp_path / "town.stdesk"
    write_demo(path, DemoSettings(events=3000, users=40, days=60, items=120), Progress())
    with open_project(path) as project:
        run = train(project, TrainSettings("visits"), Progress())
        table = evaluate(project, EvaluateSettings("next-place", runs=(run,)), Progress()).frame()
        lists = recommend(project, RecommendSettings(run, k=5), Progress()).frame()
        ahead = forecast(project, ForecastSettings(horizon=7), Progress()).frame()
        known = {user["key"] for user in project.log.users().to_pylist()}
    all_parts = table[(table["name"] == "Acc@1") & (table["part"] == "all")]
    assert {"visits", "popularity", "markov"} <= set(all_parts["model"])
    assert all_parts["value"].between(0, 1).all()
    assert set(lists["user"]) == known
    assert (
        lists.groupby("user")["rank"].apply(list).map(lambda ranks: ranks == [1, 2, 3, 4, 5]).all()
    )
    assert len(ahead) == 7
    assert (ahead["low95"] <= ahead["mean"]).all()
