"""What the page Recommend has done in the background."""

from pathlib import Path

from stdesk.desk.page.choices import finished_runs
from stdesk.desk.work.log_cache import shared_log, shared_map
from stdesk.features import EventLog
from stdesk.insight import Bounds
from stdesk.progress import Progress
from stdesk.project import Project, RunRecord
from stdesk.recommend import (
    EntryDetails,
    RecommendationLists,
    Recommended,
    RecommendSettings,
    WhatIf,
    When,
)

Found = tuple[list[RunRecord], EventLog, list[str], Bounds | None]


def read_for_lists(project: Project) -> Found:
    from stdesk.recommend import advice

    log = shared_log(project)
    return finished_runs(project, "intent"), log, advice(project), shared_map(log).reach


def make_lists(
    project: Project, settings: RecommendSettings, progress: Progress
) -> RecommendationLists:
    from stdesk.recommend import recommend

    return recommend(project, settings, progress)


def write_lists(lists: RecommendationLists, path: Path) -> None:
    from stdesk.recommend import export_lists

    export_lists(lists, path)


def read_presets(log: EventLog, user: int, known_ms: int) -> dict[str, tuple[float, float]]:
    """Where the user may be asked about; user: index."""
    from stdesk.recommend import presets

    return presets(log, user, known_ms)


def read_entry(
    session: WhatIf, settings: RecommendSettings, line: Recommended
) -> tuple[EntryDetails, When]:
    """A line's history with the user, and its week as far as it is computed."""
    from stdesk.recommend import entry_details

    catalogue = session.log.catalogue
    item = None if line.item_id is None else line.item_id - 1
    category = None if item is not None else list(catalogue.category_names).index(line.item)
    known_ms = session.begin_ms(settings)
    details = entry_details(session.log, line.user_id - 1, known_ms, item, category)
    return details, session.when(settings, line.item_id, line.item)
