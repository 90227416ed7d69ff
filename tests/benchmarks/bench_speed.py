"""How fast models learn and rank, beside what the machine and a plain loop can do.

    python tests/benchmarks/bench_speed.py [--models ranker,transformer,gru] [--preset fast]
        [--loops transformer,gru] [--log foursquare-nyc-checkins.csv.gz] [--project P]

For each model: seconds to train (choosing and learning from everything), events read a second while
learning, seconds until validation was at its best, seconds for 20 of all items with reasons for all
users, seconds only to score and sort them. For networks, the share of the limit of matrix
multiplication (torch.mm, float32, at a large square) that is reached: product, by questions times
items at the shapes that scoring has; scoring, by all counted multiplications over its seconds (the
counter does not see into recurrent layers and sparse products); of it, by questions times items
over those same seconds. Then an epoch of the house beside plain loops of the same model. Where a
work is short, the lesser of seconds by the clock and of the processor counts, so that other work
disturbs less: with OMP_NUM_THREADS=1 these are the seconds of one free core.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from plain_loop import clocked, ready_batches, same_loop, textbook_loop
from torch.utils.flop_counter import FlopCounterMode

from stdesk.features import Contexts, EventLog, contexts_now, load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.language import number
from stdesk.models import Recommender, Task, model_class, model_info
from stdesk.models.network import TOKENS_AT_ONCE
from stdesk.models.network_recommender import CELLS, NetworkRecommender
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.recommend import RecommendSettings, recommend
from stdesk.recommend.topk import best
from stdesk.training import TrainSettings, load_run, train

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MODELS = "markov,ease,gru,transformer,gcn,fusion,content,ranker"
LISTED, SQUARE, ROUNDS, EPOCHS = 20, 2048, 5, 3
GOAL_SHARE, GOAL_RATIO = 0.5, 2.0


def main() -> None:
    wish = read_arguments()
    if wish.project is None and not (DATA / wish.log).exists():
        print(f"{DATA / wish.log} is not there; nothing to measure on.")
        return
    with tempfile.TemporaryDirectory() as folder, create_project(Path(folder) / "p") as project:
        import_files(project, ImportSettings((wish.project or DATA / wish.log,)), Progress())
        log = load_log(project)
        print(
            f"{number(len(log))} events, {number(log.catalogue.users)} users, "
            f"{number(log.catalogue.items)} items; {torch.get_num_threads()} threads, "
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        limit = flops_a_second(SQUARE, SQUARE, SQUARE)
        print(f"limit of torch.mm, {SQUARE} square: {limit / 1e9:.0f} GFLOP/s\n")
        print(
            f"{'':<13}{'train s':>9}{'cpu':>8}{'events/s':>11}{'to best s':>11}{'lists s':>9}"
            f"{'rank s':>8}{'product':>9}{'scoring':>9}{'of it':>9}"
        )
        for name in listed(wish.models):
            measure(project, log, name, wish.preset, limit)
        for name in listed(wish.loops):
            race(log, name, wish.preset)
    print(f"\nload {os.getloadavg()[0]:.1f}")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", default=MODELS)
    parser.add_argument("--loops", default="transformer,gru")
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--log", default="foursquare-nyc-checkins.csv.gz")
    parser.add_argument("--project", type=Path, help="another log file to import")
    return parser.parse_args()


def listed(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


class Curve(Progress):
    """When each point of a curve came, in seconds since the beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.began = time.perf_counter()
        self.points: list[tuple[str, float, float]] = []

    def on_metric(self, name: str, value: float, at: float) -> None:
        self.points.append((name, value, time.perf_counter() - self.began))

    def to_best(self) -> float | None:
        """Until the best validation of the stage that chooses."""
        names = [n for n, _, _ in self.points if "loss" not in n and not n.endswith("_whole")]
        chosen = [(value, when) for name, value, when in self.points if name in names[:1]]
        return max(chosen, key=lambda point: point[0])[1] if chosen else None

    def epoch_seconds(self) -> list[float]:
        """Of each epoch that another one of its stage went before; validation is not counted."""
        found = []
        for (_, _, before), (name, _, when) in zip(self.points, self.points[1:], strict=False):
            if name.removesuffix("_whole") == "loss":
                found.append(when - before)
        return found


def measure(project: Project, log: EventLog, name: str, preset: str, limit: float) -> None:
    """One row of the table."""
    curve, cpu = Curve(), time.process_time()
    run = train(project, TrainSettings(name, preset=preset), curve)
    seconds, cpu = time.perf_counter() - curve.began, time.process_time() - cpu
    epochs, to_best = curve.epoch_seconds(), curve.to_best()
    rate = round(len(log) / (float(np.median(epochs)) if epochs else seconds))
    ask = RecommendSettings(run, k=LISTED, store=False)
    lists = fastest(lambda: recommend(project, ask, Progress()), 1)
    model = load_run(project, run)
    assert isinstance(model, Recommender)
    now = contexts_now(log, np.arange(log.catalogue.users), int(log.instant_ms.max()) + 1)
    ranking = fastest(lambda: rank(model, now), 2)
    best_at = "–" if to_best is None else f"{to_best:.1f}"
    print(
        f"{name:<13}{seconds:>9.1f}{cpu:>8.1f}{number(rate):>11}{best_at:>11}{lists:>9.2f}"
        f"{ranking:>8.2f}{shares(model, now, limit)}",
        flush=True,
    )


def rank(model: Recommender, now: Contexts) -> None:
    """The best 20 of all items for each user, without reasons."""
    step = max(1, CELLS // max(now.log.catalogue.items, 1))
    for begin in range(0, len(now), step):
        for row in model.offer(now.take(slice(begin, begin + step))):
            best(row, LISTED)


def shares(model: Recommender, now: Contexts, limit: float) -> str:
    """Of the limit: the product of questions and items, and all of scoring; empty if no network."""
    if not isinstance(model, NetworkRecommender):
        return ""
    items, width = now.log.catalogue.items, int(model.settings["width"])
    block = TOKENS_AT_ONCE // (int(model.settings["window"]) + 1)
    rows = max(1, min(len(now), CELLS // items, block))
    product = flops_a_second(rows, width, items) / limit
    with FlopCounterMode(display=False) as counter:
        model.score(now)
    seconds = fastest(lambda: model.score(now), ROUNDS)
    scoring = counter.get_total_flops() / seconds / limit
    last = 2.0 * len(now) * width * items / seconds / limit
    mark = "" if product >= GOAL_SHARE else " below the goal"
    return f"{100 * product:>8.0f}%{100 * scoring:>8.0f}%{100 * last:>8.1f}%{mark}"


def flops_a_second(rows: int, inner: int, columns: int) -> float:
    """Of torch.mm on (rows, inner) by (inner, columns)."""
    left, right = torch.randn(rows, inner), torch.randn(columns, inner)
    out = torch.empty(rows, columns)
    seconds = fastest(lambda: torch.mm(left, right.T, out=out), 2 * ROUNDS)
    return 2.0 * rows * inner * columns / seconds


def fastest(work: Callable[[], Any], rounds: int) -> float:
    """Seconds of the least disturbed round, by the clock or of the processor."""
    return min(min(clocked(work)) for _ in range(rounds))


def race(log: EventLog, name: str, preset: str) -> None:
    """An epoch of the house beside plain loops; each the least of some, by the processor's time."""
    settings = model_info(name).complete(preset, {"epochs": EPOCHS, "patience": 0})
    model = model_class(name)(settings)
    assert isinstance(model, NetworkRecommender)
    took: list[tuple[float, float]] = []

    class Epochs(Progress):
        last = (time.perf_counter(), time.process_time())

        def on_metric(self, name: str, value: float, at: float) -> None:
            now = time.perf_counter(), time.process_time()
            took.append((now[0] - self.last[0], now[1] - self.last[1]))
            self.last = now

    model.fit(Task(log, None, None, 0), Epochs())
    ready = ready_batches(log, settings)
    loops = {
        "same network": same_loop(model, ready),
        "textbook": textbook_loop(name, log, settings, ready),
    }
    house = min(took[1:])
    print(
        f"\n{name} ({preset}), an epoch of {number(len(log))} events in {len(ready)} batches: "
        f"{house[0]:.1f} s, {house[1]:.1f} s of cpu, {number(round(len(log) / house[0]))} events/s"
    )
    for title, epoch in loops.items():
        plain = min(clocked(epoch) for _ in range(EPOCHS - 1))
        ratio = house[1] / plain[1]
        verdict = "within" if ratio <= GOAL_RATIO else "beyond"
        same = f" ({verdict} the goal of {GOAL_RATIO:.0f})" if title == "same network" else ""
        print(
            f"  plain loop, {title:<13}{plain[0]:6.1f} s,{plain[1]:6.1f} s of cpu; the house takes "
            f"{ratio:.2f} times as much{same}"
        )


if __name__ == "__main__":
    main()
