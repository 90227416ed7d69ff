"""Rows a second and peak memory of an import: stdesk, pandas `to_sql`, the `sqlite3` shell.

Run: python tests/benchmarks/bench_import.py [--rows N]. Each contender imports the same file in a
process of its own. stdesk cleans, codes keys and indexes besides; the others only store text.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STDESK = """
import sys, time
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import create_project
with create_project(sys.argv[2]) as project:
    began = time.perf_counter()
    report = import_files(project, ImportSettings((sys.argv[1],)), Progress())[0]
    assert report.rows_read == int(sys.argv[3]), report
    assert report.rows_kept + report.rows_duplicate == report.rows_read, report
    rate = report.rows_read / (time.perf_counter() - began)
print(f"stdesk without its start and the new project: {rate:,.0f} rows/s")
"""
PANDAS = """
import sqlite3, sys
import pandas as pd
frame = pd.read_csv(sys.argv[1])
with sqlite3.connect(sys.argv[2]) as connection:
    frame.to_sql("event", connection, index=False)
"""
SHELL = ".mode csv\n.import {log} event\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    rows = chosen.rows
    if chosen.write:
        write_log(chosen.write, rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.csv"
        # In a process of its own: a child's peak memory counts what its parent had when it began.
        subprocess.run([sys.executable, __file__, "--write", log, "--rows", str(rows)], check=True)
        size = log.stat().st_size
        print(f"{rows:,} rows, {size / rows:.0f} bytes a row, {os.cpu_count()} cores")
        results = {
            "stdesk": measure([sys.executable, "-c", STDESK, log, f"{folder}/a.stdesk", str(rows)]),
            "pandas to_sql": measure([sys.executable, "-c", PANDAS, log, f"{folder}/b.db"]),
        }
        if shutil.which("sqlite3"):
            script = SHELL.format(log=log)
            results["sqlite3 .import"] = measure(["sqlite3", f"{folder}/c.db"], script)
        else:
            print("sqlite3 .import: left out, there is no sqlite3 shell")
    for name, (seconds, work, megabytes) in results.items():
        ratio = results["stdesk"][0] / seconds
        print(
            f"{name:16} {seconds:6.2f} s ({work:.2f} s of work) {rows / seconds:10,.0f} rows/s"
            f" {megabytes:6,.0f} MB peak   {ratio:5.2f} of stdesk's speed"
        )


def write_log(path: Path, rows: int) -> None:
    """User, item, category, kind and Unix time, as a shop's log has them; in order of time."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    random = np.random.default_rng(1)
    user = 100_000 + random.integers(0, 20_000, rows)
    item = random.zipf(1.3, rows) % 50_000
    kinds = np.array(["page_view", "favourite", "cart", "purchase"])
    columns = {
        "user_id": np.char.add("user-", user.astype(str)),
        "item_id": np.char.add("item-", item.astype(str)),
        "category": np.char.add("category ", (item % 300).astype(str)),
        "behavior": kinds[random.choice(4, rows, p=[0.8, 0.1, 0.07, 0.03])],
        "timestamp": np.sort(1_500_000_000 + random.integers(0, 30_000_000, rows)),
    }
    csv.write_csv(pa.table(columns), path, csv.WriteOptions(quoting_style="none"))


def measure(command: list[object], script: str = "") -> tuple[float, float, float]:
    """Seconds, seconds of processor time, and peak resident megabytes of a whole process."""
    started = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(script)
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"failed: {command}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
