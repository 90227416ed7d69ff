"""A run goes into one file with its card, and only back into a project with the same log."""

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from stdesk.errors import ModelProblem
from stdesk.features import contexts_now, load_log
from stdesk.progress import Progress
from stdesk.project import Project, create_project, open_project
from stdesk.training import TrainSettings, export_run, import_run, load_run, train

PARTS = {
    "card.md", "run.json", "settings.json", "versions.json", "curves.csv", "metrics.csv",
    "weights.safetensors",
}  # fmt: skip


@pytest.fixture(scope="module")
def origin(demo_file: Path, tiny, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a trained run that has a name and a note; its export lies beside it."""
    path = tmp_path_factory.mktemp("packing") / "origin.stdesk"
    shutil.copy(demo_file, path)
    with open_project(path) as project:
        run = train(project, TrainSettings("gru", overrides=tiny | {"epochs": 2}), Progress())
        project.runs.rename(run, "small memory")
        project.runs.annotate(run, "two epochs")
        export_run(project, run, path.with_name("run.zip"))
    return path


@pytest.fixture
def packed(origin: Path) -> Path:
    return origin.with_name("run.zip")


def test_the_file_holds_the_card_and_no_keys_of_users(project: Project, packed: Path) -> None:
    with zipfile.ZipFile(packed) as parts:
        assert set(parts.namelist()) == PARTS
        card = parts.read("card.md").decode()
        curves = parts.read("curves.csv").decode().splitlines()
        plain = b"".join(parts.read(name) for name in PARTS - {"weights.safetensors"})
    assert card.startswith("# small memory")
    assert "note: two epochs" in card
    assert curves[0] == "name,at,value"
    assert len(curves) > 2
    assert not any(key.encode() in plain for key in project.log.users()["key"].to_pylist())


def test_a_run_taken_up_elsewhere_scores_the_same(
    project: Project, origin: Path, packed: Path
) -> None:
    taken = import_run(project, packed)
    record = project.runs.get(taken)
    assert (record.title, record.note, record.state) == ("small memory", "two epochs", "done")
    log = load_log(project)
    asked = contexts_now(log, np.arange(5), int(log.instant_ms.max()) + 1)
    with open_project(origin, read_only=True) as giver:
        assert project.runs.curve(taken).to_pylist() == giver.runs.curve(1).to_pylist()
        mine, theirs = load_run(project, taken).score(asked), load_run(giver, 1).score(asked)
    np.testing.assert_array_equal(mine, theirs)


def test_another_log_is_refused(packed, tmp_path: Path) -> None:
    from stdesk.demo import DemoSettings, write_demo

    write_demo(tmp_path / "else.stdesk", DemoSettings(events=800, users=25, items=60, days=40,
               images=0, seed=9), Progress())  # fmt: skip
    with (
        open_project(tmp_path / "else.stdesk") as other,
        pytest.raises(ModelProblem, match="another log"),
    ):
        import_run(other, packed)
    with (
        create_project(tmp_path / "empty.stdesk") as empty,
        pytest.raises(ModelProblem, match="another log"),
    ):
        import_run(empty, packed)


def test_what_is_no_exported_run_is_refused(project: Project, packed, tmp_path: Path) -> None:
    text = tmp_path / "text.zip"
    text.write_text("not a zip")
    with pytest.raises(ModelProblem, match="no exported run"):
        import_run(project, text)
    for name, content in (
        ("run.json", b"[]"),
        ("weights.safetensors", b"junk"),
        ("curves.csv", b"\xff"),
    ):
        forged = tmp_path / "forged.zip"
        with zipfile.ZipFile(packed) as old, zipfile.ZipFile(forged, "w") as new:
            for part in PARTS:
                new.writestr(part, content if part == name else old.read(part))
        with pytest.raises(ModelProblem, match="no exported run"):
            import_run(project, forged)
    assert project.runs.all() == []


def test_an_unknown_model_is_named(project: Project, packed, tmp_path: Path) -> None:
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(forged, "w") as new:
        for part in PARTS:
            content = old.read(part)
            if part == "run.json":
                content = json.dumps(json.loads(content) | {"model": "oracle"}).encode()
            new.writestr(part, content)
    with pytest.raises(ModelProblem, match="a run of oracle"):
        import_run(project, forged)


def test_only_finished_runs_are_exported(project: Project, tmp_path: Path) -> None:
    run = project.runs.start("gru", "fast", {}, 0, "cpu", {})
    with pytest.raises(ModelProblem, match="not finished"):
        export_run(project, run, tmp_path / "run.zip")
