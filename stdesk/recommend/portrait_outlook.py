"""What portraits owe to others: who lives alike, and what a trained model expects next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stdesk.progress import Progress
from stdesk.recommend.portrait_facts import (
    Alike,
    Expectation,
    ExpectedLine,
    Portrait,
    PortraitSettings,
)

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord
    from stdesk.recommend.people_settings import Acquaintance
    from stdesk.recommend.settings import RecommendationLists, Recommended

HIT_AT = 10


def newest_ranking_run(project: "Project") -> int | None:
    """The newest finished run that can say what comes next; None without one."""
    from stdesk.models import model_info, model_names

    known = set(model_names())
    for run in reversed(project.runs.all()):
        if run.state == "done" and run.model in known and model_info(run.model).task == "items":
            return run.id
    return None


def with_alike(
    project: "Project", found: list[Portrait], settings: PortraitSettings, progress: Progress
) -> list[Portrait]:
    """The same portraits with their similar users."""
    from stdesk.recommend.people_lists import people
    from stdesk.recommend.people_settings import SIMILAR, PeopleSettings

    seen = tuple(one.user for one in found if one.events)
    if not settings.alike or not seen:
        return found
    lists = people(project, PeopleSettings(users=seen, k=settings.alike), progress)
    rows: dict[str, list[Alike]] = {}
    for row in lists.rows:
        if row.kind == SIMILAR:
            rows.setdefault(row.user, []).append(alike_of(row))
    return [replace(one, alike=tuple(rows.get(one.user, ()))) for one in found]


def with_expected(
    project: "Project", found: list[Portrait], settings: PortraitSettings, progress: Progress
) -> list[Portrait]:
    """The same portraits with the first lines of a run's lists, and how far they can be trusted."""
    from stdesk.recommend.lists import recommend
    from stdesk.recommend.settings import RecommendSettings

    run = settings.run if settings.run is not None else newest_ranking_run(project)
    seen = tuple(one.user for one in found if one.events)
    if not settings.ahead or run is None or not seen:
        return found
    wish = RecommendSettings(run=run, users=seen, k=settings.ahead, store=False)
    lists = recommend(project, wish, progress)
    figures = measured(project, project.runs.get(run))
    rows: dict[str, list[Recommended]] = {}
    for row in lists.rows:
        rows.setdefault(row.user, []).append(row)
    return [
        replace(one, expected=expectation(one, lists, rows.get(one.user, ()), figures))
        if one.events
        else one
        for one in found
    ]


def expectation(
    one: Portrait,
    lists: "RecommendationLists",
    rows: "Sequence[Recommended]",
    figures: tuple[float | None, float | None],
) -> Expectation:
    """The lines of one user's list; figures: what `measured` said of the run's model."""
    gap, hit = figures
    return Expectation(
        run=lists.run,
        model=lists.model,
        as_of_ms=lists.as_of_ms,
        offset_min=_offset(one),
        gap=gap,
        hit=hit,
        hit_at=HIT_AT,
        lines=tuple(_line(row) for row in rows),
    )


def alike_of(row: "Acquaintance") -> Alike:
    return Alike(row.other_id, row.other, row.likeness, row.shared, row.meetings, row.reasons)


def measured(project: "Project", run: "RunRecord") -> tuple[float | None, float | None]:
    """Calibration gap and hit rate of the run's model in the newest comparison that has them."""
    wanted = ("calibration gap", f"HR@{HIT_AT}", f"Acc@{HIT_AT}")  # the same rate by two names
    rows = project.query(
        "SELECT name, value FROM metric WHERE model = ? AND part = 'all' AND fold IS NULL "
        "AND name IN (SELECT value FROM json_each(?)) AND (run IS NULL OR run = ?) "
        "ORDER BY evaluation, (run IS NOT NULL), id",
        run.model,
        list(wanted),
        run.id,
    ).to_pylist()
    newest = {row["name"]: row["value"] for row in rows}
    return newest.get(wanted[0]), newest.get(wanted[1], newest.get(wanted[2]))


def _line(row: "Recommended") -> ExpectedLine:
    return ExpectedLine(
        rank=row.rank,
        item_id=row.item_id or 0,
        name=row.name,
        category=row.category,
        latitude=row.latitude,
        longitude=row.longitude,
        distance_km=row.distance_km,
        chance=row.share,
        reasons=row.reasons,
    )


def _offset(one: Portrait) -> int:
    """Minutes by which the user's clock was ahead of UTC at the last event."""
    if one.last_ms is None or one.last_local_ms is None:
        return 0
    return (one.last_local_ms - one.last_ms) // 60_000
