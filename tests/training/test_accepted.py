"""Recommendation, feedback, training: what was accepted counts, where that is wished."""

from pathlib import Path

import numpy as np
import pytest

from stdesk.features import load_log
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import RecommendSettings, recommend
from stdesk.training import TrainSettings, train
from stdesk.training.accepted import accepted_pairs, with_accepted


@pytest.fixture
def project(tmp_path: Path):
    """Three users, each often at their own two places; item 5 belongs to nobody."""
    import pyarrow as pa

    from stdesk.project import create_project

    with create_project(tmp_path / "small.stdesk") as made:
        with made.bulk_writer() as writer:
            source = writer.add_source(
                name="small.csv",
                digest="small",
                role="log",
                mapping="{}",
                rows_read=60,
                rows_kept=60,
                rows_rejected=0,
                rows_duplicate=0,
            )
            writer.add_keys("user", pa.array(["a", "b", "c"]))
            writer.append("item", pa.table({"id": range(1, 6), "key": [f"p{n}" for n in range(5)]}))
            user = np.repeat([1, 2, 3], 20)
            columns = {
                "user": user,
                "item": user + np.tile([0, 1], 30),
                "instant": 1_700_000_000_000 + np.arange(60) * 3_600_000,
                "source": np.full(60, source),
            }
            writer.append("event", pa.table(columns))
        yield made


def ranks(project: Project, **wish: object) -> list[str]:
    run = train(project, TrainSettings("markov", overrides=wish), Progress())
    rows = recommend(project, RecommendSettings(run, users=("a",), k=5), Progress()).rows
    return [row.item for row in rows]


def test_an_accepted_entry_rises_in_the_next_training_where_that_is_wished(
    project: Project,
) -> None:
    before = ranks(project)
    project.results.give_feedback(1, 5, "accepted")
    assert ranks(project) == before
    learned = ranks(project, learn_accepted=True)
    assert learned.index("p4") < before.index("p4")
    assert project.runs.all()[-1].settings["learn_accepted"] is True
    assert project.runs.all()[0].settings["learn_accepted"] is False


def test_only_the_last_verdict_of_a_pair_counts(project: Project) -> None:
    for item, verdict in ((5, "accepted"), (4, "rejected"), (5, "none"), (4, "accepted")):
        project.results.give_feedback(1, item, verdict)
    users, items = accepted_pairs(project)
    assert (users.tolist(), items.tolist()) == ([0], [3])


def test_accepted_entries_follow_the_last_event_of_their_user(project: Project) -> None:
    log = load_log(project)
    more = with_accepted(log, np.array([1, 0, 1], np.int32), np.array([4, 4, 0], np.int32))
    assert len(more) == len(log) + 3
    assert more.item[more.of_user(1)].tolist()[-2:] == [4, 0]
    assert more.item[more.of_user(0)].tolist()[-1] == 4
    for user in range(3):
        assert (np.diff(more.instant_ms[more.of_user(user)]) > 0).all()
    assert more.item.dtype == log.item.dtype
