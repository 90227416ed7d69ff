"""Why a model missed: what was true, what it put first, the reasons of both, what was lacking.

found = misses(project, MissSettings(user="470"), Progress())
print([reason_sentence(fact) for fact in found.rows[0].facts])
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.evaluation import JudgedModel, judged_model, positions_of, rejudged
from stdesk.features import EventLog, contexts_of_events, load_log
from stdesk.language import tr
from stdesk.metrics import expected_rank
from stdesk.models import Reason
from stdesk.progress import Progress
from stdesk.recommend.evidence import Evidence
from stdesk.recommend.lines import Lines, UserLines
from stdesk.recommend.miss_facts import facts
from stdesk.recommend.miss_needs import needs
from stdesk.recommend.miss_settings import LastSeen, Miss, Misses, MissSettings
from stdesk.recommend.settings import RecommendSettings
from stdesk.recommend.topk import softmax

if TYPE_CHECKING:
    from stdesk.evaluation import Rejudged
    from stdesk.project import Project

MODELS_WORD = 0.55  # what a model says of itself never outweighs the strongest evidence of the log


def misses(project: "Project", settings: MissSettings, progress: Progress) -> Misses:
    """The worst misses of a model, or of one user by it, each explained.

    Raises `ModelProblem` when no ranks of such a model are stored for the log as it is now,
    `SettingProblem` for a user or an event that was not judged.
    """
    progress.step(0, 1, tr("Reading the log"))
    line = judged_model(project, settings.model, settings.run, settings.protocol, True)
    log = load_log(project)
    position, rank = _judged(project, line, log)
    chosen = _chosen(settings, log, position, rank)
    rows = _explained(project, line, log, position[chosen], settings, progress)
    of_whom = _of_user(settings, log, position)
    return Misses(
        model=line.model,
        run=line.run,
        protocol=line.judgement.protocol,
        time=line.judgement.time,
        beyond=settings.beyond,
        judged=int(of_whom.sum()),
        missed=int((of_whom & _beyond(rank, settings.beyond)).sum()),
        rows=tuple(rows),
    )


def _judged(project: "Project", line: JudgedModel, log: EventLog) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the judged events in the log, and their ranks."""
    stored = project.judgements.line(line.id)
    position, found = positions_of(log, project.judgements.events(line.judgement.number))
    return position, stored.rank[found]


def _of_user(settings: MissSettings, log: EventLog, position: np.ndarray) -> np.ndarray:
    if settings.user is None:
        return np.ones(len(position), bool)
    keys = list(log.catalogue.user_keys)
    if settings.user not in keys:
        raise SettingProblem("there is no user '{user}' in this project.", user=settings.user)
    mine: np.ndarray = log.user[position] == keys.index(settings.user)
    if not mine.any():
        raise SettingProblem("no event of user '{user}' was judged.", user=settings.user)
    return mine


def _beyond(rank: np.ndarray, beyond: int) -> np.ndarray:
    missed: np.ndarray = ~(rank <= beyond)  # what could not be ranked is missed
    return missed


def _chosen(
    settings: MissSettings, log: EventLog, position: np.ndarray, rank: np.ndarray
) -> np.ndarray:
    """Which of the judged events to explain, the worst first."""
    if settings.event is not None:
        found = np.flatnonzero(log.event_id[position] == settings.event)
        if not len(found):
            raise SettingProblem("event {event} was not judged.", event=settings.event)
        return found
    wanted = np.flatnonzero(_of_user(settings, log, position) & _beyond(rank, settings.beyond))
    worst = np.argsort(-np.nan_to_num(rank[wanted], nan=np.inf), kind="stable")
    return wanted[worst][: settings.limit]


def _explained(
    project: "Project",
    line: JudgedModel,
    log: EventLog,
    position: np.ndarray,
    settings: MissSettings,
    progress: Progress,
) -> list[Miss]:
    found: dict[int, Miss] = {}
    work = progress.part(0.05, 0.3, tr("Bringing back “{model}”", model=line.model))
    for judge in rejudged(project, line, log, position, work):
        for number, row in enumerate(judge.rows.tolist()):
            progress.step(0.3 + 0.7 * number / len(judge.rows), 1, tr("Looking at each miss"))
            found[row] = _miss(log, judge, int(position[row]), settings.what_if)
    return [found[row] for row in sorted(found)]


def _miss(log: EventLog, judge: "Rejudged", position: int, what_if: bool) -> Miss:
    contexts = contexts_of_events(log, np.array([position]))
    scores = judge.scores(contexts)
    user, item = int(log.user[position]), int(log.item[position])
    is_candidate = bool(judge.competing[item] and np.isfinite(scores[0, item]))
    rank = float(expected_rank(scores, np.array([item]))[0])
    past, last = log.before(int(log.instant_ms[position])), _last_seen(log, position)
    lines = _lines(past, log, position)
    share = softmax(scores)[0]
    best = int(np.argmax(scores[0])) if np.isfinite(scores).any() else -1

    def told(which: int) -> "Iterator[Reason]":
        for reason in judge.model.reasons(contexts, 0, which):
            yield replace(reason, weight=MODELS_WORD * min(max(reason.weight, 0.0), 1.0))

    true = lines.item(round(rank), item, float(scores[0, item]), float(share[item]), [*told(item)])
    first = None
    if best >= 0:
        first = lines.item(1, best, float(scores[0, best]), float(share[best]), [*told(best)])
    own = past.item[past.of_user(user)]
    had = int((own == item).sum())
    others = len(np.unique(past.user[(past.item == item) & (past.user != user)]))
    miss = Miss(
        event=int(log.event_id[position]),
        user_id=user + 1,
        user=log.catalogue.user_keys[user],
        instant_ms=int(log.instant_ms[position]),
        offset_min=int(log.offset_min[position]),
        rank=rank,
        true=true,
        first=first,
        is_candidate=is_candidate,
        last=last,
        past=len(own),
        had=had,
        others=others,
        facts=(),
        needed=(),
    )
    miss = replace(miss, facts=tuple(facts(miss, past, int(judge.competing.sum()))))
    if not what_if or not is_candidate:
        return miss
    return replace(miss, needed=tuple(needs(log, judge, position, rank)))


def _lines(past: EventLog, log: EventLog, position: int) -> UserLines:
    """Makes the lines of the user as of just before the event."""
    made = Lines(Evidence(past), RecommendSettings(run=0)).of_user(
        int(log.user[position]), int(log.instant_ms[position]), int(log.offset_min[position])
    )
    here = _last_place(log, position)
    return made.seen_from(*here) if here is not None else made


def _last_place(log: EventLog, position: int) -> tuple[float, float] | None:
    begin = int(log.user_start[log.user[position]])
    known = np.flatnonzero(np.isfinite(log.latitude[begin:position]))
    if not len(known):
        return None
    last = begin + int(known[-1])
    return float(log.latitude[last]), float(log.longitude[last])


def _last_seen(log: EventLog, position: int) -> LastSeen | None:
    last = position - 1
    if last < int(log.user_start[log.user[position]]):
        return None
    latitude, longitude = float(log.latitude[last]), float(log.longitude[last])
    known = np.isfinite(latitude) and np.isfinite(longitude)
    return LastSeen(
        name=log.catalogue.item_name(int(log.item[last])),
        latitude=latitude if known else None,
        longitude=longitude if known else None,
        minutes=float(log.instant_ms[position] - log.instant_ms[last]) / 60_000,
    )
