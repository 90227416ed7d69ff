"""How soon the timelines of a long log are painted, and how smoothly they are moved and zoomed.

python tests/benchmarks/bench_timeline.py [--events 10000000] [--frames 200] [--size 1600x900]

Makes a project of that size in a temporary folder. Each part runs in a process of its own, so that
its memory is its own: the Timelines tab's widget at its first need (nothing is counted yet) and
opened again; pyqtgraph's plot of the raw series, with its own clipping and down-sampling (mode
peak); a naive count of what is in sight, read from SQLite for every frame. A frame is moved or
zoomed, repainted and waited for; the goal is 30 frames a second. Needs no screen and no GPU.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
FIRST_MS, DAY_MS, DAYS = 1_500_000_000_000, 86_400_000, 730
BATCH = 1_000_000


def main() -> None:
    wish = read_arguments()
    if wish.part:
        print(json.dumps(PARTS[wish.part](wish)))
        return
    with tempfile.TemporaryDirectory() as folder:
        wish.project = wish.project or Path(folder) / "long.stdesk"
        if not wish.project.exists():
            begun = time.perf_counter(), cpu_seconds()
            make_log(wish.project, wish.events)
            wall, cpu = time.perf_counter() - begun[0], cpu_seconds() - begun[1]
            size = wish.project.stat().st_size / 1e6
            print(f"{wish.events:,} events, {size:,.0f} MB, made in {wall:.0f} s ({cpu:.0f} s CPU)")
        for part in PARTS:
            run(part, wish)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--size", default="1600x900")
    parser.add_argument("--project", type=Path, help="a project made before, or one to keep")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    return parser.parse_args()


def run(part: str, wish: argparse.Namespace) -> None:
    """One part in a fresh process; its figures on a line each."""
    line = [sys.executable, __file__, "--part", part, "--project", str(wish.project)]
    line += ["--events", str(wish.events), "--frames", str(wish.frames), "--size", wish.size]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"\n{part}")
    for name, value in found.items():
        print(f"  {name:<28} {value}")


# the log


def make_log(path: Path, events: int) -> None:
    """Two years in order of time, with days and nights, 50,000 users, 40 categories, 4 kinds.

    One hour is a hundred times as busy as others: the peak that no zoom may lose.
    """
    import pyarrow as pa

    from stdesk.project import create_project

    draw = np.random.default_rng(0)
    users, items, categories = 50_000, 20_000, 40
    with create_project(path) as project, project.bulk_writer() as writer:
        kept = dict.fromkeys(("rows_read", "rows_kept"), events)
        none = dict.fromkeys(("rows_rejected", "rows_duplicate"), 0)
        source = writer.add_source(
            name="long", digest="long", role="log", mapping="{}", **kept, **none
        )
        writer.add_keys("user", pa.array([f"user {i}" for i in range(users)]))
        writer.add_keys("category", pa.array([f"category {i}" for i in range(categories)]))
        writer.add_keys("kind", pa.array(["view", "cart", "favourite", "buy"]))
        item = np.arange(1, items + 1)
        category = draw.zipf(1.3, items).clip(1, categories)
        keys = [f"item {i}" for i in range(items)]
        writer.append("item", pa.table({"id": item, "key": keys, "category": category}))
        for instant in instants(draw, events):
            size = len(instant)
            rows = {
                "user": draw.integers(1, users + 1, size),
                "kind": draw.choice([1, 2, 3, 4], size, p=[0.85, 0.08, 0.05, 0.02]),
                "item": (draw.pareto(1.0, size) * 200).astype(np.int64).clip(0, items - 1) + 1,
                "instant": instant,
                "utc_offset": np.full(size, 120),
                "source": np.full(size, source),
            }
            writer.append("event", pa.table(rows))


def instants(draw: np.random.Generator, events: int) -> Iterator[np.ndarray]:
    """Sorted UTC ms in batches; more by day than by night."""
    batches = max(-(-events // BATCH), 1)
    for batch in range(batches):
        size = min(BATCH, events - batch * BATCH)
        begin, length = batch * DAYS / batches, DAYS / batches
        days = begin + draw.random(2 * size + 10) * length
        awake = 0.55 - 0.45 * np.cos(2 * np.pi * days)
        days = days[draw.random(len(days)) < awake][:size]
        days = np.concatenate([days, begin + draw.random(size - len(days)) * length])
        if batch == batches // 2:
            days[: size // 20] = begin + length / 2 + draw.random(size // 20) / 24
        yield FIRST_MS + (np.sort(days) * DAY_MS).astype(np.int64)


# the parts


def first_need(wish: argparse.Namespace) -> dict[str, str]:
    """The Timelines tab where nothing was counted yet."""
    forget(wish.project)
    return tab(wish, frames=False)


def opened_again(wish: argparse.Namespace) -> dict[str, str]:
    """The Timelines tab of a log that was looked at before: everyone, all charts."""
    return tab(wish, frames=True)


def tab(wish: argparse.Namespace, frames: bool) -> dict[str, str]:
    from stdesk.desk.app import make_application
    from stdesk.desk.explore.timelines_view import TimelinesView
    from stdesk.desk.work.desk import Desk
    from stdesk.desk.work.settings import Settings
    from stdesk.project import open_project

    app = make_application()
    with open_project(wish.project) as project, tempfile.TemporaryDirectory() as folder:
        desk = Desk(Settings(Path(folder) / "own.ini"))
        desk.project = project
        view = TimelinesView(desk)
        view.retranslate()
        show(view, wish.size)
        before = memory_mb()
        begun, busy = time.perf_counter(), cpu_seconds()
        view.set_project(project)
        view.refresh()
        wait(app, lambda: view.facts is not None)
        view.canvas.grab()
        first = time.perf_counter() - begun
        found = {"first paint": f"{first:.2f} s ({cpu_seconds() - busy:.2f} s CPU)"}
        begun, busy = time.perf_counter(), cpu_seconds()
        wait(app, lambda: view.sessions is not None)
        wall, cpu = time.perf_counter() - begun, cpu_seconds() - busy
        found["sessions and pauses"] = f"{wall:.2f} s later ({cpu:.2f} s CPU)"
        if frames:
            canvas = view.canvas

            def move(by: float) -> None:
                canvas.look_at(canvas.sight.moved(by * canvas.sight.length))

            def zoom(factor: float) -> None:
                canvas.look_at(canvas.sight.zoomed(factor))

            found |= walk(app, canvas.viewport(), move, zoom, wish.frames)
            canvas.fixed_unit = "hour"
            canvas.look_at(canvas.sight.whole)
            by_hour = walk(app, canvas.viewport(), move, zoom, wish.frames)
            found |= {f"by hour, {name}": value for name, value in by_hour.items()}
            found["the busiest hour is drawn"] = str(peak_is_drawn(view))
        found["memory"] = f"{memory_mb() - before:.0f} MB more than the empty window"
        desk.jobs.shut_down()
    return found


def peak_is_drawn(view) -> bool:  # type: ignore[no-untyped-def]
    """Whether all of the log by hour, on so few pixels, still has the busiest hour."""
    from stdesk.insight import Levels, drawn

    levels = Levels(view.facts.counted.kinds.total, view.facts.span)
    whole, window = levels.by("hour"), view.canvas.sight.whole
    seen = drawn(whole, window.begin, window.end, view.canvas.scene.columns)
    return not seen.exact and int(seen.most.max()) == int(whole.counts.max())


def raw_plot(wish: argparse.Namespace) -> dict[str, str]:
    """pyqtgraph with all events in memory: hour of the day over time, clipped and down-sampled."""
    import pyqtgraph as pg

    from stdesk.desk.app import make_application
    from stdesk.project import open_project

    app = make_application()
    plot = pg.PlotWidget()
    show(plot, wish.size)
    before = memory_mb()
    begun, busy = time.perf_counter(), cpu_seconds()
    with open_project(wish.project, read_only=True) as project:
        rows = project.query("SELECT instant FROM event ORDER BY instant")
    seconds = rows["instant"].to_numpy() / 1000
    plot.enableAutoRange(False)
    plot.setYRange(0, 24)
    plot.setXRange(seconds[0], seconds[-1], padding=0)
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(True)
    plot.plot(seconds, seconds % 86_400 / 3600)
    app.processEvents()
    plot.grab()
    first = time.perf_counter() - begun
    box = plot.getPlotItem().vb
    box.setXRange(seconds[0], seconds[-1], padding=0)

    def move(by: float) -> None:
        (low, high), _ = box.viewRange()
        box.setXRange(low + by * (high - low), high + by * (high - low), padding=0)

    def zoom(factor: float) -> None:
        (low, high), _ = box.viewRange()
        middle, half = (low + high) / 2, (high - low) / 2 * factor
        box.setXRange(middle - half, middle + half, padding=0)

    found = {"first paint": f"{first:.2f} s ({cpu_seconds() - busy:.2f} s CPU)"}
    found |= walk(app, plot.viewport(), move, zoom, min(wish.frames, 60))
    found["memory"] = f"{memory_mb() - before:.0f} MB more than the empty plot"
    return found


def naive(wish: argparse.Namespace) -> dict[str, str]:
    """What is in sight counted by day anew for each frame, by SQLite alone, nothing painted."""
    from stdesk.project import open_project

    frames = Frames()
    with open_project(wish.project, read_only=True) as project:
        for share in np.linspace(0, 0.5, 5):
            begun, busy = time.perf_counter(), time.process_time()
            begin = FIRST_MS + int(share * DAYS * DAY_MS)
            project.query(
                "SELECT (instant + coalesce(utc_offset, 0) * 60000) / 86400000 AS day, "
                "count(*) AS n FROM event WHERE instant >= ? AND instant < ? GROUP BY day",
                begin,
                begin + DAYS * DAY_MS // 2,
            )
            frames.wall.append(time.perf_counter() - begun)
            frames.cpu.append(time.process_time() - busy)
    return {"half the log, move": str(frames)}


PARTS = {
    "first_need": first_need,
    "opened_again": opened_again,
    "raw_plot": raw_plot,
    "naive": naive,
}


# measuring


def walk(
    app,  # type: ignore[no-untyped-def]
    painted,  # type: ignore[no-untyped-def]
    move: Callable[[float], None],
    zoom: Callable[[float], None],
    frames: int,
) -> dict[str, str]:
    """Zoom in step by step, move to and fro at several depths, zoom out again."""
    moved, zoomed = Frames(), Frames()

    def frame(step: Callable[[], None], frames: Frames) -> None:
        begun, busy = time.perf_counter(), time.process_time()
        step()
        painted.repaint()
        app.processEvents()
        frames.wall.append(time.perf_counter() - begun)
        frames.cpu.append(time.process_time() - busy)

    for depth in range(4):
        for number in range(frames // 8):
            side = 1 if number % 20 < 10 else -1
            frame(lambda side=side: move(side * 0.02), moved)
        for _ in range(frames // 16):
            frame(lambda: zoom(0.9), zoomed)
        if depth == 3:
            for _ in range(frames // 4):
                frame(lambda: zoom(1 / 0.9), zoomed)
    return {"move": str(moved), "zoom": str(zoomed)}


@dataclass
class Frames:
    """Seconds that frames took by the clock, and of a processor: others may want it, too."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        said = []
        for name, times in (("clock", self.wall), ("CPU", self.cpu)):
            p50, p95 = np.percentile(np.array(times) * 1000, [50, 95])
            per_second = f"{1000 / max(p95, 1e-3):.0f} frames/s at p95"
            said.append(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, {per_second}")
        return "; ".join(said)


def forget(path: Path) -> None:
    from stdesk.project import open_project

    with open_project(path) as project:
        project.execute("DELETE FROM tally_hour")
        project.execute("DELETE FROM tally")


def show(widget, size: str) -> None:  # type: ignore[no-untyped-def]
    widget.resize(*(int(side) for side in size.split("x")))
    widget.show()


def wait(app, true: Callable[[], object]) -> None:  # type: ignore[no-untyped-def]
    while not true():
        app.processEvents()
        time.sleep(0.002)


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
