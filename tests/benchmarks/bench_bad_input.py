"""A user with 50,000 events, and 300,000 items: every model, its seconds and its peak of memory.

python tests/benchmarks/bench_bad_input.py [--logs user items] [--models NAME ...] [--preset fast]

Each model has a process and a copy of the imported project of its own, so that the peak is its own.
It is trained, judged beside the baselines, and makes one user's list; what it says where it cannot
is printed. Seconds are of the clock; CPU seconds stand beside them. The busy user is judged by one
window of `rolling`, since by `next-place` a user who is never away has one instance.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from stdesk.errors import Problem
from stdesk.progress import Progress

BEGIN_S = 1_714_953_600
DAY_S = 86_400
PATIENCE_S = 1800
PROTOCOLS = {"user": "rolling", "items": "next-place"}


def busy_user(generator: np.random.Generator) -> dict[str, np.ndarray]:
    """60,000 events of 200 users at 300 places; 50,000 are one user's."""
    events = 60_000
    user = np.r_[np.zeros(50_000, int), generator.integers(1, 200, events - 50_000)]
    time_s = generator.integers(0, 400 * DAY_S, events)
    return {"user": user, "item": generator.integers(0, 300, events), "time": time_s}


def many_items(generator: np.random.Generator) -> dict[str, np.ndarray]:
    """400,000 events of 2,000 users; each of 300,000 items at least once, some often."""
    often = (300_000 * generator.random(100_000) ** 3).astype(int)
    item = generator.permutation(np.r_[np.arange(300_000), often])
    user = generator.integers(0, 2000, 400_000)
    return {"user": user, "item": item, "time": generator.integers(0, 200 * DAY_S, 400_000)}


LOGS: dict[str, Callable[[np.random.Generator], dict[str, np.ndarray]]] = {
    "user": busy_user,
    "items": many_items,
}


def main() -> None:
    from stdesk.models import model_names

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", nargs="+", default=list(LOGS), choices=list(LOGS))
    parser.add_argument("--models", nargs="+", default=model_names())
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)  # project, model, protocol
    wish = parser.parse_args()
    if wish.one:
        one(Path(wish.one[0]), wish.one[1], wish.one[2], wish.preset)
        return
    for name in wish.logs:
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder) / "log.stdesk"
            bring_in(name, project)
            print(
                f"{name}: {'model':16} {'what':12} {'s':>8} {'CPU s':>8} {'peak MB':>8}", flush=True
            )
            for model in wish.models:
                copy = Path(shutil.copy(project, Path(folder) / "copy.stdesk"))
                command = [sys.executable, __file__, "--one", str(copy), model, PROTOCOLS[name]]
                try:
                    subprocess.run(
                        [*command, "--preset", wish.preset], timeout=PATIENCE_S, check=False
                    )
                except subprocess.TimeoutExpired:
                    print(f"      {model:16} took longer than {PATIENCE_S} s", flush=True)
                copy.unlink()


def bring_in(name: str, project: Path) -> None:
    """Write the log and import it."""
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.project import create_project

    columns = LOGS[name](np.random.default_rng(0))
    log = project.with_suffix(".csv")
    item = columns["item"]
    kind = np.array(["view", "buy", "like"])[np.arange(len(item)) % 3]
    order = np.argsort(columns["time"], kind="stable")
    with log.open("w") as file:
        file.write("user,item,kind,category,latitude,longitude,time\n")
        for row in order:
            place = item[row]
            where = f"{40 + place % 550 * 0.001:.4f},{-74 + place // 550 * 0.001:.4f}"
            stamp = np.datetime64(int(BEGIN_S + columns["time"][row]), "s")
            who = f"u{columns['user'][row]},i{place},{kind[row]},c{place % 20}"
            file.write(f"{who},{where},{stamp}Z\n")
    began = time.perf_counter()
    with create_project(project) as opened:
        import_files(opened, ImportSettings((log,), time_zone="UTC"), Progress())
    print(f"{name}: imported in {time.perf_counter() - began:.1f} s", flush=True)


def one(path: Path, model: str, protocol: str, preset: str) -> None:
    """Train one model, judge it, make one list; a line each."""
    from stdesk.evaluation import EvaluateSettings, evaluate
    from stdesk.models import model_info
    from stdesk.project import open_project
    from stdesk.recommend import RecommendSettings, recommend
    from stdesk.training import TrainSettings, train

    with open_project(path) as project:
        run = told(model, "train", lambda: train(project, TrainSettings(model, preset), Progress()))
        if run is None:
            return
        protocol = protocol if model_info(model).task == "items" else "rolling"
        judged = EvaluateSettings(protocol, runs=(run,), folds=1)
        told(model, "evaluate", lambda: evaluate(project, judged, Progress()))
        if model_info(model).task == "items":
            asked = RecommendSettings(run, users=("u0",))
            told(model, "recommend", lambda: recommend(project, asked, Progress()))


def told(model: str, what: str, do: Callable[[], Any]) -> Any:
    """What came out, its cost printed; None where a sentence came instead."""
    began, cpu = time.perf_counter(), time.process_time()
    made, said = None, ""
    try:
        made = do()
    except Problem as problem:
        said = str(problem)
    cost = f"{time.perf_counter() - began:8.1f} {time.process_time() - cpu:8.1f}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"      {model:16} {what:12} {cost} {peak:8.0f} {said}", flush=True)
    return made


if __name__ == "__main__":
    main()
