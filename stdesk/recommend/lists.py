"""Ranked lists for one user, some or all: the model loaded, the lists made, noted and stored."""

from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Catalogue, load_log
from stdesk.language import tr
from stdesk.models import Recommender
from stdesk.progress import Progress
from stdesk.recommend.asked import check_events, moment_asked, users_asked
from stdesk.recommend.candidates import check_settings, read_opinions
from stdesk.recommend.notes import Met, notes_on
from stdesk.recommend.ranking import Ranking
from stdesk.recommend.scene import Known, Scene
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
    model = ranking_model(project, settings.run)
    log = load_log(project)
    check_settings(settings, log)
    check_events(log)
    as_of = moment_asked(log, settings.at_ms)
    users = users_asked(log.catalogue, settings.users)
    known = known_to(model, record, log.catalogue)
    opinions = read_opinions(project)
    scene = Scene(model, log, known_until(settings, as_of), known)
    ranking = Ranking(scene, as_of, settings, opinions)
    rows: list[Recommended] = []
    met, done = Met(), 0
    ranked = progress.part(0.1, 0.95, tr("Ranking for each user"))
    ranked.step(0, max(len(users), 1))
    for block in ranking.blocks(users):
        for row in ranking.rows(block):
            ranked.check()  # a model's own reasons may take their time
            rows.append(row)
        met = met.and_of(block)
        done += len(block.users)
        ranked.step(done, len(users))
    lists = RecommendationLists(
        run=settings.run,
        model=record.model,
        target=settings.target,
        as_of_ms=as_of,
        users=tuple(log.catalogue.user_keys[user] for user in users),
        rows=tuple(rows),
        notes=notes_on(settings, log, scene, opinions, met),
        settings=settings,
    )
    if settings.store and settings.target == "item" and not project.read_only:
        progress.step(0.95, 1, tr("Storing the lists"))
        _store(project, lists, users)
    progress.step(1, 1)
    return lists


def ranking_model(project: "Project", run: int) -> Recommender:
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


def known_to(model: Recommender, record: "RunRecord", catalogue: Catalogue) -> Known:
    if model.knows_newcomers:
        return Known(catalogue.users, catalogue.items)
    return Known(record.users, record.items)


def known_until(settings: RecommendSettings, as_of: int) -> int:
    """UTC; what happened from then on is not known to the lists."""
    return as_of if settings.known_ms is None else min(settings.known_ms, as_of)


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
