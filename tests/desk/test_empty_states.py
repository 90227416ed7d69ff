"""What a log does not have is said where it is missed, and one button leads on."""

import subprocess
import sys
from pathlib import Path

import pytest

from stdesk.desk.work.desk import PAGES
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import create_project


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Three people, a fortnight, no places, no categories, no kinds."""
    log = tmp_path / "bare.csv"
    lines = [f"u{day % 3},2024-05-{day:02} 08:00,thing {day % 5}" for day in range(1, 15)]
    log.write_text("\n".join(["who,when,item", *lines]), encoding="utf-8")
    path = tmp_path / "bare.stdesk"
    with create_project(path) as project:
        import_files(project, ImportSettings((log,)), Progress())
    return path


def test_every_page_of_an_empty_project_leads_to_the_import(make, wait, tmp_path):
    create_project(tmp_path / "empty.stdesk").close()
    window = make(tmp_path / "empty.stdesk")
    wait(lambda: window.desk.project is not None)
    asked = []
    window.desk.import_wanted.disconnect()
    window.desk.import_wanted.connect(asked.append)
    for name in PAGES:
        window.show_page(name)
        page = window.page(name)
        wait(lambda page=page: page.is_empty)
        assert page.empty.sentence.text()
        page.empty.button.click()
    assert len(asked) == len(PAGES)


def test_a_log_without_coordinates_leads_from_the_map_to_the_timelines(make, wait, bare):
    window = make(bare)
    wait(lambda: window.desk.project is not None)
    window.show_page("explore")
    explore = window.page("explore")
    notice = explore.panel.map.notice
    assert not notice.isVisible()  # nothing is said before the log is read
    wait(notice.isVisible)
    assert "no coordinates" in notice.sentence.text()
    notice.button.click()
    assert explore.timelines.isVisible()


def test_a_log_without_categories_says_how_to_get_them(make, wait, bare):
    window = make(bare)
    wait(lambda: window.desk.project is not None)
    page = window.page("data")
    wait(lambda: page.contents is not None)
    page.tabs.setCurrentIndex(2)
    assert page.categories.notice.isVisible()
    assert "imported beside the log" in page.categories.notice.sentence.text()


def test_whichever_web_page_is_first_the_maps_that_follow_can_be_drawn():
    """The report of a log without a map once left all maps of the session empty."""
    code = (
        "from stdesk.desk.app import make_application\n"
        "app = make_application()\n"
        "from PySide6.QtWebEngineCore import QWebEngineUrlScheme\n"
        "from stdesk.desk.maps.web_guard import HomePage\n"
        "page = HomePage(app)\n"
        "print(QWebEngineUrlScheme.schemeByName(b'stdesk').name().data().decode())\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "stdesk"
    assert "Too late" not in found.stderr
