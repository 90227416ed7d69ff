"""What was imported is read back: whole, by user, by time."""

import threading

import pyarrow as pa

from stdesk.project import Project, Summary

from .conftest import add_log


def test_an_empty_project_is_summed_up_without_instants(project: Project) -> None:
    nothing = Summary(0, 0, 0, (), 0, None, None, False, False, 0)
    assert project.log.summary() == nothing
    events = project.log.events()
    assert events.num_rows == 0
    assert str(events.schema.field("latitude").type) == "double"
    assert str(events.schema.field("kind").type) == "int64"


def test_a_log_is_summed_up(project: Project) -> None:
    add_log(project)
    summary = project.log.summary()
    assert (summary.users, summary.items, summary.events) == (2, 2, 3)
    assert summary.kinds == ("visit",)
    assert summary.last_instant == 1_700_000_000_000 + 2 * 60_000
    assert not summary.has_coordinates


def test_events_come_sorted_and_can_be_narrowed(project: Project) -> None:
    add_log(project, events=6)
    events = project.log.events()
    pairs = list(zip(events["user"].to_pylist(), events["instant"].to_pylist(), strict=True))
    assert pairs == sorted(pairs)
    assert set(project.log.events(users=[2])["user"].to_pylist()) == {2}
    assert project.log.events(users=[]).num_rows == 0
    begin = 1_700_000_000_000 + 60_000
    assert project.log.events(begin=begin, end=begin + 120_000).num_rows == 2
    assert project.log.events(after_id=4)["id"].to_pylist() == [5, 6]


def test_hours_before_1970_are_as_long_as_those_after_it(project: Project) -> None:
    begin_ms = -130 * 60_000  # two hours and ten minutes before
    add_log(project, events=200, begin_ms=begin_ms)
    hours = project.log.hour_counts()
    counted = dict(zip(hours["hour"].to_pylist(), hours["count"].to_pylist(), strict=True))
    assert counted == {-3: 10, -2: 60, -1: 60, 0: 60, 1: 10}
    of_ann = project.log.hour_counts(user=1)
    assert of_ann["hour"].to_pylist() == [-3, -2, -1, 0, 1]
    assert of_ann["count"].to_pylist() == [5, 30, 30, 30, 5]


def test_the_fingerprint_changes_with_the_data_and_only_then(project: Project) -> None:
    add_log(project)
    first = project.log.fingerprint()
    project.set_setting("a", 1)
    assert project.log.fingerprint() == first
    add_log(project, "b")
    assert project.log.fingerprint() != first


def test_sources_and_rejects_say_where_rows_went(project: Project) -> None:
    add_log(project)
    add_log(project, "b")
    source = project.log.sources()[0]
    assert (source.name, source.rows_kept, source.mapping) == ("a.csv", 3, {"user": "who"})
    assert project.log.rejects().to_pylist() == [
        {"source": "a.csv", "line": 7, "text": "x,y", "reason": "no date"},
        {"source": "b.csv", "line": 7, "text": "x,y", "reason": "no date"},
    ]
    assert project.log.rejects(source=2, limit=5)["source"].to_pylist() == ["b.csv"]
    assert project.log.rejects(limit=1).num_rows == 1


def test_users_without_events_are_counted_as_such(project: Project) -> None:
    add_log(project, events=1)
    activity = project.log.user_activity().to_pylist()
    assert [row["events"] for row in activity] == [1, 0]
    assert activity[1]["first"] is None


def test_the_first_and_the_last_come_with_their_local_time(project: Project) -> None:
    add_log(project, offset=-300)
    summary, activity = project.log.summary(), project.log.user_activity().to_pylist()
    assert (summary.first_offset, summary.last_offset) == (-300, -300)
    assert [(row["first_offset"], row["last_offset"]) for row in activity] == [(-300, -300)] * 2


def test_keys_are_found_or_not(project: Project) -> None:
    add_log(project)
    assert project.log.user_id("ben") == 2
    assert project.log.user_id("' OR 1 = 1 --") is None


def test_many_threads_may_read_and_write_at_once(project: Project) -> None:
    add_log(project, events=50)
    run = project.runs.start("gru", "fast", {}, 0, "cpu", {})
    troubles: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for step in range(15):
                project.runs.add_point(run, f"loss {thread}", 0.5, step)
                assert project.log.events().num_rows == 50
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert project.runs.curve(run).num_rows == 60


def test_text_that_is_absent_comes_as_text(project: Project) -> None:
    with project.bulk_writer() as writer:
        writer.add_keys("item", pa.array(["a"]))
    assert project.log.items().schema.field("title").type == pa.string()
