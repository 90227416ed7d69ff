"""What long work has made, as steps that can be taken back: a training, a comparison, a tuning."""

from typing import Any

from stdesk.desk.work.changes import Change
from stdesk.desk.work.desk import RESULTS, RUNS
from stdesk.project import Project
from stdesk.project.taking_out import Taken, put_back, take_out


def trained(title: str, run: int) -> Change:
    """The run is hidden, as one that was deleted, and comes back."""
    return Change(
        title,
        lambda project: project.runs.restore(run),
        lambda project, _: project.runs.delete(run),
        (RUNS, RESULTS),
    )


def compared(title: str, number: int) -> Change:
    """The comparison with this number leaves the project, and comes back as it was."""
    taken: list[Taken] = []

    def undo(project: Project, _: object) -> None:
        taken.append(take_out(project, number))

    def do(project: Project) -> None:
        put_back(project, taken.pop())

    return Change(title, do, undo, (RESULTS,))


def setting_chosen(title: str, name: str, before: Any, after: Any) -> Change:
    """A setting of the project that some work has stored has its former value again."""
    return Change(
        title,
        lambda project: project.set_setting(name, after),
        lambda project, _: project.set_setting(name, before),
        (RUNS,),
    )
