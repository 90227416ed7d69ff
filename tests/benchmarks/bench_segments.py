"""How fast users are counted and grouped, and whether planted ways of life come out again.

python tests/benchmarks/bench_segments.py [--seeds 10 11 12 13 14 15] [--users 1000]

Speed: everyone's figures for 1,000 users, beside a plain pandas loop over users that computes the
same ones; then grouping with the number of groups chosen. Truth: generated logs whose users follow
five planted ways of life; the seeds are not those on which weights and components were chosen (0 to
3). Beside k-means: mixtures of Gaussians (diagonal, number by BIC) on the same coordinates, and
k-means on standardised columns without our weights. Adjusted Rand index, 1 is the same, 0 chance.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from stdesk.demo import DemoSettings, write_demo
from stdesk.features import load_log
from stdesk.insight import Events, Traits, compare, figures_of, group_users, radius_of_gyration
from stdesk.insight import traits as count_traits
from stdesk.insight.clusters import kmeans, silhouettes
from stdesk.insight.grouping import coordinates, principal
from stdesk.metrics import adjusted_rand
from stdesk.progress import Progress
from stdesk.project import open_project
from stdesk.recommend import events_of

KEPT = ("events", "active_days", "places", "mean_hour", "new_share", "top_share", "radius_km")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[10, 11, 12, 13, 14, 15])
    parser.add_argument("--users", type=int, default=1000)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_speed(Path(folder), wish.users)
        measure_truth(Path(folder), wish.seeds)


def measure_speed(folder: Path, users: int) -> None:
    size = DemoSettings(events=users * 200, users=users, items=2000, images=0, seed=20)
    events, _ = read(folder / "speed.stdesk", size)
    known, ours = cpu(lambda: count_traits(events))
    table, loop = cpu(lambda: plain_loop(events))
    for name in KEPT:
        mine = np.asarray(getattr(known, name), np.float64)
        assert np.allclose(mine, table[name], equal_nan=True, atol=1e-6), name
    _, grouping = cpu(lambda: group_users(known, Progress()))
    half = np.arange(users) < users // 2
    figures = figures_of(known, [str(code) for code in range(events.categories)], ["a"] * 9)
    _, comparing = cpu(lambda: compare(figures, half, ~half))
    print(f"{users:,} users, {len(events):,} events; seconds of CPU")
    print(f"  figures of all users    {ours:8.3f}   pandas loop {loop:8.3f}  × {loop / ours:.0f}")
    print(f"  groups, 2 to 10 tried   {grouping:8.2f}   (20 bootstrap draws included)")
    print(f"  comparing two segments  {comparing:8.2f}   ({len(figures)} figures)")


def measure_truth(folder: Path, seeds: list[int]) -> None:
    print("seed  groups found  k-means   5 given   Gaussians (BIC)   unweighted   stability")
    rows = []
    for seed in seeds:
        events, planted = read(folder / f"{seed}.stdesk", DemoSettings(images=0, seed=seed))
        known = count_traits(events)
        found = group_users(known, Progress())
        fixed = group_users(known, Progress(), groups=5)
        assert found is not None
        assert fixed is not None
        true = planted[found.user]
        points = principal(coordinates(known, found.user))
        mixture = best_mixture(points)
        plain = unweighted(known, found.user)
        row = (
            adjusted_rand(true, found.found.labels),
            adjusted_rand(true, fixed.found.labels),
            adjusted_rand(true, mixture),
            adjusted_rand(true, plain),
            found.stability.mean,
        )
        rows.append(row)
        print(f"{seed:4}  {found.found.groups:12}  " + "  ".join(f"{value:8.3f}" for value in row))
    means = np.mean(rows, axis=0)
    print(f"mean  {'':12}  " + "  ".join(f"{value:8.3f}" for value in means))


def read(path: Path, size: DemoSettings) -> tuple[Events, np.ndarray]:
    """The events of a generated log, and which way of life was planted in each user."""
    write_demo(path, size, Progress())
    truth = json.loads(path.with_suffix(".truth.json").read_text())
    planted = {user["key"]: user["archetype"] for user in truth["users"]}
    with open_project(path, read_only=True) as project:
        log = load_log(project)
    return events_of(log), np.array([planted[key] for key in log.catalogue.user_keys])


def plain_loop(events: Events) -> pd.DataFrame:
    """What one would write first: a group for each user, each figure by pandas."""
    frame = pd.DataFrame(
        {
            "user": events.user,
            "item": events.item,
            "local": pd.to_datetime(events.local_ms, unit="ms"),
            "latitude": events.latitude,
            "longitude": events.longitude,
        }
    )
    rows = {}
    for user, own in frame.groupby("user"):
        hours = (own["local"] - pd.Timedelta(hours=4)).dt
        late = hours.hour + hours.minute / 60 + hours.second / 3600 + hours.microsecond / 3.6e9 + 4
        rows[user] = {
            "events": len(own),
            "active_days": own["local"].dt.normalize().nunique(),
            "places": own["item"].nunique(),
            "mean_hour": late.mean(),
            "new_share": (~own["item"].duplicated()).mean(),
            "top_share": own["item"].value_counts(normalize=True).iloc[0],
            "radius_km": radius_of_gyration(
                own["latitude"].to_numpy(), own["longitude"].to_numpy()
            ),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def unweighted(known: Traits, user: np.ndarray) -> np.ndarray:
    """k-means on plain shares and figures, each column standardised; groups by silhouette."""
    hours = known.hours.reshape(-1, 7, 24).sum(axis=1)
    columns = [
        hours / hours.sum(axis=1, keepdims=True).clip(1),
        known.mix / known.mix.sum(axis=1, keepdims=True).clip(1),
        np.stack([known.events, known.pace, known.radius_km, known.new_share], axis=1),
    ]
    points = np.concatenate(columns, axis=1)[user]
    points = (points - points.mean(axis=0)) / np.where(
        points.std(axis=0) > 0, points.std(axis=0), 1
    )
    offers = silhouettes(points, range(2, 11), Progress())
    return offers[max(offers, key=lambda groups: offers[groups][0])][1].labels


def best_mixture(points: np.ndarray) -> np.ndarray:
    """Labels of the Gaussian mixture with the smallest BIC."""
    return min((mixture(points, groups) for groups in range(2, 11)), key=lambda one: one[1])[0]


def mixture(points: np.ndarray, groups: int, starts: int = 5) -> tuple[np.ndarray, float]:
    """Expectation maximisation with diagonal covariances: labels and BIC of the best start."""
    users, columns = points.shape
    best = (np.zeros(users, np.int64), -np.inf)
    for seed in range(starts):
        share = np.eye(groups)[kmeans(points, groups, seed, starts=1).labels]
        last = -np.inf
        for _ in range(200):
            size = share.sum(axis=0) + 1e-9
            middle = share.T @ points / size[:, None]
            spread = share.T @ points**2 / size[:, None] - middle**2 + 1e-3
            apart = ((points[:, None] - middle) ** 2 / spread + np.log(2 * np.pi * spread)).sum(-1)
            chance = np.log(size / users) - apart / 2
            top = chance.max(axis=1, keepdims=True)
            each = top[:, 0] + np.log(np.exp(chance - top).sum(axis=1))
            share = np.exp(chance - each[:, None])
            if each.sum() - last < 1e-5 * users:
                break
            last = each.sum()
        if each.sum() > best[1]:
            best = (share.argmax(axis=1), float(each.sum()))
    free = groups * 2 * columns + groups - 1
    return best[0], free * np.log(users) - 2 * best[1]


def cpu(work: Callable[[], object]) -> tuple[object, float]:
    begin = time.process_time()
    return work(), time.process_time() - begin


if __name__ == "__main__":
    main()
