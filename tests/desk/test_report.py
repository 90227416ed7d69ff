"""Report: chosen, looked at, saved, opened."""

import csv
import json

import pytest

from stdesk.project import create_project


@pytest.fixture
def page(make, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("report")
    shown = window.pages["report"]
    wait(lambda: shown.log is not None)
    return shown


def choose_format(page, name):
    page.form.format.setCurrentIndex(page.form.format.findData(name))


def test_the_page_is_seen_before_it_is_saved(page, wait):
    page.form.title.setText("A week <b>ahead</b>")
    page.form.preview.click()
    wait(lambda: page.preview.web is not None)
    said = []

    def read():
        page.preview.web.page().runJavaScript("document.body.innerText", said.append)
        return said and "A week <b>ahead</b>" in (said[-1] or "")

    wait(read)
    assert not page.preview.web.page().guard.blocked


def test_a_table_is_previewed_as_a_table(page, wait):
    choose_format(page, "csv")
    page.form.number.setValue(4)
    page.form.preview.click()
    wait(lambda: page.preview.currentWidget() is page.preview.table)
    assert page.preview.table.rows.rowCount() == 4
    titles = [column.title for column in page.preview.table.rows.columns]
    assert titles[:3] == ["user", "rank", "item"]


@pytest.mark.parametrize("name", ["html", "csv", "xlsx", "json"])
def test_a_report_is_saved_in_each_format(page, wait, tmp_path, name):
    choose_format(page, name)
    page.save_to(tmp_path / "week")
    wait(lambda: page.result is not None)
    assert page.result.path == tmp_path / f"week.{name}"
    assert page.result.path.stat().st_size > 500
    assert page.done.isVisible()
    assert f"week.{name}" in page.saved.text()


def test_all_users_and_another_language(page, wait, tmp_path):
    page.form.about.setCurrentIndex(1)
    assert not page.form.user.isEnabled()
    page.form.language.setCurrentIndex(page.form.language.findData("zh_CN"))
    page.form.number.setValue(2)
    choose_format(page, "json")
    page.save_to(tmp_path / "all.json")
    wait(lambda: page.result is not None)
    assert page.result.users == 40
    assert json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))


def test_report_and_list_hold_the_same_numbers(page, wait, tmp_path):
    key = page.form.user.key
    choose_format(page, "csv")
    page.save_to(tmp_path / "report.csv")
    wait(lambda: page.result is not None)
    window = page.window()
    window.show_page("recommend")
    lists = window.pages["recommend"]
    wait(lambda: lists.log is not None)
    lists.form.user.choose(key)
    lists.form.go.click()
    wait(lambda: lists.lists is not None)
    lists.export_to(tmp_path / "list.csv")
    wait(lambda: not page.jobs.busy)
    reported, listed = (
        [
            {name: row[name] for name in ("item", "rank", "score", "share", "reasons")}
            for row in csv.DictReader((tmp_path / name).open(newline="", encoding="utf-8-sig"))
        ]
        for name in ("report.csv", "list.csv")
    )
    assert reported == listed
    assert len(listed) == 20


def test_a_place_that_cannot_be_written_is_said_and_leaves_nothing(page, wait, tmp_path):
    problems = []
    page.desk.problem_arose.connect(problems.append)
    page.save_to(tmp_path / "missing" / "week.html")
    wait(lambda: problems)
    assert page.result is None
    assert not (tmp_path / "missing").exists()


def test_a_report_can_be_cancelled_and_leaves_no_file(page, wait, tmp_path):
    page.form.about.setCurrentIndex(1)
    job = page.save_to(tmp_path / "all.html")
    wait(lambda: job.state == "running")
    job.cancel()
    wait(lambda: not page.jobs.busy)
    assert job.state == "cancelled"
    assert not list(tmp_path.glob("all*"))


def test_without_a_run_the_page_leads_on(make, wait, tmp_path):
    create_project(tmp_path / "empty.stdesk").close()
    window = make(tmp_path / "empty.stdesk")
    wait(lambda: window.desk.project is not None)
    window.show_page("report")
    wait(lambda: window.pages["report"].is_empty)
    assert window.pages["report"].empty.button.text() == "Import a log"
