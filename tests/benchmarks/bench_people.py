"""Whether users to follow are the friends that were planted, beside chance and item overlap.

python tests/benchmarks/bench_people.py [--events 20000] [--users 200] [--seeds 3 4 5]

Each seed is a town of its own. Recall@k: for how many of those who have a friend she is among the
first k. Overlap: the cosine of visit counts, and of items weighed by how rare they are. Likeness is
about how people live, not whom they meet; it is judged by the share of the ten most alike who have
the planted way of life of the user.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from stdesk.demo import DemoSettings, write_demo
from stdesk.features import EventLog, load_log
from stdesk.metrics import bootstrap_mean
from stdesk.progress import Progress
from stdesk.project import open_project
from stdesk.recommend import PeopleLists, PeopleSettings, people

CUTS = (1, 5, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--seeds", type=int, nargs="+", default=[3, 4, 5])
    wish = parser.parse_args()
    hits: dict[str, list[np.ndarray]] = {}
    alike: dict[str, list[float]] = {}
    seconds = 0.0
    for seed in wish.seeds:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "town.stdesk"
            size = DemoSettings(
                events=wish.events, users=wish.users, items=wish.items, images=0, seed=seed
            )
            write_demo(path, size, Progress())
            truth = json.loads(path.with_suffix(".truth.json").read_text())
            with open_project(path, read_only=True) as project:
                log = load_log(project)
                began = time.process_time()
                lists = people(project, PeopleSettings(), Progress())
                seconds += time.process_time() - began
        friend, life = planted(log, truth)
        having = np.flatnonzero(friend >= 0)
        for name, top in everything(log, lists).items():
            found = top[having, :10] == friend[having][:, None]
            hits.setdefault(name, []).append(found)
            shown = top[:, :10]
            same = (life[np.maximum(shown, 0)] == life[:, None])[shown >= 0]
            alike.setdefault(name, []).append(float(same.mean()))
    print(f"{len(wish.seeds)} towns, {wish.users} users and {wish.events} events each")
    for name, found in hits.items():
        rows = np.concatenate(found)
        told = []
        for k in CUTS:
            hit = rows[:, :k].any(axis=1).astype(float)
            interval = bootstrap_mean(hit, np.arange(len(hit)))
            told.append(f"@{k} {interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]")
        print(f"{name:24} {'  '.join(told)}  same way of life {np.mean(alike[name]):.3f}")
    chance = [f"@{k} {k / (wish.users - 1):.3f}" for k in CUTS]
    print(f"{'chance (computed)':24} {'  '.join(chance)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"people for all: {seconds / len(wish.seeds):.1f} s of CPU, peak {memory:.0f} MB")


def planted(log: EventLog, truth: dict) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """(users,) each user's friend or -1, and the number of the way of life."""
    index = {key: number for number, key in enumerate(log.catalogue.user_keys)}
    friend, life = np.full(len(index), -1), np.zeros(len(index), int)
    names = sorted({user["archetype"] for user in truth["users"]})
    for user in truth["users"]:
        if user["key"] in index:
            friend[index[user["key"]]] = index.get(user["friend"], -1)
            life[index[user["key"]]] = names.index(user["archetype"])
    return friend, life


def everything(log: EventLog, lists: PeopleLists) -> dict[str, np.ndarray]:
    """(users, 10) the first ten of each way of choosing, -1 for none."""
    counts = np.zeros((log.catalogue.users, log.catalogue.items))
    np.add.at(counts, (log.user, log.item), 1.0)
    knowing = np.maximum((counts > 0).sum(axis=0), 1)
    rare = (counts > 0) * np.log(len(counts) / knowing)
    generator = np.random.default_rng(0)
    return {
        "users to follow": of_lists(log, lists, "follow"),
        "similar users": of_lists(log, lists, "similar"),
        "overlap, cosine": first_ten(cosine(counts)),
        "overlap, rare items": first_ten(cosine(rare)),
        "drawn at random": first_ten(generator.random((len(counts), len(counts)))),
    }


def of_lists(log: EventLog, lists: PeopleLists, kind: str) -> np.ndarray:
    found = np.full((log.catalogue.users, 10), -1)
    for row in lists.rows:
        if row.kind == kind:
            found[row.user_id - 1, row.rank - 1] = row.other_id - 1
    return found


def cosine(rows: np.ndarray) -> np.ndarray:
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit @ unit.T


def first_ten(scores: np.ndarray) -> np.ndarray:
    np.fill_diagonal(scores, -np.inf)
    return np.argsort(-scores, axis=1, kind="stable")[:, :10]


if __name__ == "__main__":
    main()
