"""Judges models that say how likely the next act is of a chosen kind."""

from typing import TYPE_CHECKING

from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split
from stdesk.features import EventLog
from stdesk.models import Task
from stdesk.progress import Progress
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord


def judge_intent(
    project: "Project",
    run: "RunRecord",
    log: EventLog,
    split: Split,
    task: Task,
    settings: EvaluateSettings,
    progress: Progress,
) -> list[Measured]:
    return []
