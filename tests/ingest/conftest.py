"""Small files and empty projects for the tests of the import."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stdesk.ingest import ImportReport, ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project, create_project

Write = Callable[..., Path]
Import = Callable[..., list[ImportReport]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text file; its lines are joined by LF."""

    def write_file(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write_file


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create_project(tmp_path / "project.stdesk") as project:
        yield project


@pytest.fixture
def run(project: Project) -> Import:
    """Import files into the project."""

    def run_import(*paths: Path, **settings: object) -> list[ImportReport]:
        return import_files(project, ImportSettings(paths, **settings), Progress())

    return run_import
