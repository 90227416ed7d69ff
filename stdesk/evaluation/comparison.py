"""Compares the models of a project on events that they have not seen, beside honest baselines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem, Problem
from stdesk.evaluation.figures import Instances, Judged, comparison
from stdesk.evaluation.folds import about_folds
from stdesk.evaluation.guessing import against_chance
from stdesk.evaluation.instances import competing_items, instances_of, part_name, task_of_split
from stdesk.evaluation.keeping import kept
from stdesk.evaluation.other_tasks import Outcome, judge_other, told
from stdesk.evaluation.ranking import Ranked, ranked
from stdesk.evaluation.refits import finished_runs, learn, refit
from stdesk.evaluation.sentences import about_drawn, sentences
from stdesk.evaluation.settings import EvaluateSettings, Evaluation
from stdesk.evaluation.splits import Split, drawn, splits
from stdesk.features import EventLog, contexts_of_events, load_log
from stdesk.language import mark, tr
from stdesk.models import Reason, Recommender, Task, model_info, model_names
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord


@dataclass
class _Contender:
    """A model on its way through the folds."""

    name: str
    run: "RunRecord | None"
    parts: list[Ranked] = field(default_factory=list)
    cost: dict[str, float] = field(default_factory=dict)
    problem: Problem | None = None
    about: list[Reason] = field(default_factory=list)

    @property
    def is_baseline(self) -> bool:
        return model_info(self.name).family == "baselines"

    def judged(self) -> Judged:
        run = self.run.id if self.run else None
        return Judged(self.name, run, self.is_baseline, Ranked.joined(self.parts), self.cost)


@dataclass
class _Other:
    """A run that ranks no items, on its way through the folds. outcomes: by the fold's number."""

    run: "RunRecord"
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def name(self) -> str:
        return self.run.model


def evaluate(project: "Project", settings: EvaluateSettings, progress: Progress) -> Evaluation:
    """Refit each model on the training part of each fold, judge it on the test part, store all.

    Models that forecast series or say how likely an act is are judged by their own figures on the
    same parts. Raises `ModelProblem` when the log is too short for the protocol.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    runs = finished_runs(project, settings.runs)
    contenders = _contenders(runs, bool(settings.runs))
    others = [_Other(run) for run in runs if model_info(run.model).task != "items"]
    folds = [split for split in splits(log, settings.protocol, settings.folds) if len(split.test)]
    if not folds:
        raise ModelProblem(
            "the log is too short for {protocol}: nothing is left to be judged on.",
            protocol=settings.protocol,
        )
    asked = folds if settings.every else [drawn(log, split) for split in folds]
    share, lists = 1.0 / len(folds), len(contenders) / (len(contenders) + len(others))
    for number, split in enumerate(folds):
        part = progress.part(number * share, (number + 1) * share)
        task = task_of_split(log, split)
        _rank(project, log, asked[number], task, settings, contenders, part.part(0.0, lists))
        _judge_others(project, log, split, task, settings, others, part.part(lists, 1.0))
    instances = instances_of(log, asked, settings.protocol, settings.time)
    judged = [contender.judged() for contender in contenders if contender.problem is None]
    values = comparison(judged, instances)
    for other in others:
        if other.problem is None:
            values += told(other.run, settings, other.outcomes)
    everyone: list[_Contender | _Other] = [*contenders, *others]
    failed = [one for one in everyone if one.problem is not None]
    if not values and failed and failed[0].problem is not None:
        raise failed[0].problem
    if not values:
        raise ModelProblem(
            "none of these runs can be judged by {protocol}; forecasts are judged by 'rolling'.",
            protocol=settings.protocol,
        )
    said = sentences(values, judged, instances, log, sum(split.left_out for split in folds))
    said += [
        *about_drawn(len(instances.user), sum(split.not_drawn for split in asked), log),
        *about_folds(values),
        *_failures(failed),
        *_tuned_on_it(project, runs, settings),
        *_left_out(contenders),
    ]
    if settings.protocol == "cold-start":
        said += against_chance(values, int(competing_items(log, folds[0]).sum()))
    number = store(project, log, asked, values, judged, instances)
    return Evaluation(tuple(values), tuple(said), number)


def store(
    project: "Project",
    log: EventLog,
    folds: Sequence[Split],
    values: Sequence[Measured],
    judged: Sequence[Judged],
    instances: Instances,
) -> int:
    """Keep a comparison and the ranks behind it; its number, 0 in a project for reading only."""
    if project.read_only:
        return 0
    number = project.results.add_evaluation(values)
    if judged:
        positions = np.concatenate([split.test for split in folds])
        project.judgements.add(number, kept(project, log, positions, judged, instances))
    return number


def _contenders(runs: Sequence["RunRecord"], chosen_by_hand: bool) -> list[_Contender]:
    """The baselines, then the runs that rank items; none where no chosen run ranks any."""
    if chosen_by_hand and all(model_info(run.model).task != "items" for run in runs):
        return []
    trained = [
        _Contender(run.model, run)
        for run in runs
        if model_info(run.model).task == "items" and model_info(run.model).family != "baselines"
    ]
    chosen = {run.model: run for run in runs if model_info(run.model).family == "baselines"}
    baselines = [
        _Contender(name, chosen.get(name))
        for name in model_names("items")
        if model_info(name).family == "baselines"
    ]
    return baselines + trained


def _rank(
    project: "Project",
    log: EventLog,
    split: Split,
    task: Task,
    settings: EvaluateSettings,
    contenders: list[_Contender],
    progress: Progress,
) -> None:
    """Judge those who rank items on one fold; what is found is added to `contenders`."""
    contexts = contexts_of_events(log, split.test, settings.time == "given")
    competing = competing_items(log, split)
    part = part_name(settings, split)
    for number, contender in enumerate(contenders):
        if contender.problem is not None:
            continue
        work = _share(progress, number, contenders)
        try:
            model, cost = _learnt(project, contender, task, part, work.part(0.0, 0.9))
        except ModelProblem as problem:  # the others are judged all the same
            contender.problem = problem
            continue
        found = ranked(model, contexts, log.item[split.test], competing, work.part(0.9, 1.0))
        contender.parts.append(found)
        contender.about = model.remarks()
        for name, value in cost.items():
            joined = max if name == "peak MB" else sum
            contender.cost[name] = joined((contender.cost.get(name, 0.0), value))


def _judge_others(
    project: "Project",
    log: EventLog,
    split: Split,
    task: Task,
    settings: EvaluateSettings,
    others: list[_Other],
    progress: Progress,
) -> None:
    """Judge those who do not on one fold; what is found is added to `others`."""
    for number, other in enumerate(others):
        if other.problem is not None:
            continue
        work = _share(progress, number, others)
        try:
            found = judge_other(project, other.run, log, split, task, settings, work)
        except ModelProblem as problem:
            other.problem = problem
            continue
        if found is not None:
            other.outcomes[split.fold] = found


def _share(
    progress: Progress, number: int, all_of_them: Sequence[_Contender] | Sequence[_Other]
) -> Progress:
    each = 1.0 / len(all_of_them)
    name = all_of_them[number].name
    doing = tr("Judging {model}", model=name)
    return progress.part(number * each, (number + 1) * each, doing)


def _failures(failed: Sequence[_Contender | _Other]) -> list[Reason]:
    """Which models could not learn from a part of the log, and why."""
    return [
        Reason(
            mark("{model} is not in the table: {problem}"),
            {
                "model": one.name,
                "problem": {"text": one.problem.text, "values": one.problem.values},
            },
        )
        for one in failed
        if one.problem is not None
    ]


def _tuned_on_it(
    project: "Project", runs: Sequence["RunRecord"], settings: EvaluateSettings
) -> list[Reason]:
    """Which models had their settings chosen by events that this protocol tests on."""
    from stdesk.training import TUNED, unseen_by_tuning

    text = mark(
        "{model} was tuned for another protocol: some of the events judged here chose its "
        "settings, and its figures are rather too good."
    )
    return [
        Reason(text, {"model": run.model})
        for run in runs
        if run.preset == TUNED
        and not unseen_by_tuning(project, run.model, settings.protocol, settings.folds)
    ]


def _left_out(contenders: list[_Contender]) -> list[Reason]:
    """What the lists leave out, each thing said once."""
    said = [reason for contender in contenders for reason in contender.about]
    return list({reason.text: reason for reason in said}.values())


def _learnt(
    project: "Project", contender: _Contender, task: Task, part: str, progress: Progress
) -> tuple[Recommender, dict[str, float]]:
    if contender.run is None or contender.is_baseline:
        chosen = contender.run.settings if contender.run else {}
        model, cost = learn(contender.name, chosen, task, progress)
    else:
        model, cost = refit(project, contender.run, task, part, progress)
    if not isinstance(model, Recommender):
        raise ModelProblem("{model} does not rank items.", model=contender.name)
    return model, cost
