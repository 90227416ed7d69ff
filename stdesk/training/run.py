"""One training from beginning to end: a row in the project, curves, checkpoints, final weights."""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stdesk.errors import ModelProblem, Problem
from stdesk.features import EventLog, load_log
from stdesk.language import tr
from stdesk.models import Learner, Task, model_class, model_info, restored_model, stored_details
from stdesk.progress import Cancelled, Progress
from stdesk.training.accepted import accepted_pairs, with_accepted
from stdesk.training.checkpoint import RunCheckpoint, settled_before
from stdesk.training.fit import fit_model
from stdesk.training.measure import Recorder, software_versions
from stdesk.training.settings import TrainSettings
from stdesk.training.split import intent_task, ranking_task
from stdesk.training.tuning_settings import TUNED
from stdesk.training.tuning_store import tuned_settings

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord

CHOOSING_SHARE = 0.5  # of the time; learning from everything takes the rest
LEARN_ACCEPTED = "learn_accepted"
WHOLE = "_whole"  # ends the names of curves of learning from everything
_log = logging.getLogger(__name__)


def train(project: "Project", settings: TrainSettings, progress: Progress) -> int:
    """Train a model on the whole log and store it; returns the run's id.

    First the model learns from the first nine tenths by time and validation on the rest chooses
    what is to be chosen (epochs, weights); then it learns from everything with that. Settings that
    make no sense raise `SettingProblem` before a run exists. After that the run ends as done, as
    cancelled (`Cancelled` is raised on) or as failed (a `Problem` is raised on); the last two can
    be resumed.
    """
    project.check_writable()
    run = _begin(project, settings)
    record = project.runs.get(run)
    recorder = Recorder(progress, project, run)
    try:
        limit_threads(record.model, settings.threads)
        model = _learn(project, record, record.device, recorder)
        project.runs.save_weights(run, "final", model.state(), details=stored_details(model))
        project.runs.drop_checkpoint(run)
    except Cancelled:
        project.runs.finish(run, "cancelled", recorder.seconds, peak_mb=recorder.peak_mb)
        raise
    except Exception as error:
        problem = spoken(error, record.model)
        project.runs.finish(run, "failed", recorder.seconds, str(problem), recorder.peak_mb)
        raise problem from error
    project.runs.finish(run, "done", recorder.seconds, peak_mb=recorder.peak_mb)
    return run


def load_run(project: "Project", run: int) -> Learner:
    """The model of a finished run, ready to score; raises `ModelProblem` for an unfinished one."""
    record = project.runs.get(run)
    stored = project.runs.weights(run)
    if record.state != "done" or stored is None:
        raise ModelProblem(
            "run {run} ({model}) is not finished; resume it or train again.",
            run=run,
            model=record.model,
        )
    return restored_model(record.model, record.settings, stored.tensors, stored.details)


def _begin(project: "Project", settings: TrainSettings) -> int:
    if settings.resume is not None:
        return _resume(project, settings.resume)
    if settings.preset == TUNED:
        chosen = tuned_settings(project, settings.model, settings.overrides)
    else:
        chosen = model_info(settings.model).complete(settings.preset, settings.overrides)
    return project.runs.start(
        settings.model,
        settings.preset,
        chosen,
        settings.seed,
        settings.device,
        software_versions(),
    )


def _resume(project: "Project", run: int) -> int:
    record = project.runs.get(run)
    if record.state == "done":
        raise ModelProblem("run {run} is finished; there is nothing to resume.", run=run)
    if record.data_fingerprint != project.log.fingerprint():
        raise ModelProblem(
            "the log has changed since run {run} was stopped; train the model anew.", run=run
        )
    model_info(record.model)
    project.runs.resume(run)
    return run


def _learn(project: "Project", record: "RunRecord", device: str, progress: Recorder) -> Learner:
    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    if not len(log):
        raise ModelProblem("the project holds no events yet; import a log first.")
    task = _with_validation(record, log)
    settled, begin = settled_before(project, record.id), 0.0
    chooses = model_class(record.model)(record.settings).settles(len(log))
    if task.validation is not None and chooses:
        begin = CHOOSING_SHARE
        if settled is None:
            settled = _choose(project, record, task, device, progress.part(0.0, begin))
        progress.suffix = WHOLE
    settled = settled or dict(record.settings)
    keep = RunCheckpoint(project, record.id, "whole", settled)
    if settled.get(LEARN_ACCEPTED):
        log = with_accepted(log, *accepted_pairs(project))
    whole = Task(log, None, None, record.seed)
    rest = progress.part(begin, 1.0)
    return fit_model(record.model, settled, whole, rest, device, keep)


def _with_validation(record: "RunRecord", log: EventLog) -> Task:
    task = model_info(record.model).task
    if task == "series":
        return Task(log, None, None, record.seed)
    if task == "intent":
        return intent_task(log, record.seed, record.settings)
    return ranking_task(log, record.seed)


def _choose(
    project: "Project", record: "RunRecord", task: Task, device: str, progress: Progress
) -> dict[str, Any]:
    keep = RunCheckpoint(project, record.id, "choose")
    choosing = replace(task, settling=True)
    return fit_model(record.model, record.settings, choosing, progress, device, keep).settled()


def limit_threads(model: str, threads: int) -> None:
    """Only where the model computes with torch, which is not to be imported for the others."""
    if threads and model_info(model).uses_torch:
        import torch

        torch.set_num_threads(threads)


def spoken(error: Exception, model: str) -> Problem:
    if isinstance(error, Problem):
        return error
    _log.exception("training %s failed", model)
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return ModelProblem(
            "there is not enough memory to train {model}; choose the preset 'fast' or close other "
            "programs.",
            model=model,
        )
    return ModelProblem(
        "training {model} stopped because of an error: {error}", model=model, error=error
    )
