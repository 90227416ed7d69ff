"""The Data page: a log comes in by the dialog, its figures and its rejected rows are seen."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from stdesk.desk.data.import_dialog import ImportDialog
from stdesk.project import create_project

ROWS = [f"u{i % 7},2023-05-{1 + i % 28:02}T{i % 24:02}:00:00Z,p{i % 5}" for i in range(60)]
ODD = ["u1,yesterday,p1", "u2,2023-05-02T10:00:00Z,"]


@pytest.fixture
def log(tmp_path) -> Path:
    path = tmp_path / "visits.csv"
    path.write_text("\n".join(["who,when,place", *ROWS, ROWS[0], *ODD]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def window(make, wait, tmp_path):
    create_project(tmp_path / "Town.stdesk").close()
    made = make(tmp_path / "Town.stdesk")
    wait(lambda: made.desk.project is not None)
    wait(lambda: made.page("data").is_empty)
    return made


@pytest.fixture
def dialog(window, wait, log) -> ImportDialog:
    window.incoming.take_files([log])
    found = window.findChildren(ImportDialog)[0]
    wait(lambda: found.current.inspection is not None)
    return found


def shown(table) -> list[list[str]]:
    rows, columns = range(table.rows.rowCount()), range(table.rows.columnCount())
    return [[table.rows.text(row, column) for column in columns] for row in rows]


def test_an_empty_project_says_what_to_do(window, monkeypatch, log):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(log)], ""))
    page = window.page("data")
    assert page.empty.button.isVisible()
    page.empty.button.click()
    assert window.findChildren(ImportDialog)[0].isVisible()
    window.findChildren(ImportDialog)[0].reject()


def test_the_dialog_shows_the_first_rows_and_the_guessed_roles(dialog):
    assert [box.currentData() for box in dialog.header.boxes] == ["user", "time", "item"]
    assert dialog.model.rowCount() == 50
    assert dialog.import_button.isEnabled()
    dialog.reject()


def test_all_columns_of_a_wide_log_are_seen_at_once(window, wait, tmp_path):
    path = tmp_path / "wide.csv"
    lines = [
        f"u{day},{day:032x},Arts and crafts,40.719810375488,-74.002581032139,-240,2012-04-{day:02}"
        for day in range(1, 29)
    ]
    head = "user_id,venue_id,venue_category,latitude,longitude,timezone_offset,utc_time"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    window.incoming.take_files([path])
    dialog = window.findChildren(ImportDialog)[0]
    wait(lambda: dialog.header.count() == 7)
    assert dialog.header.length() <= dialog.table.viewport().width()
    dialog.reject()


def test_a_role_that_is_missing_is_said_and_can_be_chosen_again(dialog, wait):
    dialog.header.chosen.emit("who", "")
    wait(lambda: not dialog.ready)
    assert "who acted" in dialog.notes.text()
    assert not dialog.import_button.isEnabled()
    dialog.header.chosen.emit("who", "user")
    wait(lambda: dialog.ready and dialog.import_button.isEnabled())
    dialog.reject()


def test_a_trial_counts_and_writes_nothing(dialog, window, wait):
    job = dialog.try_out()
    wait(lambda: not window.desk.jobs.busy)
    assert job.state == "done"
    assert dialog.import_button.isEnabled()
    assert "63 rows read, 60 kept, 1 duplicate, 2 rejected" in dialog.notes.text()
    assert dialog.focusWidget() is dialog.import_button
    assert window.desk.project.log.summary().events == 0
    dialog.reject()


def test_what_was_imported_and_what_was_not_is_seen(dialog, window, wait, tmp_path):
    page = window.page("data")
    dialog.import_button.click()
    wait(lambda: not page.is_empty and page.report.isVisible())
    assert page.report.heading.text().startswith("Imported 60 events")
    assert page.cards[0].figure.text() == "60"
    assert shown(page.tables["sources"])[0][3:7] == ["63", "60", "2", "1"]
    reasons = {row[2] for row in shown(page.tables["rejects"])}
    assert reasons == {"the time cannot be read", "the item is missing"}
    job = page.export_to(tmp_path / "rejected.csv")
    wait(lambda: not window.desk.jobs.busy)
    assert job.state == "done"
    assert "yesterday" in (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")


def test_an_import_under_way_is_seen_on_the_page_and_an_end_of_it_too(dialog, window, wait):
    page = window.page("data")
    job = page.bring_in(dialog.settings())
    dialog.reject()
    assert page.waiting.isVisible()
    assert "the bar below" in page.waiting.sentence.text()
    window.desk.jobs.cancel(job)
    wait(lambda: page.is_empty or page.contents.sources)
    assert page.is_empty == (job.state == "cancelled")


def test_the_page_speaks_chinese_at_once(dialog, window, wait):
    page = window.page("data")
    dialog.import_button.click()
    wait(page.tables["sources"].rows.rowCount)
    window.set_language("zh_CN")
    assert page.title.text() == "数据"
    assert page.tabs.tabText(1) == "被拒绝的行"
    assert page.tables["sources"].rows.columns[0].title == "文件"
    window.set_language("en")


def test_a_file_that_cannot_be_understood_is_told_in_the_dialog(window, wait, tmp_path):
    (tmp_path / "nothing.csv").write_bytes(b"")
    window.incoming.take_files([tmp_path / "nothing.csv"])
    dialog = window.findChildren(ImportDialog)[-1]
    wait(lambda: dialog.current.inspection or dialog.current.problem)
    assert not dialog.import_button.isEnabled()
    assert dialog.notes.text()
    dialog.reject()


def test_a_log_dropped_on_an_empty_window_gets_a_project_first(make, wait, log, monkeypatch):
    window = make()
    target = str(log.with_name("new.stdesk"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (target, ""))
    window.incoming.take_files([log])
    wait(lambda: window.findChildren(ImportDialog))
    assert window.desk.project.path == Path(target)
    window.findChildren(ImportDialog)[0].reject()
