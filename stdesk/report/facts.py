"""What a report says, whatever its format: lists, figures of people and of the model."""

import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.evaluation import line_title
from stdesk.features import EventLog, load_log
from stdesk.insight import first_visits, radius_of_gyration
from stdesk.language import moment, number, tr
from stdesk.progress import Progress
from stdesk.recommend import (
    RecommendationLists,
    Recommended,
    advice,
    instant_text,
    reason_sentence,
    recommend,
)
from stdesk.report.company import Company
from stdesk.report.sections import Section, chosen_sections
from stdesk.report.settings import ReportSettings
from stdesk.report.standing import Standing, ablations, standing

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord, SegmentRecord


@dataclass(frozen=True)
class PersonFigures:
    """One user's events before the moment of the lists. Instants are ISO 8601, UTC, or None."""

    user: str
    events: int
    active_days: int
    items: int
    new_share: float | None
    radius_km: float | None
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Facts:
    """All of a report's content. log: the events before the moment of the lists.

    run: None in a report about behaviour alone, whose lists are empty. sections: the chosen ones.
    asked: keys of all whom it is about; a preview has the lists of the first few of them alone.
    index_of: of every user's key. company: what is asked for all users at once.
    """

    project: "Project"
    settings: ReportSettings
    sections: tuple[Section, ...]
    run: "RunRecord | None"
    segment: "SegmentRecord | None"
    log: EventLog
    asked: tuple[str, ...]
    lists: RecommendationLists
    index_of: dict[str, int]
    company: Company
    advice: tuple[str, ...]
    fingerprint: str
    written_ms: int

    @cached_property
    def users(self) -> np.ndarray:
        """(asked,) indices of those asked for, in the order of the lists."""
        return np.array([self.index_of[key] for key in self.asked], np.int64)

    @cached_property
    def own(self) -> EventLog:
        """The events of those asked for."""
        if len(self.users) == self.log.catalogue.users:
            return self.log
        asked = np.zeros(self.log.catalogue.users, bool)
        asked[self.users] = True
        return self.log.select(asked[self.log.user])

    @cached_property
    def rows_of(self) -> dict[str, list[Recommended]]:
        """The lines of each user, by rank."""
        rows: dict[str, list[Recommended]] = {key: [] for key in self.lists.users}
        for row in self.lists.rows:
            rows[row.user].append(row)
        return rows

    @cached_property
    def standing(self) -> tuple[Standing, ...]:
        """The comparisons in which the run stands; in a report on the project, all newest ones."""
        run = None if self.settings.kind == "project" or self.run is None else self.run.id
        return standing(self.project, run)

    @cached_property
    def ablations(self) -> tuple[Standing, ...]:
        """What other models were found to add to the ranker."""
        return ablations(self.project)

    @property
    def one_user(self) -> bool:
        return self.settings.kind == "user"

    @property
    def title(self) -> str:
        if self.settings.title:
            return self.settings.title
        if self.one_user:
            user = self.asked[0]
            if self.run is None:
                return tr("What {user} does", user=user)
            return tr("What comes next for {user}", user=user)
        if self.segment is not None:
            return self.segment.name
        return tr("What comes next") if self.run is not None else tr("What people do")

    @property
    def model_title(self) -> str:
        return "" if self.run is None else line_title(self.run.model)

    @property
    def notes(self) -> list[str]:
        """What to know about these lists, then what lists from this log are worth at all."""
        said = [*(reason_sentence(note) for note in self.lists.notes), *self.advice]
        if len(self.lists.users) < len(self.asked):
            few = number(len(self.lists.users))
            said.insert(0, tr("A preview: with the lists of the first {n} users only.", n=few))
        return said

    def has(self, name: str) -> bool:
        """Whether a section was chosen."""
        return any(section.name == name for section in self.sections)

    def with_sections(self, sections: tuple[Section, ...]) -> "Facts":
        return replace(self, sections=sections)

    def about(self, position: int, settings: ReportSettings) -> "Facts":
        """The facts of a report about one of these users alone, as `settings` want it."""
        key = self.lists.users[position]
        return replace(
            self,
            settings=replace(settings, users=(key,), template="user"),
            sections=chosen_sections("user", settings.sections, self.run is not None),
            asked=(key,),
            lists=replace(self.lists, users=(key,), rows=tuple(self.rows_of[key])),
        )

    def figures(self, user: int) -> PersonFigures:
        """The figures of a user (index)."""
        own = self.log.of_user(user)
        events = own.stop - own.start
        latitude, longitude = self.log.latitude[own], self.log.longitude[own]
        located = bool((np.isfinite(latitude) & np.isfinite(longitude)).any())
        items = self.log.item[own]
        instants = self.log.instant_ms[own]
        return PersonFigures(
            user=self.log.catalogue.user_keys[user],
            events=events,
            active_days=len(np.unique(self.log.local_ms[own] // 86_400_000)),
            items=len(np.unique(items)),
            new_share=_share(first_visits(np.zeros(events, np.int64), items)) if events else None,
            radius_km=round(radius_of_gyration(latitude, longitude), 3) if located else None,
            first=instant_text(int(instants[0])) if events else None,
            last=instant_text(int(instants[-1])) if events else None,
        )


def gather(
    project: "Project",
    settings: ReportSettings,
    progress: Progress,
    most_lists: int | None = None,
) -> Facts:
    """Recommend, and read what the report says beside the lists.

    most_lists: of how many users there are lists at most, for a preview. Raises `SettingProblem`
    when the template lacks its user or segment, or a section is unknown.
    """
    sections = chosen_sections(settings.kind, settings.sections, settings.run is not None)
    segment = _segment(project, settings)
    log = load_log(project)
    index_of = {key: index for index, key in enumerate(log.catalogue.user_keys)}
    asked = _asked_users(log, settings, segment)
    lists = _lists(project, settings, asked[:most_lists], log, progress)
    return Facts(
        project=project,
        settings=settings,
        sections=sections,
        run=None if settings.run is None else project.runs.get(settings.run),
        segment=segment,
        log=log.before(lists.as_of_ms),
        asked=asked,
        lists=lists,
        index_of=index_of,
        company=Company(project, lists.users, settings),
        advice=tuple(advice(project)),
        fingerprint=project.log.fingerprint(),
        written_ms=int(time.time() * 1000),
    )


def _segment(project: "Project", settings: ReportSettings) -> "SegmentRecord | None":
    if settings.kind == "user" and len(settings.users or ()) != 1:
        raise SettingProblem("a report about one user needs exactly one user.")
    if settings.kind != "segment":
        return None
    if settings.segment is None:
        raise SettingProblem("a report about a segment needs a segment.")
    return project.segments.get(settings.segment)


def _asked_users(
    log: EventLog, settings: ReportSettings, segment: "SegmentRecord | None"
) -> tuple[str, ...]:
    """The keys of all whom the report is about, each once."""
    if not len(log):
        raise SettingProblem("the project holds no events yet; import a log first.")
    keys = log.catalogue.user_keys
    if segment is not None:
        return tuple(keys[user - 1] for user in segment.users)
    if settings.users is None:
        return tuple(keys)
    known = set(keys)
    for user in settings.users:
        if user not in known:
            raise SettingProblem("there is no user '{user}' in this project.", user=user)
    return tuple(dict.fromkeys(settings.users))


def _lists(
    project: "Project",
    settings: ReportSettings,
    users: tuple[str, ...],
    log: EventLog,
    progress: Progress,
) -> RecommendationLists:
    """What `recommend` gives; empty lists of the same users without a run."""
    if settings.run is not None:
        return recommend(project, settings.lists_for(settings.run, users), progress)
    as_of = settings.at_ms
    return RecommendationLists(
        run=0,
        model="",
        target=settings.target,
        as_of_ms=int(log.instant_ms.max()) + 1 if as_of is None else as_of,
        users=users,
        rows=(),
    )


def local_moment(facts: Facts, user: int | None = None) -> str:
    """The moment of the lists on the local clock: a user's, or the usual one of the log."""
    offsets = facts.log.offset_min
    if user is not None and facts.log.of_user(user).stop > facts.log.of_user(user).start:
        offset = int(offsets[facts.log.of_user(user).stop - 1])
    else:
        offset = int(np.median(offsets)) if len(offsets) else 0
    return moment(facts.lists.as_of_ms, offset)


def _share(flags: np.ndarray) -> float:
    return round(float(flags.mean()), 6)
