"""Ctrl+C stops a command cleanly: the project is sound, and what was begun can be gone on with."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl+C")


def interrupt(arguments: list[object], project: Path) -> subprocess.CompletedProcess[str]:
    """Type a command, press Ctrl+C soon after it has opened the project, and wait for its end."""
    line = [sys.executable, "-m", "stdesk", *map(str, arguments)]
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    while process.poll() is None and not project.with_name(project.name + ".lock").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(line, process.returncode, out, err)


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
