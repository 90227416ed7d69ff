"""`python3 packaging/run.py`: set-up if needed, a demo project if there is none, and the window.

Without a screen (or with --headless) the same work is done by the command line instead: import,
train, evaluate, recommend, report. Another project's path may be given; then no demo is made.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from setup_environment import ROOT, prepare

DEMO = ROOT / "demo"
# Small enough that a laptop without a screen is through in some minutes.
HEADLESS_LOG = ["--users", "80", "--items", "250", "--days", "90", "--events", "12000"]
MODELS = ["markov", "transformer", "ranker"]
BEST = MODELS[-1]


def main() -> int:
    wish = read_arguments()
    stdesk = [str(prepare()), "-m", "stdesk"]
    if wish.headless or not has_screen():
        return work_without_screen(stdesk, wish.project)
    project = wish.project or DEMO / "demo.stdesk"
    if not wish.project and not project.exists():
        print("making the demo project", flush=True)
        DEMO.mkdir(exist_ok=True)
        call(stdesk, "demo", str(project))
    return subprocess.run([*stdesk, "open", str(project)], check=False).returncode


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Set stdesk up and open its window.")
    parser.add_argument("project", nargs="?", type=Path, help="a .stdesk file; default: the demo")
    parser.add_argument("--headless", action="store_true", help="do the work without a window")
    return parser.parse_args()


def has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def work_without_screen(stdesk: list[str], given: Path | None) -> int:
    """The window's whole way, typed; everything made lies in demo/, or beside the given project."""
    print("no screen here: doing the window's work by the command line", flush=True)
    project = given or make_headless_project(stdesk)
    runs = {model: train(stdesk, project, model) for model in MODELS}
    call(stdesk, "evaluate", str(project), "--protocol", "next-place")
    out = project.parent
    lists, report = out / "recommendations.csv", out / "report.html"
    best = ["--run", runs[BEST], "--all"]
    call(stdesk, "recommend", str(project), *best, "-k", "10", "--out", str(lists))
    call(stdesk, "report", str(project), *best, "--out", str(report))
    print(f"\nproject          {project}\nrecommendations  {lists}\nreport           {report}")
    return 0


def make_headless_project(stdesk: list[str]) -> Path:
    """Always from the log, so that importing is part of what is shown."""
    DEMO.mkdir(exist_ok=True)
    log, project = DEMO / "headless.csv", DEMO / "headless.stdesk"
    project.unlink(missing_ok=True)
    if not log.exists():
        call(stdesk, "demo", str(log), *HEADLESS_LOG)
    call(stdesk, "new", str(project))
    call(stdesk, "import", str(project), str(log), str(log.with_suffix(".items.csv")))
    return project


def train(stdesk: list[str], project: Path, model: str) -> str:
    """The id of the finished run."""
    print(f"\ntraining {model}", flush=True)
    line = [*stdesk, "train", str(project), "--model", model, "--preset", "fast", "--json"]
    said = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False)
    if said.returncode:
        sys.exit(said.returncode)
    return str(json.loads(said.stdout)["run"])


def call(stdesk: list[str], *arguments: str) -> None:
    """One command of stdesk; ends this script with its exit code when it fails."""
    print(f"\n$ stdesk {' '.join(arguments)}", flush=True)
    done = subprocess.run([*stdesk, *arguments], check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
