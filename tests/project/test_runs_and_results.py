"""Trainings, measurements, lists and opinions are kept with what they belong to."""

import numpy as np
import pytest

from stdesk.errors import ModelProblem
from stdesk.project import Judgement, Measured, Project, RankedLine, RecommendationRow

from .conftest import add_log


def start(project: Project) -> int:
    return project.runs.start("gru", "fast", {"size": 8}, 7, "cpu", {"torch": "2.13.0"})


def measured(model: str, value: float, run: int | None = None) -> Measured:
    return Measured(model, "next-place", "given", "all", "Acc@1", value, 0.1, None, 10, run)


def row(user: int, rank: int, item: int) -> RecommendationRow:
    return RecommendationRow(user, rank, item, 1.5, ({"text": "因为", "values": {}, "weight": 1},))


def judgement(events: list[int], *lines: tuple) -> Judgement:
    ranked = tuple(
        RankedLine(model, run, np.array(rank), np.array(first)) for model, run, rank, first in lines
    )
    return Judgement("next-place", "given", "abc", "def", 1, 9, np.array(events), ranked)


def test_a_run_remembers_how_and_on_what_it_was_trained(project: Project) -> None:
    add_log(project)
    run = project.runs.get(start(project))
    assert (run.model, run.settings, run.seed, run.state) == ("gru", {"size": 8}, 7, "running")
    assert (run.users, run.items, run.last_event) == (2, 2, 3)
    assert run.data_fingerprint == project.log.fingerprint()


def test_a_run_ends_and_the_seconds_of_a_resumed_one_add_up(project: Project) -> None:
    run = start(project)
    project.runs.finish(run, "cancelled", 2.0)
    project.runs.resume(run)
    assert project.runs.get(run).state == "running"
    project.runs.finish(run, "done", 3.0, peak_mb=120.0)
    ended = project.runs.get(run)
    assert (ended.state, ended.seconds, ended.peak_mb) == ("done", 5.0, 120.0)
    assert ended.finished_at is not None


def test_weights_come_back_bit_by_bit(project: Project) -> None:
    run = start(project)
    tensors = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3).T,  # not contiguous
        "b": np.array([], np.int64),
        "c": np.array(3.5, np.float64),
    }
    project.runs.save_weights(run, "checkpoint", tensors, epoch=4, details={"lr": 0.1})
    stored = project.runs.weights(run, "checkpoint")
    assert stored is not None
    assert (stored.epoch, stored.details) == (4, {"lr": 0.1})
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(stored.tensors[name], tensor)
        assert stored.tensors[name].dtype == tensor.dtype
    assert project.runs.weights(run) is None
    project.runs.drop_checkpoint(run)
    assert project.runs.weights(run, "checkpoint") is None


def test_a_point_at_the_same_place_replaces_the_older(project: Project) -> None:
    run = start(project)
    for value in (0.9, 0.7):
        project.runs.add_point(run, "loss", value, 1)
    project.runs.add_point(run, "loss", 0.5, 2)
    assert project.runs.curve(run)["value"].to_pylist() == [0.7, 0.5]


def test_a_deleted_run_takes_all_that_came_of_it(project: Project) -> None:
    add_log(project)
    run, other = start(project), start(project)
    for each in (run, other):
        project.runs.add_point(each, "loss", 1.0, 1)
        project.runs.save_weights(each, "final", {"a": np.zeros(1)})
        project.results.save_recommendations(each, 5, [row(1, 1, 1)])
    project.results.add_evaluation([measured("gru", 0.3, run), measured("popularity", 0.1)])
    project.runs.delete(run)
    assert [left.id for left in project.runs.all()] == [other]
    assert project.log.summary().runs == 1
    assert len(project.results.recommendations(other)) == 1
    assert len(project.results.recommendations(run)) == 0
    assert [value.model for value in project.results.evaluation()] == ["popularity"]
    with pytest.raises(ModelProblem, match="was deleted"):
        project.runs.get(run)


def test_a_deletion_is_taken_back_whole_until_it_is_final(project: Project) -> None:
    add_log(project)
    run = start(project)
    project.runs.save_weights(run, "final", {"a": np.ones(1)})
    project.results.save_recommendations(run, 5, [row(1, 1, 1)])
    project.results.add_evaluation([measured("gru", 0.3, run)])
    project.judgements.add(1, judgement([1, 3], ("gru", run, [1.0, 2.5], [2, 1])))
    project.runs.delete(run)
    project.runs.restore(run)
    assert project.runs.get(run).model == "gru"
    assert [value.model for value in project.results.evaluation()] == ["gru"]
    assert len(project.judgements.models(1)) == 1
    assert project.runs.purge() == 0
    project.runs.delete(run)
    assert project.judgements.models(1) == []
    assert project.runs.purge() == 1
    for table in ("run", "weights", "recommendation", "metric", "judged_line", "judged_rank"):
        assert len(project.query(f"SELECT 1 AS one FROM {table}")) == 0, table
    assert project.check() == []


def test_a_run_is_called_what_its_user_calls_it(project: Project) -> None:
    run = start(project)
    project.runs.rename(run, "  my best  ")
    assert project.runs.get(run).title == "my best"
    project.runs.rename(run, "")
    assert project.runs.get(run).title is None


def test_the_rank_of_each_event_is_kept_with_what_was_put_first(project: Project) -> None:
    add_log(project)
    stored = judgement([3, 1, 2], ("markov", None, [1.0, 7.5, np.nan], [2, 1, 0]))
    project.judgements.add(4, stored)
    (record,) = project.judgements.all()
    assert (record.number, record.instances, record.kept) == (4, 9, 3)
    assert record.sort == ("next-place", "given", "abc", "def")
    assert project.judgements.events(4).tolist() == [3, 1, 2]
    ((line, model, run),) = project.judgements.models(4)
    assert (model, run) == ("markov", None)
    ranks = project.judgements.line(line)
    np.testing.assert_array_equal(ranks.rank, [1.0, 7.5, np.nan])
    assert ranks.first.tolist() == [2, 1, 0]
    with pytest.raises(KeyError):
        project.judgements.line(line + 1)


def test_a_run_that_does_not_exist_is_named(project: Project) -> None:
    with pytest.raises(ModelProblem, match="there is no run 5"):
        project.runs.get(5)


def test_evaluations_are_numbered_and_the_newest_comes_first(project: Project) -> None:
    assert project.results.evaluation() == []
    first = project.results.add_evaluation([measured("visits", 0.2)])
    second = project.results.add_evaluation([measured("visits", 0.3), measured("markov", 0.25)])
    assert (first, second) == (1, 2)
    assert project.results.evaluations()["evaluation"].to_pylist() == [2, 1]
    assert project.results.evaluations()["models"].to_pylist() == [2, 1]
    assert [value.value for value in project.results.evaluation()] == [0.3, 0.25]
    assert project.results.evaluation(1) == [measured("visits", 0.2)]


def test_new_lists_replace_those_of_the_same_users_and_run(project: Project) -> None:
    add_log(project)
    run, other = start(project), start(project)
    project.results.save_recommendations(run, 5, [row(1, 1, 1), row(1, 2, 2), row(2, 1, 1)])
    project.results.save_recommendations(other, 5, [row(1, 1, 2)])
    project.results.save_recommendations(run, 9, [row(1, 1, 2)])
    kept = project.results.recommendations(run).to_pylist()
    assert [(line["user"], line["as_of"], line["item"]) for line in kept] == [(1, 9, 2), (2, 5, 1)]
    assert "因为" in kept[0]["reasons"]
    project.results.save_recommendations(run, 9, [], users=[1, 2])
    assert len(project.results.recommendations(run)) == 0
    assert len(project.results.recommendations(other, user=1)) == 1


def test_opinions_are_kept_in_order_and_can_be_withdrawn(project: Project) -> None:
    add_log(project)
    first = project.results.give_feedback(1, 2, "hidden")
    project.results.give_feedback(2, 1, "pinned")
    assert project.results.feedback()["verdict"].to_pylist() == ["hidden", "pinned"]
    assert project.results.feedback(user=2)["item"].to_pylist() == [1]
    project.results.withdraw_feedback(first)
    assert project.results.feedback()["verdict"].to_pylist() == ["pinned"]


def test_a_failed_job_leaves_a_row_that_says_so(project: Project) -> None:
    project.note_job("import", "failed", "row 7: no date")
    job = project.query("SELECT name, state, message FROM job").to_pylist()
    assert job == [{"name": "import", "state": "failed", "message": "row 7: no date"}]
