"""Pictures of every page in both languages and both themes, to be looked at by a person.

python tests/desk/screenshots.py FOLDER [--project P] [--size 1280x720] [--scale 2] [--zoom 140]
    [--pages ...] [--readme]

With --readme only the two pictures of the README are taken: one user (--user, or the most active)
on Explore, and a list for that user on Recommend, by a ranker; English, light, 1280x800.
Without a project a demo is made, with some trained models and a comparison. Needs no screen. As
root, QtWebEngine needs QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox, which this script sets.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")

MODELS = ("markov", "rhythm", "ranker")
PATIENCE_S, SETTLE_S, MAP_SETTLE_S = 300, 1.0, 4.0
README_SIZE, README_MODEL = "1280x800", "ranker"
LANGUAGES, MODES = ("en", "zh_CN"), ("light", "dark")


def main() -> None:
    wish = read_arguments()
    os.environ["QT_SCALE_FACTOR"] = str(wish.scale)
    wish.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "Projects" / "New York.stdesk"
        project.parent.mkdir()
        if wish.project:
            project.write_bytes(wish.project.read_bytes())
        else:
            make_project(project)
        take_all(wish, project, Path(scratch))


def read_arguments() -> argparse.Namespace:
    from stdesk.desk.desk import PAGES

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--zoom", type=int, default=100, help="text size in percent")
    parser.add_argument(
        "--pages", nargs="+", default=["start", "import", *PAGES, "timelines", "compare"]
    )
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--user", help="key of the user on the pictures of the README")
    wish = parser.parse_args()
    if wish.readme:
        wish.size = README_SIZE
    return wish


def make_project(path: Path) -> None:
    """A demo with what each page has to show."""
    from stdesk.demo import DemoSettings, write_demo
    from stdesk.evaluation import EvaluateSettings, evaluate
    from stdesk.progress import Progress
    from stdesk.project import open_project
    from stdesk.training import TrainSettings, train

    write_demo(path, DemoSettings(events=12_000, users=80, items=300, images=0), Progress())
    with open_project(path) as project:
        for model in MODELS:
            train(project, TrainSettings(model), Progress())
        evaluate(project, EvaluateSettings(), Progress())


def take_all(wish: argparse.Namespace, project: Path, scratch: Path) -> None:
    from stdesk.desk.app import make_application, make_window
    from stdesk.desk.settings import Settings

    app = make_application()
    settings = Settings(scratch / "own.ini")
    settings.language, settings.theme, settings.zoom = "en", "light", wish.zoom
    window = make_window(settings, None)
    window.resize(*(int(side) for side in wish.size.split("x")))
    window.show()

    if wish.readme:
        window.open_project(project)
        run_until(app, lambda: window.desk.project is not None)
        take_readme(wish, window, app)
        window.close()
        return

    def take(name: str, widget=window) -> None:  # type: ignore[no-untyped-def]
        for code in LANGUAGES:
            window.set_language(code)
            for mode in MODES:
                window.set_theme(mode)
                settle(
                    app, MAP_SETTLE_S if name in ("explore", "recommend", "report") else SETTLE_S
                )
                widget.grab().save(str(wish.folder / f"{name}-{code}-{mode}.png"))

    if "start" in wish.pages:
        take("start")
    window.open_project(project)
    run_until(app, lambda: window.desk.project is not None)
    for name in wish.pages:
        if name in ("start", "import", "timelines", "compare"):
            continue
        window.show_page(name)
        settle(app, MAP_SETTLE_S)
        take(name)
    if "timelines" in wish.pages:
        take_timelines(window, app)
        take("timelines")
    if "compare" in wish.pages:
        window.go_compare()
        take("compare")
    if "import" in wish.pages:
        take_import(wish, window, app, scratch)
    window.close()


def take_timelines(window, app) -> None:  # type: ignore[no-untyped-def]
    """The second tab of Explore, when all its charts are there."""
    window.show_page("explore")
    explore = window.page("explore")
    explore.show_part("timelines")
    run_until(app, lambda: explore.timelines.sessions is not None)


def take_readme(wish: argparse.Namespace, window, app) -> None:  # type: ignore[no-untyped-def]
    """One user's days and places, then what a ranker recommends to that user."""
    window.show_page("explore")
    explore = window.page("explore")
    explore.show_part("overview")
    run_until(app, lambda: explore.users.model.activity is not None)
    log, keys = explore.log, list(explore.log.catalogue.user_keys)
    user = keys.index(wish.user) if wish.user else int(np.diff(log.user_start).argmax())
    explore.users.choose(user)
    settle(app, 2 * MAP_SETTLE_S)
    window.grab().save(str(wish.folder / "explore.png"))
    window.show_page("recommend")
    recommend = window.page("recommend")
    run_until(app, lambda: recommend.who.run.count())
    runs = [run.id for run in recommend.who.run.runs if run.model == README_MODEL]
    recommend.who.run.choose(runs[0])
    recommend.who.user.choose(keys[user])
    recommend.who.run_chosen.emit()
    run_until(app, lambda: recommend.list.lines)
    settle(app, 2 * MAP_SETTLE_S)
    window.grab().save(str(wish.folder / "recommend.png"))


def take_import(wish: argparse.Namespace, window, app, scratch: Path) -> None:  # type: ignore[no-untyped-def]
    """The import dialog, made anew for each language, since it is never open while one changes."""
    from stdesk.desk.import_dialog import ImportDialog

    log = scratch / "check-ins.csv"
    rows = [
        f"u{i % 9},2024-05-{1 + i % 28:02} 08:{i % 60:02},cafe {i % 5},40.{700 + i},-74.{i % 89:02}"
        for i in range(200)
    ]
    log.write_text("\n".join(["who,when,place,lat,lon", *rows]), encoding="utf-8")
    for code in LANGUAGES:
        window.set_language(code)
        for mode in MODES:
            window.set_theme(mode)
            dialog = ImportDialog(window.desk, window.desk.project, [log], window)
            dialog.show()
            run_until(app, lambda dialog=dialog: dialog.ready)
            settle(app, SETTLE_S)
            dialog.grab().save(str(wish.folder / f"import-{code}-{mode}.png"))
            dialog.reject()


def settle(app, seconds: float) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    run_until(app, lambda: time.monotonic() > end)


def run_until(app, true: Callable[[], object]) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main()
