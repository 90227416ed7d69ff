"""How long a batch of reports takes and how much memory, beside pandas writing the same lists.

python tests/benchmarks/bench_report.py [PROJECT] [--run 1] [--users 1000] [--pdf 20]

Without a project the check-ins of New York (../shared/data) are imported, or else a demo is made,
and `rhythm` is trained. Each measurement runs in a process of its own; seconds are the processor's,
so that other work on the machine counts little, and of the wall beside. pandas gets the finished
lists, and writes one page a user by DataFrame.to_html; making the lists is not in its time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
CHECKINS = ROOT.parent / "shared" / "data" / "foursquare-nyc-checkins.csv.gz"
LISTS = ("list", "made")


def main() -> None:
    wish = read_arguments()
    with tempfile.TemporaryDirectory() as folder:
        project = wish.project or prepare(Path(folder) / "bench.stdesk")
        for what in ("pandas", "lists", "all"):
            show(measured(what, project, wish.run, wish.users, Path(folder) / what))
        if wish.pdf:
            show(measured("pdf", project, wish.run, wish.pdf, Path(folder) / "pdf"))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", nargs="?", type=Path)
    parser.add_argument("--run", type=int, default=1)
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--pdf", type=int, default=20, help="users of the batch of PDF files")
    return parser.parse_args()


def prepare(path: Path) -> Path:
    """A project with a log and one quick model."""
    from stdesk.demo import DemoSettings, write_demo
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.progress import Progress
    from stdesk.project import create_project, open_project
    from stdesk.training import TrainSettings, train

    if CHECKINS.is_file():
        with create_project(path) as project:
            import_files(project, ImportSettings((CHECKINS,)), Progress())
    else:
        size = DemoSettings(events=100_000, users=1000, items=3000, images=0)
        write_demo(path, size, Progress())
    with open_project(path) as project:
        train(project, TrainSettings("rhythm"), Progress())
    return path


def measured(what: str, project: Path, run: int, users: int, folder: Path) -> dict[str, object]:
    line = [sys.executable, __file__, "--child", what, str(project), str(run), str(users)]
    done = subprocess.run([*line, str(folder)], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def show(found: dict[str, object]) -> None:
    print(
        "{what:<34} {files:>5} files  {cpu:7.1f} s processor  {wall:7.1f} s wall  "
        "{per_thousand:7.1f} s a thousand  {megabytes:7.1f} MB written  {memory:6.0f} MB memory at "
        "most, {grown:5.0f} MB while writing".format(**found)
    )


def child(what: str, project: str, run: str, users: str, folder: str) -> None:
    """One measurement, printed as JSON."""
    from stdesk.progress import Progress
    from stdesk.project import open_project

    with open_project(project, read_only=True) as opened:
        keys = tuple(opened.log.users()["key"].to_pylist()[: int(users)])
        into = Path(folder)
        into.mkdir()
        if what == "pandas":
            found = by_pandas(opened, int(run), keys, into)
        else:
            found = by_stdesk(opened, int(run), keys, into, what, Progress())
    print(json.dumps(found))


def by_pandas(project, run: int, keys: tuple[str, ...], into: Path) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from stdesk.progress import Progress
    from stdesk.recommend import RecommendSettings, recommend

    settings = RecommendSettings(run=run, users=keys, store=False)
    frame = recommend(project, settings, Progress()).frame()
    clock = Clock()
    for number, (_, own) in enumerate(frame.groupby("user", sort=False)):
        own.to_html(into / f"{number}.html", index=False)
    return clock.told("pandas, DataFrame.to_html", into)


def by_stdesk(  # type: ignore[no-untyped-def]
    project, run: int, keys: tuple[str, ...], into: Path, what: str, progress
) -> dict[str, object]:
    from contextlib import ExitStack

    from stdesk.desk import lone_printer
    from stdesk.report import BatchSettings, ReportSettings, write_batch

    suffix = "pdf" if what == "pdf" else "html"
    sections = LISTS if what == "lists" else None
    report = ReportSettings(run=run, path=Path(f"x.{suffix}"), users=keys, sections=sections)
    clock = Clock()
    with ExitStack() as things:
        printer = things.enter_context(lone_printer()) if what == "pdf" else None
        write_batch(project, BatchSettings(report, into), progress, printer)
    named = {
        "lists": "stdesk, lists (made too)",
        "all": "stdesk, all sections",
        "pdf": "stdesk, all sections as PDF",
    }
    return clock.told(named[what], into)


class Clock:
    """Starts when it is made."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        self._memory = peak_mb()

    def told(self, what: str, folder: Path) -> dict[str, object]:
        cpu, wall = time.process_time() - self._cpu, time.perf_counter() - self._wall
        files = [path for path in folder.iterdir() if path.name != "index.html"]
        return {
            "what": what,
            "files": len(files),
            "cpu": cpu,
            "wall": wall,
            "per_thousand": cpu / max(len(files), 1) * 1000,
            "megabytes": sum(path.stat().st_size for path in files) / 1e6,
            "memory": peak_mb(),
            "grown": peak_mb() - self._memory,
        }


def peak_mb() -> float:
    """The most memory that this process has had, in MB."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset / 1e6)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main()
