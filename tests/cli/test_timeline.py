"""stdesk timeline: the same counts as the window's, as a table, a file or an object."""

import csv
import json

import numpy as np
import pytest

from stdesk.features import load_log
from stdesk.insight import Whose, counts_by_hour, series
from stdesk.progress import Progress
from stdesk.project import open_project


@pytest.fixture(scope="module")
def city(stdesk, demo_log):
    path = demo_log.with_name("timeline.stdesk")
    assert stdesk("new", path).code == 0
    assert stdesk("import", path, demo_log, demo_log.with_suffix(".items.csv")).code == 0
    return path


def test_a_file_holds_the_counts_that_the_window_draws(stdesk, city, tmp_path):
    out = tmp_path / "weeks.csv"
    said = stdesk("timeline", city, "--by", "week", "--out", out)
    assert said.code == 0, said.err
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with open_project(city, read_only=True) as project:
        shown = series(counts_by_hour(project, Whose(), Progress()).kinds.total, "week")
    assert [int(row["events"]) for row in rows] == shown.counts[0].tolist()
    begins = np.array([row["begin"] for row in rows], "datetime64[ms]").astype(np.int64)
    assert begins.tolist() == shown.edges_ms[:-1].tolist()


def test_a_user_and_kinds_and_days_can_be_asked_for(stdesk, city, tmp_path):
    with open_project(city, read_only=True) as project:
        log = load_log(project)
    key = log.catalogue.user_keys[4]
    out = tmp_path / "days.json"
    said = stdesk("timeline", city, "--user", key, "--split", "kind", "--out", out, "--json")
    own = log.of_user(4)
    assert said.object["events"] == own.stop - own.start
    rows = json.loads(out.read_text())
    kinds = [log.catalogue.kind_names[kind] for kind in log.kind[own]]
    for name in set(kinds):
        assert sum(row["events"] for row in rows if row["kind"] == name) == kinds.count(name)
    day = str(np.datetime64(int(np.median(log.local_ms)), "ms").astype("datetime64[D]"))
    said = stdesk("timeline", city, "--from", day, "--to", day, "--by", "hour", "--json")
    same = log.local_ms.astype("datetime64[ms]").astype("datetime64[D]").astype(str) == day
    assert said.object["events"] == same.sum() == sum(r["events"] for r in said.object["rows"])
    assert said.object["periods"] == 24


def test_a_terminal_shows_bars_and_says_what_it_leaves_out(stdesk, city):
    said = stdesk("timeline", city, "--by", "hour")
    assert "█" in said.out
    assert "more; --out FILE writes all of them" in said.out
    assert "█" in stdesk("timeline", city, "--by", "month", "--split", "category").out


def test_what_cannot_be_counted_is_said(stdesk, city):
    assert "no user “nobody”" in stdesk("timeline", city, "--user", "nobody").err
    assert "segment “Club”" in stdesk("timeline", city, "--segment", "Club").err
    assert "should be a day such as" in stdesk("timeline", city, "--from", "yesterday").err
