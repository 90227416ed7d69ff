"""Recommend's other parts: likely routes on the map, similar users, users to follow; no model."""

import shutil
from pathlib import Path

import pytest

from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import create_project


@pytest.fixture
def page(make, wait, town: Path, tmp_path: Path):
    """A project with a log and no trained model."""
    path = tmp_path / "town.stdesk"
    with create_project(path) as project:
        import_files(project, ImportSettings((town,)), Progress())
    window = make(path)
    wait(lambda: window.desk.project is not None)
    window.show_page("recommend")
    made = window.page("recommend")
    wait(lambda: made.log is not None)
    return made


def test_without_a_model_lists_ask_for_one_and_the_other_parts_work(page, wait):
    assert page.parts.lists.notice.button.text() == "Train a model"
    assert not page.parts.lists.notice.isHidden()
    people = page.parts.people
    page.parts.setCurrentWidget(people)
    people.go.click()
    wait(lambda: people.lists is not None)
    assert {row.kind for row in people.lists.rows} == {"similar", "follow"}
    assert people.reasons.text().startswith("• ")


def test_routes_are_listed_step_by_step_and_saved(page, wait, tmp_path: Path):
    routes = page.parts.routes
    page.parts.setCurrentWidget(routes)
    routes.steps.setValue(3)
    routes.number.setValue(2)
    routes.go.click()
    wait(lambda: routes.lists is not None)
    assert routes.table.rows.rowCount() == 6
    assert routes.reasons.text().startswith("• ")
    routes.table.choose(3)
    assert routes.table.chosen_row() == 3
    out = tmp_path / "routes.geojson"
    routes.export_to(out)
    wait(lambda: not page.jobs.busy)
    assert out.is_file()


def test_people_are_saved_and_another_project_forgets_them(page, wait, tmp_path: Path):
    people = page.parts.people
    people.user.choose(page.log.catalogue.user_keys[3])
    people.go.click()
    wait(lambda: people.lists is not None)
    out = tmp_path / "people.csv"
    people.export_to(out)
    wait(lambda: not page.jobs.busy)
    assert out.read_text().splitlines()[0].startswith("user,kind,rank,other")
    other = tmp_path / "other.stdesk"
    page.project.backup(other)
    shutil.copy(other, tmp_path / "third.stdesk")
    page.set_project(None)
    assert people.lists is None
