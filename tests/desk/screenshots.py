"""Pictures of every page in both languages and both themes, to be looked at by a person.

python tests/desk/screenshots.py FOLDER [--project P] [--size 1280x720] [--scale 2] [--zoom 140]
    [--pages NAME ...] [--languages en] [--modes dark] [--readme]

The names are those of SHOTS in shots.py. With --readme only the two pictures of the README are
taken: one user (--user, or the most active) on Explore, and a list for that user on Recommend, by a
ranker; English, light, 1280x800. Without a project a demo is made, with trained models and a
comparison. Needs no screen. As root, QtWebEngine needs QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox,
which this script sets.
"""

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from shots import SHOTS
from staging import LANGUAGES, MAP_S, MODES, begin, make_project, open_in, run_until, settle

README_SIZE, README_MODEL = "1280x800", "ranker"


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
        window, app = begin(Path(scratch), wish.size, wish.zoom)
        if wish.readme:
            take_readme(wish, window, app, project)
        else:
            take_all(wish, window, app, project)
        window.close()


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--zoom", type=int, default=100, help="text size in percent")
    parser.add_argument("--pages", nargs="+", choices=SHOTS, default=list(SHOTS))
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--user", help="key of the user on the pictures of the README")
    wish = parser.parse_args()
    if wish.readme:
        wish.size = README_SIZE
    return wish


def take_all(wish: argparse.Namespace, window: Any, app: Any, project: Path) -> None:
    """Each page in turn; a dialog is made anew, since it is never open while a language changes."""
    for name in (name for name in SHOTS if name in wish.pages):
        if name != "empty" and window.desk.project is None:
            open_in(window, app, project)
        for code in wish.languages:
            window.set_language(code)
            for mode in wish.modes:
                window.set_theme(mode)
                shown = SHOTS[name](window, app)
                shown.grab().save(str(wish.folder / f"{name}-{code}-{mode}.png"))
                if shown is not window:
                    shown.reject()


def take_readme(wish: argparse.Namespace, window: Any, app: Any, project: Path) -> None:
    """One user's days and places, then what a ranker recommends to that user."""
    open_in(window, app, project)
    window.show_page("explore")
    explore = window.page("explore")
    explore.show_part("overview")
    run_until(app, lambda: explore.users.model.activity is not None)
    log, keys = explore.log, list(explore.log.catalogue.user_keys)
    user = keys.index(wish.user) if wish.user else int(np.diff(log.user_start).argmax())
    explore.users.choose(user)
    settle(app, 3 * MAP_S)
    window.grab().save(str(wish.folder / "explore.png"))
    window.show_page("recommend")
    recommend = window.page("recommend")
    run_until(app, lambda: recommend.who.run.count())
    runs = [run.id for run in recommend.who.run.runs if run.model == README_MODEL]
    recommend.who.run.choose(runs[0])
    recommend.who.user.choose(keys[user])
    recommend.who.run_chosen.emit()
    run_until(app, lambda: recommend.list.lines)
    run_until(app, lambda: recommend.entry.week_is_whole)
    settle(app, 3 * MAP_S)
    window.grab().save(str(wish.folder / "recommend.png"))


if __name__ == "__main__":
    main()
