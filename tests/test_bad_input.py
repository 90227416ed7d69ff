"""Logs that nobody wishes for go through every public door: a result, or a sentence that says why.

Each log is imported; every model is trained on it with the smallest settings; what was trained is
judged, makes lists and a report. The heavy ones (a user with 50,000 events, 300,000 items) are run
whole by tests/benchmarks/bench_bad_input.py, and trimmed here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stdesk.errors import Problem
from stdesk.evaluation import EvaluateSettings, evaluate
from stdesk.ingest import ImportSettings, import_files
from stdesk.models import model_info, model_names
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.recommend import (
    PeopleSettings,
    RecommendSettings,
    RouteSettings,
    likely_routes,
    people,
    recommend,
)
from stdesk.report import ReportSettings, write_report
from stdesk.training import TrainSettings, train

BEGIN_S = 1_714_953_600  # Monday, 6 May 2024, midnight UTC
DAY_S = 86_400
SMALLEST = {
    "epochs": 1, "patience": 0, "width": 8, "window": 10, "moments": 200, "rounds": 5, "users": 2,
    "axes": 8, "neighbours": 3, "threads": 1,
}  # fmt: skip
FEW = ("popularity", "visits", "rhythm", "markov", "gcn", "content", "ranker", "intent", "arma")
JUDGED = ("ranker", "gcn", "intent", "arma")
Columns = dict[str, np.ndarray | None]


def plain(events: int, users: int, items: int, days: int = 40, **other: Any) -> Columns:
    """Events at random; `other` columns replace these, None leaves one out."""
    generator = np.random.default_rng(1)
    item = generator.integers(0, items, events)
    columns: Columns = {
        "user": generator.integers(0, users, events),
        "item": item,
        "kind": np.array(["view", "buy"])[generator.integers(0, 2, events)],
        "category": np.char.add("c", (item % 4).astype(str)),
        "latitude": 40 + item % 40 * 0.004,
        "longitude": -74 + item // 40 * 0.004,
        "time": BEGIN_S + np.sort(generator.integers(0, days * DAY_S, events)),
    }
    return {name: value for name, value in {**columns, **other}.items() if value is not None}


def ties() -> Columns:
    """Everyone goes everywhere once a day at noon: all counts are equal."""
    user, item, day = (part.ravel() for part in np.meshgrid(range(8), range(5), range(25)))
    time = BEGIN_S + day * DAY_S + DAY_S // 2
    here = {"latitude": np.full(len(user), 40.0), "longitude": np.full(len(user), -74.0)}
    return {"user": user, "item": item, "time": time, **here}


LOGS: dict[str, Callable[[], Columns]] = {
    "one user": lambda: plain(150, 1, 10),
    "one item": lambda: plain(150, 12, 1),
    "one event": lambda: plain(1, 1, 1),
    "all at the same instant": lambda: plain(200, 15, 20, time=np.full(200, BEGIN_S)),
    "ties everywhere": ties,
    "no coordinates": lambda: plain(300, 15, 20, latitude=None, longitude=None),
    "nothing but who, what and when": lambda: plain(
        300, 15, 20, latitude=None, longitude=None, kind=None, category=None
    ),
    "nothing to validate on": lambda: plain(80, 1, 1, user=np.arange(80), item=np.arange(80)),
    "one busy user": lambda: plain(900, 1, 40, user=np.r_[np.zeros(880, int), 1:21]),
    "many items": lambda: plain(1200, 40, 1, item=np.arange(1200) % 1150),
}
EVERY_MODEL = ("one event", "one item", "all at the same instant")  # the others train a few


def write(path: Path, columns: Columns) -> None:
    rows = zip(*columns.values(), strict=True)
    with path.open("w") as file:
        file.write(",".join(columns) + "\n")
        for row in rows:
            named = dict(zip(columns, row, strict=True))
            named |= {"user": f"u{named['user']}", "item": f"i{named['item']}"}
            named |= {"time": f"{np.datetime64(int(named['time']), 's')}Z"}
            file.write(",".join(str(value) for value in named.values()) + "\n")


@pytest.fixture(params=LOGS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def project(kind: str, tmp_path: Path) -> Iterator[Project]:
    write(tmp_path / "log.csv", LOGS[kind]())
    with create_project(tmp_path / "log.stdesk") as made:
        import_files(made, ImportSettings((tmp_path / "log.csv",), time_zone="UTC"), Progress())
        yield made


def attempt(do: Callable[[], Any]) -> Any:
    """What came out, or the sentence that says why nothing did; anything else fails the test."""
    try:
        return do()
    except Problem as problem:
        said = str(problem)
        assert "because of an error" not in said, said
        assert len(said) > 20
        assert "{" not in said
        return said


def test_every_door_gives_a_result_or_says_why_not(
    project: Project, kind: str, tmp_path: Path
) -> None:
    runs: dict[str, int] = {}
    for model in model_names() if kind in EVERY_MODEL else FEW:
        settings = {k: v for k, v in SMALLEST.items() if k in model_info(model).settings}
        wish = TrainSettings(model, overrides=settings, threads=1)
        found = attempt(lambda wish=wish: train(project, wish, Progress()))
        if isinstance(found, int):
            runs[model] = found
    assert {"popularity", "visits", "markov"} <= set(runs)
    user = project.log.users()["key"][0].as_py()
    for model, run in runs.items():
        if model_info(model).task != "items":
            continue
        asked = RecommendSettings(run, users=(user,), k=5)
        lists = attempt(lambda asked=asked: recommend(project, asked, Progress()))
        assert isinstance(lists, str) or all(np.isfinite(row.share) for row in lists.rows)
    judged = tuple(run for model, run in runs.items() if model in JUDGED)
    for protocol in ("next-place", "leave-one-out", "rolling"):
        wanted = judged if protocol == "rolling" else (runs["markov"],)
        chosen = EvaluateSettings(protocol, runs=wanted, folds=1)
        attempt(lambda chosen=chosen: evaluate(project, chosen, Progress()))
    report = ReportSettings(run=runs["popularity"], path=tmp_path / "r.html", users=(user,))
    attempt(lambda: write_report(project, report, Progress()))
    attempt(lambda: people(project, PeopleSettings(), Progress()))
    attempt(lambda: likely_routes(project, RouteSettings(k=2, steps=2), Progress()))
    assert not project.check()
