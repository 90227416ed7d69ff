"""What the page Recommend has done in the background."""

from pathlib import Path

from stdesk.desk.choices import finished_runs
from stdesk.desk.explore_data import Selection, reach_of
from stdesk.desk.log_cache import shared_log
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.progress import Progress
from stdesk.project import Project, RunRecord
from stdesk.recommend import RecommendationLists, RecommendSettings

Found = tuple[list[RunRecord], EventLog, list[str], Bounds | None]


def read_for_lists(project: Project) -> Found:
    from stdesk.recommend import advice

    log = shared_log(project)
    return finished_runs(project, "intent"), log, advice(project), reach_of(log, Selection())


def make_lists(
    project: Project, settings: RecommendSettings, progress: Progress
) -> RecommendationLists:
    from stdesk.recommend import recommend

    return recommend(project, settings, progress)


def write_lists(lists: RecommendationLists, path: Path) -> None:
    from stdesk.recommend import export_lists

    export_lists(lists, path)
