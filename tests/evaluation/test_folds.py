"""Cross-validation by time: every model, every window, and no window sees its future."""

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t

from stdesk.evaluation import EvaluateSettings, Evaluation, evaluate, fold_summaries
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.training import TrainSettings, TuneSettings, train, tune

SMALL = {"width": 16, "window": 10, "epochs": 1, "patience": 0}
TRAINED = {
    "ranker": {
        "moments": 300,
        "rounds": 5,
        "leaves": 7,
        "epochs": 1,
        "width": 6,
        "threads": 1,
    },
    "gcn": {**SMALL, "steps": 1},
    "intent": {"kind": "cafe", **SMALL},
    "arma": {},
}
BASELINES = {"popularity", "visits", "recency", "rhythm", "markov"}


def judged(path: Path, folder: Path) -> Evaluation:
    with create_project(folder / f"{path.stem}.stdesk") as project:
        import_files(project, ImportSettings((path,), time_zone="UTC"), Progress())
        for model, settings in TRAINED.items():
            train(project, TrainSettings(model, overrides=settings, threads=1), Progress())
        return evaluate(project, EvaluateSettings("rolling", folds=2), Progress())


@pytest.fixture(scope="module")
def both(town_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Evaluation, Evaluation]:
    """A log, and the same with other places, hours and orders from the last window on."""
    folder = tmp_path_factory.mktemp("folds")
    as_it_was = Path(shutil.copy(town_csv, folder / "was.csv"))
    with as_it_was.open() as file:
        head, *rows = csv.reader(file)
    few = {f"person{number}" for number in range(8)}  # these, and four weeks, are enough
    rows = [row for row in rows if row[0] in few and row[-1] < "2024-06-03"]
    with as_it_was.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    last = len(rows) - int(len(rows) * 0.1)
    places = [row[1:5] for row in rows[:last]]
    generator = np.random.default_rng(0)
    for row, other in zip(rows[last:], generator.permutation(len(places)), strict=False):
        row[1:5] = places[int(other)]
    otherwise = folder / "otherwise.csv"
    with otherwise.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return judged(as_it_was, folder), judged(otherwise, folder)


def of_fold(evaluation: Evaluation, fold: int) -> dict[tuple[str, str], float]:
    costs = (" s", " MB")
    return {
        (row.model, row.name): row.value
        for row in evaluation.values
        if row.fold == fold and not row.name.endswith(costs)
    }


def test_every_model_is_judged_in_every_window(both: tuple[Evaluation, Evaluation]) -> None:
    for fold in range(2):
        models = {model for model, _ in of_fold(both[0], fold)}
        assert {*TRAINED, *BASELINES} <= models


def test_what_comes_after_a_window_changes_nothing_in_it(
    both: tuple[Evaluation, Evaluation],
) -> None:
    as_it_was, otherwise = both
    assert of_fold(as_it_was, 0) == of_fold(otherwise, 0)
    assert of_fold(as_it_was, 1) != of_fold(otherwise, 1)


def test_the_mean_counts_windows_alike_and_its_interval_is_students(
    both: tuple[Evaluation, Evaluation],
) -> None:
    summary = next(
        one for one in fold_summaries(both[0].values) if (one.model, one.name) == ("ranker", "MRR")
    )
    values = np.array(summary.values)
    low, high = t.interval(0.95, 1, values.mean(), values.std(ddof=1) / np.sqrt(2))
    assert summary.mean == pytest.approx(values.mean())
    assert summary.low == pytest.approx(max(low, 0))
    assert summary.high == pytest.approx(high)


def test_it_is_said_how_the_intervals_are_made(both: tuple[Evaluation, Evaluation]) -> None:
    said = " ".join(sentence.text for sentence in both[0].sentences)
    assert "drawing users again" in said
    assert "Student's" in said


def test_judging_again_trains_no_model_again(town: Project) -> None:
    run = train(town, TrainSettings("ranker", overrides=TRAINED["ranker"]), Progress())
    asked = EvaluateSettings("rolling", runs=(run,), folds=2)
    first = evaluate(town, asked, Progress())
    kept = [town.runs.weights(run, f"refit rolling {fold} of 2") for fold in (1, 2)]
    again = evaluate(town, asked, Progress())
    assert None not in kept

    def seconds(found: Evaluation) -> float:
        rows = [r for r in found.values if (r.model, r.name) == ("ranker", "training s")]
        return rows[0].value

    assert seconds(first) == seconds(again)  # what it took then, not what loading takes now


def test_a_model_that_cannot_learn_from_a_window_leaves_the_others_in_the_table(
    tmp_path: Path,
) -> None:
    """The first window lies before any second place; a learned ranking has no moment there."""
    log = tmp_path / "slow.csv"
    with log.open("w") as file:
        file.write("user,place,time\n")
        for number in range(1200):
            place = "only" if number < 900 else f"p{number % 5}"
            stamp = np.datetime64(1_714_953_600 + number * 1200, "s")
            file.write(f"u{number % 4},{place},{stamp}Z\n")
    with create_project(tmp_path / "slow.stdesk") as project:
        import_files(project, ImportSettings((log,), time_zone="UTC"), Progress())
        train(project, TrainSettings("ranker", overrides=TRAINED["ranker"]), Progress())
        found = evaluate(project, EvaluateSettings("rolling", folds=3), Progress())
    models = {row.model for row in found.values}
    assert models >= BASELINES
    assert "ranker" not in models
    (said,) = [s for s in found.sentences if s.values.get("model") == "ranker"]
    assert "too short" in said.values["problem"]["text"]


def test_a_model_that_was_tuned_on_what_is_judged_is_named(town: Project) -> None:
    tune(town, TuneSettings("rhythm", most_trials=3), Progress())
    run = train(town, TrainSettings("rhythm", "tuned"), Progress())
    seen = {}
    for protocol in ("next-place", "rolling", "leave-one-out"):
        found = evaluate(town, EvaluateSettings(protocol, runs=(run,), folds=1), Progress())
        seen[protocol] = any("was tuned for another" in said.text for said in found.sentences)
    assert seen == {"next-place": False, "rolling": True, "leave-one-out": True}
