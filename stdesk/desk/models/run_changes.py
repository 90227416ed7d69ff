"""What a person can change about trainings, each as a step that can be taken back."""

from collections.abc import Sequence
from pathlib import Path

from stdesk.desk.look.titles import run_name
from stdesk.desk.work.changes import Change
from stdesk.desk.work.desk import RESULTS, RUNS
from stdesk.language import ntr, tr
from stdesk.project import Project, RunRecord


def renamed(run: RunRecord, title: str) -> Change:
    return Change(
        tr("Rename “{run}”", run=run_name(run)),
        lambda project: project.runs.rename(run.id, title),
        lambda project, _: project.runs.rename(run.id, run.title or ""),
        (RUNS, RESULTS),
    )


def annotated(run: RunRecord, note: str) -> Change:
    return Change(
        tr("Note on “{run}”", run=run_name(run)),
        lambda project: project.runs.annotate(run.id, note),
        lambda project, _: project.runs.annotate(run.id, run.note or ""),
        (RUNS,),
    )


def deleted(runs: Sequence[RunRecord]) -> Change:
    """The runs are hidden; they go for good when the project is closed."""

    def delete(project: Project) -> None:
        for run in runs:
            project.runs.delete(run.id)

    def restore(project: Project, _: object) -> None:
        for run in runs:
            project.runs.restore(run.id)

    one = len(runs) == 1
    title = tr("Delete “{run}”", run=run_name(runs[0])) if one else ""
    many = ntr("Delete {n} training", "Delete {n} trainings", len(runs))
    return Change(title or many, delete, restore, (RUNS, RESULTS))


def taken_up(path: Path) -> Change:
    """An exported run becomes one of the project's."""

    def take_up(project: Project) -> int:
        from stdesk.training import import_run

        return import_run(project, path)

    return Change(
        tr("Take up “{file}”", file=path.name),
        take_up,
        lambda project, run: project.runs.delete(run),
        (RUNS,),
    )
