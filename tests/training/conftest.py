"""A small generated project, copied for each test that trains in it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.progress import Progress
from stdesk.project import Project, open_project


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("training") / "demo.stdesk"
    write_demo(path, DemoSettings(events=1500, users=25, items=60, days=40, images=0), Progress())
    return path


@pytest.fixture
def project(demo_file: Path, tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "copy.stdesk"
    shutil.copy(demo_file, path)
    with open_project(path) as opened:
        yield opened


@pytest.fixture(scope="session")
def tiny() -> dict[str, Any]:
    """Settings with which a network trains in a second."""
    return {"width": 16, "window": 20, "epochs": 4, "patience": 0, "rate": 0.01}


class Stopping(Progress):
    """Cancels when a metric comes for the nth time."""

    def __init__(self, name: str, times: int) -> None:
        super().__init__()
        self._name, self._left = name, times

    def on_metric(self, name: str, value: float, at: float) -> None:
        self._left -= name == self._name
        if not self._left:
            self.cancel()


@pytest.fixture(scope="session")
def stopping() -> Callable[[str, int], Progress]:
    return Stopping
