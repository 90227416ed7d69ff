"""A window on a project of a test's own, with settings of its own."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from stdesk.desk.app import make_application, make_window
from stdesk.desk.window.window import Window
from stdesk.desk.work.job import Job
from stdesk.desk.work.litter import Litter
from stdesk.desk.work.settings import Settings
from stdesk.language import set_language

from .calm import Halt, wait_for_rest, wait_until

LITTERS: list[Litter] = []  # of windows that closed in the test that is ending


def pytest_runtest_logfinish() -> None:
    """Nothing holds what a test has made any more: its widgets go now, and on this thread.

    Else some other thread (one of xdist, or a server's) might take them away later and crash.
    """
    if LITTERS:
        gc.collect()
    while LITTERS:
        LITTERS.pop().stop()


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt's application is made by our own door, so that attributes come first."""
    make_application()
    return QApplication


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.language, made.theme = "en", "light"
    return made


@pytest.fixture
def wait(qapp: QApplication) -> Callable[[Callable[[], object]], None]:
    """Let the event loop run until something is true."""
    return wait_until


@pytest.fixture
def rest(qapp: QApplication) -> Callable[[Window], None]:
    """Let the event loop run until nothing is read, computed or drawn in a window any more."""
    return wait_for_rest


@pytest.fixture
def make(qapp: QApplication, settings: Settings) -> Iterator[Callable[..., Window]]:
    """Opens windows, and closes them at the end of the test."""
    windows = []

    def window(path: Path | None = None, own: Settings | None = None) -> Window:
        made = make_window(own or settings, path)
        made.resize(1280, 720)
        made.show()
        windows.append(made)
        return made

    yield window
    LITTERS.append(Litter(qapp))
    for made in windows:
        made.desk.jobs.shut_down()
        made.leaving.under_way = True
        made.close()
        made.deleteLater()
    # Plain processEvents leaves what waits for deletion, and each theme would style it again.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    set_language("en")


@pytest.fixture
def halt(make: Callable[..., Window]) -> Iterator[Callable[..., Halt]]:
    """Makes a job stand still while the test does something; it goes on before windows close."""
    halts: list[Halt] = []

    def made(job: Job, when: Callable[[], object] = lambda: True) -> Halt:
        halts.append(Halt(job, when))
        return halts[-1]

    yield made
    for one in halts:
        one.let_go()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated log as CSV files: 40 people, two months, coordinates, categories, kinds."""
    from stdesk.demo import DemoSettings, write_demo
    from stdesk.progress import Progress

    path = tmp_path_factory.mktemp("town") / "town.csv"
    size = DemoSettings(events=4000, users=40, days=60, items=120, images=0, seed=3)
    write_demo(path, size, Progress())
    return path


@pytest.fixture(scope="session")
def trained(town: Path) -> Path:
    """A project with that log and two finished runs; copy it before changing it."""
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.progress import Progress
    from stdesk.project import create_project
    from stdesk.training import TrainSettings, train

    path = town.with_name("trained.stdesk")
    with create_project(path) as project:
        files = (town, town.with_suffix(".items.csv"))
        import_files(project, ImportSettings(files), Progress())
        for model in ("rhythm", "markov"):
            train(project, TrainSettings(model), Progress())
    return path


@pytest.fixture
def city(trained: Path, tmp_path: Path) -> Path:
    """A copy of the trained project, of a test's own."""
    import shutil

    return Path(shutil.copy(trained, tmp_path / "city.stdesk"))
