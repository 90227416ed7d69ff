"""A training from beginning to end: done, cancelled, failed, resumed, copied."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.features import contexts_now, load_log
from stdesk.models import Recommender, model_names
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project, create_project, open_project
from stdesk.training import TrainSettings, load_run, train

Stop = Callable[[str, int], Progress]


def scores(project: Project, run: int) -> np.ndarray:
    model = load_run(project, run)
    assert isinstance(model, Recommender)
    log = load_log(project)
    users = np.arange(log.catalogue.users)
    return model.score(contexts_now(log, users, int(log.instant_ms.max()) + 1))


@pytest.mark.parametrize("model", ["popularity", "markov", "gru", "lstm", "transformer", "fusion"])
def test_a_model_trains_and_is_loaded_again(
    project: Project, tiny: dict[str, Any], model: str
) -> None:
    overrides = {**tiny, "epochs": 1} if model in ("gru", "lstm", "transformer", "fusion") else {}
    run = train(project, TrainSettings(model, overrides=overrides), Progress())
    record = project.runs.get(run)
    assert (record.state, record.model, record.preset) == ("done", model, "fast")
    assert record.seconds is not None
    assert record.seconds > 0
    assert record.peak_mb is not None
    assert record.peak_mb > 50
    assert record.versions["numpy"] == np.__version__
    assert project.runs.weights(run, "checkpoint") is None
    assert np.isfinite(scores(project, run)).all()


def test_curves_are_stored_as_they_come(project: Project, tiny: dict[str, Any]) -> None:
    run = train(project, TrainSettings("gru", overrides=tiny), Progress())
    curve = project.runs.curve(run).to_pylist()
    names = {point["name"] for point in curve}
    assert {"loss", "validation_loss", "ndcg@10", "loss_whole"} <= names
    loss = [point["value"] for point in curve if point["name"] == "loss"]
    assert len(loss) == 4
    assert loss[-1] < loss[0]


@pytest.mark.parametrize(("curve", "times"), [("validation_loss", 2), ("loss_whole", 2)])
def test_a_cancelled_run_goes_on_exactly_where_it_stopped(
    project: Project, tiny: dict[str, Any], stopping: Stop, curve: str, times: int
) -> None:
    settings = TrainSettings("gru", overrides=tiny, seed=3)
    whole = train(project, settings, Progress())
    with pytest.raises(Cancelled):
        train(project, settings, stopping(curve, times))
    stopped = project.runs.all()[-1]
    assert stopped.state == "cancelled"
    assert project.runs.weights(stopped.id, "checkpoint") is not None
    with pytest.raises(ModelProblem, match="is not finished"):
        load_run(project, stopped.id)
    assert train(project, TrainSettings(resume=stopped.id), Progress()) == stopped.id
    assert project.runs.get(stopped.id).state == "done"
    np.testing.assert_array_equal(scores(project, whole), scores(project, stopped.id))


def test_a_run_that_a_crash_interrupted_can_be_resumed(
    project: Project, tiny: dict[str, Any], stopping: Stop, tmp_path: Path
) -> None:
    with pytest.raises(Cancelled):
        train(project, TrainSettings("gru", overrides=tiny), stopping("loss", 2))
    run = project.runs.all()[-1].id
    project.runs.resume(run)  # as a crash would leave it: running
    project.close()
    with open_project(project.path) as again:
        assert again.runs.get(run).state == "failed"
        assert train(again, TrainSettings(resume=run), Progress()) == run
        assert again.runs.get(run).state == "done"


def test_a_finished_run_is_not_resumed_and_a_changed_log_neither(
    project: Project, tiny: dict[str, Any], stopping: Stop
) -> None:
    done = train(project, TrainSettings("popularity"), Progress())
    with pytest.raises(ModelProblem, match="is finished"):
        train(project, TrainSettings(resume=done), Progress())
    with pytest.raises(Cancelled):
        train(project, TrainSettings("gru", overrides=tiny), stopping("loss", 1))
    run = project.runs.all()[-1].id
    project.execute("INSERT INTO event(user, item, instant, source) VALUES (1, 1, 0, 1)")
    with pytest.raises(ModelProblem, match="has changed since"):
        train(project, TrainSettings(resume=run), Progress())


def test_a_copy_elsewhere_scores_the_same_to_the_last_digit(
    project: Project, tiny: dict[str, Any], tmp_path: Path
) -> None:
    run = train(project, TrainSettings("transformer", overrides=tiny), Progress())
    here = scores(project, run)
    project.close()
    elsewhere = shutil.copy(project.path, tmp_path / "elsewhere.stdesk")
    with open_project(elsewhere) as copied:
        np.testing.assert_array_equal(here, scores(copied, run))


def test_the_same_seed_gives_the_same_model(project: Project, tiny: dict[str, Any]) -> None:
    settings = TrainSettings("transformer", overrides={**tiny, "epochs": 1}, seed=5)
    first, second = (scores(project, train(project, settings, Progress())) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (TrainSettings("oracle"), "no model 'oracle'"),
        (TrainSettings("gru", preset="huge"), "no preset 'huge'"),
        (TrainSettings("gru", overrides={"colour": 1}), "no setting 'colour'"),
        (TrainSettings("gru", overrides={"epochs": "many"}), "epochs is 'many'"),
        (TrainSettings("gru", overrides={"dropout": "1.5"}), "dropout is '1.5'"),
        (TrainSettings("fusion", overrides={"how": "mix"}), "gate | add | multiply"),
    ],
)
def test_settings_that_make_no_sense_start_no_run(
    project: Project, settings: TrainSettings, said: str
) -> None:
    with pytest.raises(SettingProblem) as caught:
        train(project, settings, Progress())
    assert said in str(caught.value)
    assert not project.runs.all()


def test_a_run_that_cannot_learn_fails_with_a_sentence(project: Project) -> None:
    with pytest.raises(ModelProblem, match=r"one of: .*buy"):
        train(project, TrainSettings("intent", overrides={"kind": "dance"}), Progress())
    record = project.runs.all()[-1]
    assert record.state == "failed"
    assert record.message is not None
    assert "buy" in record.message


def test_an_error_inside_a_model_is_said_and_leaves_no_run_behind_running(
    project: Project,
) -> None:
    settings = TrainSettings("transformer", overrides={"width": 10, "heads": 4})
    with pytest.raises(ModelProblem, match="multiple"):
        train(project, settings, Progress())
    assert project.runs.all()[-1].state == "failed"


def test_an_empty_project_says_what_is_missing(tmp_path: Path) -> None:
    with (
        create_project(tmp_path / "empty") as project,
        pytest.raises(ModelProblem, match="no events yet"),
    ):
        train(project, TrainSettings("gru"), Progress())


def test_cancelling_is_quick_and_before_the_first_epoch_leaves_a_cancelled_run(
    project: Project,
) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        train(project, TrainSettings("gru"), progress)
    assert project.runs.all()[-1].state == "cancelled"


def test_every_model_has_presets_a_card_and_a_title() -> None:
    from stdesk.locations import card
    from stdesk.models import model_info

    for name in model_names():
        info = model_info(name)
        assert set(info.presets) == {"fast", "balanced", "best"}
        for preset in info.presets:
            info.complete(preset, {})
        assert info.title
        assert info.sentence
        for file in ("card.md", "card.zh_CN.md"):
            assert card(name, file).is_file(), f"{name} has no {file}"
