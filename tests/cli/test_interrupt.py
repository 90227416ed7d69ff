"""Ctrl+C stops a command cleanly: the project is sound, and what was begun can be gone on with."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl+C")


def interrupt(
    arguments: list[object], has_begun: Callable[[], bool]
) -> subprocess.CompletedProcess[str]:
    """Type a command, press Ctrl+C once it has begun to work, and wait for its end.

    It is frozen while it is looked at, so that it has come no further when the keys reach it.
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
    begun = False
    while process.poll() is None and not begun:
        time.sleep(0.02)
        process.send_signal(signal.SIGSTOP)
        begun = has_begun()
        if begun:
            process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGCONT)
    out, err = process.communicate()
    return subprocess.CompletedProcess(line, process.returncode, out, err)


def writes_rows(project: Path) -> bool:
    """Whether some of a log that comes in are on the way to the file."""
    ahead = project.with_name(project.name + "-wal")
    return ahead.exists() and ahead.stat().st_size > 1_000_000


def learns(project: Path, epochs: int) -> bool:
    """Whether a training is at work and so many epochs are in the project."""
    if not project.with_name(project.name + ".lock").exists():
        return False
    try:
        with closing(sqlite3.connect(project, timeout=0)) as file:
            (count,) = file.execute("SELECT count(DISTINCT at) FROM epoch").fetchone()
    except sqlite3.OperationalError:  # frozen while it opens the file
        return False
    return int(count) >= epochs


def test_an_interrupted_import_leaves_the_project_as_it_was(stdesk, tmp_path: Path) -> None:
    log, project = tmp_path / "town.csv", tmp_path / "town.stdesk"
    stdesk("demo", log, "--events", 300_000)
    stdesk("new", project)
    done = interrupt(["import", project, log], lambda: writes_rows(project))
    if done.returncode == 0:
        pytest.skip("the test stood still while the import ran through")
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
    line = ["train", project, "--model", "gru", *longer]
    done = interrupt(line, lambda: learns(project, epochs=1))
    assert done.returncode == 1
    assert "--resume 1" in done.stderr
    assert "Traceback" not in done.stderr
    (run,) = stdesk("runs", project, "--json").object["runs"]
    assert run["state"] == "cancelled"
    assert stdesk("recommend", project, "--run", 1, "--all", "--out", tmp_path / "x.csv").code == 1
    again = interrupt(["train", project, "--resume", "1"], lambda: learns(project, epochs=2))
    assert again.returncode == 1
    assert len(stdesk("runs", project, "--json").object["runs"]) == 1
