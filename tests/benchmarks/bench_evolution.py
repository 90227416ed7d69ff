"""Whether planted changes of life are found and dated, and whether steady lives stay in peace.

python tests/benchmarks/bench_evolution.py [--events 100000] [--users 200] [--seeds 11 12 ...]

Each seed is a town of its own, in which 15 % of the users change: later hours, a new home, new
interests. A change counts as found when the date told is within a week of the planted one; told
elsewhere, or of a user who does not change, it is a false one. "W. friends" leaves out steady
users whose friend changed: until the generator stopped that, they lost her company (today who
changes has no friend, so both figures agree). Settings were chosen on seeds 1 to 5. "Knowable":
later hours; new homes that are not the old one; and of the new interests those for which somebody
who knew both mixes and the date would have odds of 200 to 1 from the shops visited, new pastimes
left aside. By default a town has 200 users with 500 events each; --events 24000 --users 60 is the
demo as people get it.

Peers: `drift` (first against last third, dated in the middle); binary segmentation of weekly
figures by BIC; where the package `ruptures` is installed, its kernel segmentation of the same
figures, with the penalty that is best on seeds 1 and 2.
"""

import argparse
import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stdesk.demo import Demo, DemoSettings, PlantedUser, generate
from stdesk.insight import Visits, changes_of_users, drift
from stdesk.progress import Progress

DAY_MS = 86_400_000
TOLERANCE_DAYS = 7
KINDS = ("later hours", "new home", "new interests")
PENALTIES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0)
ODDS = 200


@dataclass
class Names:
    category_names: list[str]
    item_category: np.ndarray


@dataclass(eq=False)
class Town:
    """A log in memory with its truth."""

    catalogue: Names
    user: np.ndarray
    item: np.ndarray
    kind: np.ndarray
    local_ms: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    user_start: np.ndarray
    first_day: int
    truth: tuple[PlantedUser, ...]

    def visits(self, user: int) -> Visits:
        part = slice(int(self.user_start[user]), int(self.user_start[user + 1]))
        item = self.item[part]
        category = self.catalogue.item_category[item]
        place = self.latitude[part], self.longitude[part]
        return Visits(self.local_ms[part], item, category, *place)


Told = dict[int, list[int]]  # user: days since the log's first, on which a change is told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[100_000])
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(11, 21)))
    parser.add_argument("--ours-only", action="store_true")
    wish = parser.parse_args()
    for events in wish.events:
        methods: dict[str, Callable[[Town], Told]] = {"stdesk": ours}
        if not wish.ours_only:
            methods |= {"drift (thirds)": thirds, "BIC": bic}
            if importlib.util.find_spec("ruptures") is not None:
                penalty = best_penalty(events, wish.users)
                methods[f"ruptures rbf, pen {penalty}"] = lambda town, p=penalty: kernel(town, p)
        report(events, wish.users, wish.seeds, methods)


def report(
    events: int, users: int, seeds: list[int], methods: dict[str, Callable[[Town], Told]]
) -> None:
    towns = [town_of(events, users, seed) for seed in seeds]
    print(f"\n{len(seeds)} towns of {users} users, {events} events each ({events // users} a user)")
    for kind in KINDS:
        planted = [(town, user) for town in towns for user in of_kind(town, kind)]
        print(f"knowable {kind}: {sum(known(*one) for one in planted)} of {len(planted)}")
    print(f"{'method':24}{'precision':>10}{'w. friends':>11}{'recall':>8}{'knowable':>9}", end="")
    print(f"{'days off':>9}", end="")
    print("".join(f"{kind:>15}" for kind in KINDS), f"{'CPU s/1,000':>12}")
    for name, method in methods.items():
        began = time.process_time()
        told = [method(town) for town in towns]
        seconds = (time.process_time() - began) / (len(towns) * users) * 1000
        print(line(name, towns, told, seconds), flush=True)


def line(name: str, towns: list[Town], told: list[Told], seconds: float) -> str:
    right, wrong, wrong_friends, off = 0, 0, 0, []
    known_found = 0
    found = dict.fromkeys(KINDS, 0)
    for town, days_told in zip(towns, told, strict=True):
        by_key = {user.key: user for user in town.truth}
        for user, days in days_told.items():
            planted = town.truth[user]
            friend = by_key.get(planted.friend or "")
            for day in days:
                error = None if planted.drift_day is None else abs(day - planted.drift_day)
                if error is not None and error <= TOLERANCE_DAYS:
                    right += 1
                    off.append(error)
                    found[str(planted.drift)] += 1
                    known_found += known(town, user)
                else:
                    wrong += 1
                    company = planted.drift is None and friend is not None and friend.drift
                    wrong_friends += not company
    planted_all = {kind: sum(len(of_kind(t, kind)) for t in towns) for kind in KINDS}
    recall = right / sum(planted_all.values())
    all_known = sum(known(t, u) for t in towns for kind in KINDS for u in of_kind(t, kind))
    precision = right / max(right + wrong, 1)
    with_friends = right / max(right + wrong_friends, 1)
    days_off = np.mean(off) if off else float("nan")
    kinds = "".join(f"{found[k]:>9}/{planted_all[k]:<5}" for k in KINDS)
    return (
        f"{name:24}{precision:>10.3f}{with_friends:>11.3f}{recall:>8.3f}"
        f"{known_found / max(all_known, 1):>9.3f}{days_off:>9.1f}{kinds}"
        f"{seconds:>13.1f}"
    )


def ours(town: Town) -> Told:
    return {
        one.user: [int(change.local_ms // DAY_MS) - town.first_day for change in one.changes]
        for one in changes_of_users(town, None, Progress())
        if one.holds
    }


def thirds(town: Town) -> Told:
    told: Told = {}
    for user in range(len(town.truth)):
        visits = town.visits(user)
        found = drift(visits) if len(visits) else None
        if found is not None and found.any_certain:
            span = int(visits.day[-1]) - town.first_day
            told[user] = [span // 2]
    return told


def bic(town: Town) -> Told:
    """The best split of weekly figures into two Gaussians with their own means."""
    told: Told = {}
    for user in range(len(town.truth)):
        weeks = figures(town.visits(user))
        count, width = weeks.shape
        if count < 6:
            continue
        one = ((weeks - weeks.mean(axis=0)) ** 2).sum()
        errors = [
            ((weeks[:cut] - weeks[:cut].mean(axis=0)) ** 2).sum()
            + ((weeks[cut:] - weeks[cut:].mean(axis=0)) ** 2).sum()
            for cut in range(2, count - 1)
        ]
        size = count * width
        gain = size * np.log(one / min(errors)) - (width + 1) * np.log(size)
        if gain > 0:
            first = int(town.visits(user).day[0]) - town.first_day
            told[user] = [first + 7 * (int(np.argmin(errors)) + 2)]
    return told


def kernel(town: Town, penalty: float) -> Told:
    import ruptures

    told: Told = {}
    for user in range(len(town.truth)):
        weeks = figures(town.visits(user))
        if len(weeks) < 6:
            continue
        cuts = ruptures.KernelCPD(kernel="rbf", min_size=2).fit(weeks).predict(pen=penalty)[:-1]
        first = int(town.visits(user).day[0]) - town.first_day
        if cuts:
            told[user] = [first + 7 * cut for cut in cuts]
    return told


def best_penalty(events: int, users: int) -> float:
    """By the harmonic mean of precision and recall on seeds 1 and 2."""
    towns = [town_of(events, users, seed) for seed in (1, 2)]

    def quality(penalty: float) -> float:
        said = line("", towns, [kernel(town, penalty) for town in towns], 0.0).split()
        precision, recall = float(said[0]), float(said[2])
        return 2 * precision * recall / max(precision + recall, 1e-9)

    return max(PENALTIES, key=quality)


def figures(visits: Visits) -> np.ndarray:
    """(weeks, figures) standardised: events, mean hour, centre, shares of the ten main categories
    and of the five main items; what is missing in a quiet week is the mean."""
    if not len(visits):
        return np.empty((0, 0))
    week = (visits.day - visits.day[0]) // 7
    weeks = int(week[-1]) + 1
    count = np.bincount(week, minlength=weeks).astype(float)
    hours = (visits.local_ms / 3_600_000 - 4) % 24
    means = [
        np.bincount(week, weights=values, minlength=weeks) / np.where(count, count, np.nan)
        for values in (hours, visits.latitude, visits.longitude)
    ]
    shares = []
    for code, most in ((visits.category, 10), (visits.item, 5)):
        codes, counts = np.unique(code[code >= 0], return_counts=True)
        for wanted in codes[np.argsort(-counts)][:most]:
            hits = np.bincount(week, weights=code == wanted, minlength=weeks)
            shares.append(hits / np.where(count, count, np.nan))
    table = np.column_stack([count, *means, *shares])
    table = np.where(np.isfinite(table), table, np.nanmean(table, axis=0))
    return (table - table.mean(axis=0)) / np.maximum(table.std(axis=0), 1e-9)


def of_kind(town: Town, kind: str) -> list[int]:
    return [number for number, user in enumerate(town.truth) if user.drift == kind]


def known(town: Town, user: int) -> bool:
    """Whether there is anything to be found of a planted change."""
    planted, visits = town.truth[user], town.visits(user)
    if planted.drift != KINDS[2]:
        return planted.drift == KINDS[0] or planted.lives[0].home != planted.lives[1].home
    names = town.catalogue.category_names
    shops = list(planted.lives[0].interests)
    mixes = [np.array([life.interests[shop] for shop in shops]) for life in planted.lives]
    code = np.array([names.index(shop) for shop in shops])
    chosen = np.isin(visits.category, code)
    day = visits.day[chosen] - town.first_day
    shop = np.array([list(code).index(c) for c in visits.category[chosen]], dtype=int)
    pairs = np.unique(np.stack([day, shop]), axis=1) if len(day) else np.empty((2, 0), dtype=int)
    after = pairs[0] >= (planted.drift_day or 0)
    counts = np.stack([np.bincount(pairs[1][side], minlength=4) for side in (~after, after)])
    pooled = np.maximum(counts.sum(axis=0) / max(counts.sum(), 1), 1e-4)
    gains = counts * np.log(np.maximum(np.stack(mixes), 1e-4) / pooled)
    gain = float(gains.sum())
    return gain >= np.log(ODDS)


def town_of(events: int, users: int, seed: int) -> Town:
    settings = DemoSettings(events=events, users=users, seed=seed, images=0)
    demo: Demo = generate(settings, Progress())
    names = sorted({name for name in demo.category if name})
    code = {name: number for number, name in enumerate(names)}
    category = np.array([code.get(name, -1) for name in demo.category])
    local = (demo.instant + demo.utc_offset * 60) * 1000
    order = np.lexsort((local, demo.user))
    item = demo.item[order]
    return Town(
        catalogue=Names(names, category),
        user=demo.user[order],
        item=item,
        kind=demo.kind[order],
        local_ms=local[order],
        latitude=demo.item_latitude[item],
        longitude=demo.item_longitude[item],
        user_start=np.searchsorted(demo.user[order], np.arange(users + 1)),
        first_day=int(local.min() // DAY_MS),
        truth=demo.truth.users,
    )


if __name__ == "__main__":
    main()
