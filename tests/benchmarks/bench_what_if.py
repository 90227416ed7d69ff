"""How soon a list follows the hand: from a control's signal to the painted table, on New York.

python tests/benchmarks/bench_what_if.py [PROJECT] [--models ranker transformer markov content]
    [--moves 40] [--peer 5]

The newest finished run of each model is asked in a real window (QT_QPA_PLATFORM=offscreen), for a
user with a long history; without a project the log of ../shared/data is imported and each model is
trained with its fast preset first. A move is one value of one control; the next comes as soon as
the list of the last is painted. `hour` asks the model anew at each hour, `hour (week)` after the
coming week was computed in advance. Beside the wall clock stands the process's CPU time of a move,
which other work on the machine does not stretch. The peer is one whole `recommend` call, which
loads model and log each time.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject

LOG = Path("../shared/data/foursquare-nyc-checkins.csv.gz")
MODELS = ("ranker", "transformer", "markov", "content")
GOAL_MS = 50
PATIENCE_S = 600


def main() -> None:
    wish = read_arguments()
    with tempfile.TemporaryDirectory() as folder:
        project = prepare(wish.project, Path(folder), wish.models)
        if project is None:
            print(f"{LOG} is not there: nothing is measured.")
            return
        Bench(project, Path(folder), wish.moves).run(wish.models, wish.peer)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", nargs="?", type=Path)
    parser.add_argument("--models", nargs="+", default=list(MODELS))
    parser.add_argument("--moves", type=int, default=40)
    parser.add_argument("--peer", type=int, default=5, help="how often the peer is called")
    return parser.parse_args()


def prepare(given: Path | None, folder: Path, models: list[str]) -> Path | None:
    """A project of the benchmark's own with a finished run of each model."""
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.progress import Progress
    from stdesk.project import create_project
    from stdesk.training import TrainSettings, train

    path = folder / "bench.stdesk"
    if given is not None:
        path.write_bytes(given.read_bytes())
        return path
    if not LOG.exists():
        return None
    with create_project(path) as project:
        import_files(project, ImportSettings((LOG,)), Progress())
        for model in models:
            train(project, TrainSettings(model), Progress())
    return path


class Painted(QObject):
    """Notes when the table is painted after an answer has come."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.due, self.at = False, 0.0
        page.asking.answered.connect(lambda _: setattr(self, "due", True))
        page.list.table.viewport().installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if self.due and event.type() == QEvent.Type.Paint:
            self.due, self.at = False, time.perf_counter()
        return False


class Bench:
    """One window on one project."""

    def __init__(self, project: Path, folder: Path, moves: int) -> None:
        from stdesk.desk.app import make_application, make_window
        from stdesk.desk.work.settings import Settings

        self._app, self._moves = make_application(), moves
        self._window = make_window(Settings(folder / "own.ini"), project)
        self._window.resize(1280, 720)
        self._window.show()
        self._until(lambda: self._window.desk.project is not None)
        self._window.show_page("recommend")
        self._page = self._window.pages["recommend"]
        self._until(lambda: self._page.log is not None)
        self._painted = Painted(self._page)

    def run(self, models: list[str], calls: int) -> None:
        print(f"load {os.getloadavg()[0]:.1f}; goal: {GOAL_MS} ms from the signal to the paint")
        print(f"{'model':12} {'control':13} {'p50':>7} {'p95':>7} {'worst':>7} {'CPU':>6}  source")
        for model in models:
            run = next((r.id for r in self._page.who.run.runs if r.model == model), None)
            if run is None:
                print(f"{model:12} has no finished run in this project")
                continue
            self._open(run)
            for control, move in self._controls():
                self._measure(model, control, move)
            if self._page.asking.session.senses.time:
                self._finish_week()
                self._measure(model, "hour (week)", self._hour)
            self._peer(model, calls)
        self._window.desk.jobs.shut_down()

    def _open(self, run: int) -> None:
        page = self._page
        began = time.perf_counter()
        page.who.run.choose(run)
        page.who.run_chosen.emit()
        lengths = np.diff(page.log.user_start)
        page.who.user.choose(page.log.catalogue.user_keys[int(np.argsort(-lengths)[30])])
        page.form.reset.click()
        asking = page.asking
        self._until(lambda: asking.session is not None and asking.session.run == run)
        self._until(lambda: page.list.lists is not None and page.list.lists.run == run)
        print(f"{'':12} model and log loaded in {time.perf_counter() - began:.1f} s")

    def _controls(self) -> Iterator[tuple[str, Callable[[int], None]]]:
        page = self._page
        form, moment = page.form, page.form.moment
        if page.asking.session.senses.time:
            yield "hour", self._hour
            yield "day", lambda n: moment.day.setValue((moment.day.value() + 1) % 7)
            form.reset.click()
        if page.log.catalogue.has_coordinates:
            here = form.place.here or (0.0, 0.0)
            yield "pin", lambda n: page.map.moved.emit(here[0] + n / 500, here[1] - n / 700)
            form.reset.click()
        yield "dial", lambda n: form.dial.slider.setValue(5 + (n * 7) % 90)
        form.reset.click()
        if page.log.catalogue.has_coordinates:
            yield "within", lambda n: form.within.setValue(1 + n / 2)
            form.reset.click()
        if form.category.count() > 1:
            yield "category", self._category
        form.reset.click()

    def _hour(self, number: int) -> None:
        self._page.form.moment.choose_hour((number * 17 + 3) % 168)

    def _category(self, number: int) -> None:
        choice = self._page.form.category
        choice.setCurrentIndex(number % choice.count())
        choice.activated.emit(choice.currentIndex())

    def _measure(self, model: str, control: str, move: Callable[[int], None]) -> None:
        self._settle()
        walls, used, sources = [], [], set()
        page = self._page

        def note(answer: Any) -> None:
            sources.add(answer.source)

        page.asking.answered.connect(note)
        for number in range(1, self._moves + 1):
            self._painted.at = 0.0
            cpu, began = time.process_time(), time.perf_counter()
            move(number)
            self._until(lambda: self._painted.at > 0)
            walls.append((self._painted.at - began) * 1000)
            used.append((time.process_time() - cpu) * 1000)
        page.asking.answered.disconnect(note)
        p50, p95 = np.percentile(walls, (50, 95))
        print(
            f"{model:12} {control:13} {p50:7.1f} {p95:7.1f} {max(walls):7.1f} "
            f"{np.median(used):6.1f}  {', '.join(sorted(sources))}"
        )

    def _peer(self, model: str, calls: int) -> None:
        from stdesk.progress import Progress
        from stdesk.recommend import recommend

        page = self._page
        settings = replace(page.who.settings(page.form.wishes()), store=False)
        walls, used = [], []
        for _ in range(calls):
            cpu, began = time.process_time(), time.perf_counter()
            recommend(page.project, settings, Progress())
            walls.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - cpu) * 1000)
        print(
            f"{model:12} {'recommend()':13} {np.median(walls):7.1f} {'':7} {max(walls):7.1f} "
            f"{np.median(used):6.1f}  the peer"
        )

    def _settle(self) -> None:
        """Until the last wish is answered with all its reasons."""
        settled: list[Any] = []
        self._page.asking.settled.connect(settled.append)
        self._page.ask()
        self._until(lambda: settled)
        self._page.asking.settled.disconnect(settled.append)

    def _finish_week(self) -> None:
        began, shares = time.perf_counter(), []
        self._page.asking.week_grew.connect(shares.append)
        self._page.ask()
        self._until(lambda: shares and shares[-1] == 1)
        print(f"{'':12} the week's 168 hours in {time.perf_counter() - began:.1f} s")

    def _until(self, true: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > end:
                raise TimeoutError("waited in vain")
            # Waiting, as in a running window: to look again and again holds the worker up.
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


if __name__ == "__main__":
    main()
