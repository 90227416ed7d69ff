"""What the part Errors reads in the background: which models were judged, and where one fails."""

from dataclasses import dataclass

from stdesk.desk.work.log_cache import shared_log
from stdesk.evaluation import Errors, JudgedModel
from stdesk.features import EventLog
from stdesk.project import Project, RunRecord


@dataclass(frozen=True)
class Seen:
    """The errors of a line, beside the log they are of."""

    found: Errors
    log: EventLog


def read_models(project: Project) -> tuple[list[JudgedModel], dict[int, RunRecord]]:
    """The models whose ranks are kept, and all runs by number."""
    from stdesk.evaluation import judged_models

    return judged_models(project), {run.id: run for run in project.runs.all()}


def read_errors(project: Project, line: JudgedModel) -> Seen:
    from stdesk.evaluation import errors

    log = shared_log(project)
    return Seen(errors(project, line, log), log)
