"""What there is to photograph: brings a window into each state that a person should look at.

Each of SHOTS takes the window and the application and returns what to grab: the window itself, or
something that is to be rejected after it was grabbed. All but "empty" need a project that is open.
The picture scripts beside this file use them.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shots_of_models import SHOTS_OF_MODELS
from staging import MAP_S, PAINT_S, TUNED, busiest, go, rest, run_until, settle

TOUR_STEPS = 5

Shot = Callable[[Any, Any], Any]


def _empty(window: Any, app: Any) -> Any:
    """The first sight of all; only before a project was opened."""
    settle(app, PAINT_S)
    return window


def _start(window: Any, app: Any) -> Any:
    """Back at the start, with projects that were opened lately, one of which is gone."""
    settings, project = window.desk.settings, window.desk.project
    if project is not None:
        settings.remember_project(project.path.with_name("Moved away.stdesk"))
        settings.remember_project(project.path)
        window.projects.close()
    settle(app, PAINT_S)
    return window


def _tour(step: int) -> Shot:
    def shot(window: Any, app: Any) -> Any:
        window.take_tour()
        window.tour.show_step(step)
        rest(window, app)
        settle(app, MAP_S)
        return _Still(window, window.tour.end)

    return shot


class _Still:
    """A window that is put back after it was grabbed."""

    def __init__(self, window: Any, put_back: Callable[[], None]) -> None:
        self.grab, self.reject = window.grab, put_back


def _help(topic: str) -> Shot:
    def shot(window: Any, app: Any) -> Any:
        window.helping.open(topic)
        settle(app, PAINT_S)
        return window.helping.shown

    return shot


def _samples(window: Any, app: Any) -> Any:
    dialog = window.incoming.offer_samples()
    settle(app, PAINT_S)
    return dialog


def _page(name: str, part: str = "", seconds: float = PAINT_S) -> Callable[[Any, Any], Any]:
    def shot(window: Any, app: Any) -> Any:
        go(window, app, name, part)
        settle(app, seconds)
        return window

    return shot


def _map(window: Any, app: Any) -> Any:
    window.desk.focus.clear()
    go(window, app, "explore", "overview")
    settle(app, MAP_S)
    return window


def _one_user(window: Any, app: Any) -> Any:
    busiest(window, app)
    settle(app, MAP_S)
    return window


def _timelines(window: Any, app: Any) -> Any:
    page = go(window, app, "explore", "timelines")
    run_until(app, lambda: page.timelines.sessions is not None)
    settle(app, PAINT_S)
    return window


def _evolution(window: Any, app: Any) -> Any:
    """Of everyone."""
    window.desk.focus.clear()
    page = go(window, app, "evolution")
    run_until(app, lambda: page.life is not None)
    settle(app, MAP_S)
    return window


def _changed(window: Any, app: Any) -> Any:
    """The user whose life changed most clearly."""
    page = go(window, app, "evolution")
    page.users.search()
    run_until(app, lambda: page.users.table.rows.rowCount())
    rest(window, app)
    page.users.table.clearSelection()  # it may stand there from the other language
    page.users.table.choose(0)
    rest(window, app)
    run_until(app, lambda: page.life is not None)
    settle(app, MAP_S)
    return window


def _portrait(window: Any, app: Any) -> Any:
    busiest(window, app)
    go(window, app, "people", "portrait")
    settle(app, MAP_S)
    return window


def _train(window: Any, app: Any) -> Any:
    page = go(window, app, "models", "train")
    curved = [place for place, run in enumerate(page.runs.runs) if run.model == "gru"]
    if curved:
        page.runs.table.choose(curved[0])
    settle(app, PAINT_S)
    return window


def _tune(window: Any, app: Any) -> Any:
    page = go(window, app, "models", "tune")
    page.tuning.choose(TUNED, "fast")
    rest(window, app)
    return window


def _errors(window: Any, app: Any) -> Any:
    """Of the ranker, by category, for everyone."""
    window.desk.focus.clear()
    page = go(window, app, "models", "errors")
    run_until(app, lambda: page.errors.seen is not None)
    by = page.errors.by
    by.setCurrentIndex(by.findData("category"))
    by.activated.emit(by.currentIndex())
    rest(window, app)
    return window


def _recommend(window: Any, app: Any) -> Any:
    user = busiest(window, app)
    log = window.page("explore").log
    page = go(window, app, "recommend")
    run_until(app, lambda: page.who.run.count())
    page.parts.setCurrentIndex(0)
    ranker = [run.id for run in page.who.run.runs if run.model == "ranker"]
    page.who.run.choose(ranker[0])
    page.who.user.choose(log.catalogue.user_keys[user])
    page.who.run_chosen.emit()
    run_until(app, lambda: page.list.lines)
    settle(app, MAP_S)
    return window


def _recommend_part(position: int) -> Callable[[Any, Any], Any]:
    def shot(window: Any, app: Any) -> Any:
        page = go(window, app, "recommend")
        run_until(app, lambda: page.log is not None)
        page.parts.setCurrentIndex(position)
        page.parts.routes.user.choose(page.who.user.key)
        page.parts.routes.search()
        rest(window, app)
        settle(app, MAP_S)
        return window

    return shot


def _report(window: Any, app: Any) -> Any:
    """In the language of the window."""
    from stdesk.language import language

    page = go(window, app, "report")
    spoken = page.form.look.language
    spoken.setCurrentIndex(spoken.findData(language()))
    rest(window, app)
    run_until(app, lambda: not page.preview.says)
    settle(app, MAP_S)
    return window


def _finder(window: Any, app: Any) -> Any:
    go(window, app, "data")
    window.finding.open()
    window.finding.finder.line.setText("re")
    rest(window, app)  # until the names of the log are read
    run_until(app, lambda: window.finding.finder.entries)
    settle(app, PAINT_S)
    return window.finding.finder


def _import(window: Any, app: Any) -> Any:
    """A small log with one row that is no date."""
    from stdesk.desk.data.import_dialog import ImportDialog

    log = Path(tempfile.mkdtemp()) / "check-ins.csv"
    lines = [
        f"u{i % 9},2024-05-{1 + i % 28:02} 08:{i % 60:02},cafe {i % 5},40.{700 + i},-74.{i % 89:02}"
        for i in range(200)
    ]
    header = "who,when,place,lat,lon"
    log.write_text("\n".join([header, *lines, "u3,yesterday,cafe 1,40.7,-74.1"]), encoding="utf-8")
    dialog = ImportDialog(window.desk, window.desk.project, [log], window)
    dialog.show()
    run_until(app, lambda: dialog.ready)
    settle(app, PAINT_S)
    return dialog


SHOTS: dict[str, Shot] = {
    "empty": _empty,
    "data": _page("data"),
    "import": _import,
    "samples": _samples,
    "finder": _finder,
    "map": _map,
    "one-user": _one_user,
    "timelines": _timelines,
    "evolution": _evolution,
    "changed": _changed,
    "portrait": _portrait,
    "segments": _page("people", "segments"),
    "train": _train,
    "tune": _tune,
    "compare": _page("models", "compare"),
    "leaderboard": _page("models", "leaderboard"),
    "errors": _errors,
    "recommend": _recommend,
    "routes": _recommend_part(1),
    "report": _report,
    **SHOTS_OF_MODELS,
    "help": _help("evolution"),
    **{f"tour-{step + 1}": _tour(step) for step in range(TOUR_STEPS)},
    "start": _start,
}
