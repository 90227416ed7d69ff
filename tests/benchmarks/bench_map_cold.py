"""How long a person waits for the map of a million events: from the click on Explore to painted.

python tests/benchmarks/bench_map_cold.py [--events 1000000] [--lingers 6 0]

The events are those of bench_map.py, as a project. The window opens it, and shows Explore for the
first time so many seconds later: after some, during which a person looks at the page Data, the log
and the cells of the map were read ahead; after none they are still to be read. Goal: <= 1 s after
some. Needs no screen (QT_QPA_PLATFORM=offscreen).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from bench_map import GOAL_PAINT_S, let_go, make_log, run_until, settle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--lingers", type=float, nargs="+", default=[6, 0], help="seconds")
    parser.add_argument("--paint", type=Path, help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.paint:
        open_and_paint(wish.paint, wish.lingers[0])
        return
    log = make_log(wish.events)
    print(f"events {len(log):,} of {log.catalogue.users:,} users, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        measure(write_project(log, Path(folder)), wish.lingers)


def measure(project: Path, lingers: list[float]) -> None:
    """A process of its own for each: nothing of the one before helps the next but the disk."""
    for linger in lingers:
        line = [sys.executable, __file__, "--paint", str(project), "--lingers", str(linger)]
        told = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout
        found = json.loads(told.splitlines()[-1])
        verdict = "within" if found["painted"] <= GOAL_PAINT_S else "beyond"
        print(
            f"Explore {linger:3.0f} s after opening: painted {found['painted']:5.2f} s later "
            f"({found['processor']:.2f} s of processor), {verdict} the goal of {GOAL_PAINT_S} s",
            flush=True,
        )


def write_project(log, folder: Path) -> Path:  # type: ignore[no-untyped-def]
    import pyarrow as pa
    from pyarrow import csv

    from stdesk.ingest import ImportSettings, import_files
    from stdesk.progress import Progress
    from stdesk.project import create_project

    columns = {
        "user_id": np.char.add("u", log.user.astype(str)),
        "venue_id": np.char.add("i", log.item.astype(str)),
        "category": np.char.add("category ", log.catalogue.item_category[log.item].astype(str)),
        "latitude": log.latitude,
        "longitude": log.longitude,
        "tz_offset_min": log.offset_min,
        "timestamp": log.instant_ms // 1000,
    }
    csv.write_csv(pa.table(columns), folder / "log.csv")
    with create_project(folder / "bench.stdesk") as project:
        import_files(project, ImportSettings((folder / "log.csv",)), Progress())
    return folder / "bench.stdesk"


def open_and_paint(path: Path, linger: float) -> None:
    """Child: open the window on the project, wait, show Explore, and say when it was painted."""
    from stdesk.desk.app import make_application, make_window
    from stdesk.desk.work.settings import Settings

    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "own.ini")
        settings.language = "en"
        window = make_window(settings, path)
        window.resize(1280, 720)
        window.show()
        run_until(app, lambda: window.desk.project is not None)
        settle(app, linger)
        begin, worked = time.perf_counter(), time.process_time()
        window.show_page("explore")
        painted: list[int] = []
        window.pages["explore"].panel.map.painted.connect(painted.append)
        run_until(app, lambda: any(painted))
        passed, worked = time.perf_counter() - begin, time.process_time() - worked
        print(json.dumps({"painted": passed, "processor": worked}), flush=True)
        let_go(app, window)


if __name__ == "__main__":
    main()
