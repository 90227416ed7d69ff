"""`stdesk tune`: trials as they come, a table, a choice that `train` takes."""

from pathlib import Path

from .conftest import Type


def test_a_tuning_says_each_trial_and_is_taken_by_train(
    stdesk: Type, demo_log: Path, tmp_path: Path
) -> None:
    project = tmp_path / "town.stdesk"
    assert stdesk("new", project).code == 0
    assert stdesk("import", project, demo_log).code == 0
    said = stdesk("tune", project, "--model", "rhythm", "--trials", 3, "--minutes", 2)
    assert said.code == 0, said.err
    assert "Trial 0: MRR" in said.err
    assert "Trial 2: MRR" in said.err
    assert "--preset tuned" in said.out
    again = stdesk("tune", project, "--model", "rhythm", "--trials", 1, "--json").object
    assert [trial["number"] for trial in again["trials"]] == [0, 1, 2, 3]
    assert again["sentences"]
    trained = stdesk("train", project, "--model", "rhythm", "--preset", "tuned", "--json").object
    assert trained["preset"] == "tuned"
    assert trained["settings"] == again["settings"]


def test_a_model_that_was_not_tuned_has_no_such_preset(
    stdesk: Type, demo_log: Path, tmp_path: Path
) -> None:
    project = tmp_path / "town.stdesk"
    stdesk("new", project)
    stdesk("import", project, demo_log)
    said = stdesk("train", project, "--model", "rhythm", "--preset", "tuned")
    assert said.code == 2
    assert "has not been tuned" in said.err
