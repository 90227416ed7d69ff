import threading
import time

import pytest
from PySide6.QtCore import QThread

from stdesk.desk.work.jobs import Jobs, Unexpected
from stdesk.errors import ImportProblem
from stdesk.progress import Progress
from stdesk.project import create_project

from .calm import PATIENCE_S


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.shut_down()


def count_to(n: int, progress: Progress) -> int:
    for i in range(n):
        progress.step(i, n, f"at {i}")
        progress.metric("loss", 1 / (i + 1), i)
        time.sleep(0.002)
    return n


def wait_for_a_cancel(progress: Progress) -> None:
    while True:
        progress.step(0, 1)
        time.sleep(0.002)


def test_a_job_tells_its_steps_its_curve_and_its_result_on_the_windows_thread(jobs, wait):
    job = jobs.submit("count", count_to, 100)
    said, points, results, threads = [], [], [], set()
    job.stepped.connect(lambda share, _: (said.append(share), threads.add(QThread.currentThread())))
    job.metric.connect(lambda *point: points.append(point))
    job.done.connect(results.append)
    wait(lambda: results)
    assert results == [100]
    assert len(points) == 100
    assert said == sorted(said)
    assert threads == {jobs.thread()}


def test_steps_said_while_the_window_is_busy_are_told_as_one(jobs, wait):
    go, through = threading.Event(), threading.Event()

    def hurry(progress: Progress) -> None:
        go.wait(PATIENCE_S)
        for i in range(1000):
            progress.step(i, 1000)
        through.set()

    job, told = jobs.submit("hurry", hurry), []
    wait(lambda: job.state == "running")
    job.stepped.connect(lambda share, _: told.append(share))
    go.set()
    through.wait(PATIENCE_S)  # nothing is told meanwhile: this is the window's thread
    wait(lambda: not jobs.busy)
    assert 1 <= len(told) <= 2  # the last step by a tick of the clock, and the end
    assert told[-1] >= 0.999


def test_jobs_run_one_after_the_other_in_the_order_of_their_coming(jobs, wait):
    order = []

    def note(name: str, progress: Progress) -> None:
        order.append(f"{name} begins")
        time.sleep(0.02)
        order.append(f"{name} ends")

    queued = [jobs.submit(name, note, name) for name in ("a", "b", "c")]
    assert [job.state for job in queued] == ["waiting"] * 3
    wait(lambda: not jobs.busy)
    assert order == [f"{name} {what}" for name in ("a", "b", "c") for what in ("begins", "ends")]


def test_a_running_job_stops_when_cancelled_and_a_waiting_one_never_starts(jobs, wait):
    running, waiting = jobs.submit("long", wait_for_a_cancel), jobs.submit("next", count_to, 3)
    wait(lambda: running.state == "running")
    jobs.cancel(waiting)
    jobs.cancel(running)
    wait(lambda: not jobs.busy)
    assert (running.state, waiting.state) == ("cancelled", "cancelled")


def test_a_problem_is_handed_on_and_an_unexpected_error_becomes_a_polite_one(jobs, wait):
    def refuse(progress: Progress) -> None:
        raise ImportProblem("row {row} is odd.", row=3)

    def stumble(progress: Progress) -> None:
        raise KeyError("secret detail")

    problems = []
    for function in (refuse, stumble):
        jobs.submit("try", function).failed.connect(problems.append)
    wait(lambda: len(problems) == 2)
    assert str(problems[0]) == "row 3 is odd."
    assert isinstance(problems[1], Unexpected)
    assert "secret detail" not in str(problems[1])
    assert "secret detail" in problems[1].details


def test_a_cancelled_job_leaves_a_note_in_its_project(jobs, wait, tmp_path):
    def work(project, progress: Progress) -> None:
        wait_for_a_cancel(progress)

    with create_project(tmp_path / "p.stdesk") as project:
        job = jobs.submit("Count everything", work, project)
        wait(lambda: job.state == "running")
        job.cancel()
        wait(lambda: job.state == "cancelled" and not jobs.busy)
        notes = project.query("SELECT name, state FROM job").to_pylist()
    assert notes == [{"name": "Count everything", "state": "cancelled"}]


def test_of_two_queries_with_one_key_only_the_newest_answer_arrives(jobs, wait):
    let_go, answers = threading.Event(), []

    def slow() -> str:
        let_go.wait(PATIENCE_S)
        return "old"

    jobs.query(slow, answers.append, key="name")
    jobs.query(lambda: "new", answers.append, key="name")
    wait(lambda: answers)
    let_go.set()
    jobs.query(lambda: "other", answers.append)
    wait(lambda: not jobs.reading)
    assert answers == ["new", "other"]


def test_answers_for_a_closed_project_are_dropped(jobs, wait):
    answers, begun, forgotten = [], threading.Event(), threading.Event()

    def old() -> str:
        begun.set()
        forgotten.wait(PATIENCE_S)
        return "of the old project"

    jobs.query(old, answers.append)
    wait(begun.is_set)
    jobs.forget_queries()
    forgotten.set()
    jobs.query(lambda: "of the new one", answers.append)
    wait(lambda: not jobs.reading)
    assert answers == ["of the new one"]


def test_it_is_known_while_answers_are_still_to_come(jobs, wait):
    def stumble() -> None:
        raise KeyError

    asked = ((str, ""), (str, "name"), (str, "name"), (stumble, ""))
    for function, key in asked:
        jobs.query(function, lambda _: None, key=key)
    assert jobs.reading
    wait(lambda: not jobs.reading)
    jobs.query(str, lambda _: None)
    jobs.forget_queries()
    assert jobs.reading
    wait(lambda: not jobs.reading)


def test_a_thousand_signals_do_not_wear_out_none_and_true(qapp):
    """PySide6 6.12 on Python 3.11 loses a reference at each emit and aborts; ours must not."""
    from stdesk.desk.work.jobs import Job

    job, heard = Job("x", count_to, ()), []
    job.done.connect(heard.append)
    for _ in range(3000):
        job.done.emit(None)
        job.done.emit(True)
    assert len(heard) == 6000
