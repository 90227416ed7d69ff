"""People: one user on one page, and groups of users that can be made, kept, compared and undone."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from stdesk.desk.people.page import PeoplePage
from stdesk.desk.window.window import Window

Wait = Callable[..., None]


@pytest.fixture
def window(make: Callable[..., Window], city: Path, wait: Wait) -> Window:
    made = make(city)
    wait(lambda: made.desk.project is not None)
    made.show_page("people")
    return made


@pytest.fixture
def page(window: Window, wait: Wait) -> PeoplePage:
    found = window.page("people")
    assert isinstance(found, PeoplePage)
    wait(lambda: found.portraits.portrait is not None)
    return found


@pytest.fixture
def segments(page: PeoplePage, wait: Wait):  # type: ignore[no-untyped-def]
    page.show_part("segments")
    wait(lambda: page.segments.builder._offers.users)
    return page.segments


def names(segments) -> list[str]:  # type: ignore[no-untyped-def]
    return [one.name for one in segments.segments]


def test_the_most_active_user_is_shown_then_whoever_is_in_focus(
    page: PeoplePage, window: Window, wait: Wait
) -> None:
    view = page.portraits
    counts = np.diff(view._log.user_start)
    assert view.portrait.events == counts.max()
    assert window.desk.focus.now.user is None
    window.desk.focus.look_at(3)
    wait(lambda: view.portrait.user_id == 4)
    assert view.user.key == view.portrait.user
    assert view.places.table.rows.rowCount() == len(view.portrait.places)


def test_what_comes_next_and_who_is_alike_follow_the_log(page: PeoplePage, wait: Wait) -> None:
    view = page.portraits
    wait(lambda: view.portrait.expected is not None)
    assert view.expected.train.isHidden()
    wait(lambda: view.portrait.alike)
    first = view.portrait.alike[0]
    view.alike.grid.itemAtPosition(0, 0).widget().click()
    wait(lambda: view.portrait.user == first.user)


def test_without_a_run_the_way_leads_to_training(
    make: Callable[..., Window], town: Path, tmp_path: Path, wait: Wait
) -> None:
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.progress import Progress
    from stdesk.project import create_project

    path = tmp_path / "untrained.stdesk"
    with create_project(path) as project:
        import_files(project, ImportSettings((town,)), Progress())
    window = make(path)
    wait(lambda: window.desk.project is not None)
    window.show_page("people")
    card = window.page("people").portraits.expected
    wait(lambda: not card.train.isHidden())
    card.train.click()
    wait(lambda: window.page("models").isVisible())


def test_a_rule_counts_its_users_and_makes_a_segment_that_can_be_undone(
    segments, window: Window, wait: Wait
) -> None:  # type: ignore[no-untyped-def]
    segments.start_rule()
    builder = segments.builder
    wait(lambda: builder.users is not None)
    before = len(builder.users)
    builder._rows[0].bound.setValue(100)
    wait(lambda: builder.users is not None and len(builder.users) != before)
    assert not builder.make.isEnabled()
    builder.name.setText("regulars")
    assert builder.make.isEnabled()
    builder.make.click()
    wait(lambda: names(segments) == ["regulars"])
    wait(lambda: window.desk.focus.now.segment is not None)
    wait(lambda: segments.comparing.found is not None)
    assert segments.comparing.found.sizes[0] == len(segments.segments[0].users)
    window.desk.changes.undo()
    wait(lambda: names(segments) == [])
    window.desk.changes.redo()
    wait(lambda: names(segments) == ["regulars"])


def test_groups_are_found_kept_renamed_and_deleted(segments, window: Window, wait: Wait) -> None:  # type: ignore[no-untyped-def]
    segments.empty.button.click()
    wait(lambda: segments.groups.clusters is not None)
    found = [one.name for one in segments.groups.clusters.groups]
    segments.groups.keep.click()
    wait(lambda: names(segments) == found)
    segments.rename_to(segments.segments[0], "the first")
    wait(lambda: names(segments)[0] == "the first")
    segments.table.choose(0)
    chosen = segments.segments[0].id
    segments.delete.click()
    wait(lambda: names(segments) == found[1:])
    window.desk.changes.undo()
    wait(lambda: names(segments)[0] == "the first")
    assert segments.segments[0].id == chosen
    window.desk.changes.undo()
    wait(lambda: names(segments) == found)
    window.desk.changes.undo()
    wait(lambda: names(segments) == [])


def test_two_segments_are_compared_and_only_findings_can_be_shown(segments, wait: Wait) -> None:  # type: ignore[no-untyped-def]
    segments.groups.best.setChecked(False)
    segments.groups.groups.setValue(2)
    segments.groups.search()
    wait(lambda: segments.groups.clusters is not None)
    segments.groups.keep_all()
    wait(lambda: len(segments.segments) == 2)
    segments.table.choose(0)
    comparing = segments.comparing
    wait(lambda: comparing.found is not None)
    comparing.other.setCurrentIndex(1)
    comparing.other.activated.emit(1)
    wait(lambda: comparing.found is not None and comparing.found.names[1] is not None)
    comparing.only.setChecked(True)
    certain = sum(line.certain for line in comparing.found.lines)
    assert comparing.table.rows.rowCount() == certain


def test_a_drawn_area_completes_a_rule(segments, window: Window, wait: Wait) -> None:  # type: ignore[no-untyped-def]
    segments.start_rule()
    row = segments.builder._rows[0]
    row.what.setCurrentIndex(row.what.findData("area"))
    assert segments.builder.rule is None
    window.desk.focus.restrict(
        area=((-80.0, -170.0), (80.0, -170.0), (80.0, 170.0), (-80.0, 170.0))
    )
    assert segments.builder.rule is not None
    wait(lambda: segments.builder.users is not None)
    assert len(segments.builder.users) == segments.builder._offers.users


def test_the_page_speaks_another_language_and_can_be_reached_by_keys(
    page: PeoplePage, window: Window, wait: Wait
) -> None:
    window.set_language("zh_CN")
    assert page.parts.tabText(1) == "分群"
    for box in (page.portraits.user, page.segments.table, page.portraits.rhythm.week):
        assert box.accessibleName()
        assert box.focusPolicy() & Qt.FocusPolicy.TabFocus
    window.set_language("en")
