"""A log comes in whole or not at all."""

import threading

import pyarrow as pa
import pytest

from stdesk.project import Project

from .conftest import add_log


def test_what_is_raised_inside_leaves_the_project_as_it_was(project: Project) -> None:
    add_log(project)
    before = project.log.summary(), project.log.fingerprint(), len(project.log.sources())

    def fail_halfway() -> None:
        with project.bulk_writer() as writer:
            writer.add_keys("user", pa.array(["cem"]))
            source = writer.add_source(
                name="b",
                digest="b",
                role="log",
                mapping="{}",
                rows_read=1,
                rows_kept=1,
                rows_rejected=0,
                rows_duplicate=0,
            )
            rows = {"user": [3], "item": [1], "instant": [5], "source": [source]}
            writer.append("event", pa.table(rows))
            assert writer.select("SELECT count(*) AS n FROM event")["n"].to_pylist() == [4]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    after = project.log.summary(), project.log.fingerprint(), len(project.log.sources())
    assert after == before
    add_log(project, "c")  # and the door is not left locked
    assert project.log.summary().events == 6


def test_a_write_beside_an_import_waits_for_it_and_neither_is_lost(project: Project) -> None:
    begun, note = threading.Event(), []

    def write() -> None:
        begun.wait()
        project.set_setting("beside", 1)
        note.append("written")

    other = threading.Thread(target=write)
    other.start()
    with project.bulk_writer() as writer:
        writer.add_keys("user", pa.array([f"u{number}" for number in range(50_000)]))
        begun.set()
        other.join(0.3)
        assert note == []
        assert project.log.summary().users == 0  # readers are not kept waiting
        writer.add_keys("item", pa.array([f"i{number}" for number in range(50_000)]))
    other.join()
    assert project.setting("beside") == 1
    assert (project.log.summary().users, project.log.summary().items) == (50_000, 50_000)
    assert project.check() == []


def test_a_first_import_that_fails_keeps_the_indexes(project: Project) -> None:
    def fail() -> None:
        with project.bulk_writer() as writer:
            rows = {"user": [1], "item": [1], "instant": [5], "source": [1]}
            writer.append("event", pa.table(rows))
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert indexes(project) == {"event_by_user", "event_by_instant"}
    add_log(project)
    assert indexes(project) == {"event_by_user", "event_by_instant"}


def test_ids_count_from_one_in_order_of_appearance(project: Project) -> None:
    with project.bulk_writer() as writer:
        assert writer.add_keys("item", pa.array(["b", "a"])) == 1
        assert writer.add_keys("item", pa.array([], pa.string())) == 3
        assert writer.add_keys("item", pa.array(["c"])) == 3
        assert writer.vocabulary("item").to_pylist() == ["b", "a", "c"]
    assert project.log.item_id("a") == 2
    assert project.log.items()["id"].to_pylist() == [1, 2, 3]


def test_a_key_twice_is_refused_and_nothing_stays(project: Project) -> None:
    def twice() -> None:
        with project.bulk_writer() as writer:
            writer.add_keys("user", pa.array(["a", "b", "a"]))

    with pytest.raises(Exception, match="UNIQUE"):
        twice()
    assert project.log.summary().users == 0


def test_an_update_fills_in_and_a_null_leaves_what_was_there(project: Project) -> None:
    with project.bulk_writer() as writer:
        writer.add_keys("item", pa.array(["a", "b"]))
        titles = {"id": [1, 2], "title": ["Bar", "Zoo"], "latitude": [1.5, None]}
        writer.update("item", pa.table(titles))
    with project.bulk_writer() as writer:
        writer.update("item", pa.table({"id": [1, 2], "title": [None, "Park"]}))
    items = project.log.items()
    assert items["title"].to_pylist() == ["Bar", "Park"]
    assert items["latitude"].to_pylist() == [1.5, None]


def test_other_tables_are_no_vocabularies(project: Project) -> None:
    with project.bulk_writer() as writer, pytest.raises(ValueError, match="no table of keys"):
        writer.vocabulary("run; DROP TABLE run")


def indexes(project: Project) -> set[str]:
    found = project.query("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    return {name for name in found["name"].to_pylist() if name.startswith("event")}
