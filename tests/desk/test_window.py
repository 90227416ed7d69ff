"""The shell: projects come and go, languages and themes switch at once, sessions are restored."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from stdesk.desk.look.pieces import EmptyState
from stdesk.desk.work.desk import PAGES
from stdesk.desk.work.settings import Settings
from stdesk.errors import ImportProblem
from stdesk.language import language
from stdesk.project import create_project, open_project

HEAVY = ("torch", "torch_geometric", "folium", "lightgbm", "statsforecast", "scipy")
LATER = ("pyqtgraph", "PySide6.QtWebEngineWidgets", "PySide6.QtWebEngineCore")
WITH_A_PROJECT = ("pandas", "pyarrow", "sqlalchemy")  # read in the background, as it opens


@pytest.fixture
def project_path(tmp_path) -> Path:
    create_project(tmp_path / "Town.stdesk").close()
    return tmp_path / "Town.stdesk"


def boxes(window) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def test_without_a_project_the_start_page_leads_on_and_the_steps_rest(make):
    window = make()
    assert window.start.isVisible()
    assert not any(step.isEnabled() for step in window.sidebar.steps.values())
    assert window.start.new.isVisible()


def test_a_project_opens_on_its_data_page(make, wait, project_path):
    window = make(project_path)
    wait(lambda: window.desk.project is not None)
    assert window.page("data").isVisible()
    assert window.windowTitle() == "Town – stdesk"


def test_the_five_pages_are_reached_by_keyboard(make, wait, project_path, qtbot):
    window = make(project_path)
    wait(lambda: window.desk.project is not None)
    window.activateWindow()
    for position, name in enumerate(PAGES, start=1):
        qtbot.keyClick(
            window, getattr(Qt.Key, f"Key_{position}"), Qt.KeyboardModifier.ControlModifier
        )
        wait(lambda name=name: name in window.pages and window.pages[name].isVisible())
        assert window.sidebar.steps[name].isChecked()


def test_the_language_changes_at_once_and_is_remembered(make, settings):
    window = make()
    window.set_language("zh_CN")
    assert window.sidebar.steps["data"].text().strip() == "数据"
    assert window.menuBar().actions()[0].text().startswith("文件")
    window.set_language("en")
    assert window.sidebar.steps["data"].text().strip() == "Data"
    assert settings.language == language() == "en"


def test_qts_own_buttons_speak_chinese_too(make, wait):
    window = make()
    window.set_language("zh_CN")
    window.desk.show_problem(ImportProblem("row {row} is odd.", row=3))
    wait(lambda: boxes(window))
    close = boxes(window)[0].button(QMessageBox.StandardButton.Close)
    assert "关闭" in close.text()
    boxes(window)[0].close()
    window.set_language("en")


def test_light_and_dark_differ_and_the_choice_is_remembered(make, settings):
    window = make()
    window.set_theme("dark")
    dark = window.grab().toImage().pixelColor(window.width() - 40, 200)
    window.set_theme("light")
    light = window.grab().toImage().pixelColor(window.width() - 40, 200)
    assert dark.lightness() < 60 < 200 < light.lightness()
    assert settings.theme == "light"


def test_the_next_session_opens_the_last_project_on_the_last_page(
    make, wait, project_path, settings
):
    window = make(project_path)
    wait(lambda: window.desk.project is not None)
    window.show_page("models")
    window.close()
    again = make(None, Settings(settings.path))
    wait(lambda: again.desk.project is not None)
    assert again.pages["models"].isVisible()


def test_a_closed_project_is_one_file_and_does_not_come_back(make, wait, project_path, settings):
    window = make(project_path)
    wait(lambda: window.desk.project is not None)
    window.projects.close()
    assert window.start.isVisible()
    # What a worker still reads of it keeps its write-ahead log for a moment.
    wait(lambda: [p.name for p in project_path.parent.glob("Town*")] == ["Town.stdesk"])
    assert settings.last_project is None
    assert settings.recent == [project_path.resolve()]


def test_a_project_open_elsewhere_is_offered_for_reading_only(
    make, wait, project_path, monkeypatch
):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: accept(box))
    with create_elsewhere(project_path):
        window = make(project_path)
        wait(lambda: window.desk.project is not None)
        assert window.desk.project.read_only
        assert window.banner.isVisible()


def accept(box: QMessageBox) -> None:
    """What a person does who presses the box's first button."""
    found = [b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole]
    found[0].click()


def create_elsewhere(path: Path):
    """Another process holds the project; in one process the lock would be shared."""
    code = (
        "import sys; from stdesk.project import open_project; p = open_project(sys.argv[1]);"
        "print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline().strip() == b"open"
    return other


def test_a_broken_project_is_told_in_a_sentence(make, wait, tmp_path):
    (tmp_path / "broken.stdesk").write_bytes(b"this is no database" * 100)
    window = make(tmp_path / "broken.stdesk")
    wait(lambda: boxes(window))
    assert "Traceback" not in boxes(window)[0].text()
    assert boxes(window)[0].text().endswith(".")
    assert window.start.isVisible()
    boxes(window)[0].close()


def test_a_dropped_project_is_opened(make, wait, project_path):
    window = make()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(project_path))])
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(
        QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    )
    wait(lambda: window.desk.project is not None)
    assert window.desk.project.path == project_path


def test_a_window_with_a_running_job_asks_stops_it_and_closes_by_itself(make, wait, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: accept(box))
    window = make()

    def long(progress) -> None:
        while True:
            progress.step(1, 2, "working")
            time.sleep(0.005)

    job = window.desk.submit("Count the stars", long)
    wait(lambda: job.state == "running" and window.job_panel.isVisible())
    window.close()
    assert window.isVisible()
    wait(lambda: not window.isVisible())
    assert job.state == "cancelled"


def test_a_backup_is_a_project_of_its_own(make, wait, project_path, tmp_path):
    from stdesk.desk.window.projects import _back_up

    window = make(project_path)
    wait(lambda: window.desk.project is not None)
    job = window.desk.submit("Back up", _back_up, window.desk.project, tmp_path / "b.stdesk")
    wait(lambda: not window.desk.jobs.busy)
    assert job.state == "done"
    open_project(tmp_path / "b.stdesk").close()


def test_everything_that_can_be_pressed_has_a_name_for_screen_readers(make, wait, project_path):
    window = make(project_path)
    wait(lambda: window.desk.project is not None)
    for name in PAGES:
        window.show_page(name)
    unused = [part.button for part in window.findChildren(EmptyState)]
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if not (button.isHidden() or button in unused)
        and not (button.text() or button.accessibleName() or button.objectName().startswith("qt_"))
        and type(button).__name__ not in ("QAbstractButton",)
    ]
    assert nameless == []


def test_the_window_opens_without_the_heavy_libraries(project_path):
    code = f"""
import sys
from stdesk.desk.app import make_application, make_window
from stdesk.desk.work.settings import Settings
from stdesk.desk.window import window as shell
from pathlib import Path
shell.PREPARE_MS = 1_000_000_000  # what is prepared a while after the opening is not of it
app = make_application()
window = make_window(Settings(Path(sys.argv[1]).parent / "own.ini"), None)
window.show()
app.processEvents()
seen = {HEAVY + LATER + WITH_A_PROJECT}
print([name for name in seen if name in sys.modules])
window.open_project(Path(sys.argv[1]))
while window.desk.project is None:
    app.processEvents()
app.processEvents()
print([name for name in {HEAVY + LATER} if name in sys.modules])
window.close()
"""
    said = subprocess.run(
        [sys.executable, "-c", code, str(project_path)], capture_output=True, text=True
    )
    assert said.stdout.split() == ["[]", "[]"], said.stderr


def test_the_menus_do_what_they_say(make, wait, project_path, settings):
    settings.remember_project(project_path)
    window = make()
    window.menus._languages["zh_CN"].trigger()
    assert language() == "zh_CN"
    window.menus._languages["en"].trigger()
    window.menus._modes["dark"].trigger()
    assert settings.theme == "dark"
    window.menus.recent.aboutToShow.emit()
    window.menus.recent.actions()[0].trigger()
    wait(lambda: window.desk.project is not None)
    assert not window.desk.project.read_only
    larger = window.font().pointSizeF()
    window.zoom_by(10)
    assert window.font().pointSizeF() > larger
    window.zoom_by(0)
    assert settings.zoom == 100
