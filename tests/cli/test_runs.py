"""What is done with runs, and what their ranks tell, from the terminal."""

from pathlib import Path

import pytest


@pytest.fixture
def project(stdesk, demo_log: Path, tmp_path: Path) -> Path:
    path = tmp_path / "town.stdesk"
    assert stdesk("new", path).code == 0
    assert stdesk("import", path, demo_log).code == 0
    assert stdesk("train", path, "--model", "markov").code == 0
    return path


def test_a_run_is_renamed_noted_deleted_and_restored(stdesk, project) -> None:
    assert stdesk("runs", "rename", project, 1, "the [first]").code == 0
    assert stdesk("runs", "note", project, 1, "only counts").code == 0
    (run,) = stdesk("runs", project, "--json").object["runs"]
    assert (run["title"], run["note"]) == ("the [first]", "only counts")
    assert "the [first]" in stdesk("runs", "list", project).out
    assert "restore" in stdesk("runs", "delete", project, 1).out
    listed = stdesk("runs", project, "--json").object
    assert (listed["runs"], listed["deleted"]) == ([], [1])
    assert "was deleted" in stdesk("recommend", project, "--run", 1, "--all", "--out",
                                   project.with_suffix(".csv")).err  # fmt: skip
    assert stdesk("runs", "restore", project, 1, "--json").object["run"] == 1
    stdesk("runs", "delete", project, 1)
    assert stdesk("runs", "purge", project, "--json").object == {"purged": 1}
    assert "no run 1" in stdesk("runs", "restore", project, 1).err


def test_a_run_is_exported_and_taken_up(stdesk, project, tmp_path: Path) -> None:
    out = tmp_path / "run.zip"
    assert stdesk("runs", "export", project, 1, "--out", out).code == 0
    assert stdesk("runs", "import", project, out, "--json").object["run"] == 2
    assert len(stdesk("runs", project, "--json").object["runs"]) == 2
    assert ".zip" in stdesk("runs", "export", project, 1, "--out", tmp_path / "run.txt").err


def test_ranks_tell_who_leads_where_it_fails_and_why(stdesk, project, tmp_path: Path) -> None:
    assert "evaluate" in stdesk("leaderboard", project).out
    assert "compare the models first" in stdesk("errors", project).err
    assert stdesk("evaluate", project, "--protocol", "leave-one-out").code == 0
    board = stdesk("leaderboard", project, "--json").object
    assert board["lines"][0]["p_value"] is None
    assert {line["model"] for line in board["lines"]} >= {"markov", "visits"}
    assert "runner-up" in board["sentences"][0]
    assert board["lines"][0]["model"] in stdesk("leaderboard", project).out
    found = stdesk("errors", project, "--model", "visits", "--json").object
    assert found["groups"][0]["events"] == sum(user["events"] for user in found["users"])
    assert "Predicted worst" in stdesk("errors", project, "--model", "visits").out
    out = tmp_path / "misses.csv"
    wish = ("misses", project, "--model", "visits", "--limit", 2)
    told = stdesk(*wish)
    assert "in place" in told.out
    assert "For the first:" in told.out
    assert stdesk(*wish, "--out", out, "--json").object["missed"] > 0
    assert len(out.read_text("utf-8").splitlines()) == 3
