"""An import is a step like any other: it can be taken back, done again, and removed later."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from stdesk.desk.data.import_steps import what_goes
from stdesk.ingest import ImportSettings
from stdesk.project.sources import Withdrawal


def opened(make, wait, path: Path):  # type: ignore[no-untyped-def]
    window = make(path)
    wait(lambda: window.desk.project is not None)
    window.show_page("data")
    page = window.page("data")
    wait(lambda: page.contents is not None)
    return window, page


def log_of(tmp_path: Path, name: str, who: str) -> Path:
    path = tmp_path / name
    rows = [f"{who}{i % 3},2024-05-{1 + i % 28:02} 08:00,bar {i % 2}" for i in range(9)]
    path.write_text("\n".join(["who,when,place", *rows]) + "\n", encoding="utf-8")
    return path


def test_an_import_is_undone_and_redone_with_the_keys_that_one_would_try(
    make, wait, qtbot, city: Path, tmp_path: Path
) -> None:
    window, page = opened(make, wait, city)
    project = window.desk.project
    before, changes = project.log.summary(), window.desk.changes
    fingerprint = project.log.fingerprint()
    page.bring_in([ImportSettings((log_of(tmp_path, "more.csv", "new"),))])
    wait(lambda: changes.to_undo == "Import more.csv")
    wait(lambda: len(page.contents.sources) == 3)
    assert project.log.summary().users == before.users + 3
    window.desk.focus.look_at(before.users)  # a user who is about to go
    said = []
    window.statusBar().messageChanged.connect(said.append)

    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: changes.to_redo == "Import more.csv")
    wait(lambda: len(page.contents.sources) == 2)
    assert project.log.summary() == before
    assert project.log.fingerprint() == fingerprint
    assert window.desk.focus.now.user is None
    assert not page.report.isVisible()
    assert "Taken back: Import more.csv" in said

    changes.redo()
    wait(lambda: len(page.contents.sources) == 3)
    assert project.log.summary().users == before.users + 3


def test_a_file_is_removed_after_a_question_and_comes_back(make, wait, qtbot, city: Path) -> None:
    window, page = opened(make, wait, city)
    events = window.desk.project.log.summary().events
    assert not page.remove.isEnabled()
    page.tables["sources"].choose(0)
    assert page.remove.isEnabled()
    asked = answer_next_box("&Remove")
    page.remove.click()
    wait(lambda: window.desk.changes.to_undo.startswith("Remove town.csv"))
    assert "are hidden" in asked[0] or "stay" in asked[0]
    assert window.desk.project.log.summary().events == 0
    window.desk.changes.undo()
    wait(lambda: window.desk.project.log.summary().events == events)


def test_the_question_says_what_goes_and_what_stays() -> None:
    exact = what_goes(Withdrawal((3,), 1200, True, (1, 2)))
    assert "1,200 events go with it" in exact
    assert "2 models were trained on it and are hidden" in exact
    assert "stay" in what_goes(Withdrawal((1,), 5, False))


def test_files_that_are_there_already_make_no_step(make, wait, city: Path, town: Path) -> None:
    window, page = opened(make, wait, city)
    page.bring_in([ImportSettings((town,))])
    wait(lambda: not window.desk.jobs.busy)
    wait(lambda: page.report.isVisible())
    assert window.desk.changes.to_undo == ""


def answer_next_box(text: str) -> list[str]:
    """Press this button of the next message box; what it said arrives in the list."""
    said: list[str] = []

    def press() -> None:
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                said.append(box.informativeText())
                next(button for button in box.buttons() if button.text() == text).click()
                return
        QTimer.singleShot(20, press)

    QTimer.singleShot(20, press)
    return said
