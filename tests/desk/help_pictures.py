"""Takes the pictures of the help pages from the running window, on an invented town.

python tests/desk/help_pictures.py [--out resources/help/pictures] [--project P] [--only NAME ...]

One small PNG for each name in SHOTS and each language, in the light theme. Needs no screen; without
--project (a demo with runs and a comparison) one is made first, which takes a minute or two.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from screenshots import LANGUAGES, run_until, settle  # noqa: E402  (it sets Qt's platform)

WIDE, HIGH, PICTURE_WIDTH = 1280, 800, 900
MOST_BYTES, COLOURS = 150_000, (128, 64, 32, 16)
PAINT_S, MAP_S = 0.8, 2.5
TUNED = "rhythm"
MODELS = ("markov", "rhythm", "ranker", "gru", "intent")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "resources/help/pictures")
    parser.add_argument("--project", type=Path)
    parser.add_argument("--only", nargs="+", choices=SHOTS, default=list(SHOTS))
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "Projects" / "Demo.stdesk"
        project.parent.mkdir()
        if wish.project:
            project.write_bytes(wish.project.read_bytes())
        else:
            make_project(project)
        take_all(wish, project, Path(scratch))


def make_project(path: Path) -> None:
    """The demo with what each page has to show."""
    from stdesk.demo import DemoSettings, write_demo
    from stdesk.evaluation import EvaluateSettings, evaluate
    from stdesk.progress import Progress
    from stdesk.project import open_project
    from stdesk.recommend import ClusterSettings, cluster_users, keep_clusters
    from stdesk.training import TrainSettings, TuneSettings, train, tune

    write_demo(path, DemoSettings(images=0), Progress())
    with open_project(path) as project:
        for model in MODELS:
            train(project, TrainSettings(model), Progress())
        tune(project, TuneSettings(TUNED, minutes=1, most_trials=8), Progress())
        evaluate(project, EvaluateSettings(), Progress())
        keep_clusters(project, cluster_users(project, ClusterSettings(), Progress()))


def take_all(wish: argparse.Namespace, project: Path, scratch: Path) -> None:
    from stdesk.desk.app import make_application, make_window
    from stdesk.desk.settings import Settings

    app = make_application()
    settings = Settings(scratch / "own.ini")
    settings.language, settings.theme = LANGUAGES[0], "light"
    window = make_window(settings, None)
    window.resize(WIDE, HIGH)
    window.show()
    window.open_project(project)
    run_until(app, lambda: window.desk.project is not None)
    for code in LANGUAGES:
        window.set_language(code)
        folder = wish.out / code
        folder.mkdir(parents=True, exist_ok=True)
        for name in wish.only:
            shown = SHOTS[name](window, app)
            save(shown, folder / f"{name}.png")
            if shown is not window:
                shown.reject()
    window.close()


def save(widget: Any, path: Path) -> None:
    """Grab it, and write it in as many colours as fit the size."""
    import io

    from PIL import Image

    grabbed = widget.grab().toImage()
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    grabbed.save(buffer, "PNG")
    picture = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    height = round(picture.height * PICTURE_WIDTH / picture.width)
    if picture.width > PICTURE_WIDTH:
        picture = picture.resize((PICTURE_WIDTH, height), Image.Resampling.LANCZOS)
    for colours in COLOURS:
        few = picture.quantize(colours, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return


def _page(name: str, part: str = "", seconds: float = PAINT_S) -> Callable[[Any, Any], Any]:
    def shot(window: Any, app: Any) -> Any:
        _go(window, app, name, part)
        settle(app, seconds)
        return window

    return shot


def _go(window: Any, app: Any, name: str, part: str = "") -> Any:
    window.show_page(name)
    page = window.page(name)
    if part:
        page.show_part(part)
    _rest(window, app)
    return page


def _rest(window: Any, app: Any) -> None:
    """Until nothing is read or computed any more."""
    settle(app, 0.3)
    run_until(app, lambda: not window.desk.jobs.busy)
    settle(app, 0.5)


def _busiest(window: Any, app: Any) -> int:
    """The most active user, in everybody's focus."""
    import numpy as np

    page = _go(window, app, "explore", "overview")
    run_until(app, lambda: page.log is not None)
    user = int(np.diff(page.log.user_start).argmax())
    window.desk.focus.look_at(user=user)
    _rest(window, app)
    return user


def _near_home(window: Any, app: Any) -> None:
    """Maps show the town where most of it happens, not all that are on the way to others."""
    import numpy as np

    from stdesk.desk.log_cache import shared_log
    from stdesk.desk.map_view import MapView
    from stdesk.insight import Bounds

    log, user = shared_log(window.desk.project), window.desk.focus.now.user
    own = slice(None) if user is None else log.of_user(user)
    places = np.column_stack([log.latitude[own], log.longitude[own]])
    places = places[np.isfinite(places).all(axis=1)]
    _, town, events = np.unique(places.round(0), axis=0, return_inverse=True, return_counts=True)
    (south, west), (north, east) = np.percentile(
        places[town.ravel() == events.argmax()], [2, 98], axis=0
    )
    for view in window.page(window.current_page).findChildren(MapView):
        if view.isVisible():
            view.fit(Bounds(west, south, east, north))
    settle(app, MAP_S)


def _map(window: Any, app: Any) -> Any:
    window.desk.focus.clear()
    _go(window, app, "explore", "overview")
    settle(app, MAP_S)
    _near_home(window, app)
    return window


def _timelines(window: Any, app: Any) -> Any:
    page = _go(window, app, "explore", "timelines")
    run_until(app, lambda: page.timelines.sessions is not None)
    settle(app, PAINT_S)
    return window


def _evolution(window: Any, app: Any) -> Any:
    """The user whose life changed most clearly."""
    page = _go(window, app, "evolution")
    page.users.search()
    run_until(app, lambda: page.users.table.rows.rowCount())
    _rest(window, app)
    page.users.table.clearSelection()  # it may stand there from the other language
    page.users.table.choose(0)
    _rest(window, app)
    run_until(app, lambda: page.life is not None)
    settle(app, MAP_S)
    _near_home(window, app)
    return window


def _portrait(window: Any, app: Any) -> Any:
    _busiest(window, app)
    _go(window, app, "people", "portrait")
    settle(app, MAP_S)
    return window


def _train(window: Any, app: Any) -> Any:
    page = _go(window, app, "models", "train")
    curved = [place for place, run in enumerate(page.runs.runs) if run.model == "gru"]
    if curved:
        page.runs.table.choose(curved[0])
    settle(app, PAINT_S)
    return window


def _tune(window: Any, app: Any) -> Any:
    page = _go(window, app, "models", "tune")
    page.tuning.choose(TUNED, "fast")
    _rest(window, app)
    return window


def _errors(window: Any, app: Any) -> Any:
    """Of the ranker, by category, for everyone."""
    window.desk.focus.clear()
    page = _go(window, app, "models", "errors")
    run_until(app, lambda: page.errors.seen is not None)
    by = page.errors.by
    by.setCurrentIndex(by.findData("category"))
    by.activated.emit(by.currentIndex())
    _rest(window, app)
    return window


def _recommend(window: Any, app: Any) -> Any:
    user = _busiest(window, app)
    log = window.page("explore").log
    page = _go(window, app, "recommend")
    run_until(app, lambda: page.who.run.count())
    page.parts.setCurrentIndex(0)
    ranker = [run.id for run in page.who.run.runs if run.model == "ranker"]
    page.who.run.choose(ranker[0])
    page.who.user.choose(log.catalogue.user_keys[user])
    page.who.run_chosen.emit()
    run_until(app, lambda: page.list.lines)
    settle(app, MAP_S)
    _near_home(window, app)
    return window


def _recommend_part(position: int) -> Callable[[Any, Any], Any]:
    def shot(window: Any, app: Any) -> Any:
        page = _go(window, app, "recommend")
        page.parts.setCurrentIndex(position)
        page.parts.routes.user.choose(page.who.user.key)
        page.parts.routes.search()
        _rest(window, app)
        settle(app, MAP_S)
        _near_home(window, app)
        return window

    return shot


def _report(window: Any, app: Any) -> Any:
    """In the language of the window."""
    from stdesk.language import language

    page = _go(window, app, "report")
    spoken = page.form.look.language
    spoken.setCurrentIndex(spoken.findData(language()))
    settle(app, 2 * MAP_S)
    return window


def _finder(window: Any, app: Any) -> Any:
    _go(window, app, "data")
    window.find_anything()
    window.finding.finder.line.setText("re")
    settle(app, PAINT_S)
    return window.finding.finder


def _import(window: Any, app: Any) -> Any:
    """A small log with one row that is no date."""
    from stdesk.desk.import_dialog import ImportDialog

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


SHOTS: dict[str, Callable[[Any, Any], Any]] = {
    "data": _page("data"),
    "import": _import,
    "finder": _finder,
    "map": _map,
    "timelines": _timelines,
    "evolution": _evolution,
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
}

if __name__ == "__main__":
    main()
