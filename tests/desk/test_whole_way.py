"""The whole way by clicking: import, explore, train, recommend, report; and the same by typing."""

import json
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from stdesk.desk.data.import_dialog import ImportDialog
from stdesk.desk.work.settings import Settings
from stdesk.project import open_project
from stdesk.training import TrainSettings

NUMBERS = ("item", "rank", "score", "share", "distance_km", "as_of", "reasons")


def typed(*arguments: str | Path) -> None:
    """The same by the command line, in a process of its own."""
    command = [sys.executable, "-m", "stdesk", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def recommended(path: Path) -> list[dict]:
    """The lists that a JSON file holds, wherever in it they lie."""
    found = [lines for lines in _lists(json.loads(path.read_text(encoding="utf-8"))) if lines]
    assert len(found) == 1
    return [{name: line[name] for name in NUMBERS} for line in found[0]]


def _lists(value: object) -> list[list[dict]]:
    if isinstance(value, dict):
        own = [value["recommendations"]] if "recommendations" in value else []
        return own + [lines for part in value.values() for lines in _lists(part)]
    if isinstance(value, list):
        return [lines for part in value for lines in _lists(part)]
    return []


def import_town(window, wait, town: Path):
    """Drop the log and its description on the window, and press Import in the dialog."""
    window.incoming.take_files([town, town.with_suffix(".items.csv")])
    dialog = window.findChildren(ImportDialog)[0]
    wait(lambda: dialog.import_button.isEnabled())
    dialog.import_button.click()
    page = window.page("data")
    wait(lambda: not page.is_empty and not window.desk.jobs.busy)


def explore(window, wait, user: int):
    window.sidebar.steps["explore"].click()
    page = window.pages["explore"]
    wait(lambda: page.panel.map.is_ready and page.panel.drawn)
    wait(lambda: page.users.model.rowCount() == 41)
    page.users.choose(user)
    wait(lambda: page.panel.drawn and page.panel.drawn["left"].trail is not None)
    return page.log.catalogue.user_keys[user]


def train(window, wait, model: str):
    window.sidebar.steps["models"].click()
    page = window.pages["models"]
    wait(lambda: page._has_log)
    page.form.choose(model)
    page.form.start.click()
    wait(lambda: page.runs.runs and page.runs.runs[0].state == "done")
    wait(lambda: not window.desk.jobs.busy)
    return page.runs.runs[0].id


def recommend(window, wait, user: str):
    window.sidebar.steps["recommend"].click()
    page = window.pages["recommend"]
    wait(lambda: page.log is not None and page.map.is_ready)
    page.who.user.choose(user)
    wait(lambda: page.list.lists is not None and page.list.lists.users == (user,))
    wait(page.who.save.isEnabled)
    assert page.entry.reasons.text()
    return page


def report(window, wait, user: str, path: Path):
    window.sidebar.steps["report"].click()
    page = window.pages["report"]
    wait(lambda: page.log is not None)
    page.form.about.user.choose(user)
    page.form.look.format.setCurrentIndex(page.form.look.format.findData(path.suffix[1:]))
    page.save_to(path)
    wait(lambda: page.result is not None and page.result.path == path)


def test_from_a_log_to_a_report_by_clicking_and_by_typing(make, wait, town, tmp_path):
    window = make()
    window.projects.create(tmp_path / "city.stdesk")
    wait(lambda: window.desk.project is not None)
    import_town(window, wait, town)
    user = explore(window, wait, 8)
    run = train(window, wait, "gru")
    page = recommend(window, wait, user)
    page.export_to(tmp_path / "clicked-list.json", page.list.lists)
    report(window, wait, user, tmp_path / "clicked.json")
    report(window, wait, user, tmp_path / "clicked.html")
    window.projects.close()
    wait(lambda: not Path(f"{tmp_path / 'city.stdesk'}.lock").exists())

    project = tmp_path / "city.stdesk"
    typed("recommend", project, "--run", str(run), "--user", user, "--out", tmp_path / "list.json")
    typed("report", project, "--run", str(run), "--user", user, "--out", tmp_path / "report.json")

    clicked = recommended(tmp_path / "clicked.json")
    assert len(clicked) == 20
    assert clicked == recommended(tmp_path / "clicked-list.json")
    assert clicked == recommended(tmp_path / "list.json")
    assert clicked == recommended(tmp_path / "report.json")
    html = (tmp_path / "clicked.html").read_text(encoding="utf-8")
    assert "<html" in html
    assert clicked[0]["reasons"][0] in html


def test_a_cancelled_training_goes_on_and_serves_a_recommendation(make, wait, halt, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    problems = []
    window.desk.problem_arose.connect(lambda problem: problems.append(str(problem)))
    window.show_page("models")
    models = window.pages["models"]
    wait(lambda: models._has_log)
    small = {"epochs": 4, "width": 16, "patience": 0}
    job = models.start(TrainSettings("lstm", overrides=small, threads=1))
    stop = halt(job, lambda: job.progress.news)  # after the first epoch
    wait(stop.stands)
    job.cancel()
    stop.let_go()
    wait(lambda: not window.desk.jobs.busy)
    wait(lambda: models.runs.runs and models.runs.runs[0].state == "cancelled")
    models.runs.table.choose(0)
    models.runs.resume.click()
    wait(lambda: problems or models.runs.runs[0].state == "done")
    assert not problems
    window.show_page("recommend")
    page = window.pages["recommend"]
    wait(lambda: page.who.run.run == models.runs.runs[0].id)
    wait(lambda: problems or page.list.lists is not None)
    assert not problems
    assert page.list.lists.model == "lstm"


def test_a_failed_import_is_told_and_leaves_all_as_it_was(make, wait, city, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("user,item,time\n" + "\n".join(f"u{i},i{i},never" for i in range(20)))
    window = make(city)
    wait(lambda: window.desk.project is not None)
    before = window.desk.project.log.fingerprint()
    problems = []
    window.desk.problem_arose.connect(problems.append)
    from stdesk.ingest import ImportSettings

    window.show_page("data")
    job = window.page("data").bring_in([ImportSettings((odd,))])
    wait(lambda: problems and not window.desk.jobs.busy)
    assert job.state == "failed"
    assert window.desk.project.log.fingerprint() == before
    assert window.desk.project.log.summary().events == 4000


def test_a_second_window_may_look_but_not_touch(make, wait, city, tmp_path, monkeypatch):
    first = make(city)
    wait(lambda: first.desk.project is not None)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: None)
    agreed = lambda box: box.buttons()[0]  # noqa: E731 - the person presses the first button
    monkeypatch.setattr(QMessageBox, "clickedButton", agreed)
    second = make(None, Settings(tmp_path / "second.ini"))
    second.open_project(city)
    wait(lambda: second.desk.project is not None)
    assert second.desk.project.read_only
    assert second.banner.isVisible()
    second.show_page("explore")
    page = second.pages["explore"]
    wait(lambda: page.timeline.volume.volume is not None)
    assert page.timeline.volume.volume.count.sum() == 4000


def test_a_copied_project_gives_the_same_list_to_the_last_digit(city, tmp_path):
    import shutil

    from stdesk.progress import Progress
    from stdesk.recommend import RecommendSettings, recommend

    copy = Path(shutil.copy(city, tmp_path / "elsewhere.stdesk"))
    lists = []
    for path in (city, copy):
        with open_project(path, read_only=True) as project:
            lists.append(recommend(project, RecommendSettings(run=2), Progress()))
    assert lists[0].rows == lists[1].rows
    assert len(lists[0].rows) == 40 * 20
