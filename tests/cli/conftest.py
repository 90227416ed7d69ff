"""What the tests of the command line share: a way to type, and one generated log."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from stdesk.cli.app import app
from stdesk.language import set_language


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        """The one object that --json prints; anything else on standard output fails here."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Type = Callable[..., Said]


@pytest.fixture(scope="session")
def stdesk() -> Type:
    """Type a command, in this process: quick, and the real code all the way down."""

    def type_it(*arguments: object) -> Said:
        set_language("en")
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return type_it


@pytest.fixture(scope="session")
def stdesk_process() -> Type:
    """Type a command in a process of its own, as the shell does, without a screen."""

    def type_it(*arguments: object, **environment: str) -> Said:
        without_screen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
        inherited = {k: v for k, v in os.environ.items() if k not in without_screen}
        done = subprocess.run(
            [sys.executable, "-m", "stdesk", *map(str, arguments)],
            env=inherited | {"STDESK_LANGUAGE": "en"} | environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return type_it


@pytest.fixture(scope="session")
def demo_log(stdesk: Type, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small generated log; the files beside it describe its items and its truth."""
    path = tmp_path_factory.mktemp("log") / "town.csv"
    size = ("--events", 6000, "--users", 40, "--items", 80, "--days", 60, "--seed", 3)
    said = stdesk("demo", path, *size)
    assert said.code == 0, said.err
    return path
