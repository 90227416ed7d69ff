"""Compares next-item models with RecBole's on MovieLens 100K: accuracy, seconds, memory.

    python tests/benchmarks/bench_next_item.py [--limit 600] [--folder FOLDER] [--seed 0]
        [--ours ease,blend:balanced,transformer:balanced:loss=gbce:rivals=256]
        [--recbole Pop,ItemKNN,EASE,SASRec,GRU4Rec,LightGCN]

Each user's last event is the test, the one before it validation, the whole catalogue is ranked but
what she had. RecBole gets the same events with their order as the time, so that ties break alike,
and knows as much: the column "time unknown" is the fair one. Each model runs in a process of its
own. RecBole 1.2.1 is installed into FOLDER (a temporary one by default, kept for the next time);
results are kept there too, and a model whose result is there is not run again: a long run may be
made beforehand, in the background. Seconds are by the clock or of the processor, whichever are
less, so that other work on the machine does not count. The limit is of training seconds; the best
epoch within it, by validation, counts.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

import numpy as np
from scipy import linalg, sparse

from stdesk.evaluation.instances import task_of_split
from stdesk.evaluation.ranking import ranked
from stdesk.evaluation.splits import Split, leave_one_out
from stdesk.features import EventLog, contexts_of_events, load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.metrics import expected_rank, hit_rate, ndcg
from stdesk.models import Recommender, Task, model_info
from stdesk.progress import Progress
from stdesk.project import create_project, open_project
from stdesk.training import fit_model

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "ml-100k"
RUNNER = Path(__file__).with_name("recbole_runner.py")
RECBOLE = "Pop,ItemKNN,EASE,LightGCN,GRU4Rec,SASRec"
OURS = (
    "popularity,markov,decayed_markov,ease,item_knn,gru:fast,transformer:fast,transformer:balanced,"
    "blend:fast,blend:balanced,blend:best"
)
NEEDED = ("torch==2.13.0", "recbole==1.2.1")
PEER = "SASRec"
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", default=OURS)
    parser.add_argument("--recbole", default=RECBOLE)
    parser.add_argument("--limit", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "stdesk-bench")
    parser.add_argument("--one", help="the model of ours that this process is for")
    chosen = parser.parse_args()
    if not DATA.exists():
        print(f"{DATA} is not there; nothing to compare on.")
        return
    chosen.folder.mkdir(parents=True, exist_ok=True)
    project = chosen.folder / "ml-100k.stdesk"
    if chosen.one:
        print(json.dumps(ours(project, chosen.one, chosen.seed)))
        return
    prepare(project, chosen.folder)
    theirs = [recbole(chosen.folder, one, chosen.limit) for one in listed(chosen.recbole)]
    rows = [row for row in theirs if row]
    rows.append(opponent(project))
    show(rows[-1])
    rows += [row for one in listed(chosen.ours) if (row := apart(chosen, one))]
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    race(rows)


def listed(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def prepare(path: Path, folder: Path) -> None:
    """The log as a project of ours, and as a file of RecBole's with the order as the time."""
    if not path.exists():
        with create_project(path) as project:
            import_files(project, ImportSettings((DATA,)), Progress())
    log, _ = split_log(path)
    place = np.empty(len(log), np.int64)
    place[log.time_order] = np.arange(len(log))
    target = folder / "next" / "next.inter"
    target.parent.mkdir(exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        file.write("user_id:token\titem_id:token\ttimestamp:float\n")
        for user, item, when in zip(log.user, log.item, place, strict=True):
            file.write(f"u{user}\ti{item}\t{when}\n")


def split_log(path: Path) -> tuple[EventLog, Split]:
    with open_project(path, read_only=True) as project:
        log = load_log(project)
    return log, leave_one_out(log)


def recbole(folder: Path, model: str, limit: float) -> Row | None:
    """RecBole's result, from before where there is one; None where it does not run here."""
    out = folder / f"recbole-{model}.json"
    if not out.exists():
        python = environment(folder)
        command = [python, "-W", "ignore", RUNNER, model, folder, str(limit), out]
        done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
        if not out.exists():
            print(f"RecBole {model} does not run here: {done.stderr.decode()[-300:]}")
            return None
    found = json.loads(out.read_text("utf-8"))
    within = [row for row in found["epochs"] if row["train_s"] <= limit] or found["epochs"][:1]
    best = max(within, key=lambda row: row["validation"])
    row = {"name": f"RecBole {model}", **best, "epochs": found["epochs"]}
    show(row)
    return row


def environment(folder: Path) -> Path:
    """The Python of an environment that holds RecBole, made where there is none."""
    home = folder / "recbole"
    python = home / "bin" / "python"
    if not python.exists():
        print(f"Installing RecBole into {home} …", flush=True)
        venv.create(home, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *NEEDED], check=True)
    return python


class Curve(Progress):
    """Seconds of training at which validation reached what."""

    def __init__(self) -> None:
        super().__init__()
        self.began = now()
        self.points: list[tuple[float, float]] = []

    def on_metric(self, name: str, value: float, at: float) -> None:
        if name.endswith("ndcg@10"):
            self.points.append((since(self.began), value))


def ours(path: Path, wish: str, seed: int) -> Row:
    """One of our models, learnt and judged in this process; wish: NAME:PRESET:SETTING=VALUE…"""
    name, preset, *differing = [*wish.split(":"), "fast"][: max(2, wish.count(":") + 1)]
    overrides = dict(one.split("=", 1) for one in differing)
    log, split = split_log(path)
    found = task_of_split(log, split, seed)
    task = Task(found.log, found.validation, found.validation_item, seed)
    curve = Curve()
    model = fit_model(name, model_info(name).complete(preset, overrides), task, curve)
    row: Row = {"train_s": since(curve.began), "cpu_s": time.process_time() - curve.began[1]}
    if not isinstance(model, Recommender):
        raise SystemExit(f"{name} does not rank items.")
    row |= judged(model, log, split.test, time_given=False)
    given = judged(model, log, split.test, time_given=True)
    row |= {f"{key} given": value for key, value in given.items()}
    row |= {"validation": judged(model, log, split.validation, time_given=False)["ndcg"]}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**row, "peak_mb": peak, "curve": curve.points}


def now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def since(began: tuple[float, float]) -> float:
    """Seconds by the clock or of the processor, the lesser: other work here does not count."""
    return min(end - start for start, end in zip(began, now(), strict=True))


def judged(model: Recommender, log: EventLog, positions: np.ndarray, time_given: bool) -> Row:
    every = np.ones(log.catalogue.items, bool)
    contexts = contexts_of_events(log, positions, time_given)
    began = now()
    found = ranked(model, contexts, log.item[positions], every, Progress(), with_categories=False)
    took = since(began)
    hits, gains = hit_rate(found.rank, 10), ndcg(found.rank, 10)
    return {"hr": float(hits.mean()), "ndcg": float(gains.mean()), "rank_s": took}


def apart(chosen: argparse.Namespace, one: str) -> Row | None:
    """One of our models in a process of its own; its result is kept."""
    named = "".join(sign if sign.isalnum() or sign in "_=" else "-" for sign in one)
    out = chosen.folder / f"ours-{named}-{chosen.seed}.json"
    if not out.exists():
        command = [sys.executable, __file__, "--one", one, "--seed", str(chosen.seed)]
        command += ["--folder", str(chosen.folder)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            print(f"{one} does not run here: {done.stderr.decode()[-300:]}")
            return None
        out.write_bytes(done.stdout)
    row = {"name": one, **json.loads(out.read_text("utf-8"))}
    show(row)
    return row


def opponent(path: Path) -> Row:
    """Thirty lines of numpy: decayed Markov over the last ten events, and a tenth of EASE."""
    log, split = split_log(path)
    known, items = log.select(split.train), log.catalogue.items
    began = now()
    follows = np.zeros((items, items))
    for steps in range(1, 11):
        same = np.flatnonzero(known.user[steps:] == known.user[:-steps])
        np.add.at(follows, (known.item[same], known.item[same + steps]), 0.7 ** (steps - 1))
    follows /= np.maximum(follows.sum(axis=1, keepdims=True), 1e-9)
    shape = (log.catalogue.users, items)
    had = sparse.coo_array((np.ones(len(known)), (known.user, known.item)), shape).toarray()
    inverse = linalg.inv(had.T @ had + 250.0 * np.eye(items))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    trained, cpu = since(began), time.process_time() - began[1]
    began = now()
    newest, before = np.zeros((len(split.test), items)), np.zeros((len(split.test), items))
    for row, position in enumerate(split.test):
        history = log.item[log.user_start[log.user[position]] : position]
        before[row, history] = 1.0
        newest[row, history[::-1][:10]] = 0.7 ** np.arange(min(len(history), 10))
    scores = newest @ follows + 0.1 * before @ weights
    scores[before > 0] = -np.inf
    rank = expected_rank(scores, log.item[split.test])
    return {
        "name": "30 lines of numpy", "train_s": trained, "cpu_s": cpu,
        "hr": float(hit_rate(rank, 10).mean()), "ndcg": float(ndcg(rank, 10).mean()),
        "rank_s": since(began), "peak_mb": float("nan"),
    }  # fmt: skip


def show(row: Row) -> None:
    if not getattr(show, "begun", False):
        show.begun = True  # type: ignore[attr-defined]
        print(f"{'':<22}{'time unknown':>16}{'time given':>16}{'train':>10}{'cpu':>9}{'rank':>8}")
        print(
            f"{'':<22}{'HR@10  NDCG@10':>16}{'HR@10  NDCG@10':>16}{'s':>10}{'s':>9}{'s':>8}    MB"
        )
    given = "–"
    if "hr given" in row:
        given = f"{row['hr given']:.4f}  {row['ndcg given']:.4f}"
    accuracy = f"{row['hr']:.4f}  {row['ndcg']:.4f}"
    cost = f"{row['train_s']:>10.1f}{row['cpu_s']:>9.1f}{row['rank_s']:>8.2f}{row['peak_mb']:>6.0f}"
    epochs = f"   epoch {row['epoch']}" if row.get("epoch") else ""
    print(f"{row['name']:<22}{accuracy:>16}{given:>16}{cost}{epochs}", flush=True)


def race(rows: list[Row]) -> None:
    """When ours reach, on validation, what RecBole's SASRec reaches at its best, and how."""
    peer = next((row for row in rows if row["name"] == f"RecBole {PEER}"), None)
    if peer is None:
        return
    whole = max(peer["epochs"], key=lambda row: row["validation"])
    print(
        f"RecBole {PEER}: NDCG@10 {whole['ndcg']:.4f} (validation {whole['validation']:.4f}) after "
        f"{whole['epoch']} epochs, {whole['train_s']:.0f} s, {whole['cpu_s']:.0f} s of CPU"
    )
    for row in rows:
        if "curve" not in row:
            continue
        points = [at for at, value in row["curve"] if value >= whole["validation"]]
        reached = points[0] if points else row["train_s"]
        if points or row["validation"] >= whole["validation"]:
            share = whole["train_s"] / max(reached, 1e-3)
            print(f"  {row['name']} reaches that in {reached:.1f} s, {share:.0f} times sooner")


if __name__ == "__main__":
    main()
