"""Report: chosen, looked at without a click, saved, opened."""

import csv
import json

import pytest
from PySide6.QtCore import Qt

from stdesk.project import create_project, open_project
from stdesk.report import BatchResult


@pytest.fixture
def page(make, wait, city):
    with open_project(city) as project:
        project.segments.add("Early birds", {}, [1, 2, 3])
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("report")
    shown = window.pages["report"]
    wait(lambda: shown.log is not None and shown.form.about.segments)
    choose_sections(shown, "list", "made")  # the others have tests of their own
    return shown


def choose_format(page, name):
    page.form.look.format.setCurrentIndex(page.form.look.format.findData(name))


def choose_template(page, name):
    page.form.about.template.setCurrentIndex(page.form.about.template.findData(name))


def choose_sections(page, *names):
    for row in range(page.form.sections.list.count()):
        item = page.form.sections.list.item(row)
        ticked = item.data(Qt.ItemDataRole.UserRole) in names
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)


def text_of(page, wait, wanted):
    """Wait until the preview shows a text."""
    said = []

    def read():
        if page.preview.web is not None and not page.preview.says:
            page.preview.web.page().runJavaScript("document.body.innerText", said.append)
        return said and wanted in (said[-1] or "")

    wait(read)
    return said[-1]


def test_the_preview_follows_the_choices_without_a_click(page, wait):
    page.form.look.title.setText("A week <b>ahead</b>")
    said = text_of(page, wait, "A week <b>ahead</b>")
    assert "Most probable next" in said
    choose_sections(page, "portrait")
    page.form.look.title.setText("Only a portrait")
    said = text_of(page, wait, "Only a portrait")
    assert "Most probable next" not in said
    assert not page.preview.web.page().guard.blocked


def test_a_table_is_previewed_as_a_table(page, wait):
    choose_format(page, "csv")
    page.form.about.number.setValue(4)
    wait(lambda: page.preview.currentWidget() is page.preview.table)
    wait(lambda: page.preview.table.rows.rowCount() == 4)
    titles = [column.title for column in page.preview.table.rows.columns]
    assert titles[:3] == ["user", "rank", "item"]


@pytest.mark.parametrize("name", ["html", "pdf", "csv", "xlsx", "json", "geojson"])
def test_a_report_is_saved_in_each_format(page, wait, tmp_path, name):
    choose_format(page, name)
    page.save_to(tmp_path / "week")
    wait(lambda: page.result is not None)
    assert page.result.path == tmp_path / f"week.{name}"
    assert page.result.path.stat().st_size > 500
    assert page.done.isVisible()
    assert f"week.{name}" in page.done.said.text()


def test_the_whole_project_in_another_language(page, wait, tmp_path):
    choose_template(page, "project")
    assert not page.form.about.user.isVisible()
    look = page.form.look
    look.language.setCurrentIndex(look.language.findData("zh_CN"))
    choose_sections(page, "lists", "made")
    choose_format(page, "json")
    page.save_to(tmp_path / "all.json")
    wait(lambda: page.result is not None)
    assert page.result.users == 40
    said = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert said["title"] == "接下来会发生什么"
    assert "timeline" not in said


def test_the_preview_speaks_the_windows_language_until_another_is_chosen(page, wait):
    window, look = page.window(), page.form.look
    text_of(page, wait, "Most probable next")
    window.set_language("zh_CN")
    text_of(page, wait, "最可能的下一个")
    window.show_page("data")
    window.set_language("en")
    window.show_page("report")
    text_of(page, wait, "Most probable next")
    look.language.setCurrentIndex(look.language.findData("zh_CN"))
    text_of(page, wait, "最可能的下一个")
    remembered = json.loads(json.dumps(page.state()))
    window.set_language("zh_CN")
    assert look.language.currentData() == "zh_CN"
    window.set_language("en")
    page.restore(remembered)
    assert look.language.currentData() == "zh_CN"


def test_a_segment_is_reported_and_the_focus_follows(page, wait, tmp_path):
    choose_template(page, "segment")
    assert page.form.about.segment.currentText() == "Early birds (3 users)"
    choose_format(page, "html")
    page.save_to(tmp_path / "birds")
    wait(lambda: page.result is not None)
    assert "<h1>Early birds</h1>" in page.result.path.read_text(encoding="utf-8")
    choose_template(page, "user")
    page.desk.focus.look_at(user=5)
    assert page.form.about.user.user == 5
    page.form.about.user.choose(page.log.catalogue.user_keys[2])
    assert page.desk.focus.now.user == 2


def test_report_and_list_hold_the_same_numbers(page, wait, tmp_path):
    key = page.form.about.user.key
    choose_format(page, "csv")
    page.save_to(tmp_path / "report.csv")
    wait(lambda: page.result is not None)
    choose_format(page, "json")
    page.save_to(tmp_path / "report.json")
    wait(lambda: not page.jobs.busy and page.result is not None)
    from stdesk.progress import Progress
    from stdesk.recommend import RecommendSettings, export_lists, recommend

    wish = RecommendSettings(run=page.form.about.run.run, users=(key,), store=False)
    export_lists(recommend(page.project, wish, Progress()), tmp_path / "list.csv")
    reported, listed = (
        list(csv.DictReader((tmp_path / name).open(newline="", encoding="utf-8")))
        for name in ("report.csv", "list.csv")
    )
    assert reported == listed
    assert len(listed) == 20
    said = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    shares = [row["share"] for row in said["recommendations"]]
    assert shares == [float(row["share"]) for row in listed]


def test_sections_are_moved_by_keys_and_remembered_for_each_template(page, wait, qtbot):
    sections = page.form.sections
    sections.list.setCurrentRow(1)
    qtbot.keyClick(sections.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert sections.names == ("list", "made")
    assert sections.list.item(0).data(Qt.ItemDataRole.UserRole) == "list"
    choose_template(page, "project")
    assert "data" in sections.names
    choose_template(page, "user")
    assert sections.names == ("list", "made")
    remembered = json.loads(json.dumps(page.state()))
    sections.forget()
    assert len(sections.names) > 5
    page.restore(remembered)
    assert sections.names == ("list", "made")


def test_what_a_format_has_no_use_for_is_not_asked(page):
    choose_format(page, "geojson")
    assert not page.form.sections.list.isEnabled()
    assert not page.form.look.logo.isVisible()
    choose_format(page, "pdf")
    assert page.form.sections.list.isEnabled()
    assert page.form.look.logo.isVisible()


def test_a_bad_logo_is_said_where_the_preview_would_be(page, wait, tmp_path):
    (tmp_path / "logo.png").write_text("no picture")
    page.form.look.logo.setText(str(tmp_path / "logo.png"))
    wait(lambda: "no PNG, JPEG or SVG" in page.preview.notice.sentence.text())
    assert page.preview.says


def test_one_file_for_each_user_of_a_segment(page, wait, tmp_path):
    segment = page.form.about.segments[0]
    page.save_each(tmp_path / "birds", "user", segment.users)
    wait(lambda: page.result is not None)
    assert isinstance(page.result, BatchResult)
    assert page.result.written == 3
    assert len(list((tmp_path / "birds").glob("*.html"))) == 4
    assert "3 reports" in page.done.said.text()


def test_a_stopped_batch_says_what_stays(page, wait, halt, tmp_path):
    job = page.save_each(tmp_path / "all", "user")
    stop = halt(job, lambda: len(list((tmp_path / "all").glob("*.html"))) > 2)
    wait(stop.stands)
    job.cancel()
    stop.let_go()
    wait(lambda: not page.jobs.busy)
    assert job.state == "cancelled"
    kept = page.result
    assert 0 < kept.written < kept.asked == 40
    assert len(list((tmp_path / "all").glob("*.html"))) == kept.written + 1
    assert f"{kept.written} of 40" in page.done.said.text()


def test_a_place_that_cannot_be_written_is_said_and_leaves_nothing(page, wait, tmp_path):
    problems = []
    page.desk.problem_arose.connect(problems.append)
    page.save_to(tmp_path / "missing" / "week.html")
    wait(lambda: problems)
    assert page.result is None
    assert not (tmp_path / "missing").exists()


def test_a_report_can_be_cancelled_and_leaves_no_file(page, wait, halt, tmp_path):
    choose_template(page, "project")
    job = page.save_to(tmp_path / "all.html")
    stop = halt(job)
    wait(stop.stands)
    job.cancel()
    stop.let_go()
    wait(lambda: not page.jobs.busy)
    assert job.state == "cancelled"
    assert not list(tmp_path.glob("all*"))


def test_without_segments_the_page_leads_on(make, wait, city):
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("report")
    page = window.pages["report"]
    wait(lambda: page.log is not None)
    choose_template(page, "segment")
    wait(lambda: page.preview.notice.button.text() == "Make segments")
    assert not page.form.save.isEnabled()


def test_without_events_the_page_leads_on(make, wait, tmp_path):
    create_project(tmp_path / "empty.stdesk").close()
    window = make(tmp_path / "empty.stdesk")
    wait(lambda: window.desk.project is not None)
    window.show_page("report")
    wait(lambda: window.pages["report"].is_empty)
    assert window.pages["report"].empty.button.text() == "Import a log …"


def test_a_long_name_of_a_segment_does_not_widen_the_form(make, wait, city):
    with open_project(city) as project:
        project.segments.add(
            "working days, train stations, mornings and now and then a café", {}, [1]
        )
    window = make(city)
    wait(lambda: window.desk.project is not None)
    window.show_page("report")
    page = window.pages["report"]
    wait(lambda: page.log is not None)
    choose_template(page, "segment")
    wait(lambda: page.form.about.segment.isVisible())
    assert page.form.area.horizontalScrollBar().maximum() == 0
