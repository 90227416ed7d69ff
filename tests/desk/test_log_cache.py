"""The log of the open project in memory: read once, read ahead, and let go."""

import gc
import shutil
import weakref

import pytest

from stdesk.desk.work import log_cache
from stdesk.desk.work.log_cache import forget_log, read_ahead, shared_log, shared_map
from stdesk.features import log_in_memory
from stdesk.project import open_project


@pytest.fixture
def project(city):
    with open_project(city) as opened:
        yield opened
    forget_log()


def test_what_was_read_ahead_is_what_the_pages_get(project):
    read_ahead(project)
    log = shared_log(project)
    assert shared_log(project) is log
    assert shared_map(log) is shared_map(log)
    assert len(shared_map(log).hexes.code) == len(log)


def test_a_huge_log_is_not_read_without_being_asked(project, monkeypatch):
    forget_log()
    monkeypatch.setattr(log_cache, "READ_AHEAD", 10)
    read_ahead(project)
    gc.collect()
    assert log_in_memory(project) is None


def test_a_log_and_its_map_are_let_go_with_their_project(project):
    gone = [weakref.ref(part) for part in (shared_log(project), shared_map(shared_log(project)))]
    forget_log()
    gc.collect()
    assert [one() for one in gone] == [None, None]


def test_another_log_takes_the_place_of_the_one_before(project, city, tmp_path):
    before = weakref.ref(shared_map(shared_log(project)))
    with open_project(shutil.copy(city, tmp_path / "other.stdesk")) as other:
        after = shared_log(other)
        gc.collect()
        assert before() is None
        assert shared_map(after).log is after
