"""Who is like whom, and whom to follow: two lists for each user, each line with its reasons.

Only the pseudonymous keys of the log are used. Nothing is said of two people below a minimum of
support, and no place is named that fewer than four people know: such a place may be a home.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import EventLog, load_log
from stdesk.insight import Company, Profiles, company, meetings, profiles
from stdesk.language import mark, tr
from stdesk.models import Reason
from stdesk.progress import Progress
from stdesk.recommend.asked import check_events, users_asked
from stdesk.recommend.people_reasons import PeopleReasons
from stdesk.recommend.people_settings import (
    FOLLOW,
    SIMILAR,
    Acquaintance,
    PeopleLists,
    PeopleSettings,
)

if TYPE_CHECKING:
    from scipy import sparse

    from stdesk.project import Project

LEAST_EVENTS = 5  # of a user of whom anything is said
BLOCK = 256  # users compared with everyone at a time
CLOSE = 6  # a meeting within a sixth of the minutes counts once more
USER_VECTORS = "user.weight"  # ends the name of a network's table of users


def people(project: "Project", settings: PeopleSettings, progress: Progress) -> PeopleLists:
    """The k users most like each user, and the k most worth following.

    Raises `SettingProblem` when there is no such user, `ModelProblem` when the run has no vectors
    of users.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    check_events(log)
    asked = users_asked(log.catalogue, settings.users)
    vectors = None if settings.run is None else user_vectors(project, settings.run)
    progress.step(0.1, 1, tr("Looking for meetings"))
    crowd = gather(log, settings, vectors)
    reasons = PeopleReasons(log, crowd.met, settings)
    rows: list[Acquaintance] = []
    compared = progress.part(0.3, 1.0, tr("Comparing users"))
    for begin in range(0, len(asked), BLOCK):
        compared.step(begin, len(asked))
        for line in crowd.lines(asked[begin : begin + BLOCK], settings.k):
            compared.check()
            rows.append(acquaintance(log, line, crowd, reasons))
    progress.step(1, 1)
    keys = tuple(log.catalogue.user_keys[user] for user in asked)
    return PeopleLists(settings, keys, tuple(rows), _notes(log, settings, asked))


@dataclass(frozen=True)
class Line:
    """One place on one list, by indices of users."""

    user: int
    kind: str
    rank: int
    other: int
    score: float
    likeness: float


@dataclass(frozen=True)
class Crowd:
    """Everyone compared with everyone. met: the pairs with enough meetings; surprise: (pairs,) of
    them. shown: (users,) who has enough events. known: (users, items) sparse, 1 where one went."""

    profiles: Profiles
    met: Company
    surprise: np.ndarray
    shown: np.ndarray
    known: "sparse.csr_array"
    least: int

    def lines(self, users: np.ndarray, k: int) -> Iterator[Line]:
        """Both lists of these users, in their order."""
        likeness = self.profiles.likeness(users)
        likeness[:, ~self.shown] = 0.0
        likeness[~self.shown[users]] = 0.0
        shared = self.shared(users)
        similar = np.where(shared >= self.least, likeness, 0.0)
        follow = likeness * (shared >= self.least) + self._surprises(users)
        for row, user in enumerate(users.tolist()):
            for kind, scores in ((SIMILAR, similar[row]), (FOLLOW, follow[row])):
                best = np.argsort(-scores, kind="stable")[:k]
                for rank, other in enumerate(best[scores[best] > 0].tolist(), start=1):
                    score = float(scores[other])
                    yield Line(user, kind, rank, other, score, float(likeness[row, other]))

    def shared(self, users: np.ndarray) -> np.ndarray:
        """(asked, users) how many items both know."""
        return np.asarray((self.known[users] @ self.known.T).todense())

    def _surprises(self, users: np.ndarray) -> np.ndarray:
        """(asked, users) how far the meetings of two exceed chance."""
        found = np.zeros((len(users), len(self.shown)))
        row = np.full(len(self.shown), -1)
        row[users] = np.arange(len(users))
        pairs = ((self.met.first, self.met.second), (self.met.second, self.met.first))
        for one, other in pairs:
            mine = (row[one] >= 0) & self.shown[one] & self.shown[other]
            found[row[one[mine]], other[mine]] = self.surprise[mine]
        return found


def gather(log: EventLog, settings: PeopleSettings, vectors: np.ndarray | None = None) -> Crowd:
    """Meetings, profiles and who is known well enough, from a log.

    vectors: (users, dim) of a trained model, or None.
    """
    from scipy import sparse

    users, items = log.catalogue.users, log.catalogue.items
    category = log.catalogue.item_category[log.item]
    if vectors is not None and len(vectors) < users:  # who came after the training
        vectors = np.pad(vectors, ((0, users - len(vectors)), (0, 0)))
    alike = profiles(log.user, log.item, category, log.hour_of_week, users, items, vectors)
    met = _company(log, settings.within_minutes, settings.least)
    close = _company(log, settings.within_minutes / CLOSE, settings.least)
    shown = np.diff(log.user_start) >= LEAST_EVENTS
    pair = np.unique(log.user.astype(np.int64) * items + log.item)
    known = sparse.coo_array(
        (np.ones(len(pair), np.int32), (pair // items, pair % items)), shape=(users, items)
    ).tocsr()
    surprise = (met.surprise + _matched(met, close, users)) / 2
    return Crowd(alike, met, surprise, shown, known, settings.least)


def user_vectors(project: "Project", run: int) -> np.ndarray:
    """(users, dim) what a finished network learnt of each user."""
    record, stored = project.runs.get(run), project.runs.weights(run)
    tables = [
        table for name, table in (stored.tensors if stored else {}).items()
        if name.endswith(USER_VECTORS)
    ]  # fmt: skip
    if not tables:
        raise ModelProblem(
            "run {run} ({model}) holds no vectors of users; choose a finished run of a network "
            "that learns each user's taste, such as gru or transformer.",
            run=run,
            model=record.model,
        )
    return np.asarray(tables[0][: record.users], np.float64)


def _company(log: EventLog, within_minutes: float, least: int) -> Company:
    """The pairs with enough meetings on different days."""
    users, items = log.catalogue.users, log.catalogue.items
    met = meetings(log.user, log.item, log.instant_ms, within_minutes)
    return company(met, log.user, log.item, users, items, least)


def _matched(met: Company, close: Company, users: int) -> np.ndarray:
    """(pairs of met,) the surprise of the same pair among the close meetings, 0 without one."""
    if not len(met) or not len(close):
        return np.zeros(len(met))
    wanted, given = met.first * users + met.second, close.first * users + close.second
    order = np.argsort(given)
    at = np.minimum(np.searchsorted(given[order], wanted), len(given) - 1)
    found = given[order][at] == wanted
    return np.where(found, close.surprise[order][at], 0.0)


def acquaintance(log: EventLog, line: Line, crowd: Crowd, reasons: PeopleReasons) -> Acquaintance:
    pair = reasons.pair(line.user, line.other)
    return Acquaintance(
        user_id=line.user + 1,
        user=log.catalogue.user_keys[line.user],
        kind=line.kind,
        rank=line.rank,
        other_id=line.other + 1,
        other=log.catalogue.user_keys[line.other],
        score=line.score,
        likeness=line.likeness,
        meetings=pair.meetings,
        meeting_places=pair.places,
        expected=pair.expected,
        shared=len(pair.shared),
        new=pair.new,
        reasons=reasons.of(pair, line.kind),
    )


def _notes(log: EventLog, settings: PeopleSettings, asked: np.ndarray) -> tuple[Reason, ...]:
    few = int((np.diff(log.user_start)[asked] < LEAST_EVENTS).sum())
    notes = [
        Reason(
            mark(
                "Nothing is said of two users before {least} meetings on different days or {least} "
                "places in common; places that fewer than four people know are not named."
            ),
            {"least": settings.least},
        )
    ]
    if few:
        text = mark("Users with too few events to be compared with others: {count}.")
        notes.append(Reason(text, {"count": few}))
    return tuple(notes)
