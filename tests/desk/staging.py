"""A window to be photographed: made, filled with a project, and waited for.

Importing this sets Qt's platform, for a machine without a screen.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")

LANGUAGES, MODES = ("en", "zh_CN"), ("light", "dark")
PATIENCE_S, PAINT_S, MAP_S = 600, 0.8, 2.5
TUNED = "rhythm"
MODELS = ("markov", "rhythm", "ranker", "gru", "intent")


def make_project(path: Path) -> None:
    """The demo with what each page has to show; takes some minutes."""
    from stdesk.demo import DemoSettings, write_demo
    from stdesk.evaluation import AblateSettings, EvaluateSettings, ablate, evaluate
    from stdesk.progress import Progress
    from stdesk.project import open_project
    from stdesk.recommend import ClusterSettings, cluster_users, keep_clusters
    from stdesk.training import TrainSettings, TuneSettings, train, tune

    write_demo(path, DemoSettings(images=0), Progress())
    with open_project(path) as project:
        for model in MODELS:
            train(project, TrainSettings(model), Progress())
        tune(project, TuneSettings(TUNED, minutes=1, most_trials=8), Progress())
        ablate(project, AblateSettings(("markov",)), Progress())
        for protocol in ("rolling", "next-place"):
            evaluate(project, EvaluateSettings(protocol), Progress())
        keep_clusters(project, cluster_users(project, ClusterSettings(), Progress()))


def begin(folder: Path, size: str, zoom: int = 100) -> tuple[Any, Any]:
    """A window with settings of its own, without a project, and its application."""
    from stdesk.desk.app import make_application, make_window
    from stdesk.desk.work.settings import Settings

    app = make_application()
    settings = Settings(folder / "own.ini")
    settings.language, settings.theme, settings.zoom = LANGUAGES[0], MODES[0], zoom
    window = make_window(settings, None)
    window.resize(*(int(side) for side in size.split("x")))
    window.show()
    return window, app


def open_in(window: Any, app: Any, project: Path) -> None:
    window.open_project(project)
    run_until(app, lambda: window.desk.project is not None)


def settle(app: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    run_until(app, lambda: time.monotonic() > end)


def run_until(app: Any, true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


def go(window: Any, app: Any, name: str, part: str = "") -> Any:
    """Show a page, or a part of it, and wait until it has read what it shows."""
    window.show_page(name)
    page = window.page(name)
    if part:
        page.show_part(part)
    rest(window, app)
    return page


def rest(window: Any, app: Any) -> None:
    """Until nothing is read or computed any more."""
    settle(app, 0.3)
    run_until(app, lambda: not (window.desk.jobs.busy or window.desk.jobs.reading))
    settle(app, 0.5)


def busiest(window: Any, app: Any) -> int:
    """The most active user, in everybody's focus."""
    import numpy as np

    page = go(window, app, "explore", "overview")
    run_until(app, lambda: page.log is not None)
    user = int(np.diff(page.log.user_start).argmax())
    window.desk.focus.look_at(user=user)
    rest(window, app)
    return user


def near_home(window: Any, app: Any) -> None:
    """Maps show the town where most of it happens, not all that are on the way to others."""
    import numpy as np

    from stdesk.desk.maps.map_view import MapView
    from stdesk.desk.work.log_cache import shared_log
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
