"""Events are counted by local hour in slices, kept, and counted again when the log has changed."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from stdesk.errors import SettingProblem
from stdesk.insight import (
    TimelineSettings,
    Whose,
    count_by_hour,
    counts_by_hour,
    session_splits,
    session_tallies,
    tally_sessions,
    timeline,
    user_sessions,
)
from stdesk.insight.session_spans import LENGTHS_MS, PAUSES_MS
from stdesk.progress import Cancelled, Progress
from stdesk.project import create_project, open_project

HOUR_MS = 3_600_000


def add(project, user, instant, item, kind=None, offset=None, digest="a"):
    """Events of users and items by number; an item's category is its number modulo 3."""
    with project.bulk_writer() as writer:
        if not len(writer.vocabulary("user")):
            writer.add_keys("user", pa.array([f"user {i}" for i in range(1, 9)]))
            writer.add_keys("category", pa.array(["bar", "park"]))
            writer.add_keys("kind", pa.array(["see", "buy"]))
            number = np.arange(1, 13)
            category = pa.array([n % 3 or None for n in number.tolist()], pa.int64())
            latitude = np.where(number <= 6, 40.5, 50.5)
            keys = [f"item {n}" for n in number]
            rows = {"id": number, "key": keys, "category": category}
            writer.append("item", pa.table(rows | {"latitude": latitude, "longitude": latitude}))
        source = writer.add_source(
            name=digest, digest=digest, role="log", mapping="{}",
            rows_read=1, rows_kept=1, rows_rejected=0, rows_duplicate=0,
        )  # fmt: skip
        size = len(user)
        columns = {"user": user, "item": item, "instant": instant}
        columns |= {"kind": kind, "utc_offset": offset, "source": np.full(size, source)}
        writer.append("event", pa.table({k: v for k, v in columns.items() if v is not None}))


@pytest.fixture
def some():
    """900 events, three months around New Year 1970, in half-hour time zones, of two kinds."""
    draw = np.random.default_rng(1)
    return {
        "user": draw.integers(1, 9, 900),
        "item": draw.integers(1, 13, 900),
        "instant": draw.integers(-40 * 24 * HOUR_MS, 50 * 24 * HOUR_MS, 900),
        "kind": draw.integers(1, 3, 900),
        "offset": draw.choice([-270, 0, 330], 900),
    }


@pytest.fixture
def project(tmp_path: Path, some):
    with create_project(tmp_path / "p.stdesk") as made:
        add(made, **some)
        yield made


def hours(some):
    return (some["instant"] + some["offset"] * 60_000) // HOUR_MS


def test_everyone_is_counted_by_kind_and_by_category(project, some):
    counted = count_by_hour(project, Whose(), Progress())
    assert counted.kinds.parts.tolist() == [1, 2]
    assert counted.categories.parts.tolist() == [0, 1, 2]
    found, count = np.unique(hours(some), return_counts=True)
    assert counted.kinds.hour.tolist() == found.tolist()
    assert counted.kinds.total.counts[0].tolist() == count.tolist()
    by_category = np.bincount(some["item"] % 3)
    assert counted.categories.counts.sum(1).tolist() == by_category.tolist()


def test_users_and_an_area_restrict_what_is_counted(project, some):
    two = count_by_hour(project, Whose((2, 5)), Progress())
    assert two.kinds.events == np.isin(some["user"], [2, 5]).sum()
    south = ((40, 40), (40, 41), (41, 41), (41, 40))
    there = count_by_hour(project, Whose((2, 5), south), Progress())
    assert there.kinds.events == (np.isin(some["user"], [2, 5]) & (some["item"] <= 6)).sum()


def test_slices_and_the_whole_count_the_same(project, monkeypatch):
    whole = count_by_hour(project, Whose(), Progress())
    monkeypatch.setattr("stdesk.project.tallies.SLICE", 70)
    sliced = count_by_hour(project, Whose(), Progress())
    assert sliced.categories.counts.tolist() == whole.categories.counts.tolist()
    monkeypatch.setattr("stdesk.project.tallies.SORTED", 200)
    few = tally_sessions(project, Whose(), 6, Progress())
    monkeypatch.undo()
    assert (
        few.lengths.counts.tolist()
        == tally_sessions(project, Whose(), 6, Progress()).lengths.counts.tolist()
    )


def test_counting_can_be_stopped(project):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        count_by_hour(project, Whose(), progress)


def test_counts_of_a_large_log_are_kept_until_the_log_changes(project, some, monkeypatch):
    store = project.tallies
    counts_by_hour(project, Whose(), Progress())
    assert store.find("all", "kind") is None  # so few are counted again as quickly
    monkeypatch.setattr("stdesk.insight.counting.WORTH_KEEPING", 10)
    made = counts_by_hour(project, Whose(), Progress())
    assert store.find("all", "kind")["events"].to_numpy().sum() == 900
    again = counts_by_hour(project, Whose(), Progress())
    assert again.categories.counts.tolist() == made.categories.counts.tolist()
    assert again.kinds.hour.tolist() == made.kinds.hour.tolist()
    add(project, [1], [5], [1], kind=[1], offset=[0], digest="b")
    assert store.find("all", "kind") is None
    assert counts_by_hour(project, Whose(), Progress()).kinds.events == 901
    assert project.check() == []


def test_a_group_of_users_is_kept_beside_everyone_and_one_user_is_not(project, monkeypatch):
    monkeypatch.setattr("stdesk.insight.counting.WORTH_KEEPING", 10)
    for whose in (Whose(), Whose((1, 2)), Whose((3,))):
        counts_by_hour(project, whose, Progress())
    kept = project.query("SELECT whose, split FROM tally ORDER BY whose DESC, split").to_pylist()
    names = [(row["whose"], row["split"]) for row in kept]
    group = Whose((1, 2)).name
    assert sorted(names) == sorted(
        (who, split) for who in ("all", group) for split in ("category", "kind")
    )


def test_a_project_for_reading_is_counted_and_not_written_to(project, monkeypatch, tmp_path):
    monkeypatch.setattr("stdesk.insight.counting.WORTH_KEEPING", 10)
    project.close()
    with open_project(tmp_path / "p.stdesk", read_only=True) as read:
        assert counts_by_hour(read, Whose(), Progress()).kinds.events == 900
        assert len(read.query("SELECT id FROM tally")) == 0


# sessions


def test_a_user_is_cut_where_she_pauses(tmp_path):
    minutes = np.array([0, 10, 25, 400, 401, 5000])
    with create_project(tmp_path / "s.stdesk") as project:
        add(project, np.ones(6, int), minutes * 60_000, np.ones(6, int), offset=np.full(6, 60))
        found = user_sessions(project, 1, gap_hours=1)
        assert found.events.tolist() == [3, 2, 1]
        assert ((found.end_ms - found.begin_ms) // 60_000).tolist() == [25, 1, 0]
        assert found.begin_ms[0] == HOUR_MS
        assert len(user_sessions(project, 2, gap_hours=1)) == 0
        spread = tally_sessions(project, Whose(), 1, Progress())
    lengths, pauses = spread.lengths.counts.sum(1), spread.pauses.counts.sum(1)
    assert lengths[0] == 1  # a single event
    assert lengths[LENGTHS_MS.index(5 * 60_000)] == 1
    assert lengths[LENGTHS_MS.index(30 * 60_000)] == 1
    assert pauses[PAUSES_MS.index(8 * HOUR_MS)] == 1  # 375 minutes
    assert pauses.sum() == 2


def test_all_sessions_hold_all_pauses_between_them(project, some):
    spread = tally_sessions(project, Whose(), 6, Progress())
    assert spread.lengths.events - spread.pauses.events == len(np.unique(some["user"]))
    one = [len(user_sessions(project, user, 6)) for user in range(1, 9)]
    assert sum(one) == spread.lengths.events


def test_sessions_of_a_large_log_are_kept_by_their_gap(project, monkeypatch):
    monkeypatch.setattr("stdesk.insight.session_spans.WORTH_KEEPING", 10)
    made = session_tallies(project, Whose(), 6, Progress())
    again = session_tallies(project, Whose(), 6, Progress())
    other = session_tallies(project, Whose(), 24, Progress())
    assert again.lengths.counts.sum(1).tolist() == made.lengths.counts.sum(1).tolist()
    assert again.pauses.counts.sum(1).tolist() == made.pauses.counts.sum(1).tolist()
    assert again.lengths.counts.shape[0] == len(LENGTHS_MS) + 1
    assert other.lengths.events < made.lengths.events
    kept = project.query("SELECT split FROM tally ORDER BY id")["split"].to_pylist()
    assert kept[:2] == list(session_splits(6))
    assert len(kept) == 4


# the timeline that the command line writes


def test_a_timeline_counts_what_is_asked_for(project, some):
    user = timeline(project, TimelineSettings(user="user 3", by="hour"), Progress())
    assert user.events == (some["user"] == 3).sum()
    kinds = timeline(project, TimelineSettings(by="month", split="kind"), Progress())
    table = kinds.table().to_pydict()
    assert set(table["kind"]) == {"see", "buy"}
    assert sum(table["events"]) == 900
    assert table["begin"][0].isoformat() == "1969-11-01T00:00:00"
    begin, end = 24 * HOUR_MS, 72 * HOUR_MS
    part = timeline(project, TimelineSettings(begin=begin, end=end), Progress())
    inside = (hours(some) >= 24) & (hours(some) < 72)
    assert part.events == inside.sum()
    assert part.series.edges_ms.tolist() == [24 * HOUR_MS, 48 * HOUR_MS, 72 * HOUR_MS]


def test_a_segment_is_counted_by_its_name(project, some):
    project.segments.add("Two", {}, [2, 5])
    made = timeline(project, TimelineSettings(segment="Two", split="category"), Progress())
    assert made.events == np.isin(some["user"], [2, 5]).sum()
    assert "Unknown" in made.names
    with pytest.raises(SettingProblem, match="not both"):
        timeline(project, TimelineSettings(user="user 2", segment="Two"), Progress())
    with pytest.raises(SettingProblem, match="no user “nobody”"):
        timeline(project, TimelineSettings(user="nobody"), Progress())
