"""How long Ctrl+K takes to answer among very many names, and how long indexing them takes.

python tests/benchmarks/bench_finder.py [--names 100000 1000000]

Time is CPU time of this process. The peer is what Qt offers for the purpose, a
QSortFilterProxyModel over a QStringListModel that keeps what contains the typed letters; it has no
ranking, no initials, no words in any order.
"""

import argparse
import random
import time

import numpy as np

WORDS = (
    "joe", "pizza", "park", "grand", "central", "bar", "cafe", "noodle", "house", "street", "gym",
    "north", "station", "museum", "deli", "corner", "harbour", "view", "tower", "garden", "lane",
    "bridge", "market", "school", "clinic", "theatre", "hall", "court",
)  # fmt: skip
SOUGHT = ("a", "pi", "pizza", "joe piz", "gcs", "grndcntrl", "zzzz", "joe pizza 77")
ROUNDS = 5
MOST_FOR_QT = 200_000  # names; of a million it takes half a minute for one letter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", nargs="+", type=int, default=[100_000, 1_000_000])
    for count in parser.parse_args().names:
        measure(count)


def measure(count: int) -> None:
    from stdesk.desk.work.finder_index import NameIndex

    chance = random.Random(1)
    names = [f"{' '.join(chance.choices(WORDS, k=3))} {row}".title() for row in range(count)]
    fame = np.random.default_rng(1).integers(0, 1000, count)
    began = time.process_time()
    index = NameIndex(names, fame)
    print(f"{count:,} names: indexed in {time.process_time() - began:.2f} s")
    ours = {sought: fastest(lambda s=sought: index.search(s)) for sought in SOUGHT}
    peer = qt_filter(names) if count <= MOST_FOR_QT else None
    for sought in SOUGHT:
        theirs = f"   Qt's filter {peer(sought):7.1f} ms" if peer is not None else ""
        print(f"  {sought!r:>15}: {ours[sought]:7.1f} ms{theirs}")
    slowest = max(ours.values())
    print(f"  slowest {slowest:.1f} ms, median {sorted(ours.values())[len(ours) // 2]:.1f} ms")


def fastest(work, rounds: int = ROUNDS) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds of CPU time, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best * 1000


def qt_filter(names: list[str]):  # type: ignore[no-untyped-def]
    """A function: how many ms Qt takes to keep all names that contain what was typed."""
    from PySide6.QtCore import QSortFilterProxyModel, QStringListModel, Qt

    model = QStringListModel(names)
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(model)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def find(sought: str) -> float:
        proxy.setFilterFixedString("")
        proxy.rowCount()
        began = time.process_time()
        proxy.setFilterFixedString(sought)
        proxy.rowCount()
        return (time.process_time() - began) * 1000

    return find


if __name__ == "__main__":
    main()
