"""Ranked lists for one user, some or all: the model loaded, the lists made, noted and stored."""

from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Catalogue, EventLog, load_log
from stdesk.language import mark, tr
from stdesk.models import Reason, Recommender
from stdesk.progress import Progress
from stdesk.recommend.asked import check_events, moment_asked, note_on_moment, users_asked
from stdesk.recommend.candidates import check_settings, read_opinions
from stdesk.recommend.ranking import Known, Ranking
from stdesk.recommend.settings import RecommendationLists, Recommended, RecommendSettings

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord


def recommend(
    project: "Project", settings: RecommendSettings, progress: Progress
) -> RecommendationLists:
    """The best k for each user by a finished run's model, with up to three reasons each.

    Users without a history (or who came after the training) get what is popular, and the first
    reason says so. Lists of items are kept in the project unless `store` is off or the project is
    open for reading only; lists of categories are not kept. Raises `SettingProblem` when there is
    no such user or category or a filter cannot work on this log, `ModelProblem` when the run is
    not finished or its model does not rank items.
    """
    progress.step(0, 1, tr("Loading the model"))
    record = project.runs.get(settings.run)
    model = _ranking_model(project, settings.run)
    log = load_log(project)
    check_settings(settings, log)
    check_events(log)
    as_of = moment_asked(log, settings.at_ms)
    users = users_asked(log.catalogue, settings.users)
    known = _known(model, record, log.catalogue)
    ranking = Ranking(model, log, as_of, settings, read_opinions(project), known)
    rows: list[Recommended] = []
    strangers = nowhere = done = 0
    ranked = progress.part(0.1, 0.95, tr("Ranking for each user"))
    ranked.step(0, max(len(users), 1))
    for block in ranking.blocks(users):
        for row in ranking.rows(block):
            ranked.check()  # a model's own reasons may take their time
            rows.append(row)
        strangers += int((~block.known).sum())
        nowhere += int((~np.isfinite(block.latitude)).sum())
        done += len(block.users)
        ranked.step(done, len(users))
    lists = RecommendationLists(
        run=settings.run,
        model=record.model,
        target=settings.target,
        as_of_ms=as_of,
        users=tuple(log.catalogue.user_keys[user] for user in users),
        rows=tuple(rows),
        notes=(*_notes(settings, log, known, strangers, nowhere), *model.remarks()),
        settings=settings,
    )
    if settings.store and settings.target == "item" and not project.read_only:
        progress.step(0.95, 1, tr("Storing the lists"))
        _store(project, lists, users)
    progress.step(1, 1)
    return lists


def _ranking_model(project: "Project", run: int) -> Recommender:
    from stdesk.training import load_run

    model = load_run(project, run)
    if not isinstance(model, Recommender):
        raise ModelProblem(
            "run {run} ({model}) does not rank items, so that it cannot recommend any. Choose a "
            "run of a model that predicts the next place or item.",
            run=run,
            model=project.runs.get(run).model,
        )
    return model


def _known(model: Recommender, record: "RunRecord", catalogue: Catalogue) -> Known:
    if model.knows_newcomers:
        return Known(catalogue.users, catalogue.items)
    return Known(record.users, record.items)


def _notes(
    settings: RecommendSettings, log: EventLog, known: Known, strangers: int, nowhere: int
) -> tuple[Reason, ...]:
    """What the reader should know; strangers, nowhere: users the model or the map does not know."""
    by_default = mark("The lists are for the moment just after the log's last event.")
    notes = note_on_moment(log, settings.at_ms, by_default)
    if strangers:
        text = mark(
            "Users without a history before that moment, or new since the training: {count}. "
            "They get what is popular."
        )
        notes.append(Reason(text, {"count": strangers}))
    if settings.within_km is not None and nowhere:
        text = mark("Users whose position is unknown, so that nothing is near them: {count}.")
        notes.append(Reason(text, {"count": nowhere}))
    if log.catalogue.items > known.items:
        text = mark("Items that came after the training, unknown to the model: {count}.")
        notes.append(Reason(text, {"count": log.catalogue.items - known.items}))
    return tuple(notes)


def _store(project: "Project", lists: RecommendationLists, users: np.ndarray) -> None:
    from stdesk.project import RecommendationRow

    rows = [
        RecommendationRow(
            user=row.user_id,
            rank=row.rank,
            item=row.item_id,
            score=row.score,
            reasons=tuple(
                {"text": reason.text, "values": reason.values, "weight": round(reason.weight, 4)}
                for reason in row.reasons
            ),
        )
        for row in lists.rows
        if row.item_id is not None
    ]
    project.results.save_recommendations(
        lists.run, lists.as_of_ms, rows, users=[int(user) + 1 for user in users]
    )
