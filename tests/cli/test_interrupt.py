"""Ctrl+C stops a command cleanly: the project is sound, and what was begun can be gone on with."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl+C")


def interrupt(
    arguments: list[object], project: Path, after_epochs: int = 0
) -> subprocess.CompletedProcess[str]:
    """Type a command, press Ctrl+C soon after it has begun to work, and wait for its end.

    after_epochs: wait until so many epochs of a training are in the project.
    """
    line = [sys.executable, "-m", "stdesk", *map(str, arguments)]
    process = subprocess.Popen(
        line,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"OMP_NUM_THREADS": "1"},  # threads only wait for each other here
    )
    while process.poll() is None and not has_begun(project, after_epochs):
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(line, process.returncode, out, err)


def has_begun(project: Path, epochs: int) -> bool:
    if not project.with_name(project.name + ".lock").exists():
        return False
    with closing(sqlite3.connect(project)) as file:
        (count,) = file.execute("SELECT count(DISTINCT at) FROM epoch").fetchone()
    return int(count) >= epochs


def test_an_interrupted_import_leaves_the_project_as_it_was(stdesk, tmp_path: Path) -> None:
    log, project = tmp_path / "town.csv", tmp_path / "town.stdesk"
    stdesk("demo", log, "--events", 300_000)
    stdesk("new", project)
    done = interrupt(["import", project, log], project)
    if done.returncode == 0:
        pytest.skip("this machine imported faster than the test could type")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert stdesk("info", project, "--json").object["events"] == 0
    assert stdesk("check", project).code == 0
    assert [path.name for path in tmp_path.glob("town.stdesk*")] == ["town.stdesk"]


def test_an_interrupted_training_can_be_gone_on_with(
    stdesk, demo_log: Path, tmp_path: Path
) -> None:
    project = tmp_path / "town.stdesk"
    stdesk("new", project)
    assert stdesk("import", project, demo_log).code == 0
    longer = ("--set", "epochs=400", "--set", "patience=100", "--set", "width=16")
    done = interrupt(["train", project, "--model", "gru", *longer], project, after_epochs=1)
    assert done.returncode == 1
    assert "--resume 1" in done.stderr
    assert "Traceback" not in done.stderr
    (run,) = stdesk("runs", project, "--json").object["runs"]
    assert run["state"] == "cancelled"
    assert stdesk("recommend", project, "--run", 1, "--all", "--out", tmp_path / "x.csv").code == 1
    again = interrupt(["train", project, "--resume", "1"], project, after_epochs=2)
    assert again.returncode == 1
    assert len(stdesk("runs", project, "--json").object["runs"]) == 1
